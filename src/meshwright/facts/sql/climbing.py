"""Searches among the ancestors of nodes in an SQL tree; each path is walked only once, because a long sum is a deep tree."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlglot import exp

Found = TypeVar("Found")


def climbed(
    start: exp.Expr, known: dict[int, Found], found_at: Callable[[exp.Expr], Found | None], last: Found
) -> Found:
    """Return the first result of `found_at` for a node and its ancestors, or else `last`; cached in `known`."""
    way: list[int] = []
    at: exp.Expr | None = start
    found: Found | None = None
    while at is not None and found is None:
        found = known.get(id(at))
        if found is None:
            way.append(id(at))
            found = found_at(at)
            at = at.parent
    result = last if found is None else found
    known.update(dict.fromkeys(way, result))
    return result
