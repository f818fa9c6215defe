"""Laws: no data are ever older than the bound, and some are as old; better inputs never make a promise worse."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from flows import Node, mesh
from meshwright.lineage.age import ages
from meshwright.lineage.making import makings
from meshwright.lineage.promises import promises
from meshwright.lineage.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Callable

    from meshwright.mesh.mesh import Mesh

LAW = settings(max_examples=60, derandomize=True, deadline=None)
ORDER = [Verdict.CONTRADICTED, Verdict.UNSUPPORTED, Verdict.SUPPORTED]


@dataclass(frozen=True)
class Task:
    """A port as the simulator runs it: every `period` from `phase` on, reading at the start of each run."""

    name: str
    inputs: tuple[str, ...]
    period: int
    run: int
    phase: int

    def node(self) -> Node:
        """Promise just what it takes, from the inputs on."""
        own = self.period + self.run
        return Node(self.name, self.inputs, latency=own, frequency=self.period, run=self.run, scope="hop")


@st.composite
def tasks(draw: st.DrawFn) -> tuple[Task, ...]:
    """Draw a few ports, each made from some of those before it."""
    found: list[Task] = []
    for number in range(draw(st.integers(1, 5))):
        names = [each.name for each in found]
        inputs = draw(st.lists(st.sampled_from(names), unique=True, max_size=3)) if names else []
        period, run = draw(st.integers(1, 12)), draw(st.integers(0, 15))
        phase = draw(st.integers(0, 11))
        found.append(Task(f"t{number}", tuple(inputs), period, run, phase))
    return tuple(found)


def simulated(ports: tuple[Task, ...], until: int) -> dict[str, int]:
    """Run all ports tick by tick, and give the greatest age that was seen in each, once it shows anything."""
    origins: dict[str, list[int | None]] = {}
    """For each port and tick, the moment of which its data tell."""
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
    known = ages(mesh(*(port.node() for port in ports)).once(makings))
    return {contract.fact.id: int(age.value.longest) for contract, age in known.items() if age}


@given(tasks())
@LAW
def test_no_data_are_older_than_the_bound(ports: tuple[Task, ...]) -> None:
    """Whatever the phases: what is seen at any tick is younger than the bound."""
    seen, bound = simulated(ports, 200), bounds(ports)

    assert all(seen[port.name] < bound[port.name] for port in ports)


@given(st.lists(st.tuples(st.integers(1, 12), st.integers(0, 15)), min_size=1, max_size=5))
@LAW
def test_data_get_as_old_as_the_bound(chain: list[tuple[int, int]]) -> None:
    """With phases as unlucky as can be, all but one tick a hop."""
    ports: list[Task] = []
    start = 0
    for number, (period, run) in enumerate(chain):
        offset = start % period
        inputs = (f"t{number - 1}",) if number else ()
        ports.append(Task(f"t{number}", inputs, period, run, offset))
        start += period + run - 1
    last = f"t{len(chain) - 1}"
    warm_up = _warm_up(chain)
    shifted = tuple(
        Task(port.name, port.inputs, port.period, port.run, (port.phase + warm_up) % port.period)
        for port in ports
    )

    assert simulated(shifted, warm_up + start + 2)[last] >= bounds(shifted)[last] - len(chain)


def _warm_up(chain: list[tuple[int, int]]) -> int:
    return sum(period + run for period, run in chain) + 1


def verdict(found: Mesh, port: str, name: str) -> Verdict:
    judgements = found.once(promises).of
    own = next(each for contract, each in judgements.items() if contract.fact.id == port)
    return next(each.verdict for each in own if each.level.name == name)


HOURS = st.integers(1, 90)


@given(
    st.tuples(HOURS, HOURS), HOURS, HOURS, st.integers(0, 9), st.tuples(st.integers(0, 1), st.integers(1, 30))
)
@LAW
def test_a_better_input_never_worsens_a_verdict(
    inputs: tuple[int, int], promised: int, period: int, run: int, change: tuple[int, int]
) -> None:
    """Fresher by any amount."""
    which, better = change

    def of(ages_promised: tuple[int, ...]) -> Verdict:
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
def test_an_input_that_promises_more_never_worsens_a_verdict(
    name: str, first: int, second: int, promised: int, more: int
) -> None:
    """There more often, kept longer, ending later."""
    write = KINDS[name]

    def of(one: int) -> Verdict:
        sources = [Node("a0", sla={name: write(one)}), Node("a1", sla={name: write(second)})]
        node = Node("b", ("a0", "a1"), kind="view", outage=Fraction(1, 1000), sla={name: write(promised)})
        return verdict(mesh(*sources, node), "b", name)

    before, after = of(first), of(min(99, first + more))

    assert before is after or ORDER.index(after) >= ORDER.index(before)


@given(HOURS, HOURS, HOURS, st.integers(0, 9))
@LAW
def test_a_hop_that_only_passes_on_changes_nothing(age: int, promised: int, period: int, run: int) -> None:
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
def test_two_hops_are_judged_as_their_sum(
    one: int, run: int, other: int, run_too: int, promised: int
) -> None:
    """A hop split into two that take as long together gives what follows it the same bound."""
    whole = Node(
        "a", latency=one + run + other + run_too, frequency=one + other, run=run + run_too, scope="hop"
    )
    first = Node("x", latency=one + run, frequency=one, run=run, scope="hop")
    second = Node("a", ("x",), latency=other + run_too, frequency=other, run=run_too, scope="hop")
    node = Node("b", ("a",), latency=promised, frequency=1, run=0)

    assert verdict(mesh(whole, node), "b", "latency") == verdict(mesh(first, second, node), "b", "latency")
