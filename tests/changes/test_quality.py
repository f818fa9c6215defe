"""Quality rules compared by the values that only one side permits, in any notation."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meshwright.changes.assessment_quality import assess_quality
from meshwright.changes.change import FIELD, Change, ChangeKind
from meshwright.changes.verdict import Bump, Verdict

NUMBERS = st.integers(-2, 12).map(lambda number: number / 2)
ONE = ["mustBe", "mustNotBe", "mustBeGreaterThan", "mustBeGreaterOrEqualTo", "mustBeLessThan"]
OPERATORS = st.one_of(
    st.tuples(st.sampled_from([*ONE, "mustBeLessOrEqualTo"]), NUMBERS),
    st.tuples(
        st.sampled_from(["mustBeBetween", "mustNotBeBetween"]), st.tuples(NUMBERS, NUMBERS).map(sorted)
    ),
)
ABOUT = st.sampled_from(
    [
        {"metric": "nullValues"},
        {"metric": "nullValues", "unit": "percent"},
        {"rule": "rowCount", "type": "library"},
        {"type": "sql", "query": "SELECT 1"},
    ]
)
SEVERITIES = st.sampled_from(["info", "warning", "error", None])
WEIGHTS = {"info": 1, "warning": 2, "error": 3, None: 3}


def permits(rule: dict[str, Any], value: float) -> bool:
    """Return whether a value passes, operator by operator."""
    (operator,) = (key for key in rule if key.startswith("must"))
    bound = rule[operator]
    if operator in ("mustBeBetween", "mustNotBeBetween"):
        low, high = bound
        return (low <= value <= high) == (operator == "mustBeBetween")
    return {
        "mustBe": value == bound,
        "mustNotBe": value != bound,
        "mustBeGreaterThan": value > bound,
        "mustBeGreaterOrEqualTo": value >= bound,
        "mustBeLessThan": value < bound,
        "mustBeLessOrEqualTo": value <= bound,
    }[operator]


def values(about: dict[str, Any]) -> list[float]:
    """Return the countable values: rows are whole numbers, shares are not negative, a query returns anything."""
    if "query" in about:
        return [number / 4 for number in range(-20, 60)]
    return (
        [number / 4 for number in range(60)] if "unit" in about else [float(number) for number in range(20)]
    )


def verdict(before: dict[str, Any], after: dict[str, Any]) -> Verdict:
    return assess_quality(Change(ChangeKind.CHANGED, FIELD, ("quality", "q"), before, after, None, None))


@given(ABOUT, OPERATORS, OPERATORS, SEVERITIES, SEVERITIES)
@settings(max_examples=1000, deadline=None, derandomize=True)
def test_direction_is_that_of_the_permitted_values(
    about: dict[str, Any], one: tuple[str, Any], other: tuple[str, Any], was: str | None, now: str | None
) -> None:
    """Readers lose if a value weighs less than before, writers if it is now an error; checked for every value."""
    before, after = (
        {**about, operator: bound, **({} if severity is None else {"severity": severity})}
        for (operator, bound), severity in ((one, was), (other, now))
    )
    found = verdict(before, after)
    weights = [
        tuple(0 if permits(rule, value) else WEIGHTS[rule.get("severity")] for rule in (before, after))
        for value in values(about)
    ]
    readers = any(b < a for a, b in weights)
    less = any(b > a for a, b in weights)
    writers = less and WEIGHTS[now] == 3

    assert found.readers or not readers
    assert found.writers or not writers
    if WEIGHTS[was] == WEIGHTS[now]:
        assert (found.readers, found.writers) == (readers, writers)
        assert found.bump is (
            Bump.MAJOR if readers and WEIGHTS[was] == 3 else Bump.MINOR if readers or less else Bump.PATCH
        )


NULLS = {"metric": "nullValues"}


@pytest.mark.parametrize(
    ("before", "after", "direction"),
    [
        ({**NULLS, "mustNotBeBetween": [0, 20]}, {**NULLS, "mustNotBeBetween": [0, 10]}, "loosens"),
        ({**NULLS, "mustNotBeBetween": [0, 10]}, {**NULLS, "mustNotBeBetween": [0, 20]}, "tightens"),
        ({**NULLS, "mustNotBeBetween": [0, 10]}, {**NULLS, "mustNotBeBetween": [5, 20]}, "both"),
        ({**NULLS, "mustNotBe": 0}, {**NULLS, "mustNotBe": 1}, "both"),
        ({**NULLS, "mustNotBe": 0}, {**NULLS, "mustBeGreaterThan": 0}, "none"),
        ({**NULLS, "mustNotBe": 5}, {**NULLS, "mustNotBeBetween": [5, 6]}, "tightens"),
        ({**NULLS, "mustBe": 0}, {**NULLS, "mustNotBe": 0}, "both"),
        ({**NULLS, "mustBe": 0}, {**NULLS, "mustBeLessThan": 1}, "none"),
        ({**NULLS, "mustBe": 0, "unit": "percent"}, {**NULLS, "mustBeLessThan": 1, "unit": "%"}, "loosens"),
        ({**NULLS, "mustBe": 0}, {**NULLS, "mustBe": 0, "unit": "percent"}, "none"),
        ({**NULLS, "mustBe": 0}, {**NULLS, "mustBe": 0, "unit": "rows"}, "none"),
        ({**NULLS, "mustBe": 5}, {**NULLS, "mustBe": 5, "unit": "percent"}, "undetermined"),
        ({**NULLS, "mustBeBetween": [0, 5]}, {**NULLS, "mustBeLessOrEqualTo": 5.5}, "none"),
        ({**NULLS, "mustBe": 0}, {**NULLS, "type": "library", "mustBe": 0.0}, "none"),
        ({"rule": "nullValues", "mustBe": 0}, {**NULLS, "mustBe": 0}, "none"),
        ({"rule": "duplicateCount", "mustBe": 0}, {"metric": "duplicateValues", "mustBe": 0}, "none"),
        ({"rule": "nullValues", "mustBe": 0}, {"metric": "missingValues", "mustBe": 0}, "undetermined"),
        ({**NULLS, "rule": "nullValues", "mustBe": 0}, {**NULLS, "mustBe": 0}, "none"),
        ({**NULLS, "mustBe": 0}, {**NULLS, "mustBe": 0, "severity": "ERROR"}, "none"),
        ({**NULLS, "mustBe": 0}, {**NULLS, "mustBe": 0, "severity": "warning"}, "loosens"),
        ({**NULLS, "mustBe": 0}, {**NULLS, "mustBeLessThan": 5, "severity": "warning"}, "loosens"),
        ({"query": "SELECT 1", "mustBe": "a"}, {"query": "SELECT 1", "mustBe": "b"}, "undetermined"),
        (
            {"query": "SELECT 1", "mustBe": "a"},
            {"query": "SELECT 1", "mustBe": "a", "dimension": "x"},
            "none",
        ),
        ({"query": "SELECT 1", "mustBe": 0}, {"query": "SELECT 1", "mustBeLessThan": 1}, "loosens"),
        ({**NULLS, "mustBe": float("nan")}, {**NULLS, "mustBe": 0}, "undetermined"),
    ],
)
def test_rules_are_compared_by_what_passes(
    before: dict[str, Any], after: dict[str, Any], direction: str
) -> None:
    """Every operator has its direction; another notation of the same has none."""
    mirrored = {"loosens": "tightens", "tightens": "loosens"}

    assert verdict(before, after).direction == direction
    assert verdict(after, before).direction == mirrored.get(direction, direction)


@pytest.mark.parametrize(
    ("before", "after", "writers"),
    [
        (None, {**NULLS, "mustBe": 0}, True),
        (None, {**NULLS, "mustBe": 0, "severity": "warning"}, False),
        (None, {**NULLS, "mustBe": 0, "severity": "info"}, False),
        (None, {"type": "text", "description": "Checked by hand."}, False),
        ({**NULLS, "mustBeLessThan": 5}, {**NULLS, "mustBe": 0, "severity": "warning"}, False),
        ({**NULLS, "mustBe": 0, "severity": "warning"}, {**NULLS, "mustBeLessThan": 5}, True),
    ],
)
def test_only_an_error_breaks_producers(
    before: dict[str, Any] | None, after: dict[str, Any], writers: bool
) -> None:
    """Data that breaks a rule in words, or causes a warning, is still delivered."""
    kind = ChangeKind.CHANGED if before else ChangeKind.ADDED
    found = assess_quality(Change(kind, FIELD, ("quality", "q"), before, after, None, None))

    assert found.writers is writers
