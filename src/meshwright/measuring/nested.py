"""SQL expressions for fields inside objects, arrays and maps.

A row counts once, regardless of how many array items break a promise. This module has no knowledge of checks.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from meshwright.measuring.columns import Expression, Step, of_value
from meshwright.measuring.dialects.duckdb import DUCKDB
from meshwright.measuring.text_columns import of_json_value, of_text_value

if TYPE_CHECKING:
    from meshwright.measuring.dialects.dialect import Dialect
    from meshwright.measuring.probe import Column
    from meshwright.measuring.shapes import Shape

ITEM, KEY, VALUE = "[]", "{key}", "{value}"
"""The steps of a path that lead to several values per row; any other step is `.` and the name of a field."""
FLAT = "CSV has no nested values"


class UnreachedError(Exception):
    """A nested field cannot be reached in the data; the message states why."""

    def __init__(self, why: str, *, is_missing: bool = False) -> None:
        super().__init__(why)
        self.is_missing = is_missing


def is_repeated(column: Column) -> bool:
    """Return whether a field can have several values per row."""
    return any(not each.startswith(".") for each in column.steps)


def of_shape(dialect: Dialect, own: str, shape: Shape, at: int, column: Column) -> tuple[Expression, Shape]:
    """Return the expressions for a nested field of a typed column, and the field's type; raises UnreachedError."""
    there: str = ""
    wraps: list[tuple[str, str]] = []
    for depth, step in enumerate(column.steps):
        if step.startswith("."):
            if not shape.fields:
                raise UnreachedError(_not_measured(dialect, shape))
            found = shape.field(step[1:])
            if found is None:
                raise UnreachedError("the data does not have the field", is_missing=True)
            there = f"{own} IS NOT NULL"
            own, shape = dialect.field_of(own, found[0]), found[1]
            continue
        inner = shape.item if step == ITEM else shape.sides[step == VALUE] if shape.sides else None
        if inner is None:
            raise UnreachedError(_not_measured(dialect, shape))
        item = f"e{at}_{depth}"
        wraps.append((dialect.items_of(own, step), item))
        own, shape, there = item, inner, ""
    made = of_value(dialect, own, shape.kind, column.zone)
    return replace(made, there=there, wraps=tuple(wraps), shape=shape), shape


def _not_measured(dialect: Dialect, shape: Shape) -> str:
    kind = shape.logical or "a value without fields or items"
    if dialect.name == "postgres" and not shape.logical:
        kind = "a PostgreSQL type whose fields are not measured"
    return f"in the data it is {kind if kind.startswith('a ') else f'an {kind}' if kind[0] in 'ao' else f'a {kind}'}"


def of_json_path(own: str, at: int, column: Column) -> Expression:
    """Return the expressions for a nested key of a JSON column in DuckDB; raises UnreachedError."""
    there: str = ""
    wraps: list[tuple[str, str]] = []
    for depth, step in enumerate(column.steps):
        if step.startswith("."):
            if set(step) & {'"', "\\", "*"}:
                raise UnreachedError("its name has a character that a path in JSON cannot have")
            there = f"coalesce(json_type({own}) = 'OBJECT', false)"
            own = f"json_extract({own}, {DUCKDB.literal(f'$.{chr(34)}{step[1:]}{chr(34)}')})"
            continue
        kind = "ARRAY" if step == ITEM else "OBJECT"
        listed = {
            ITEM: f"json_extract({own}, '$[*]')",
            KEY: f"json_keys({own})",
            VALUE: f"json_extract({own}, '$.*')",
        }
        item = f"e{at}_{depth}"
        wraps.append((f"CASE WHEN json_type({own}) = '{kind}' THEN {listed[step]} END", item))
        own, there = item, ""
    is_key = column.steps[-1] == KEY
    made = of_text_value(DUCKDB, own, at, column) if is_key else of_json_value(own, at, column)
    if not wraps:
        steps = (*made.steps, Step(0, f"p{at}", there))
        return replace(made, steps=steps, there=f"p{at}")
    first = Step(0, f"l{at}", wraps[0][0])
    rest = ((first.name, wraps[0][1]), *wraps[1:])
    return replace(_inlined(made), there=there, wraps=rest, steps=(first,))


def _inlined(column: Expression) -> Expression:
    """Return a column with its steps inlined, because list items have no name outside the list."""
    made: dict[str, str] = {}

    def spelt(sql: str) -> str:
        return _NAMES.sub(lambda found: made.get(found[0], found[0]), sql)

    for step in sorted(column.steps, key=lambda each: each.level):
        made[step.name] = f"({spelt(step.sql) if step.level else step.sql})"
    return replace(
        column,
        null=spelt(column.null),
        value=spelt(column.value),
        other=spelt(column.other),
        text=spelt(column.text),
        wrong=spelt(column.wrong),
        zoneless=spelt(column.zoneless),
        container=spelt(column.container),
    )


_NAMES = re.compile(r"\b[tjsvwn][0-9]+\b")
