"""What the SQL of `transformLogic` reads, as facts: tables by name, columns by name, and what is done to them.

SQL is read for one field at a time, and for certain: what is ambiguous is a reason why it was not read whole.
Which tables and columns of the mesh the names mean is for those to say who know the mesh.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

LONGEST = 20_000
"""Characters; longer SQL is not read."""
UNFOLLOWED = "it has a form that cannot be followed"


class SqlColumn(NamedTuple):
    """A column as SQL names it."""

    tables: tuple[int, ...]
    """The tables that may have it: one, if it is qualified; none, if the SQL says nothing about tables."""
    path: tuple[str, ...]
    """Its name, and those of the parts that are taken of it."""
    outer: SqlColumn | None = None
    """What it is if none of the tables has it: a column of the query around a subquery."""
    is_optional: bool = False
    """Whether it is nothing where no table has it, for it may also be the name of an output."""


@dataclass(frozen=True, slots=True)
class Reads:
    """What the SQL of one field reads."""

    tables: tuple[str, ...]
    """Every table, as its names joined by dots."""
    values: tuple[SqlColumn, ...]
    """What the field's value is made of."""
    others: tuple[SqlColumn, ...]
    """What the query names besides: filters, joins, groups, order, and what other outputs are made of."""
    unread: str = ""
    """Why those may not be all; empty where they are."""
    effect: str = ""
    """What becomes of the value: `identity`, `cast`, `hash`, `count`, `sum`, `avg`, `min`, `max`, `any`; else empty."""
    equal: tuple[tuple[SqlColumn, SqlColumn], ...] = ()
    """The columns that joins and conditions compare for equality, each as it stands in its table."""
    conditions: tuple[SqlColumn, ...] = ()
    """What decides which value the field has: the conditions of `CASE`, `IF` or `FILTER` in its expression."""

    @property
    def is_whole(self) -> bool:
        """Whether everything that the SQL reads is here."""
        return not self.unread
