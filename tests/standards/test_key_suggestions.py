"""Suggestions are helpful or absent."""

import pytest

from meshwright.source import effort
from meshwright.source.effort import bounded, is_spent, spend
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
def test_misspelling_is_recognised(word: str, meant: str | None) -> None:
    """Swapped, missing and additional letters and other cases; another word is not one."""
    assert near(word, KNOWN) == meant


def test_word_is_compared_once_and_within_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """A thousand equal misspellings take as long as one; very different words take almost no time."""
    monkeypatch.setattr(effort, "EFFORT", 200)
    with bounded():
        assert [near("descriptoin", KNOWN) for _ in range(1_000)] == ["description"] * 1_000
        assert [near(f"x{number}", KNOWN) for number in range(20)] == [None] * 20
        assert not is_spent()
        spend(200)
        assert [near(word, KNOWN) for word in ("descriptoin", "nmae")] == ["description", None]
