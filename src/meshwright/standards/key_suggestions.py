"""Suggestions for mistyped keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.source.spelling import distance

if TYPE_CHECKING:
    from collections.abc import Iterable

_LONGEST = 60
"""Longer words are not compared: the cost grows with the square of the length, and typos in them are unlikely."""


def near(word: str, known: Iterable[str]) -> str | None:
    """Return the known word at the smallest edit distance, at most a third of the letters; the first if there are several.

    Case, `-`, `_` and spaces are ignored: `physical_name` equals `physicalName`.
    """
    if not 1 < len(word) <= _LONGEST:
        return None
    plain = _plain(word)
    best: tuple[int, str] | None = None
    for candidate in known:
        if candidate == word or len(candidate) > _LONGEST:
            continue
        limit = max(len(plain), len(candidate)) // 3
        edits = distance(plain, _plain(candidate), limit)
        if edits <= limit and (best is None or edits < best[0]):
            best = (edits, candidate)
    return best[1] if best else None


def _plain(word: str) -> str:
    return word.casefold().replace("_", "").replace("-", "").replace(" ", "")
