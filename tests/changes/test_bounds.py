"""Bounds in two notations: `minimum` and `exclusiveMinimum` are compared by what they permit."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mesh_of import PLACES, scaffold
from meshwright.changes.assessment_values import assess_option
from meshwright.changes.change import FIELD, Change
from meshwright.changes.value_diff import difference
from meshwright.changes.verdict import Bump
from revisions import Files, assessed, field, replaced


def mesh(text: str) -> Files:
    found = scaffold()
    found[PLACES["contract"]] = replaced(found[PLACES["contract"]].decode(), text)
    return found


@pytest.mark.parametrize(
    ("type_", "before", "after", "bump", "readers", "writers"),
    [
        ("integer", "minimum: 1", "exclusiveMinimum: 0", Bump.PATCH, False, False),
        ("integer", "maximum: 9", "exclusiveMaximum: 10", Bump.PATCH, False, False),
        ("integer", "minimum: 1", "minimum: 1, exclusiveMinimum: 0", Bump.PATCH, False, False),
        ("integer", "minimum: 1", "minimum: 1, exclusiveMinimum: 5", Bump.MINOR, False, True),
        ("integer", "minimum: 1", "exclusiveMinimum: 1", Bump.MINOR, False, True),
        ("integer", "minimum: 2", "exclusiveMinimum: 0", Bump.MINOR, None, False),
        ("integer", "maximum: 9", "exclusiveMaximum: 9", Bump.MINOR, False, True),
        ("number", "minimum: 1", "exclusiveMinimum: 0", Bump.MINOR, None, False),
        ("number", "minimum: 1", "exclusiveMinimum: 1", Bump.MINOR, False, True),
        ("date", "minimum: '2024-01-01'", "exclusiveMinimum: '2023-12-31'", Bump.PATCH, False, False),
        ("date", "maximum: '2024-02-29'", "exclusiveMaximum: '2024-03-01'", Bump.PATCH, False, False),
        ("date", "minimum: '2024-01-01'", "exclusiveMinimum: '2024-01-01'", Bump.MINOR, False, True),
        (
            "timestamp",
            "minimum: '2024-01-01T00:00:00Z'",
            "exclusiveMinimum: '2023-12-31T00:00:00Z'",
            Bump.MINOR,
            None,
            False,
        ),
        ("integer", "minimum: 1.5", "exclusiveMinimum: 1", Bump.PATCH, False, False),
        ("integer", "maximum: 1.5", "exclusiveMaximum: 2", Bump.PATCH, False, False),
    ],
)
def test_a_bound_is_compared_across_notations(  # noqa: PLR0917 - a row of a table
    type_: str, before: str, after: str, bump: Bump, readers: bool | None, writers: bool
) -> None:
    """Whole numbers and days have neighbours; other values have none."""
    texts = [field(f"logicalTypeOptions: {{{each}}}", type_=type_) for each in (before, after)]
    (found,) = assessed(*(mesh(each) for each in texts))
    (back,) = assessed(*(mesh(each) for each in reversed(texts)))

    assert (found.verdict.bump, found.verdict.readers, found.verdict.writers) == (bump, readers, writers)
    assert (back.verdict.readers is not False, back.verdict.writers is not False) == (
        writers,
        readers is not False,
    )


@pytest.mark.parametrize(
    ("type_", "before", "after", "direction"),
    [
        ("date", "minimum: '2024-01-01'", "minimum: '2024-02-01'", "tightens"),
        ("date", "minimum: '31/12/2023'", "minimum: '01/01/2024'", "undetermined"),
        ("date", "minimum: '31/12/2023'", "exclusiveMinimum: '01/01/2024'", "undetermined"),
        ("time", "minimum: '09:00'", "minimum: '10:00'", "tightens"),
        ("time", "minimum: '9:00'", "minimum: '10:00'", "undetermined"),
        (
            "timestamp",
            "maximum: '2024-01-01T00:00:00+02:00'",
            "maximum: '2023-12-31T23:00:00Z'",
            "undetermined",
        ),
        (
            "timestamp",
            "minimum: '2024-01-01T00:00:00+02:00'",
            "minimum: '2023-12-31T23:00:00Z'",
            "tightens",
        ),
        ("timestamp", "minimum: '2024-01-01T00:00:00Z'", "minimum: '2024-01-01T00:00:00+00:00'", "none"),
        (
            "timestamp",
            "minimum: '2024-01-01T00:00:00.0000001Z'",
            "minimum: '2024-01-01T00:00:00.0000002Z'",
            "undetermined",
        ),
        ("number", "multipleOf: 0.1", "multipleOf: 0.3", "tightens"),
        ("number", "multipleOf: 0.1", "multipleOf: 0.25", "undetermined"),
    ],
)
def test_bound_is_compared_by_its_meaning(type_: str, before: str, after: str, direction: str) -> None:
    """Instants by their zones; text in another form has no known order."""
    (found,) = assessed(
        *(mesh(field(f"logicalTypeOptions: {{{each}}}", type_=type_)) for each in (before, after))
    )

    assert found.verdict.direction == direction


BOUNDS = st.fixed_dictionaries(
    {},
    optional={
        "minimum": st.integers(0, 5),
        "exclusiveMinimum": st.integers(0, 5),
        "maximum": st.integers(3, 9),
        "exclusiveMaximum": st.integers(3, 9),
    },
)


def is_permitted(value: int, options: dict[str, int]) -> bool:
    return options.get("minimum", 0) <= value <= options.get("maximum", 12) and options.get(
        "exclusiveMinimum", -1
    ) < value < options.get("exclusiveMaximum", 13)


@given(BOUNDS, BOUNDS)
@settings(max_examples=500, deadline=None, derandomize=True)
def test_bounds_of_whole_numbers_have_a_direction(one: dict[str, int], other: dict[str, int]) -> None:
    """Values that only one side permits are found, and equal bounds are a patch in any notation."""
    sides: list[dict[str, Any]] = [
        {"name": "x", "logicalType": "integer", "logicalTypeOptions": each} for each in (one, other)
    ]
    changes = (
        Change(raw.kind, raw.thing, raw.aspect, raw.before, raw.after, None, None)
        for raw in difference(*sides, FIELD)
    )
    verdicts = [assess_option(each) for each in changes]
    before, after = ({value for value in range(13) if is_permitted(value, each)} for each in (one, other))

    assert after <= before or any(each.readers is not False for each in verdicts)
    assert before <= after or any(each.writers is not False for each in verdicts)
    if _ends(one) == _ends(other):
        assert {each.bump for each in verdicts} <= {Bump.PATCH}


def _ends(options: dict[str, int]) -> tuple[int, int]:
    low = max(options.get("minimum", -9), options.get("exclusiveMinimum", -9) + 1)
    return low, min(options.get("maximum", 99), options.get("exclusiveMaximum", 99) - 1)
