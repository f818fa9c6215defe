"""Laws: no data is ever older than the bound, and some is as old; better inputs never worsen the assessment."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from flows import Node, mesh
from meshwright.analysis.promises.freshness import ages
from meshwright.analysis.promises.production import makings
from meshwright.analysis.promises.service_level_assessment import ServiceLevelStatus
from meshwright.analysis.promises.service_levels import promises

if TYPE_CHECKING:
    from collections.abc import Callable

    from meshwright.mesh.mesh import Mesh

LAW = settings(max_examples=60, derandomize=True, deadline=None)
ORDER = [ServiceLevelStatus.CONTRADICTED, ServiceLevelStatus.UNSUPPORTED, ServiceLevelStatus.SUPPORTED]


@dataclass(frozen=True)
class Task:
    """A port as the simulator runs it: every `period` from `phase` on, reading at the start of each run."""

    name: str
    inputs: tuple[str, ...]
    period: int
    run: int
    phase: int

    def node(self) -> Node:
        """Return a port that promises exactly its own time, from the inputs on."""
        own = self.period + self.run
        return Node(self.name, self.inputs, latency=own, frequency=self.period, run=self.run, scope="hop")


@st.composite
def tasks(draw: st.DrawFn) -> tuple[Task, ...]:
    """Generate a few ports, each derived from some of the previous ones."""
    found: list[Task] = []
    for number in range(draw(st.integers(1, 5))):
        names = [each.name for each in found]
        inputs = draw(st.lists(st.sampled_from(names), unique=True, max_size=3)) if names else []
        period, run = draw(st.integers(1, 12)), draw(st.integers(0, 15))
        phase = draw(st.integers(0, 11))
        found.append(Task(f"t{number}", tuple(inputs), period, run, phase))
    return tuple(found)


def simulated(ports: tuple[Task, ...], until: int) -> dict[str, int]:
    """Run all ports tick by tick, and return the greatest age in each, once it has data."""
    origins: dict[str, list[int | None]] = {}
    """For each port and tick, the moment of its data."""
    worst: dict[str, int] = {}
    for port in ports:
        shown: list[int | None] = [None] * until
        for start in range(port.phase, until, port.period):
            read = [start, *(origins[each][start] for each in port.inputs)]
            if None in read:
                continue
            moment = min(each for each in read if each is not None)
            for tick in range(start + port.run, until):
                shown[tick] = moment
        origins[port.name] = shown
        worst[port.name] = max((tick - at for tick, at in enumerate(shown) if at is not None), default=0)
    return worst


def bounds(ports: tuple[Task, ...]) -> dict[str, int]:
    known = ages(mesh(*(port.node() for port in ports)).derived(makings))
    return {contract.fact.id: int(age.value.longest) for contract, age in known.items() if age}


@given(tasks())
@LAW
def test_no_data_is_older_than_the_bound(ports: tuple[Task, ...]) -> None:
    """For all phases: the data at any tick is younger than the bound."""
    seen, bound = simulated(ports, 200), bounds(ports)

    assert all(seen[port.name] < bound[port.name] for port in ports)


@given(st.lists(st.tuples(st.integers(1, 12), st.integers(0, 15)), min_size=1, max_size=5))
@LAW
def test_data_gets_as_old_as_the_bound(chain: list[tuple[int, int]]) -> None:
    """With the worst phases, except one tick per hop."""
    shifted, until = unlucky(chain)

    assert simulated(shifted, until)[shifted[-1].name] >= bounds(shifted)[shifted[-1].name] - len(chain)


def unlucky(chain: list[tuple[int, int]]) -> tuple[tuple[Task, ...], int]:
    """Return ports in a row, by period and run, each missing the previous one's data by a tick, and when to stop."""
    ports: list[Task] = []
    start, warm_up = 0, _warm_up(chain)
    for number, (period, run) in enumerate(chain):
        inputs = (f"t{number - 1}",) if number else ()
        ports.append(Task(f"t{number}", inputs, period, run, (start % period + warm_up) % period))
        start += period + run - 1
    return tuple(ports), warm_up + start + 2


def _warm_up(chain: list[tuple[int, int]]) -> int:
    return sum(period + run for period, run in chain) + 1


def verdict(found: Mesh, port: str, name: str) -> ServiceLevelStatus:
    judgements = found.derived(promises).of
    own = next(each for contract, each in judgements.items() if contract.fact.id == port)
    return next(each.verdict for each in own if each.level.name == name)


HOURS = st.integers(1, 90)


@given(
    st.tuples(HOURS, HOURS), HOURS, HOURS, st.integers(0, 9), st.tuples(st.integers(0, 1), st.integers(1, 30))
)
@LAW
def test_fresher_input_never_worsens_the_assessment(
    inputs: tuple[int, int], promised: int, period: int, run: int, change: tuple[int, int]
) -> None:
    """By any amount."""
    which, better = change

    def of(ages_promised: tuple[int, ...]) -> ServiceLevelStatus:
        sources = [Node(f"a{at}", latency=age, frequency=1, run=0) for at, age in enumerate(ages_promised)]
        node = Node("b", ("a0", "a1"), latency=promised, frequency=period, run=run)
        return verdict(mesh(*sources, node), "b", "latency")

    improved = tuple(max(1, age - better) if at == which else age for at, age in enumerate(inputs))

    assert ORDER.index(of(improved)) >= ORDER.index(of(inputs))


KINDS: dict[str, Callable[[int], str]] = {
    "availability": lambda number: f"value: {90 + number / 10:.1f}, unit: percent",
    "retention": lambda number: f"value: {number + 1}, unit: d",
    "endOfLife": lambda number: f'value: "{2027 + number}-01-01"',
    "endOfSupport": lambda number: f'value: "{2027 + number}-01-01"',
}


@given(
    st.sampled_from(sorted(KINDS)),
    st.integers(0, 99),
    st.integers(0, 99),
    st.integers(0, 99),
    st.integers(1, 50),
)
@LAW
def test_better_promise_of_an_input_never_worsens_the_assessment(
    name: str, first: int, second: int, promised: int, more: int
) -> None:
    """Higher availability, longer retention, a later end."""
    write = KINDS[name]

    def of(one: int) -> ServiceLevelStatus:
        sources = [Node("a0", sla={name: write(one)}), Node("a1", sla={name: write(second)})]
        node = Node("b", ("a0", "a1"), kind="view", outage=Fraction(1, 1000), sla={name: write(promised)})
        return verdict(mesh(*sources, node), "b", name)

    before, after = of(first), of(min(99, first + more))

    assert before is after or ORDER.index(after) >= ORDER.index(before)


@given(HOURS, HOURS, HOURS, st.integers(0, 9))
@LAW
def test_hop_that_only_passes_data_on_changes_nothing(age: int, promised: int, period: int, run: int) -> None:
    """A stream that takes no time between an input and its reader."""
    source = Node("a", latency=age, frequency=1, run=0)
    passing = Node("x", ("a",), latency=0, run=0, kind="topic", scope="hop")
    direct = Node("b", ("a",), latency=promised, frequency=period, run=run)
    behind = Node("b", ("x",), latency=promised, frequency=period, run=run)

    assert verdict(mesh(source, passing, direct), "b", "latency") == verdict(
        mesh(source, passing, behind), "b", "latency"
    )


@given(st.integers(1, 40), st.integers(0, 9), st.integers(1, 40), st.integers(0, 9), HOURS)
@LAW
def test_two_hops_are_assessed_like_their_sum(
    one: int, run: int, other: int, run_too: int, promised: int
) -> None:
    """A hop that is split into two with the same total time has the same bound."""
    whole = Node(
        "a", latency=one + run + other + run_too, frequency=one + other, run=run + run_too, scope="hop"
    )
    first = Node("x", latency=one + run, frequency=one, run=run, scope="hop")
    second = Node("a", ("x",), latency=other + run_too, frequency=other, run=run_too, scope="hop")
    node = Node("b", ("a",), latency=promised, frequency=1, run=0)

    assert verdict(mesh(whole, node), "b", "latency") == verdict(mesh(first, second, node), "b", "latency")


PART = st.integers(1, 12).map(lambda number: number * 20)
"""Known durations, in ticks: so long that the minimum of an unknown part is negligible."""
MAYBE = st.none() | PART


@given(st.none() | st.tuples(PART, MAYBE, MAYBE), MAYBE, MAYBE, st.integers(1, 40).map(lambda it: it * 20))
@LAW
def test_unknown_duration_is_at_least_zero(
    above: tuple[int, int | None, int | None] | None, period: int | None, run: int | None, promised: int
) -> None:
    """A promise with unknown parts is contradicted only if data gets too old although the unknown parts take no time.

    Any other duration is longer, and the simulator never sees younger data.
    """
    nodes = [Node("s", frequency=1, run=0)]
    if above is not None:
        own, its_period, its_run = above
        nodes.append(Node("a", ("s",), latency=own, frequency=its_period, run=its_run, scope="hop"))
    node = Node("b", (nodes[-1].name,), latency=promised, frequency=period, run=run)
    found = verdict(mesh(*nodes, node), "b", "latency")

    def worst(unknown: int) -> int:
        chain = [(1, unknown)]
        if above is not None:
            chain.append((1, above[0]))
        chain.append((max(1, unknown) if period is None else period, unknown if run is None else run))
        ports, until = unlucky(chain)
        return simulated(ports, until)[ports[-1].name]

    assert (found in (ServiceLevelStatus.UNSUPPORTED, ServiceLevelStatus.CONTRADICTED)) == (
        worst(0) > promised + 5
    )
    assert worst(0) <= worst(25) <= worst(100)


STATED = st.none() | st.integers(0, 30)


@given(
    st.sampled_from(["availability", "retention", "latency", "frequency"]),
    st.lists(STATED, min_size=1, max_size=3),
    STATED,
    st.integers(0, 40),
)
@settings(LAW, max_examples=120)
def test_contradiction_does_not_depend_on_unknown_parts(
    name: str, inputs: list[int | None], own: int | None, promised: int
) -> None:
    """Assessments with unknown parts are those on which all assignments agree; otherwise nothing is reported."""

    def of(fill: int | None) -> ServiceLevelStatus:
        amounts = [fill if each is None else each for each in inputs]
        sources = [
            Node(f"a{at}", sla={} if each is None else {name: _amount(name, each)})
            for at, each in enumerate(amounts)
        ]
        part = fill if own is None else own
        outage = None if part is None else Fraction(part, 1000)
        node = Node(
            "b",
            tuple(each.name for each in sources),
            kind="table" if name == "frequency" else "view",
            run=part,
            outage=outage,
            sla={name: _amount(name, promised)},
        )
        return verdict(mesh(*sources, node), "b", name)

    certain = {of(each) for each in (0, 1, 20, 900)}
    faults = {ServiceLevelStatus.UNSUPPORTED, ServiceLevelStatus.CONTRADICTED}

    assert (of(None) in faults) == (certain <= faults)
    assert of(None) is not ServiceLevelStatus.SUPPORTED or certain == {ServiceLevelStatus.SUPPORTED}


def _amount(name: str, number: int) -> str:
    """Write an outage as availability, and any other number as a duration."""
    if name == "availability":
        return f"value: {float(100 - Fraction(number, 10))}, unit: percent"
    return f"value: {number}, unit: {'d' if name == 'retention' else 's'}"
