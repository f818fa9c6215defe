"""Text and JSON columns for SQL rules, converted to the contract's types.

If a value does not fit the type, the query fails with a marked error, and the rule is not measured: a NULL or a
rounded value would lead to a wrong result. Only values that a rule uses are converted. This module does not know the
columns in a rule.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from meshwright.measuring.dialects.duckdb import DUCKDB
from meshwright.measuring.probe import TEMPORAL
from meshwright.quantities.conformance import article
from meshwright.quantities.physical import family

if TYPE_CHECKING:
    from meshwright.measuring.columns import Expression
    from meshwright.measuring.dialects.dialect import Dialect
    from meshwright.measuring.probe import Column

_MARK = re.compile(r"meshwright-(\d{1,6})-(kind|type)\b")
_PRECISION = re.compile(r"\(\s*([0-9]{1,2})\s*(?:,\s*([0-9]{1,2})\s*)?\)")
_MOST_DIGITS = 38


def why_unread(column: Column) -> str:
    """Return the reason why an SQL rule cannot use a column's values, or an empty string."""
    if column.kind == "other":
        return "is nested, and SQL rules do not support nested values of CSV and JSON"
    if not column.kind:
        return "has no type in the contract, so an SQL rule cannot read its text"
    if column.has_format and column.kind in TEMPORAL:
        return "has a custom `format`, which SQL rules do not support"
    return ""


def viewed(column: Column, found: Expression, mark: int) -> str:
    """Return the SQL of a column for SQL rules; `mark` identifies the column in error messages."""
    dialect = found.dialect
    if why_unread(column):
        return f"CASE WHEN {found.null} THEN NULL ELSE {dialect.unread} END"
    value, is_held = found.value, ""
    if found.family == "mixed":
        kind = number_type(column)
        value = f"try_cast({found.value} AS {kind})"
        if column.kind == "integer":
            value = f"coalesce({value}, try_cast({found.other} AS {kind}))"
        is_same = f"try_cast({value} AS {dialect.exact}) = {found.value}"
        is_held = f"{found.null} OR coalesce({is_same}, {value} = {found.other}, false)"
        if kind == "DOUBLE":
            value, is_held = f"coalesce({value}, {found.other})", ""
    cases = f"WHEN {found.wrong} THEN {_error(dialect, mark, 'kind')} " if found.wrong else ""
    cases += f"WHEN NOT ({is_held}) THEN {_error(dialect, mark, 'type')} " if is_held else ""
    return f"CASE {cases}ELSE {value} END" if cases else value


def number_type(column: Column) -> str:
    """Return the SQL type that SQL rules use for numbers stored as text."""
    if column.kind == "integer":
        return "BIGINT"
    stated = family(column.physical_type)
    if stated is None or "decimal" not in stated.names.split():
        is_float = stated is not None and "double" in stated.names.split()
        return "DOUBLE" if is_float else DUCKDB.exact
    found = _PRECISION.search(column.physical_type or "")
    if found is None:
        return DUCKDB.exact
    width, scale = int(found[1]), int(found[2] or 0)
    return f"DECIMAL({width},{scale})" if 0 < width <= _MOST_DIGITS and scale <= width else DUCKDB.exact


def marked(message: str, columns: dict[int, Column]) -> str:
    """Return the reason for a marked error in an engine's message; empty if the message has no mark."""
    found = _MARK.search(message)
    column = columns.get(int(found[1])) if found else None
    if found is None or column is None:
        return ""
    if found[2] == "kind":
        return f"`{column.name}` has values that are not {article(column.kind)} {column.kind}"
    return f"`{column.name}` contains numbers that {number_type(column)} cannot represent exactly"


def _error(dialect: Dialect, mark: int, what: str) -> str:
    return dialect.error_of(f"meshwright-{mark}-{what}")
