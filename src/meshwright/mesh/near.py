"""The name that was probably meant."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_WORD = re.compile(r"[^\W_]+")


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Give the known name that a typing mistake may have turned into `name`; None where none is near.

    Near is an edit distance (with swaps) of at most a third of the name, and of 3; ties go to the first by name.
    Else it is the only name that has all words of this one and more: `checkout` for `store-checkout`.
    """
    names = sorted(set(known))
    best, limit = None, min(3, max(1, len(name) // 3))
    folded = name.casefold()
    for candidate in names:
        if abs(len(candidate) - len(name)) <= limit:
            distance = _distance(folded, candidate.casefold(), limit)
            if distance <= limit and candidate != name:
                best, limit = candidate, distance - 1
                if limit < 0:
                    break
    return best or _longer(folded, names)


def _longer(folded: str, names: list[str]) -> str | None:
    words = set(_WORD.findall(folded))
    found = [each for each in names if words < set(_WORD.findall(each.casefold()))] if words else []
    return found[0] if len(found) == 1 else None


def _distance(one: str, other: str, limit: int) -> int:
    """Count the edits (insert, delete, replace, swap neighbours) between two texts; more than `limit` is not counted out."""
    before: list[int] = []
    previous = list(range(len(other) + 1))
    for row, left in enumerate(one, 1):
        current = [row]
        for column, right in enumerate(other, 1):
            cost = min(previous[column] + 1, current[-1] + 1, previous[column - 1] + (left != right))
            if row > 1 and column > 1 and left == other[column - 2] and one[row - 2] == right:
                cost = min(cost, before[column - 2] + 1)
            current.append(cost)
        if min(current) > limit:
            return limit + 1
        before, previous = previous, current
    return previous[-1]
