"""Service levels compared: in other words, for certain and in doubt."""

from __future__ import annotations

import json
from typing import Any

import pytest

from mesh_of import PLACES, scaffold
from meshwright.changes.verdict import Bump, Verdict
from revisions import Files, assessed, replaced


def _files(level: dict[str, Any]) -> Files:
    files = scaffold()
    text = f"slaProperties: {json.dumps([level])}\n"
    files[PLACES["contract"]] = replaced(files[PLACES["contract"]].decode(), text)
    return files


def _verdict(before: tuple[str, Any, str | None], after: tuple[str, Any, str | None]) -> Verdict:
    levels = [
        {"property": name, "value": value} | ({"unit": unit} if unit else {})
        for name, value, unit in (before, after)
    ]
    (found,) = assessed(*map(_files, levels))
    return found.verdict


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("retention", 1, "y"), ("retention", 12, "months")),
        (("retention", 1, "y"), ("retention", "P1Y", None)),
        (("retention", "P1Y6M", None), ("retention", 18, "mo")),
        (("retention", 2, "y"), ("re", "P24M", None)),
        (("latency", 1, "d"), ("latency", 24, "h")),
        (("latency", 60, "minutes"), ("latency", "PT1H", None)),
        (("latency", 4, "h"), ("freshness", 4, "h")),
        (("latency", 1, "d"), ("Freshness", "P1D", None)),
        (("latency", 90, "m"), ("ly", 1.5, "h")),
        (("availability", 99.9, "percent"), ("av", "99.9 %", None)),
    ],
)
def test_equal_service_level_in_another_notation_is_a_patch(one: Any, other: Any) -> None:
    """In both directions: nothing less is promised."""
    for sides in ((one, other), (other, one)):
        found = _verdict(*sides)

        assert (found.bump, found.row, found.direction) == (Bump.PATCH, "", "none")


@pytest.mark.parametrize(
    ("before", "after", "direction"),
    [
        (("retention", 1, "y"), ("retention", 365, "d"), (None, False)),
        (("retention", 365, "d"), ("retention", 1, "y"), (False, None)),
        (("retention", 1, "mo"), ("retention", 30, "d"), (None, None)),
        (("retention", 1, "y"), ("retention", 364, "d"), (True, False)),
        (("retention", 13, "mo"), ("retention", 1, "y"), (True, False)),
        (("retention", 11, "mo"), ("retention", 1, "y"), (False, True)),
        (("latency", 1, "mo"), ("latency", 31, "d"), (None, False)),
        (("freshness", 4, "h"), ("latency", 5, "h"), (True, False)),
        (("latency", "PT4H", None), ("latency", 3, "h"), (False, True)),
    ],
)
def test_months_and_days_are_compared_if_certain(
    before: Any, after: Any, direction: tuple[bool | None, bool | None]
) -> None:
    """A year may have 365 days, but never 364."""
    found = _verdict(before, after)

    assert (found.readers, found.writers) == direction
    assert found.bump is (Bump.MAJOR if found.readers else Bump.MINOR)
