"""Changes of patterns, as options and in quality rules: by what they permit, or reported as unknown."""

from __future__ import annotations

from typing import Any

import pytest

from meshwright.changes.assessment_quality import assess_quality
from meshwright.changes.assessment_values import assess_option
from meshwright.changes.change import FIELD, Change, ChangeKind
from meshwright.changes.verdict import Bump, Verdict

EQUAL = [
    ("^(a|b)$", "^(b|a)$"),
    ("^[A-Z]{2}$", "^[A-Z][A-Z]$"),
    (r"^\d{4}$", "^[0-9]{4}$"),
    ("^a+$", "^aa*$"),
]
UNKNOWN = [(r"^(?!a)b", r"^(?!c)b"), (r"\bcode\b", "code"), (".*a.{14}", ".*a.{15}")]


def option(before: str, after: str) -> Verdict:
    aspect = ("logicalTypeOptions", "pattern")
    return assess_option(Change(ChangeKind.CHANGED, FIELD, aspect, before, after, None, None))


def quality(before: str, after: str, **more: Any) -> Verdict:
    was, now = (
        {"metric": "invalidValues", "arguments": {"pattern": each}, "mustBe": 0, **more}
        for each in (before, after)
    )
    return assess_quality(Change(ChangeKind.CHANGED, FIELD, ("quality", "q"), was, now, None, None))


@pytest.mark.parametrize(("one", "other"), EQUAL)
def test_equal_pattern_is_not_a_change(one: str, other: str) -> None:
    """In both directions, in both notations."""
    for judge in (option, quality):
        for found in (judge(one, other), judge(other, one)):
            assert (found.bump, found.row, found.direction) == (Bump.PATCH, "", "none")


@pytest.mark.parametrize(("one", "other"), UNKNOWN)
def test_incomparable_pattern_is_reported(one: str, other: str) -> None:
    """No consumer counts as safe."""
    for judge in (option, quality):
        for found in (judge(one, other), judge(other, one)):
            assert (found.bump, found.readers) == (Bump.MINOR, None)
    assert "cannot tell whether it is wider or narrower" in option(one, other).words


def test_effect_of_the_kind_of_match_is_stated() -> None:
    """With anchors it refuses more, if it matched a part of a value before."""
    anchored, loose = option("[A-Z]{2}", "^[A-Z]{2}$"), option("^[A-Z]{2}$", "[A-Z]{2}")

    assert (anchored.readers, anchored.writers) == (False, None)
    assert (loose.readers, loose.writers) == (None, False)


def test_pattern_of_a_quality_rule_counts_like_the_rule() -> None:
    """More valid values mean fewer counted ones; a rule that requires invalid values is not followed."""
    assert quality("^a$", "^[ab]$").row == "quality-loosened"
    assert quality("^[ab]$", "^a$").row == "quality-tightened"
    assert quality("^a$", "^[ab]$", mustBe=5).row == "quality-changed"
