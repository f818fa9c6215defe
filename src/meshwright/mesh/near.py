"""The name that was probably meant."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from meshwright.source.spelling import distance

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

BUDGET = 1_000_000
"""Characters of known names that are compared for one file; a thousand columns among three hundred fields take a fifth."""
_WORD = re.compile(r"[^\W_]+")


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Give the known name that a typing mistake may have turned into `name`; None where none is near.

    Near is an edit distance (with swaps) of at most a third of the name, and of 3; ties go to the first by name.
    Else it is the only name that has all words of this one and more: `checkout` for `store-checkout`.
    To nothing, nothing is near.
    """
    if not name:
        return None
    names = sorted(set(known))
    best, limit = None, min(3, max(1, len(name) // 3))
    folded = name.casefold()
    for candidate in names:
        edits = distance(folded, candidate.casefold(), limit)
        if edits <= limit and candidate != name:
            best, limit = candidate, edits - 1
            if limit < 0:
                break
    return best or _longer(folded, names)


class Guesses:
    """Near names for the unknown ones of one file; none once that has taken its time."""

    def __init__(self) -> None:
        self.left = BUDGET

    def nearest(self, name: str, known: Collection[str]) -> str | None:
        """Return the nearest of the known names, as `nearest` does."""
        if self.left > 0:
            self.left -= sum(map(len, known)) + 10 * len(known)
        return nearest(name, known) if self.left > 0 else None


def _longer(folded: str, names: list[str]) -> str | None:
    words = set(_WORD.findall(folded))
    found = [each for each in names if words < set(_WORD.findall(each.casefold()))] if words else []
    return found[0] if len(found) == 1 else None
