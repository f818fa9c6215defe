"""Globs on names and columns: `*` matches anything within a segment, `/` separates segments."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST = 4_096
"""The number of compiled globs to cache."""


def is_like(glob: str, name: str) -> bool:
    """Return whether a name matches a glob."""
    return glob == name if "*" not in glob else _expression((glob,), below=False).fullmatch(name) is not None


def is_like_any(globs: Iterable[str], name: str) -> bool:
    """Return whether a name matches any of several globs; globs without `*` are looked up in a set."""
    names, expression = _parted(tuple(globs))
    return name in names or (expression is not None and expression.fullmatch(name) is not None)


@lru_cache(maxsize=MOST)
def _parted(globs: tuple[str, ...]) -> tuple[frozenset[str], re.Pattern[str] | None]:
    wild = tuple(each for each in globs if "*" in each)
    return frozenset(globs).difference(wild), _expression(wild, below=False) if wild else None


def covers(globs: Iterable[str], column: str) -> bool:
    """Return whether a column, or a field that contains it, matches one of several globs."""
    wanted = tuple(globs)
    return bool(wanted) and _expression(wanted, below=True).fullmatch(column) is not None


@lru_cache(maxsize=MOST)
def _expression(globs: tuple[str, ...], *, below: bool) -> re.Pattern[str]:
    return re.compile(f"(?:{'|'.join(map(_translated, globs))}){'(?:/.*)?' if below else ''}", re.DOTALL)


def _translated(glob: str) -> str:
    """Convert a glob to a regular expression without backtracking."""
    first, *rest = map(re.escape, re.split(r"\*+", glob))
    if not rest:
        return first
    return first + "".join(f"(?>[^/]*?{part})" for part in rest[:-1]) + f"[^/]*{rest[-1]}"
