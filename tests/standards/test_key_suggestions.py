"""Suggestions help or keep quiet."""

import pytest

from meshwright.standards.key_suggestions import near

KNOWN = ("name", "physicalName", "logicalType", "description", "id")


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("physical_name", "physicalName"),
        ("phyiscalName", "physicalName"),
        ("descriptoin", "description"),
        ("nmae", "name"),
        ("clasification", None),
        ("x", None),
        ("", None),
        ("n" * 10_000, None),
    ],
)
def test_a_slip_is_recognised(word: str, meant: str | None) -> None:
    """Swapped, missing and additional letters and other cases are slips; another word isn't."""
    assert near(word, KNOWN) == meant
