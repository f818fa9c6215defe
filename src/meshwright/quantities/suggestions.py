"""Suggestions of the name that was probably meant."""

from __future__ import annotations

import re
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

from meshwright.source.spelling import distance

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

EFFORT = 500_000
"""Letters compared, eight at a time, for the suggestions of one rule, or of all checks of a single file.

That is half a second at most. Every name may be unknown and similar to 100,000 others; so many hints are useless.
"""

_effort: ContextVar[list[int] | None] = ContextVar("effort", default=None)
"""The effort left in the innermost block; deterministic, since rules run in a fixed order."""
_WORD = re.compile(r"[^\W_]+")


@contextmanager
def bounded() -> Iterator[None]:
    """Limit the effort for suggestions in a block; once it is spent, findings have no suggestions."""
    token = _effort.set([EFFORT])
    try:
        yield
    finally:
        _effort.reset(token)


def is_spent() -> bool:
    """Return whether the effort ran out, so that similar names may be missed."""
    left = _effort.get()
    return left is not None and left[0] <= 0


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Return the known name that `name` may be a typo of; None if no name is similar.

    Similar means an edit distance (with swaps) of at most a third of the name, and at most 3; the first by name wins.
    Otherwise it is the only name with all words of this one and more: `checkout` for `store-checkout`.
    Nothing is similar to an empty name.
    """
    if not name or is_spent():
        return None
    names = sorted(set(known))
    best, limit = None, min(3, max(1, len(name) // 3))
    folded = name.casefold()
    spend = _effort.get() or [0]
    for candidate in names:
        is_long = abs(len(name) - len(candidate)) > limit
        spend[0] -= 1 if is_long else 1 + len(name) * len(candidate) // 8
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
