"""Facts about the SQL of `transformLogic`: tables by name, columns by name, and transformations.

SQL is read for one field at a time, and nothing is guessed: an ambiguity makes the result incomplete, with a reason.
This module does not resolve names to tables and columns of the mesh.
"""

from __future__ import annotations

from typing import NamedTuple

from meshwright.records import dataclass

LONGEST = 20_000
"""The maximum length of SQL in characters; longer SQL is not read."""
UNFOLLOWED = "it has an unsupported form"


class SqlColumn(NamedTuple):
    """A column as named in SQL."""

    tables: tuple[int, ...]
    """The tables that may have the column: one if it is qualified, none if the SQL has no tables."""
    path: tuple[str, ...]
    """The name of the column, followed by the names of the nested parts that are accessed."""
    outer: SqlColumn | None = None
    """The column of the enclosing query that the name refers to if none of the tables has such a column."""
    is_optional: bool = False
    """Whether to ignore the column if no table has it, because the name may be that of an output."""


@dataclass(frozen=True, slots=True)
class Reads:
    """The tables and columns that the SQL of one field reads."""

    tables: tuple[str, ...]
    """Every table, as its names joined by dots."""
    values: tuple[SqlColumn, ...]
    """The columns that the field's value derives from."""
    others: tuple[SqlColumn, ...]
    """Other columns in the query: those in filters, joins, grouping, ordering and other outputs."""
    unread: str = ""
    """The reason why the columns may be incomplete; empty if they are complete."""
    effect: str = ""
    """The transformation: `identity`, `cast`, `hash`, `count`, `sum`, `avg`, `min`, `max`, `any`, or empty."""
    equal: tuple[tuple[SqlColumn, SqlColumn], ...] = ()
    """The columns that joins and conditions compare for equality, unchanged from their tables."""
    conditions: tuple[SqlColumn, ...] = ()
    """The columns that determine which value is returned: the conditions of `CASE`, `IF` or `FILTER` in its expression."""

    @property
    def is_whole(self) -> bool:
        """Whether the columns are complete."""
        return not self.unread
