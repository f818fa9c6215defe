"""Untrusted regular expressions, matched in linear time."""

from __future__ import annotations

from functools import lru_cache

from meshwright.source.linear_regex import LinearRegex, UnsupportedPatternError

MOST = 4_096
"""The number of compiled patterns to cache."""


def matches(pattern: str, text: str) -> bool | None:
    """Return whether a pattern matches a whole string; None for a pattern that cannot run in linear time."""
    return finds(f"^(?:{pattern})$", text)


def finds(pattern: str, text: str) -> bool | None:
    """Return whether a pattern matches somewhere in a string, as in JSON Schema.

    None for a pattern that cannot run in linear time, or a string that is not valid Unicode because of an unpaired
    surrogate.
    """
    regex = _compiled(pattern)
    return None if regex is None else regex.finds(text)


_REASONS = {
    "look-around": "look-around in patterns is unsupported",
    "backreferences": "back-references in patterns are unsupported",
    "exceeds size limit": "the pattern is too large",
}


@lru_cache(maxsize=MOST)
def refusal(pattern: str) -> str | None:
    """Explain why a pattern cannot be used; None for a usable pattern."""
    try:
        LinearRegex(pattern)
    except UnsupportedPatternError as error:
        words = str(error)
        return next((why for sign, why in _REASONS.items() if sign in words), "the pattern is unsupported")
    return None


@lru_cache(maxsize=MOST)
def is_same(one: str, other: str) -> bool:
    """Return whether two patterns for whole strings are equal except for anchors and the notation of digits."""
    return _plain(one) == _plain(other)


def _plain(pattern: str) -> str:
    return pattern.strip().removeprefix("^").removesuffix("$").replace(r"\d", "[0-9]").replace("(?:", "(")


@lru_cache(maxsize=MOST)
def _compiled(pattern: str) -> LinearRegex | None:
    try:
        return LinearRegex(pattern)
    except UnsupportedPatternError:
        return None
