"""The name that was probably meant."""

from __future__ import annotations

import re
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

from meshwright.source.spelling import distance

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

EFFORT = 500_000
"""Letters compared, eight at a time, for the suggestions of one rule, or of all that looks at one file alone.

Half a second at most. Every name may be unknown and near to a hundred thousand others; nobody reads so many hints.
"""

_effort: ContextVar[list[int] | None] = ContextVar("effort", default=None)
"""What is left of it, in the innermost block; the same for equal input, since rules run in one order."""
_WORD = re.compile(r"[^\W_]+")


@contextmanager
def bounded() -> Iterator[None]:
    """Bound the effort for suggestions in a block; when it is spent, there are no more, and findings go on."""
    token = _effort.set([EFFORT])
    try:
        yield
    finally:
        _effort.reset(token)


def is_spent() -> bool:
    """Return whether names may be near that were not compared any more."""
    left = _effort.get()
    return left is not None and left[0] <= 0


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Return the known name that a typing mistake may have turned into `name`; None where none is near.

    Near is an edit distance (with swaps) of at most a third of the name, and of 3; ties go to the first by name.
    Else it is the only name that has all words of this one and more: `checkout` for `store-checkout`.
    To nothing, nothing is near.
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
