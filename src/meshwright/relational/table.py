"""Tables of the relational model: their columns, with types, comments and the functions that fill them.

This module does not know SQLite, or which tables exist.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from meshwright.records import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from meshwright.relational.source import MeshSource

B = TypeVar("B")
R = TypeVar("R")


class Type(Enum):
    """The type of a column."""

    TEXT = "TEXT"
    INTEGER = "INTEGER"
    NUMERIC = "NUMERIC"
    """A number, whole if possible."""
    BOOLEAN = "BOOLEAN"
    """0 or 1."""
    DATE = "DATE"
    """Text such as `2027-06-30`."""


@dataclass(frozen=True, slots=True)
class Column(Generic[B]):
    """A column with a function that returns the values for all rows of a block."""

    name: str
    type: Type
    comment: str
    values: Callable[[B], Iterable[Any]]
    is_nullable: bool = True

    @property
    def is_id(self) -> bool:
        """Whether the column contains row numbers, by which tables are joined."""
        return self.name.endswith("_id")


@dataclass(frozen=True, slots=True)
class Table(Generic[B]):
    """A table whose rows come in blocks, such as all fields of one contract."""

    name: str
    comment: str
    blocks: Callable[[MeshSource], Iterable[B]]
    columns: tuple[Column[B], ...]
    indexes: tuple[str, ...] = ()
    """The indexed columns."""

    def column(self, name: str) -> Column[B]:
        """Return the column with a given name."""
        return next(each for each in self.columns if each.name == name)


def each(function: Callable[[R], Any]) -> Callable[[Sequence[R]], Iterable[Any]]:
    """Turn a function on one row into a function on a block of rows."""
    return lambda rows: map(function, rows)


def text(
    name: str, comment: str, value: Callable[[R], str | None], *, is_nullable: bool = True
) -> Column[Sequence[R]]:
    """Return a text column; an empty string becomes NULL."""
    return Column(name, Type.TEXT, comment, each(lambda row: value(row) or None), is_nullable)


def number(
    name: str, comment: str, value: Callable[[R], int | None], *, is_nullable: bool = True
) -> Column[Sequence[R]]:
    """Return a column of whole numbers."""
    return Column(name, Type.INTEGER, comment, each(value), is_nullable)


def numeric(name: str, comment: str, value: Callable[[R], float | None]) -> Column[Sequence[R]]:
    """Return a column of numbers."""
    return Column(name, Type.NUMERIC, comment, each(value))


def flag(
    name: str, comment: str, value: Callable[[R], bool | None], *, is_nullable: bool = False
) -> Column[Sequence[R]]:
    """Return a column of zeros and ones."""
    return Column(name, Type.BOOLEAN, comment, each(value), is_nullable)


def day(name: str, comment: str, value: Callable[[R], Any]) -> Column[Sequence[R]]:
    """Return a column of dates."""
    return Column(name, Type.DATE, comment, each(lambda row: str(found) if (found := value(row)) else None))
