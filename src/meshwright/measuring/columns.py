"""SQL expressions for columns: the value, whether it is null, and whether it has the declared kind.

This module has no knowledge of checks and, unlike `text_columns.py`, does not parse text.
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
    """An SQL expression that is computed before others, under a name that later levels use."""

    level: int
    """The level: 0 reads the data, 1 reads level 0, and so on."""
    name: str
    sql: str


@dataclass(frozen=True, slots=True)
class Expression:
    """The SQL expressions for one column; expressions that do not apply are empty.

    Values are NULL if the column is null or its value has a different kind than declared.
    """

    dialect: Dialect
    family: Family
    null: str
    """The condition that the value is null."""
    value: str
    """The value in the type of its family; for numbers stored as text, only numbers that can be compared exactly."""
    other: str = ""
    """The value as DOUBLE, for numbers stored as text that cannot be compared exactly."""
    text: str = ""
    """The value as stored, if it is text or JSON."""
    wrong: str = ""
    """The condition that the value has a different kind than declared."""
    zoneless: str = ""
    """The condition that a timestamp lacks a time zone; empty if the type has no time zone at all."""
    there: str | None = ""
    """The condition that the object around a nested field exists; empty for other fields, None if it cannot be
    determined.
    """
    wraps: tuple[tuple[str, str], ...] = ()
    """The lists that contain a nested field, outermost first, each with the variable for its items."""
    shape: Shape | None = None
    """The type of a column with nested values; None for text and JSON."""
    container: str = ""
    """The JSON expression of an object, array or map, if the data is JSON."""
    scale: int = 0
    width: int = 0
    steps: tuple[Step, ...] = ()
    """The expressions to compute first, starting with those that read the data."""

    def wrapped(self, condition: str) -> str:
        """Return the condition that at least one of a row's values satisfies the given condition."""
        for items, item in reversed(self.wraps):
            condition = self.dialect.any_of(items, item, condition)
        return condition

    def as_made(self) -> Expression:
        """Return the column without its steps, for rows in which they are already computed."""
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
    """Return the expressions for a column of a table or a Parquet file; `kind` is the engine's type."""
    return of_value(dialect, dialect.quoted(name), kind, zone)


def of_value(dialect: Dialect, own: str, kind: str, zone: str) -> Expression:
    """Return the expressions for a value with a type; `own` is its SQL, and `kind` the engine's type."""
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
