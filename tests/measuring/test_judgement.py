"""What figures mean: operators of ODCS, percentages, promises; a table of answers written by hand."""

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
    observations_of,
)
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
def test_operators(operator: str, operand: Any) -> None:
    """Ranges include both ends; numbers compare exactly."""
    for value, answer in OPERATORS[operator, operand].items():
        stated = value if isinstance(value, bool) else Fraction(value)
        assert holds(stated, Condition(operator, operand)) is answer, (value, answer)


def test_boolean_and_number_are_not_compared() -> None:
    """Neither holds nor fails: that is for the report to say."""
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
def test_value_of_a_metric(metric: str, unit: str) -> None:
    """3 values are repeated, in 8 rows of 200, so that 5 rows are too many."""
    found = measurement(figures={"x#quality/0": 3, "x#quality/0/rows": 8})

    assert value_of(rule(metric, unit, mustBe=0), found) == VALUES[metric, unit]


def test_percentage_of_nothing_is_unknown() -> None:
    """0 of 0 is neither 0 nor 100 percent, and the rule is not a pass."""
    found = measurement(stated := rule("nullValues", "percent", mustBe=0), rows=0)

    assert isinstance(value_of(stated, found), str)
    assert [key for key, _ in unmeasured(found)] == ["x#quality/0"]
    assert [*broken_rules(found)] == []


def test_several_operators_all_have_to_hold() -> None:
    """ODCS 3.0 may give several."""
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
