"""Suggestions of the intended name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from meshwright.source.effort import is_spent, spend
from meshwright.source.spelling import distance

if TYPE_CHECKING:
    from collections.abc import Iterable

_WORD = re.compile(r"[^\W_]+")


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Return the known name that `name` may be a typo of; None if no name is similar.

    A name is similar if the edit distance (with swaps) is at most a third of the name's length, and at most 3. The most
    similar name is returned; of equally similar names, the first in alphabetical order. If no name is similar, the only name
    that contains all words of `name` and other words is returned: `store-checkout` for `checkout`. An empty name has no
    similar name.
    """
    if not name or is_spent():
        return None
    names = sorted(set(known))
    best, limit = None, min(3, max(1, len(name) // 3))
    folded = name.casefold()
    for candidate in names:
        is_long = abs(len(name) - len(candidate)) > limit
        spend(1 if is_long else 1 + len(name) * len(candidate) // 8)
        if is_long:
            continue
        edits = distance(folded, candidate.casefold(), limit)
        if edits <= limit and candidate != name:
            best, limit = candidate, edits - 1
            if limit < 0:
                break
    return best or _longer(folded, names)


def _longer(folded: str, names: list[str]) -> str | None:
    words = set(_WORD.findall(folded))
    found = [each for each in names if words < set(_WORD.findall(each.casefold()))] if words else []
    return found[0] if len(found) == 1 else None
