"""The known word that a mistyped one probably stands for."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_LONGEST = 60
"""Longer words are not compared: the effort grows with the square, and nobody mistypes them."""


def near(word: str, known: Iterable[str]) -> str | None:
    """Give the known word at the least edit distance, at most a third of the letters; the first one of several.

    Case, `-`, `_` and blanks don't count: `physical_name` is `physicalName`.
    """
    if not 1 < len(word) <= _LONGEST:
        return None
    plain = _plain(word)
    best: tuple[int, str] | None = None
    for candidate in known:
        if candidate == word or len(candidate) > _LONGEST:
            continue
        distance = _distance(plain, _plain(candidate))
        if distance <= max(len(plain), len(candidate)) // 3 and (best is None or distance < best[0]):
            best = (distance, candidate)
    return best[1] if best else None


def _plain(word: str) -> str:
    return word.casefold().replace("_", "").replace("-", "").replace(" ", "")


def _distance(one: str, other: str) -> int:
    """Count insertions, deletions, replacements and swaps of neighbours (optimal string alignment)."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        following = [i]
        for j, opposite in enumerate(other, 1):
            cost = min(row[j] + 1, following[j - 1] + 1, row[j - 1] + (letter != opposite))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == opposite:
                cost = min(cost, before[j - 2] + 1)
            following.append(cost)
        before, row = row, following
    return row[-1]
