"""Patterns for RE2: DuckDB finds what the automaton of ECMA-262 accepts, for any pattern of the common subset."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meshwright.measuring.bounds import FORMATS
from meshwright.measuring.pattern import RE2, written
from meshwright.quantities.pattern_syntax import UnreadPatternError, automaton, uncommon_part
from requires import requires

duckdb = requires("duckdb")

TEXTS = [
    "", "a", "b", "ab", "abc", "aab", "A", "é", "ä1", "1", "12", "a1", "a\n", "\na", "a\nb", "a\rb", "a\u2028b", "-", "a-b",
    "_", " ", "\t", "a b", "a.b", "a^b", "a$", "\\", "[", "]", "(", "|", "😀", "a😀", "\x7f", "\x00", "0a", "z9", "٣",
]  # fmt: skip

ATOMS = st.sampled_from(
    [
        "a",
        "b",
        "1",
        ".",
        r"\d",
        r"\w",
        r"\s",
        r"\D",
        r"\W",
        r"\S",
        "[a-c]",
        "[^a]",
        "[^\\s]",
        r"\.",
        r"\-",
        "[-a]",
        "[a\\-z]",
        "é",
        r"\x41",
        r"\n",
        "-",
        "[\\]]",
        "😀",
        "[^\\d\\n]",
    ]
)
PATTERNS = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["*", "+", "?", "{2}", "{0,2}", "{1,}", "*?"])).map(
            lambda pair: f"(?:{pair[0]}){pair[1]}"
        ),
        st.tuples(inner, inner).map("".join),
        st.tuples(inner, inner).map(lambda pair: f"({pair[0]}|{pair[1]})"),
        inner.map(lambda each: f"^{each}"),
        inner.map(lambda each: f"{each}$"),
        inner.map(lambda each: f"^(?:{each})$"),
    ),
    max_leaves=6,
)


def accepts(pattern: str, text: str) -> bool:
    """Return whether a text contains a match, by running the automaton."""
    found = automaton(pattern, is_searched=True)

    def closed(states: set[int], at: int) -> set[int]:
        left = [*states]
        while left:
            for sign, after in found.free[left.pop()]:
                is_open = not sign or (sign == "^" and at == 0) or (sign == "$" and at == len(text))
                if is_open and after not in states:
                    states.add(after)
                    left.append(after)
        return states

    states = closed({found.start}, 0)
    for at, letter in enumerate(text):
        code = ord(letter)
        after = {
            target
            for state in states
            for ranges, target in found.reading[state]
            if any(low <= code <= high for low, high in ranges)
        }
        states = closed(after, at + 1)
    return found.final in states


def in_duckdb(pattern: str, texts: list[str]) -> list[bool]:
    with duckdb.connect() as connection:
        query = "SELECT regexp_matches(t, $1) FROM (SELECT unnest($2) AS t)"
        return [row[0] for row in connection.execute(query, [written(pattern, RE2), texts]).fetchall()]


@settings(max_examples=80, deadline=None)
@given(pattern=PATTERNS)
def test_duckdb_finds_what_the_automaton_accepts(pattern: str) -> None:
    """Line feeds, letters beyond ASCII, empty texts; `$` is the very end."""
    assert in_duckdb(pattern, TEXTS) == [accepts(pattern, each) for each in TEXTS]


OUTSIDE = {
    "(?=a)": "look-around", "(?<=a)b": "look-around", "(?!a)": "look-around", r"(a)\1": "a back-reference",
    r"\bfoo\b": r"`\b`", r"\p{L}": r"`\p`", r"\u00e9": r"`\u`", "[[:alpha:]]": "`[` in a class", "(?i)a": "an inline flag",
    "a++": "two repetitions in a row", "(?<n>a)": "a named group", r"\Aa\Z": r"`\A`", "a{256}": "more than 255 repetitions",
    "[a&&b]": "`&&` in a class", "a**": "two repetitions in a row", "(": "it does not parse", ")": "it does not parse",
    "[": "it does not parse", "(?:a{200}){200}": "it is too large", "((a{30}){30}){30}": "it is too large",
    r"\cA": r"`\c`", "(?P<n>a)": "a named group", "a{2,1}": "it does not parse", "^*": "a repetition of `^`",
    "[]": "an empty class", "]": "an unescaped `]`", "(" * 5_000: "it is too large", r"\k<n>": r"`\k`", r"\0": r"`\0`",
}  # fmt: skip
"""Patterns outside the common subset, with the part that is."""


@pytest.mark.parametrize("pattern", OUTSIDE, ids=lambda each: each[:20])
def test_other_patterns_are_refused(pattern: str) -> None:
    """Rather than interpreted in the way of one engine; the part is named."""
    with pytest.raises(UnreadPatternError):
        written(pattern, RE2)
    assert uncommon_part(pattern) == OUTSIDE[pattern]


def test_nested_repetitions_beyond_the_engine_are_refused() -> None:
    """RE2 refuses more than 1,000, and then all figures of an object would be lost."""
    with pytest.raises(UnreadPatternError):
        written("(?:a{30}){40}", RE2)
    assert in_duckdb("^(?:a{20}){40}$", ["a" * 800, "a" * 799]) == [True, False]


FORMS: dict[str, tuple[list[str], list[str]]] = {
    "uuid": (
        ["01234567-89ab-cdef-0123-456789ABCDEF", "0123456789abcdef0123456789abcdef"],
        [
            "",
            "01234567-89ab-cdef-0123-456789ABCDE",
            "g1234567-89ab-cdef-0123-456789abcdef",
            "01234567-89ab-cdef-0123-456789ABCDEF\n",
        ],
    ),
    "email": (["a@b", "é@x.y"], ["", "a@", "@b", "a@b@c", "a b@c"]),
    "uri": (["a:b", "https://x/y?z"], ["", "x", ":a", "a: b", "1a:b"]),
    "ipv4": (
        ["1.2.3.4", "255.255.255.255", "0.0.0.0"],
        ["", "1.2.3", "1.2.3.4.", "256.1.1.1", "01.1.1.1", "1.2.3.4\n"],
    ),
}


@pytest.mark.parametrize("form", FORMS)
def test_formats_are_patterns(form: str) -> None:
    """Each accepts what `sample-violates-contract` accepts."""
    from meshwright.quantities.conformance import _STRING_FORMATS

    good, bad = FORMS[form]
    assert FORMS.keys() == FORMATS.keys()
    assert in_duckdb(FORMATS[form], good + bad) == [True] * len(good) + [False] * len(bad)
    judge: Any = _STRING_FORMATS[form]
    assert [judge(each) for each in good + bad] == [True] * len(good) + [False] * len(bad)
