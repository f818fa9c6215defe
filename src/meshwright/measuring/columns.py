"""Columns as SQL: what a value is, whether it is null, and whether it is of its kind.

Does not: know checks, or read text as values; `text_columns.py` does.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from meshwright.quantities.physical import family
from meshwright.records import dataclass

if TYPE_CHECKING:
    from meshwright.measuring.dialects.dialect import Dialect, Family, Native
    from meshwright.measuring.probe import Column


class Step(NamedTuple):
    """An expression with a name, by which those of later levels call it."""

    level: int
    """0 is made of the data, 1 of level 0, and so on."""
    name: str
    sql: str


@dataclass(frozen=True, slots=True)
class Expression:
    """A column as SQL. What it is not is empty; values are NULL where the column is null, or not of its kind."""

    dialect: Dialect
    family: Family
    null: str
    """Whether the value is null."""
    value: str
    """A value of its family; of mixed numbers, those that are compared exactly."""
    other: str = ""
    """Of mixed numbers the others, as DOUBLE."""
    text: str = ""
    """The value as it is written, if it is text or JSON."""
    wrong: str = ""
    """Whether a value is not of its kind."""
    zoneless: str = ""
    """Whether a timestamp states no time zone; empty where that is unknown, because its type has none."""
    scale: int = 0
    width: int = 0
    steps: tuple[Step, ...] = ()
    """What it is made of, from the data on."""

    def as_made(self) -> Expression:
        """Return it for rows that have it under its names already."""
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
    """Return whether a column's type holds what the contract says: its logical type, or that of its physical type."""
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
    """Return a column of a table or of Parquet; `kind` is its type."""
    found, own = dialect.native(kind.upper()), dialect.quoted(name)
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
