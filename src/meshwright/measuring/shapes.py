"""Parsed types of engines with nested values: fields, items, keys and values.

This module does not know queries.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

_NAME = re.compile(r'\s*(?:"((?:[^"]|"")*)"|(\S+))\s+')


class Shape(NamedTuple):
    """A type of an engine; fields, items and sides are empty for a type without nested values."""

    kind: str
    """The name of the type in the engine."""
    fields: tuple[tuple[str, Shape], ...] = ()
    item: Shape | None = None
    sides: tuple[Shape, Shape] | None = None
    """The types of a map's keys and values."""

    def field(self, name: str) -> tuple[str, Shape] | None:
        """Return a field's name in the data and its type; a name that differs only in case matches if it is unambiguous."""
        same = [each for each in self.fields if each[0] == name]
        alike = [each for each in self.fields if each[0].casefold() == name.casefold()]
        found = same or alike
        return found[0] if len(found) == 1 else None

    @property
    def logical(self) -> str:
        """Return the ODCS logical type; empty if the type is not nested."""
        return "array" if self.item else "map" if self.sides else "object" if self.fields else ""


def duckdb_shape(kind: str) -> Shape:
    """Parse a DuckDB type."""
    if kind.endswith("[]"):
        return Shape(kind, item=duckdb_shape(kind[:-2]))
    if kind.startswith("STRUCT(") and kind.endswith(")"):
        found = []
        for part in _parts(kind[len("STRUCT(") : -1]):
            name = _NAME.match(part)
            if name is None:
                return Shape(kind)
            text = name[2] if name[1] is None else name[1].replace('""', '"')
            found.append((text, duckdb_shape(part[name.end() :])))
        return Shape(kind, fields=tuple(found))
    if kind.startswith("MAP(") and kind.endswith(")"):
        sides = [duckdb_shape(each.strip()) for each in _parts(kind[len("MAP(") : -1])]
        return Shape(kind, sides=(sides[0], sides[1])) if len(sides) == 2 else Shape(kind)
    return Shape(kind)


def postgresql_shape(kind: str) -> Shape:
    """Parse a PostgreSQL type; only arrays have parts."""
    return Shape(kind, item=Shape(kind[:-2])) if kind.endswith("[]") else Shape(kind)


def _parts(text: str) -> Iterator[str]:
    """Yield the parts of a text between commas that are outside brackets and quotes."""
    depth, quote, start = 0, "", 0
    for at, letter in enumerate(text):
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "\"'":
            quote = letter
        elif letter in "([":
            depth += 1
        elif letter in ")]":
            depth -= 1
        elif letter == "," and not depth:
            yield text[start:at]
            start = at + 1
    yield text[start:]
