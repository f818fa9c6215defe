"""A promised time of day: a later one is a weaker promise."""

from __future__ import annotations

import pytest

from mesh_of import PLACES, scaffold
from revisions import assessed, replaced


def promising(value: str) -> dict[str, bytes]:
    files = scaffold()
    text = f"slaProperties:\n  - {{property: timeOfAvailability, value: '{value}'}}\n"
    files[PLACES["contract"]] = replaced(files[PLACES["contract"]].decode(), text)
    return files


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("09:00-08:00", "10:00-08:00", ("slo-loosened", True)),
        ("10:00", "9:00", ("slo-tightened", False)),
        ("09:00-08:00", "10:00+01:00", ("slo-loosened", None)),
        ("09:00", "soon", ("slo-loosened", None)),
    ],
)
def test_later_time_is_loosened(before: str, after: str, expected: tuple[str, bool | None]) -> None:
    """In another zone, or if it is not a time, the direction is undetermined."""
    found = assessed(promising(before), promising(after))

    assert [(each.verdict.row, each.verdict.readers) for each in found] == [expected]
