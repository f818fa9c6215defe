"""Columns as SQL: the value, whether it is null, and whether it has the declared kind.

Does not: know checks, or parse text; `text_columns.py` does.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from meshwright.quantities.physical import family
from meshwright.records import dataclass

if TYPE_CHECKING:
    from meshwright.measuring.dialects.dialect import Dialect, Family, Native
    from meshwright.measuring.probe import Column
    from meshwright.measuring.shapes import Shape


class Step(NamedTuple):
    """An expression with the name by which later levels refer to it."""

    level: int
    """The level: 0 reads the data, 1 reads level 0, and so on."""
    name: str
    sql: str


@dataclass(frozen=True, slots=True)
class Expression:
    """A column as SQL. Parts that do not apply are empty; values are NULL if the column is null or of another kind."""

    dialect: Dialect
    family: Family
    null: str
    """Whether the value is null."""
    value: str
    """The value in its family; for mixed numbers, only those that are compared exactly."""
    other: str = ""
    """The other mixed numbers, as DOUBLE."""
    text: str = ""
    """The value as written, if it is text or JSON."""
    wrong: str = ""
    """Whether the value is of another kind."""
    zoneless: str = ""
    """Whether a timestamp lacks a time zone; empty if its type has none, so that this is unknown."""
    there: str | None = ""
    """Whether the object that contains a nested field exists; empty for other fields, None if unknown."""
    wraps: tuple[tuple[str, str], ...] = ()
    """The lists around a nested field, outermost first, each with the name of its item."""
    shape: Shape | None = None
    """The type of a nested column; None for text and JSON."""
    container: str = ""
    """The JSON of an object, array or map in JSON."""
    scale: int = 0
    width: int = 0
    steps: tuple[Step, ...] = ()
    """The expressions that it is based on, starting with those on the data."""

    def wrapped(self, condition: str) -> str:
        """Return the condition that one of a row's values satisfies a given condition."""
        for items, item in reversed(self.wraps):
            condition = self.dialect.any_of(items, item, condition)
        return condition

    def as_made(self) -> Expression:
        """Return the column for rows in which its parts are already computed under their names."""
        return replace(self, steps=())


_HOLDS = {
    "string": ("text",),
    "integer": ("integer",),
    "number": ("integer", "decimal", "float"),
    "boolean": ("boolean",),
    "date": ("date",),
    "timestamp": ("timestamp",),
    "time": ("time",),
}
_NATURAL = {"text": "string", "decimal": "number", "float": "number"}


def fits(column: Column, found: Native) -> bool:
    """Return whether a column's type can hold the contract's logical type, declared or implied by the physical type."""
    if column.kind in ("", "other"):
        return True
    if found.family in _HOLDS[column.kind] or (
        column.kind == "integer" and found.family == "decimal" and not found.scale
    ):
        return True
    stated = family(column.physical_type)
    natural = _NATURAL.get(found.family, found.family)
    return stated is not None and stated.natural in (natural, *(("integer",) if natural == "number" else ()))


def of_type(dialect: Dialect, name: str, kind: str, zone: str) -> Expression:
    """Return a typed column, of a table or of Parquet; `kind` is its type."""
    return of_value(dialect, dialect.quoted(name), kind, zone)


def of_value(dialect: Dialect, own: str, kind: str, zone: str) -> Expression:
    """Return a typed value; `own` is SQL, and `kind` its type."""
    found = dialect.native(kind.upper())
    null = dialect.is_null(own, found.family)
    value, zoneless = own, ""
    if found.family == "text":
        value = dialect.as_text(own, kind)
    elif found.family == "timestamp":
        value = dialect.in_zone(zone, dialect.as_naive(own)) if found.is_naive else own
        zoneless = "" if found.is_naive else "false"
    return Expression(
        dialect, found.family, null, value, zoneless=zoneless, scale=found.scale, width=found.width
    )
