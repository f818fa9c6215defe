"""Suggestions for mistyped keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.source.effort import is_spent, once, spend
from meshwright.source.spelling import distance

if TYPE_CHECKING:
    from collections.abc import Iterable

_LONGEST = 60
"""The maximum length of a compared word; the cost is quadratic, and longer words are unlikely to be typos."""


def near(word: str, known: Iterable[str]) -> str | None:
    """Return the known word with the smallest edit distance, at most a third of the letters; the first if several tie.

    Case, `-`, `_` and spaces are ignored: `physical_name` equals `physicalName`. None if no word is close enough, or if
    the effort is spent.
    """
    if not 1 < len(word) <= _LONGEST:
        return None
    words = tuple(known)
    return once((word, words), lambda: _nearest(word, words))


def _nearest(word: str, known: tuple[str, ...]) -> str | None:
    plain = _plain(word)
    best: tuple[int, str] | None = None
    for candidate in known:
        if is_spent():
            return None
        if candidate == word or len(candidate) > _LONGEST:
            continue
        other = _plain(candidate)
        limit = max(len(plain), len(candidate)) // 3
        is_far = abs(len(plain) - len(other)) > limit or len(set(plain) ^ set(other)) > 2 * limit
        spend(1 if is_far else 1 + len(plain) * (2 * limit + 1) // 8)
        if is_far:
            continue
        edits = distance(plain, other, limit)
        if edits <= limit and (best is None or edits < best[0]):
            best = (edits, candidate)
    return best[1] if best else None


def _plain(word: str) -> str:
    return word.casefold().replace("_", "").replace("-", "").replace(" ", "")
