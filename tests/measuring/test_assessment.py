"""The meaning of figures: operators of ODCS, percentages, promises; with a hand-written table of answers."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from meshwright.measuring.judgement import (
    CHANGED,
    Measurement,
    broken_promises,
    broken_rules,
    end_of,
    holds,
    unmeasured,
    value_of,
    violations,
)
from meshwright.measuring.observation import (
    Filter,
    Observation,
    UnreadObservationError,
    line_of,
)
from meshwright.measuring.packing import observations_of
from meshwright.measuring.probe import Check, Column, Condition, Key, Probe, Promise, QualityRule
from meshwright.measuring.quality import read_rule
from meshwright.measuring.wording import number

NOW = "2026-11-22T06:00:00Z"
COLUMNS = (
    Column("x", "x", "string", None, "UTC", has_format=False, is_required=False, field=0),
    Column("at", "at", "timestamp", None, "UTC", has_format=False, is_required=False, field=1),
)

OPERATORS = {
    ("mustBe", 5): {4: False, 5: True, 6: False},
    ("mustNotBe", 5): {4: True, 5: False, 6: True},
    ("mustBeGreaterThan", 5): {4: False, 5: False, 6: True},
    ("mustBeGreaterOrEqualTo", 5): {4: False, 5: True, 6: True},
    ("mustBeLessThan", 5): {4: True, 5: False, 6: False},
    ("mustBeLessOrEqualTo", 5): {4: True, 5: True, 6: False},
    ("mustBeBetween", (4, 6)): {3: False, 4: True, 5: True, 6: True, 7: False},
    ("mustNotBeBetween", (4, 6)): {3: True, 4: False, 5: False, 6: False, 7: True},
    ("mustBe", 0.1): {Fraction(1, 10): True, Fraction("0.1000000000000000055511151231257827"): False},
    ("mustBe", True): {True: True, False: False},
    ("mustNotBe", True): {True: False, False: True},
}


@pytest.mark.parametrize(("operator", "operand"), OPERATORS)
def test_operators_include_both_ends(operator: str, operand: Any) -> None:
    """Numbers are compared exactly."""
    for value, answer in OPERATORS[operator, operand].items():
        stated = value if isinstance(value, bool) else Fraction(value)
        assert holds(stated, Condition(operator, operand)) is answer, (value, answer)


def test_boolean_and_number_are_not_compared() -> None:
    """The report states that the result is unknown."""
    assert holds(True, Condition("mustBe", 1)) is None
    assert holds(Fraction(1), Condition("mustBe", True)) is None


def measurement(rule: QualityRule | None = None, **seen: Any) -> Measurement:
    probe = Probe("a/b/c@1/d", "c", "1.0.0", "c.yaml", 0, 0, "d", "d", COLUMNS, rules=(rule,) if rule else ())
    usual = {"run": "r", "address": probe.address, "contract_version": "1.0.0", "probe": probe.digest}
    usual |= {
        "server": "s",
        "environment": "",
        "engine": "duckdb",
        "engine_version": "2",
        "seen_at": NOW,
        "rows": 200,
    }
    return Measurement(probe, Observation(**{**usual, **seen}))


def rule(metric: str, unit: str = "", **operators: Any) -> QualityRule:
    stated = {"metric": metric, "unit": unit, **operators, "arguments": {"validValues": ["a"]}}
    found = read_rule(stated, "x#quality/0", 0, COLUMNS)
    assert found.rule is not None
    return found.rule.rule


VALUES: dict[tuple[str, str], Any] = {
    ("rowCount", ""): 200,
    ("rowCount", "percent"): 200,
    ("nullValues", ""): 3,
    ("nullValues", "rows"): 3,
    ("nullValues", "percent"): Fraction(3, 2),
    ("missingValues", "%"): Fraction(3, 2),
    ("invalidValues", "Percentage"): Fraction(3, 2),
    ("duplicateValues", ""): 3,
    ("duplicateValues", "percent"): Fraction(5, 2),
}


@pytest.mark.parametrize(("metric", "unit"), VALUES)
def test_metric_has_its_value(metric: str, unit: str) -> None:
    """3 values are repeated, in 8 rows of 200, so that 5 rows are surplus."""
    found = measurement(figures={"x#quality/0": 3, "x#quality/0/rows": 8})

    assert value_of(rule(metric, unit, mustBe=0), found) == VALUES[metric, unit]


def test_percentage_of_nothing_is_unknown() -> None:
    """0 of 0 is neither 0 nor 100 percent, and the rule does not pass."""
    found = measurement(stated := rule("nullValues", "percent", mustBe=0), rows=0)

    assert isinstance(value_of(stated, found), str)
    assert [key for key, _ in unmeasured(found)] == ["x#quality/0"]
    assert [*broken_rules(found)] == []


def test_several_operators_must_all_hold() -> None:
    """ODCS 3.0 permits several."""
    found = measurement(rule("nullValues", mustBeGreaterThan=1, mustBeLessThan=3), figures={"x#quality/0": 3})

    assert [each.condition.operator for each in broken_rules(found)] == ["mustBeLessThan"]


STATED: dict[str, tuple[dict[str, Any], str]] = {
    "3.0": ({"rule": "duplicateCount", "mustBeLessThan": 10}, "duplicateValues"),
    "3.0 nulls": ({"rule": "nullCheck", "mustBe": 0}, "nullValues"),
    "3.0 values": ({"rule": "validValues", "validValues": ["a"], "mustBe": 0}, "invalidValues"),
    "3.0 typed": ({"type": "library", "rule": "rowCount", "mustBeBetween": [1, 2]}, "rowCount"),
    "3.1": ({"metric": "missingValues", "arguments": {"missingValues": [None]}, "mustBe": 0}, "missingValues"),
    "pattern beside empty arguments": (
        {"metric": "invalidValues", "arguments": {}, "pattern": "^a", "mustBe": 0},
        "invalidValues",
    ),
    "sql": ({"type": "sql", "query": "select 1", "mustBe": 1}, "sql"),
    "untyped sql": ({"query": "select 1", "mustBe": True}, "sql"),
}  # fmt: skip


@pytest.mark.parametrize("name", STATED)
def test_rules_of_all_versions_are_read(name: str) -> None:
    """`rule` of 3.0 is the equivalent metric."""
    stated, metric = STATED[name]
    found = read_rule(stated, "k", 0, COLUMNS)

    assert (found.why, found.rule and found.rule.rule.metric) == ("", metric)


UNREAD: dict[str, dict[str, Any]] = {
    "text": {"type": "text", "description": "it is right"},
    "custom": {"type": "custom", "engine": "soda", "implementation": "x"},
    "no operator": {"metric": "nullValues"},
    "another metric": {"metric": "freshness", "mustBe": 0},
    "no metric": {"mustBe": 0},
    "nothing to be valid": {"metric": "invalidValues", "mustBe": 0},
    "a pattern of one engine": {"metric": "invalidValues", "arguments": {"pattern": r"\bx"}, "mustBe": 0},
    "a word to compare with": {"metric": "nullValues", "mustBe": "few"},
    "not a number to compare with": {"metric": "nullValues", "mustBeLessThan": float("nan")},
    "half a range": {"metric": "nullValues", "mustBeBetween": [1]},
    "no query": {"type": "sql", "query": " ", "mustBe": 0},
    "unknown properties": {"metric": "duplicateValues", "arguments": {"properties": ["z"]}, "mustBe": 0},
}


@pytest.mark.parametrize("name", UNREAD)
def test_unmeasurable_rule_has_a_reason(name: str) -> None:
    """And does not pass."""
    found = read_rule(UNREAD[name], "k", 0, COLUMNS)

    assert found.why
    assert found.rule is None


def test_sample_proves_violations_but_no_threshold() -> None:
    """One row is enough to break a promise about every row; a count of all rows is unknown."""
    check = Check("x#required", 0, "null")
    found = measurement(
        rule("nullValues", mustBe=0), filter=Filter(sample="10"), figures={"x#required": 1, "x#quality/0": 1}
    )
    found = replace(found, probe=replace(found.probe, checks=(check,)))
    found = replace(found, observation=replace(found.observation, probe=found.probe.digest))

    assert [each.of.key for each in violations(found)] == ["x#required"]
    assert [*broken_rules(found)] == []
    assert [key for key, _ in unmeasured(found)] == ["x#quality/0", "#sample"]


def test_old_figures_do_not_apply_to_another_contract() -> None:
    """The contract now asks for something else, which is reported."""
    found = measurement(rule("nullValues", mustBe=0), probe="other", figures={"x#quality/0": 1})

    assert [*broken_rules(found)] == []
    assert [*unmeasured(found)] == [("", CHANGED)]


def test_thresholds_may_change_without_a_new_measurement() -> None:
    """They are not part of the probe; a check and a key are."""
    probe = measurement(rule("nullValues", mustBe=0)).probe
    other = replace(probe, rules=(rule("nullValues", mustBe=1),))
    more = replace(probe, keys=(Key("x#unique", (0,)),))

    assert (probe.digest == other.digest, probe.digest == more.digest) == (True, False)


AGES = {
    # newest, oldest, freshness is broken, retention of 30 days is broken
    ("2026-11-22T05:00:00Z", "2026-11-01T00:00:00Z"): (False, False),
    ("2026-11-21T06:00:00Z", "2026-10-23T06:00:00Z"): (False, False),
    ("2026-11-21T05:59:59Z", "2026-10-23T05:59:59Z"): (True, True),
    ("2026-11-21", "2026-10-23"): (False, False),
    ("2026-11-20", "2026-10-22"): (True, True),
    ("", ""): (False, False),
}


@pytest.mark.parametrize(("newest", "oldest"), AGES)
def test_one_observation_can_prove_a_broken_promise(newest: str, oldest: str) -> None:
    """A date is a whole day, so that no kept promise counts as broken; nothing is proven without a value."""
    day = 86_400
    promises = (
        Promise("#sla/0", "freshness", day, "24 h", 1),
        Promise("#sla/1", "retention", 30 * day, "30 d", 1),
    )
    found = measurement(clocks={"at": (newest, oldest, 0)})
    probe = replace(found.probe, promises=promises)
    found = Measurement(probe, replace(found.observation, probe=probe.digest))
    kinds = {each.promise.kind for each in broken_promises(found)}

    assert ("freshness" in kinds, "retention" in kinds) == AGES[newest, oldest]
    assert bool([*unmeasured(found)]) is (not newest)


def test_sample_never_proves_old_data() -> None:
    """A newer row may be among the omitted ones; an older one that was read exists."""
    promises = (Promise("#sla/0", "freshness", 1, "1 s", 1), Promise("#sla/1", "retention", 1, "1 s", 1))
    found = measurement(clocks={"at": ("2026-11-01", "2026-11-01", 0)}, filter=Filter(max_rows=3))
    probe = replace(found.probe, promises=promises)
    found = Measurement(probe, replace(found.observation, probe=probe.digest))

    assert [each.promise.kind for each in broken_promises(found)] == ["retention"]


def test_stored_lines_are_read_back() -> None:
    """Any other line is refused with its number."""
    full = measurement(
        figures={"x#required": 3, "#quality/0": "1.50"},
        clocks={"at": ("2026-11-21", "2026-11-20", 2)},
        filter=Filter("2026-11-01 00:00:00", "10", 5),
        missing=("a",),
        additional=("+1",),
        types={"x": "BLOB"},
        ambiguous=("A", "a"),
        unmeasured={"x#pattern": "why"},
    ).observation
    empty = replace(full, rows=None, figures={}, clocks={}, filter=Filter(), missing=(), unavailable="why")

    assert [*observations_of([line_of(full), "", line_of(empty)])] == [full, empty]
    for line in ("{", "[]", "1", '{"format": 2}', '{"format": 1, "clocks": {"a": 1}}', "[" * 100_000):
        with pytest.raises(UnreadObservationError, match="line 2"):
            [*observations_of([line_of(full), line])]


def test_numbers_in_words_are_rounded_down() -> None:
    """So that no message states 100 percent for less."""
    assert [number(Fraction(each)) for each in ("1234567", "-1.5", "1/3", "99.99999999", "0")] == [
        "1,234,567",
        "-1.5",
        "0.333333…",
        "99.999999…",
        "0",
    ]
    assert end_of("2026-11-21").isoformat() == "2026-11-22T00:00:00+00:00"
