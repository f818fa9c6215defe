"""What follows from service levels: the bounds, the four verdicts, and that a fault is reported once, at its root cause."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows import Node, mesh
from mesh_of import mesh_of
from meshwright.analysis.promises.service_level_assessment import ServiceLevelAssessment, ServiceLevelStatus
from meshwright.analysis.promises.service_level_suggestion import suggest_service_level
from meshwright.analysis.promises.service_levels import promises
from meshwright.analysis.sensitivity.retention_limits import overlong
from meshwright.quantities.amounts import written
from meshwright.quantities.cron import longest_gap
from meshwright.quantities.service_level import Duration, lacks_percent, read_promise

HOUR, DAY = 3600, 86400
SOURCE = Node("a", latency=HOUR, frequency=1800, run=600)


def judged(*nodes: Node, of: str = "b", name: str = "latency") -> ServiceLevelAssessment:
    found = mesh(*nodes)
    judgements = found.derived(promises).of[next(each for each in found.contracts if each.fact.id == of)]
    return next(each for each in judgements if each.level.name == name)


@pytest.mark.parametrize(
    ("node", "verdict", "bound"),
    [
        (Node("b", ("a",), latency=26 * HOUR, frequency=DAY, run=HOUR), ServiceLevelStatus.SUPPORTED, "26 h"),
        (
            Node("b", ("a",), latency=25 * HOUR, frequency=DAY, run=HOUR),
            ServiceLevelStatus.UNSUPPORTED,
            "26 h",
        ),
        (Node("b", ("a",), latency=HOUR, frequency=DAY, run=HOUR), ServiceLevelStatus.CONTRADICTED, None),
        (Node("b", ("a",), latency=HOUR, frequency=DAY), ServiceLevelStatus.CONTRADICTED, None),
        (Node("b", ("a",), latency=26 * HOUR, frequency=DAY), ServiceLevelStatus.UNKNOWN, None),
        (Node("b", ("a",), latency=26 * HOUR, run=HOUR), ServiceLevelStatus.UNKNOWN, None),
        (
            Node("b", ("a",), latency=2 * HOUR, run=60, kind="topic"),
            ServiceLevelStatus.SUPPORTED,
            "1 h 1 min",
        ),
        (Node("b", ("a",), latency=2 * HOUR, run=60, kind="view"), ServiceLevelStatus.SUPPORTED, "1 h 1 min"),
        (
            Node("b", ("a",), latency=26 * HOUR, frequency=DAY, run=HOUR, scope="hop"),
            ServiceLevelStatus.SUPPORTED,
            "25 h",
        ),
    ],
)
def test_age_adds_up_along_lineage(node: Node, verdict: ServiceLevelStatus, bound: str | None) -> None:
    """The oldest input's promise, the own period and the own run; undeclared parts are unknown."""
    found = judged(SOURCE, node)

    assert (found.verdict, found.bound and written(found.bound)) == (verdict, bound)


SLOW = Node("a", latency=50 * HOUR, frequency=DAY, run=HOUR)


@pytest.mark.parametrize(
    ("nodes", "verdict"),
    [
        ((SLOW, Node("b", ("a",), latency=4 * HOUR, frequency=HOUR)), ServiceLevelStatus.UNSUPPORTED),
        ((SLOW, Node("b", ("a",), latency=4 * HOUR, run=60)), ServiceLevelStatus.UNSUPPORTED),
        ((SLOW, Node("b", ("a",), latency=4 * HOUR)), ServiceLevelStatus.UNSUPPORTED),
        ((SLOW, Node("b", ("a",), latency=50 * HOUR)), ServiceLevelStatus.UNKNOWN),
        ((SLOW, Node("b", ("a",), latency=50 * HOUR - 1)), ServiceLevelStatus.UNSUPPORTED),
        ((SLOW, Node("x"), Node("b", ("a", "x"), latency=4 * HOUR, run=60)), ServiceLevelStatus.UNSUPPORTED),
        ((SLOW, Node("b", ("a", "elsewhere"), latency=4 * HOUR)), ServiceLevelStatus.UNSUPPORTED),
        ((Node("a"), Node("b", ("a",), latency=4 * HOUR, run=5 * HOUR)), ServiceLevelStatus.UNSUPPORTED),
        ((Node("a"), Node("b", ("a",), latency=6 * HOUR, run=5 * HOUR)), ServiceLevelStatus.UNKNOWN),
        (
            (
                Node("a"),
                replace(SLOW, name="x", inputs=("a",), scope="hop"),
                Node("b", ("x",), latency=4 * HOUR),
            ),
            ServiceLevelStatus.UNSUPPORTED,
        ),
        (
            (
                Node("a", sla={"latency": "value: 50, unit: h, element: t", "ly": "value: soon, unit: h"}),
                Node("b", ("a",), latency=4 * HOUR),
            ),
            ServiceLevelStatus.UNSUPPORTED,
        ),
    ],
)
def test_known_part_alone_may_be_too_much(nodes: tuple[Node, ...], verdict: ServiceLevelStatus) -> None:
    """An unknown part is at least zero: an undeclared run, refresh or input makes no data younger."""
    found = judged(*nodes)

    assert (found.verdict, found.bound) == (verdict, None)
    assert found.missing


def test_unsupported_promise_states_what_is_undeclared() -> None:
    """The known part is a minimum; no other promise is suggested, because none is known to hold."""
    found = judged(SLOW, Node("b", ("a",), latency=4 * HOUR, frequency=HOUR))

    assert found.reason == "it may take 51 h or more: 50 h (`d/a/p@1`) + 1 h refresh"
    assert [each.what for each in found.missing] == ["it declares no `runTime`"]
    assert suggest_service_level(found) is None


def test_input_with_an_unreadable_level_is_partly_known() -> None:
    """The readable part fits, but the unreadable part may be worse, so the promise is not supported."""
    source = Node("a", sla={"latency": "value: 1, unit: h, element: t", "ly": "value: soon, unit: h"})
    found = judged(source, Node("b", ("a",), latency=DAY, frequency=HOUR, run=1))

    assert found.verdict is ServiceLevelStatus.UNKNOWN
    assert [(each.what, each.is_reported) for each in found.missing] == [
        ("`d/a/p@1` declares no `latency`", True)
    ]


def test_input_that_counts_from_its_inputs_is_named() -> None:
    """It promises a `latency`, but not from the event on."""
    middle = Node("x", ("a",), latency=HOUR, frequency=HOUR, run=1, scope="hop")
    found = judged(Node("a"), middle, Node("b", ("x",), latency=DAY, frequency=HOUR, run=1))

    assert found.verdict is ServiceLevelStatus.UNKNOWN
    assert [each.what for each in found.missing] == [
        "`d/x/p@1` counts its `latency` from inputs that declare none"
    ]


DAILY = Node("a", frequency=DAY)


@pytest.mark.parametrize(
    ("nodes", "verdict"),
    [
        (
            (DAILY, Node("v", ("a",), kind="view"), Node("b", ("v",), frequency=HOUR)),
            ServiceLevelStatus.UNSUPPORTED,
        ),
        (
            (DAILY, Node("v", ("a",), kind="view"), Node("b", ("v",), frequency=DAY)),
            ServiceLevelStatus.SUPPORTED,
        ),
        (
            (DAILY, Node("v", ("a",), kind="topic"), Node("b", ("v",), frequency=HOUR)),
            ServiceLevelStatus.UNSUPPORTED,
        ),
        (
            (
                DAILY,
                Node("v", ("a",), kind="view"),
                Node("w", ("v",), kind="view"),
                Node("b", ("w",), frequency=HOUR),
            ),
            ServiceLevelStatus.UNSUPPORTED,
        ),
        (
            (
                DAILY,
                Node("h", frequency=HOUR),
                Node("v", ("a", "h"), kind="view"),
                Node("b", ("v",), frequency=HOUR),
            ),
            ServiceLevelStatus.SUPPORTED,
        ),
        (
            (Node("a"), Node("v", ("a",), kind="view"), Node("b", ("v",), frequency=HOUR)),
            ServiceLevelStatus.UNKNOWN,
        ),
        ((Node("v", kind="view"), Node("b", ("v",), frequency=HOUR)), ServiceLevelStatus.UNKNOWN),
        (
            (DAILY, Node("x"), Node("v", ("a", "x"), kind="view"), Node("b", ("v",), frequency=HOUR)),
            ServiceLevelStatus.UNKNOWN,
        ),
        ((Node("v", kind="topic"), Node("b", ("v",), frequency=1)), ServiceLevelStatus.SUPPORTED),
        ((DAILY, Node("x"), Node("b", ("a", "x"), frequency=HOUR)), ServiceLevelStatus.UNKNOWN),
        ((DAILY, Node("x"), Node("b", ("a", "x"), frequency=DAY)), ServiceLevelStatus.SUPPORTED),
    ],
)
def test_view_changes_as_often_as_its_inputs(nodes: tuple[Node, ...], verdict: ServiceLevelStatus) -> None:
    """It is computed when it is read; an unknown input may change more often."""
    assert judged(*nodes, name="frequency").verdict is verdict


def test_table_next_to_a_view_has_its_own_refresh() -> None:
    """Other objects of the port may be tables, whose refresh is unknown."""
    files = Node("b", ("a",), latency=2 * HOUR, run=60, kind="view").files()
    both = files["b.odcs.yaml"].replace(
        b"schema: [",
        b"schema: [{name: u, physicalType: table, customProperties: [{property: runTime, value: 0s}]}, ",
    )
    found = mesh_of({**SOURCE.files(), **files, "b.odcs.yaml": both})
    judgements = found.derived(promises).of[next(each for each in found.contracts if each.fact.id == "b")]

    assert [each.verdict for each in judgements] == [ServiceLevelStatus.UNKNOWN]
    assert [each.what for each in judgements[0].missing] == ["it declares no `frequency`"]


PERCENT = "value: {}, unit: percent"


@pytest.mark.parametrize(
    ("inputs", "outage", "promised", "verdict"),
    [
        ((99.5, None), None, 99.6, ServiceLevelStatus.UNSUPPORTED),
        ((99.5, None), None, 99.5, ServiceLevelStatus.UNKNOWN),
        ((99.5, 99.5), None, 99.1, ServiceLevelStatus.UNSUPPORTED),
        ((99.5, 99.5), None, 99, ServiceLevelStatus.UNKNOWN),
        ((None,), Fraction(1, 100), 99.5, ServiceLevelStatus.UNSUPPORTED),
        ((None,), Fraction(1, 100), 99, ServiceLevelStatus.UNKNOWN),
    ],
)
def test_known_outages_alone_may_be_too_many(
    inputs: tuple[float | None, ...], outage: Fraction | None, promised: float, verdict: ServiceLevelStatus
) -> None:
    """An input without a promised availability has at least zero outages."""
    sources = [
        Node(f"a{at}", sla={} if share is None else {"availability": PERCENT.format(share)})
        for at, share in enumerate(inputs)
    ]
    own = {"availability": PERCENT.format(promised)}
    node = Node("b", tuple(each.name for each in sources), kind="view", outage=outage, sla=own)
    found = judged(*sources, node, name="availability")

    assert (found.verdict, found.bound) == (verdict, None)
    assert found.missing


@pytest.mark.parametrize(
    ("name", "known", "own", "verdict"),
    [
        ("retention", "value: 30, unit: d", "value: 31, unit: d", ServiceLevelStatus.CONTRADICTED),
        ("retention", "value: 30, unit: d", "value: 30, unit: d", ServiceLevelStatus.UNKNOWN),
        ("endOfSupport", 'value: "2027-01-01"', 'value: "2027-01-02"', ServiceLevelStatus.CONTRADICTED),
        ("endOfLife", 'value: "2027-01-01"', 'value: "2027-01-02"', ServiceLevelStatus.CONTRADICTED),
        (
            "generalAvailability",
            'value: "2027-01-02"',
            'value: "2027-01-01"',
            ServiceLevelStatus.CONTRADICTED,
        ),
    ],
)
def test_one_known_input_limits_the_bound(
    name: str, known: str, own: str, verdict: ServiceLevelStatus
) -> None:
    """Next to an input without promises, and one outside the mesh."""
    node = Node("b", ("a", "x", "elsewhere"), kind="view", sla={name: own})
    found = judged(Node("a", sla={name: known}), Node("x"), node, name=name)

    assert found.verdict is verdict
    assert name != "retention" or suggest_service_level(found) is None


def test_support_ends_with_the_life_of_an_input() -> None:
    """Even if the input states a later end of support."""
    ends = {"endOfSupport": 'value: "2029-01-01"', "endOfLife": 'value: "2028-01-01"'}
    node = Node("b", ("a",), sla={"endOfSupport": 'value: "2028-06-30"'})

    assert judged(Node("a", sla=ends), node, name="endOfSupport").verdict is ServiceLevelStatus.CONTRADICTED


def test_missing_fact_is_named() -> None:
    """An input without a promise, and an undeclared run time."""
    found = judged(Node("a", frequency=DAY, run=1), Node("b", ("a",), latency=9 * DAY, frequency=DAY))

    assert found.verdict is ServiceLevelStatus.UNKNOWN
    assert [each.what for each in found.missing] == [
        "`d/a/p@1` declares no `latency`",
        "it declares no `runTime`",
    ]


def test_fault_is_reported_at_its_root_cause() -> None:
    """The promise of an input is assumed, although it cannot be kept."""
    middle = Node("b", ("a",), latency=60, frequency=DAY, run=0)
    last = Node("c", ("b",), latency=2 * DAY, frequency=DAY, run=0)

    assert judged(SOURCE, middle, last, of="b").verdict is ServiceLevelStatus.CONTRADICTED
    assert judged(SOURCE, middle, last, of="c").verdict is ServiceLevelStatus.SUPPORTED


def test_promise_relative_to_the_inputs_adds_to_theirs() -> None:
    """`slaScope: hop`: the next port again counts from the event."""
    middle = Node("b", ("a",), latency=2 * HOUR, frequency=HOUR, run=600, scope="hop")
    last = Node("c", ("b",), latency=DAY, frequency=HOUR, run=600)

    assert written(judged(SOURCE, middle, last, of="c").bound or date.min) == "4 h 10 min"


def test_ports_in_a_cycle_are_not_assessed() -> None:
    """The cycle is reported; promises in it have no start."""
    one = Node("b", ("c",), latency=1, frequency=DAY, run=0)
    other = Node("c", ("b",), latency=1, frequency=DAY, run=0)

    assert judged(one, other).verdict is ServiceLevelStatus.UNKNOWN
    assert judged(one, other).missing == ()


def test_months_are_compared_at_both_ends() -> None:
    """A promise of a month is kept by a duration of a month, but not by more than 31 days."""
    monthly = {"latency": "value: 2, unit: mo", "frequency": "value: 1, unit: mo"}
    source = Node("a", sla={"latency": "value: 1, unit: mo"}, frequency=DAY, run=0)

    assert judged(source, Node("b", ("a",), run=0, sla=monthly)).verdict is ServiceLevelStatus.SUPPORTED
    assert judged(source, Node("b", ("a",), run=1, sla=monthly)).verdict is ServiceLevelStatus.UNSUPPORTED


@pytest.mark.parametrize(
    ("kind", "promised", "verdict"),
    [
        ("view", "98.4", ServiceLevelStatus.SUPPORTED),
        ("view", "98.5", ServiceLevelStatus.UNSUPPORTED),
        ("table", "99.9", ServiceLevelStatus.SUPPORTED),
    ],
)
def test_view_is_unavailable_if_any_input_is(kind: str, promised: str, verdict: ServiceLevelStatus) -> None:
    """Outages add up in the worst case; a table does not share those of its inputs."""
    inputs = [Node(each, sla={"availability": "value: 99.5, unit: percent"}) for each in ("a", "x", "y")]
    node = Node(
        "b", ("a", "x", "y"), kind=kind, outage=Fraction(1, 1000), sla={"availability": f"value: {promised}"}
    )

    assert judged(*inputs, node, name="availability").verdict is verdict


@pytest.mark.parametrize(
    ("name", "value", "unit", "expected"),
    [
        ("availability", 0.999, None, Fraction(999, 1000)),
        ("availability", "0.999", None, Fraction(999, 1000)),
        ("availability", 0.999, "percent", Fraction(999, 100_000)),
        ("availability", 99.9, None, Fraction(999, 1000)),
        ("availability", 100, None, Fraction(1)),
        ("availability", 50, None, Fraction(1, 2)),
        ("availability", 49.9, None, None),
        ("availability", 1, None, None),
        ("availability", 1, "%", Fraction(1, 100)),
        ("availability", "1 %", None, Fraction(1, 100)),
        ("availability", 0, None, Fraction(0)),
        ("availability", 101, None, None),
        ("errorRate", 0, None, Fraction(0)),
        ("errorRate", 0.1, None, None),
        ("errorRate", 1, None, None),
        ("errorRate", 1, "percent", Fraction(1, 100)),
        ("errorRate", 5, None, Fraction(5, 100)),
    ],
)
def test_share_without_a_unit_is_read_if_it_is_unambiguous(
    name: str, value: float | str, unit: str | None, expected: Fraction | None
) -> None:
    """No one promises an availability of 0.999 %; `1` may be everything or almost nothing."""
    assert read_promise(name, value, unit) == expected
    assert lacks_percent(name, value, unit) == (expected is None and value != 101)


@pytest.mark.parametrize(
    ("promised", "offered"),
    [
        ("0.9999", "promise 0.995"),
        ("99.99", "promise 99.5"),
        ("99.99, unit: percent", "promise 99.5 percent"),
    ],
)
def test_suggested_share_has_its_own_notation(promised: str, offered: str) -> None:
    """The derived value is suggested in the notation of the promise."""
    source = Node("a", sla={"availability": "value: 0.996"})
    node = Node(
        "b", ("a",), kind="view", outage=Fraction(1, 1000), sla={"availability": f"value: {promised}"}
    )
    fix = suggest_service_level(judged(source, node, name="availability"))

    assert fix is not None
    assert fix.title == offered


@pytest.mark.parametrize(
    ("kind", "days", "verdict", "note"),
    [
        ("view", 30, ServiceLevelStatus.SUPPORTED, ""),
        ("view", 31, ServiceLevelStatus.CONTRADICTED, ""),
        ("table", 31, ServiceLevelStatus.SUPPORTED, "cannot be rebuilt beyond 30 d"),
    ],
)
def test_view_keeps_data_no_longer_than_its_inputs(
    kind: str, days: int, verdict: ServiceLevelStatus, note: str
) -> None:
    """A table may keep data longer, but cannot be rebuilt then."""
    source = Node("a", sla={"retention": "value: 30, unit: d"})
    found = judged(
        source, Node("b", ("a",), kind=kind, sla={"retention": f"value: {days}, unit: d"}), name="retention"
    )

    assert (found.verdict, found.note) == (verdict, note)


@pytest.mark.parametrize(
    ("name", "own", "verdict"),
    [
        ("endOfLife", "2028-01-01", ServiceLevelStatus.SUPPORTED),
        ("endOfLife", "2028-01-02", ServiceLevelStatus.CONTRADICTED),
        ("endOfSupport", "2028-01-02", ServiceLevelStatus.CONTRADICTED),
        ("generalAvailability", "2026-01-01", ServiceLevelStatus.SUPPORTED),
        ("generalAvailability", "2025-12-31", ServiceLevelStatus.CONTRADICTED),
    ],
)
def test_port_neither_outlives_nor_precedes_its_inputs(
    name: str, own: str, verdict: ServiceLevelStatus
) -> None:
    """Ends are not later and starts not earlier than those of the inputs."""
    source = Node("a", sla={"endOfLife": 'value: "2028-01-01"', "generalAvailability": 'value: "2026-01-01"'})

    assert judged(source, Node("b", ("a",), sla={name: f'value: "{own}"'}), name=name).verdict is verdict


def limit(days: int) -> dict[str, object]:
    kind = "customProperties: [{property: retentionKind, value: maximum}]"
    return {"retention": f"value: {days}, unit: d, {kind}"}


def kept(days: int) -> dict[str, object]:
    return {"retention": f"value: {days}, unit: d"}


def test_maximum_retention_binds_all_consumers() -> None:
    """However many products are in between; a consumer of data that was already kept too long is not reported again."""
    found = mesh(
        Node("a", sla=limit(90)),
        Node("b", ("a",), sla=kept(30)),
        Node("c", ("b",), sla=kept(91)),
        Node("d", ("c",), sla=kept(91)),
        Node("e", ("d",), sla=kept(92)),
    ).derived(overlong)

    assert [(each.making.contract.fact.id, each.limit.label) for each in found] == [
        ("c", "`d/a/p@1` allows"),
        ("e", "`d/c/p@1` keeps"),
    ]


def test_figures_about_groups_are_exempt() -> None:
    """A count over groups of a stated size may be kept."""
    done = {"method": "count", "minGroupSize": 20}
    source = Node("a", sla=limit(90), columns=(("key", None, (), None),))
    figures = Node("b", ("a",), sla=kept(900), columns=(("n", None, ("d/a/p@1/t/key",), done),))
    copy = replace(figures, columns=(*figures.columns, ("key", None, ("d/a/p@1/t/key",), None)))

    assert mesh(source, figures).derived(overlong) == ()
    assert len(mesh(source, copy).derived(overlong)) == 1


@given(
    st.sets(st.integers(0, 59), min_size=1, max_size=3),
    st.sets(st.integers(0, 23), min_size=1, max_size=3),
    st.sets(st.integers(1, 28), max_size=3),
    st.sets(st.integers(1, 12), max_size=3),
    st.sets(st.integers(0, 6), max_size=3),
)
@settings(max_examples=25, derandomize=True, deadline=None)
def test_longest_gap_is_that_of_the_calendar(
    minutes: set[int], hours: set[int], days: set[int], months: set[int], weekdays: set[int]
) -> None:
    """Counted day by day over 28 years, including leap years."""
    texts = [",".join(map(str, sorted(each))) or "*" for each in (minutes, hours, days, months, weekdays)]

    def runs(day: date) -> bool:
        by_date, by_week = day.day in days, day.isoweekday() % 7 in weekdays
        matches = (
            (by_date or by_week) if days and weekdays else (by_date or not days) and (by_week or not weekdays)
        )
        return matches and (not months or day.month in months)

    start = date(2001, 1, 1)
    matching = [number for number in range(28 * 1461 // 4 + 1500) if runs(start + timedelta(number))]
    times = sorted(hour * 60 + minute for hour in hours for minute in minutes)
    moments = [number * 1440 + time for number in matching for time in times]

    assert longest_gap(" ".join(texts)) == 60 * max(b - a for a, b in itertools.pairwise(moments))


@pytest.mark.parametrize(
    ("schedule", "seconds"),
    [
        ("0 8 29 2 *", 2921 * DAY),  # 1896 to 1904
        ("0 0 31 * *", 61 * DAY),
        ("0 9 * * mon-fri", 3 * DAY),
        ("@hourly", HOUR),
        ("0 0 30 2 *", None),
        ("every day", None),
        ("0 24 * * *", None),
        ("*/0 * * * *", None),
        ("0 0 1 * ? *", None),
    ],
)
def test_schedules_are_read_like_cron(schedule: str, seconds: int | None) -> None:
    """A schedule that never runs, or is not cron, has no gap."""
    assert longest_gap(schedule) == seconds


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(91845), "25 h 30 min 45 s"),
        (Fraction(11 * DAY), "11 d"),
        (Fraction(1, 2), "0.5 s"),
        (Fraction(0), "0 s"),
    ],
)
def test_durations_are_written_naturally(value: Fraction, text: str) -> None:
    """Hours below four days, and only the necessary units."""
    assert written(Duration(value, value)) == text


# 10,000 ports deep: no recursion
def test_long_chain_is_assessed() -> None:
    """Without recursion."""
    nodes = [Node("n0", latency=10, frequency=1, run=1)]
    nodes += [
        Node(f"n{i}", (f"n{i - 1}",), latency=10, frequency=1, run=1, scope="hop") for i in range(1, 2000)
    ]
    found = mesh(*nodes).derived(promises)

    assert {each.verdict for each in found.all() if each.level.name == "latency"} == {
        ServiceLevelStatus.SUPPORTED
    }
