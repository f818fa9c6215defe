"""SQL expressions for columns in CSV and JSON, whose text is parsed as values of the contract's kinds.

Parsing always includes a pattern on the raw column, because DuckDB 2.0 moves a lone TRY_CAST into its reader, where the
cast raises an error (duckdb#23818). This module has no knowledge of checks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.measuring.bounds import FRACTION_DIGITS, WHOLE_DIGITS
from meshwright.measuring.columns import Expression, Step
from meshwright.measuring.dialects.duckdb import DUCKDB
from meshwright.measuring.probe import TEMPORAL

if TYPE_CHECKING:
    from meshwright.measuring.dialects.dialect import Dialect
    from meshwright.measuring.probe import Column

_SPACE = r"' ' || chr(9) || chr(10) || chr(11) || chr(12) || chr(13)"
_PLAIN = rf"\A[+-]?(?:[0-9]{{1,{WHOLE_DIGITS}}}(?:\.[0-9]{{0,{FRACTION_DIGITS}}})?|\.[0-9]{{1,{FRACTION_DIGITS}}})\z"
_PLAIN_INTEGER = rf"\A[+-]?[0-9]{{1,{WHOLE_DIGITS}}}(?:\.0{{0,{FRACTION_DIGITS}}})?\z"
_LONG_INTEGER = r"\A[+-]?[0-9]{1,400}(?:\.0*)?\z"
_EXPONENT = r"\A[+-]?(?:[0-9]{1,400}(?:\.[0-9]{0,400})?|\.[0-9]{1,400})[eE][+-]?[0-9]{1,4}\z"
_FINITE = r"[+-]?(?:[0-9]{1,400}(?:\.[0-9]{0,400})?|\.[0-9]{1,400})(?:e[+-]?[0-9]{1,4})?"
_OTHER_NUMBER = rf"(?i)\A(?:{_FINITE}|nan|[+-]?inf(?:inity)?)\z"
_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_CLOCK = r"[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]{1,9})?)?"
_ZONE = r" ?(?:Z|z|UTC|[+-][0-9]{2}(?::?[0-9]{2})?)"
_DATE = rf"\A{_DAY}\z"
_TIMESTAMP = rf"\A{_DAY}[Tt ]{_CLOCK}(?:{_ZONE})?\z"
_TIME = rf"\A{_CLOCK}(?:{_ZONE})?\z"
_ZONED = rf"{_ZONE}\z"
_BOOLEANS = ("true", "false", "t", "f", "yes", "no", "y", "n", "1", "0")
_TRUE = ("true", "t", "yes", "y", "1")


def of_text(dialect: Dialect, name: str, at: int, column: Column) -> Expression:
    """Return the expressions for a CSV column."""
    return of_text_value(dialect, dialect.quoted(name), at, column)


def of_text_value(dialect: Dialect, own: str, at: int, column: Column) -> Expression:
    """Return the expressions for a string that is parsed as a column's kind; `own` is its SQL."""
    return _parsed(dialect, at, column, (Step(0, f"t{at}", own),), f"t{at} IS NULL")


def of_json(name: str, at: int, column: Column) -> Expression:
    """Return the expressions for a key in JSON, where DuckDB reports the type of each value."""
    return of_json_value(DUCKDB.quoted(name), at, column)


def of_json_value(own: str, at: int, column: Column) -> Expression:
    """Return the expressions for a value in JSON; `own` is its SQL."""
    text, kind = f"t{at}", f"j{at}"
    written = (
        f"CASE json_type({own}) WHEN 'VARCHAR' THEN {own} ->> '$' WHEN 'NULL' THEN NULL "
        f"WHEN 'ARRAY' THEN NULL WHEN 'OBJECT' THEN NULL ELSE CAST({own} AS VARCHAR) END"
    )
    steps: tuple[Step, ...] = (Step(0, text, written), Step(0, kind, f"json_type({own})"))
    if column.logical in _CONTAINERS:
        null = f"coalesce({kind}, 'NULL') = 'NULL'"
        wrong = f"NOT ({null}) AND {kind} <> '{_CONTAINERS[column.logical]}'"
        steps = (*steps, Step(0, f"n{at}", own))
        return Expression(
            DUCKDB, "other", null, text, text=text, wrong=wrong, container=f"n{at}", steps=steps
        )
    return _parsed(DUCKDB, at, column, steps, f"coalesce({kind}, 'NULL') = 'NULL'", kind)


_CONTAINERS = {"object": "OBJECT", "map": "OBJECT", "array": "ARRAY"}
_NUMERIC = ("UBIGINT", "BIGINT", "DOUBLE", "HUGEINT", "UHUGEINT")
_OF_KIND = {
    "string": "{} = 'VARCHAR'",
    "integer": f"{{}} IN {_NUMERIC}",
    "number": f"{{}} IN {(*_NUMERIC, 'VARCHAR')}",
    "boolean": "{} = 'BOOLEAN'",
    "date": "{} = 'VARCHAR'",
    "timestamp": "{} = 'VARCHAR'",
    "time": "{} = 'VARCHAR'",
}


def _parsed(  # noqa: PLR0913, PLR0917 - a column, and its parts
    dialect: Dialect, at: int, column: Column, steps: tuple[Step, ...], null: str, json: str = ""
) -> Expression:
    """Return the expressions for a text column that is parsed as its kind; `json` is the name of its JSON type."""
    kind, text, value = column.kind, f"t{at}", f"v{at}"
    if kind == "other":
        return Expression(dialect, "other", null, text, text=text, steps=steps)
    is_kind = _OF_KIND[kind].format(json) if json and kind in _OF_KIND else ""
    only = f"CASE WHEN {is_kind} THEN {text} END" if is_kind else text
    is_temporal = kind in TEMPORAL
    if kind in ("string", "") or (column.has_format and is_temporal):
        wrong = f"NOT ({null}) AND NOT ({is_kind})" if is_kind else ""
        return Expression(
            dialect, "text", null, value, text=text, wrong=wrong, steps=(*steps, Step(1, value, only))
        )
    steps = (*steps, Step(1, f"s{at}", f"trim(BOTH {_SPACE} FROM {only})"))
    make = {"integer": _number, "number": _number, "boolean": _boolean}.get(kind, _temporal)
    family_of, made = make(dialect, at, column)
    wrong = f"NOT ({null}) AND {' AND '.join(f'{each.name} IS NULL' for each in made)}"
    if json and is_temporal:  # a number may be a timestamp, but its unit is unknown
        wrong += f" AND {json} NOT IN {_NUMERIC}"
    other = f"w{at}" if family_of == "mixed" else ""
    zoneless = ""
    if kind == "timestamp":
        zoneless = f"{value} IS NOT NULL AND NOT {dialect.searched(f's{at}', _ZONED)}"
    return Expression(dialect, family_of, null, value, other, text, wrong, zoneless, steps=(*steps, *made))


Made = tuple[str, tuple[Step, ...]]


def _number(dialect: Dialect, at: int, column: Column) -> Made:
    """Return the SQL that parses numbers with few enough digits exactly, and all others as DOUBLE."""
    text = f"s{at}"
    whole, is_plain = f"trim(LEADING '+' FROM {text})", dialect.searched(text, _PLAIN)
    if column.kind == "number":
        is_other = dialect.searched(text, _OTHER_NUMBER)
    else:
        is_plain = dialect.searched(text, _PLAIN_INTEGER)
        is_round = f"{dialect.searched(text, _EXPONENT)} AND try_cast({whole} AS DOUBLE) % 1 = 0"
        is_other = f"({dialect.searched(text, _LONG_INTEGER)} OR ({is_round}))"
    return "mixed", (
        Step(2, f"v{at}", f"CASE WHEN {is_plain} THEN try_cast({whole} AS {dialect.exact}) END"),
        Step(2, f"w{at}", f"CASE WHEN NOT {is_plain} AND {is_other} THEN try_cast({whole} AS DOUBLE) END"),
    )


def _boolean(_dialect: Dialect, at: int, _: Column) -> Made:
    lower = f"lower(s{at})"
    return "boolean", (Step(2, f"v{at}", f"CASE WHEN {lower} IN {_BOOLEANS} THEN {lower} IN {_TRUE} END"),)


def _temporal(dialect: Dialect, at: int, column: Column) -> Made:
    kind, text = column.kind, f"s{at}"
    if kind == "time":
        return "time", (Step(2, f"v{at}", f"CASE WHEN {dialect.searched(text, _TIME)} THEN {text} END"),)
    is_one = (
        f"{dialect.searched(text, _DATE if kind == 'date' else _TIMESTAMP)} AND left({text}, 4) <> '0000'"
    )
    if kind == "date":
        return "date", (Step(2, f"v{at}", f"CASE WHEN {is_one} THEN try_cast({text} AS DATE) END"),)
    written = f"replace(replace(replace(upper({text}), ',', '.'), ' UTC', 'Z'), 'UTC', 'Z')"
    value = (
        f"CASE WHEN {is_one} THEN CASE WHEN {dialect.searched(text, _ZONED)} THEN try_cast({written} AS {dialect.zoned}) "
        f"ELSE {dialect.in_zone(column.zone, f'try_cast({written} AS {dialect.unzoned})')} END END"
    )
    return "timestamp", (Step(2, f"v{at}", value),)
