"""Patterns compared by the texts that they permit."""

from __future__ import annotations

import re
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cpu import within
from meshwright.quantities.pattern_inclusion import compare_patterns

MORE, LESS, SAME, OTHER = (True, False), (False, True), (False, False), (True, True)
MIRRORED = {MORE: LESS, LESS: MORE}


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("^[A-Z]{2}$", "^[A-Z]{2,3}$", MORE),
        ("^(a|b)$", "^(b|a)$", SAME),
        ("^[A-Z]{2}$", "^[A-Z][A-Z]$", SAME),
        (r"^\d+$", "^[0-9]+$", SAME),
        (r"^\w*$", "^[A-Za-z0-9_]*$", SAME),
        ("^a?$", "^(?:|a)$", SAME),
        ("^a{2,}$", "^aa+$", SAME),
        ("^aa*?$", "^a+$", SAME),
        ("^[^a]$", "^[^ab]$", LESS),
        ("^.$", r"^[^\n\r]$", SAME),
        ("^.$", r"^[\s\S]$", MORE),
        ("^[a-c]$", "^[b-d]$", OTHER),
        (r"^\x41$", "^A$", SAME),
        (r"^a\.b$", "^a.b$", MORE),
        ("^[a-]$", "^[-a]$", SAME),
        ("^$", "^a*$", MORE),
        ("[a-z]+", "[a-z]", (False, None)),
        ("[A-Z]{2}", "^[A-Z]{2}$", (False, None)),
        ("^[A-Z]{2}$", "[A-Z]{2}", (None, False)),
        ("a", "b", OTHER),
        ("$", "$^", (False, None)),
        ("^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", "^[0-9a-fA-F-]{36}$", MORE),
    ],
)
def test_patterns_are_compared_by_what_they_permit(
    before: str, after: str, expected: tuple[bool | None, bool | None]
) -> None:
    """For a match in a text, and of a whole text; if the two differ, the result is unknown."""
    assert compare_patterns(before, after) == expected
    assert compare_patterns(after, before) == expected[::-1]


@pytest.mark.parametrize(
    "pattern",
    [
        r"^(?=a)a$",
        r"(a)\1",
        r"\bword\b",
        r"^\p{L}+$",
        r"\u0041",
        "[[:alpha:]]",
        "(?i)a",
        "a++",
        "(?<x>a)",
        "(?P<x>a)",
        "[a&&b]",
        "a{256}",
        "a{3,2}",
        "[b-a]",
        "[",
        "(",
        ")",
        "*",
        "a{,3}",
        "\\",
        "(" * 60 + ")" * 60,
        "((a{99}){99}){99}",
        "a" * 1_001,
        "[]",
        "^*",
    ],
)
def test_patterns_that_engines_interpret_differently_are_not_compared(pattern: str) -> None:
    """Nor are too large ones."""
    assert compare_patterns(pattern, "a") is None
    assert compare_patterns("a", pattern) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (".*a.{14}", ".*a.{15}"),
        ("(a|b|c){255}x*", "(a|c|b){255}x*"),
        ("".join(map(chr, range(0x100, 0x4E0))), "[" + "".join(map(chr, range(0x100, 0x4E0, 2))) + "]*"),
        ("(a*)*" * 100, "(a*b*)*" * 100),
        ("(x+x+)+y", "(x+x+)+z"),
        ("(|a)" * 200, "(a|)" * 200),
    ],
)
def test_comparison_is_fast(one: str, other: str) -> None:
    """For any pattern; 50 ms on an idle machine."""
    with within(2):
        compare_patterns(one, other)


SETS = st.sampled_from(["a", "b", ".", "[ab]", "[^a]", r"\n", r"\w"])
PATTERNS = st.recursive(
    st.one_of(SETS, st.sampled_from(["^", "$"])),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=2).map("".join),
        st.lists(inner, min_size=2, max_size=2).map(lambda each: f"(?:{'|'.join(each)})"),
        st.tuples(inner, st.sampled_from("*+?")).map(lambda each: f"(?:{each[0]}){each[1]}"),
        inner.map(lambda each: f"({each}){{0,2}}"),
    ),
    max_leaves=4,
)
TEXTS = ["".join(each) for length in range(6) for each in product("abc\n", repeat=length)]


@given(PATTERNS, PATTERNS)
@settings(max_examples=400, deadline=None, derandomize=True)
def test_the_answer_agrees_with_all_short_texts(before: str, after: str) -> None:
    """As Python's engine matches them, with `$` and `.` as in ECMA-262."""
    found = compare_patterns(before, after)
    searched, whole = (
        [[bool(find(each)) for each in TEXTS] for find in finds]
        for finds in (
            [re.compile(_python(each)).search for each in (before, after)],
            [re.compile(_python(each)).fullmatch for each in (before, after)],
        )
    )
    assert found is not None
    for at, answer in enumerate(found):
        some = [
            any(one[1 - at] and not one[at] for one in zip(*kind, strict=True)) for kind in (searched, whole)
        ]
        if answer is not None:
            assert some == [answer] * 2
        else:
            assert not all(some)


def _python(pattern: str) -> str:
    return pattern.replace("$", r"\Z").replace(".", r"[^\n\r]").replace(r"\w", "[A-Za-z0-9_]")
