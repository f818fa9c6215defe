"""LIKE, GLOB and REGEXP in linear time for all patterns and strings; LIKE and GLOB match as in SQLite.

SQLite's own functions backtrack, so a pattern with many `*` can take forever.
"""

from __future__ import annotations

import re
from functools import lru_cache

from meshwright.source.linear_regex import LinearRegex, UnsupportedPatternError

LONGEST = 1_000
"""The maximum length of a pattern in characters."""
_ANY, _ONE = "(?s:.*)", "(?s:.)"
_CACHED = 512
_SHOWN = 60
"""The maximum length of a pattern in a message."""


class PatternError(ValueError):
    """A pattern is too long or unsupported; the message is for users."""


def like(pattern: str, text: str, escape: str | None = None) -> bool:
    """Return whether `text LIKE pattern`: `%` matches any string, `_` any character, ASCII letters match in either case."""
    return _like(pattern, escape).is_in(text)


def glob(pattern: str, text: str) -> bool:
    """Return whether `text GLOB pattern`: `*` matches any string, `?` any character, `[a-z]` any character of a set."""
    found = _glob(pattern)
    return found is not None and found.is_in(text)


def regexp(pattern: str, text: str) -> bool:
    """Return whether a regular expression matches somewhere in a string."""
    return _compiled(pattern).is_in(text)


@lru_cache(maxsize=_CACHED)
def _compiled(expression: str) -> LinearRegex:
    if len(expression) > 20 * LONGEST:
        raise PatternError(f"a pattern has more than {LONGEST:,} characters")
    try:
        return LinearRegex(expression)
    except UnsupportedPatternError as error:
        shown = expression if len(expression) <= _SHOWN else f"{expression[: _SHOWN - 1]}…"
        raise PatternError(
            f"the regular expression `{shown}` cannot be used: it is malformed, or does not run in linear time"
        ) from error


def _bounded(pattern: str) -> str:
    if len(pattern) > LONGEST:
        raise PatternError(f"a pattern has more than {LONGEST:,} characters")
    return pattern


@lru_cache(maxsize=_CACHED)
def _like(pattern: str, escape: str | None) -> LinearRegex:
    parts = []
    characters = iter(_bounded(pattern))
    for each in characters:
        if escape is not None and each == escape:
            following = next(characters, None)
            parts.append(_NOTHING if following is None else _letter(following))
        else:
            parts.append({"%": _ANY, "_": _ONE}.get(each) or _letter(each))
    return _compiled(rf"\A{''.join(parts)}\z")


_NOTHING = r"[^\s\S]"
"""A pattern that matches no character."""


def _letter(character: str) -> str:
    if character.isascii() and character.isalpha():
        return f"[{character.lower()}{character.upper()}]"
    return re.escape(character)


@lru_cache(maxsize=_CACHED)
def _glob(pattern: str) -> LinearRegex | None:
    """Convert a glob to a regular expression; return None for an unclosed `[`, which matches nothing."""
    parts = []
    at = 0
    _bounded(pattern)
    while at < len(pattern):
        each = pattern[at]
        if each == "[":
            end = pattern.find("]", at + (3 if pattern[at + 1 : at + 2] == "^" else 2))
            if end < 0:
                return None
            parts.append(_class(pattern[at + 1 : end]))
            at = end
        else:
            parts.append({"*": _ANY, "?": _ONE}.get(each) or re.escape(each))
        at += 1
    return _compiled(rf"\A{''.join(parts)}\z")


def _class(inner: str) -> str:
    """Convert a set of characters; a range in descending order matches nothing."""
    is_not = inner.startswith("^")
    inner = inner[1:] if is_not else inner
    members, at = [], 0
    while at < len(inner):
        if inner[at + 1 : at + 2] == "-" and at + 2 < len(inner):
            if inner[at] <= inner[at + 2]:
                members.append(f"{_member(inner[at])}-{_member(inner[at + 2])}")
            at += 3
        else:
            members.append(_member(inner[at]))
            at += 1
    if not members:
        return _ONE if is_not else _NOTHING
    return f"[{'^' if is_not else ''}{''.join(members)}]"


def _member(character: str) -> str:
    return character if character.isalnum() else rf"\x{{{ord(character):X}}}"
