"""Patterns of strangers: matched as a whole, and in linear time."""

from __future__ import annotations

import pytest

from meshwright.quantities.pattern import matches


@pytest.mark.parametrize(
    ("pattern", "text", "is_match"),
    [("[a-z]+", "abc", True), ("[a-z]+", "abc1", False), ("a|b", "ab", False), ("^a$", "a\n", False)],
)
def test_a_pattern_matches_a_text_as_a_whole(pattern: str, text: str, is_match: bool) -> None:
    """An alternative does not reach beyond the anchors."""
    assert matches(pattern, text) is is_match


def test_unsupported_pattern_matches_nothing_for_certain() -> None:
    """Look-around and back-references are not run at all."""
    assert matches(r"(?=a)a", "a") is None
    assert matches("^(a+)+$", "a" * 40 + "!") is False
