"""Columns in DuckDB's SQL: the value, whether it is null, and whether it is of its kind. A Parquet column has
a type. CSV columns are text and JSON columns are JSON: they are parsed by pattern *beside* the raw column,
because DuckDB 2.0 moves a lone TRY_CAST into its reader, where it raises (duckdb#23818). Does not: know
checks.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from meshwright.measuring.bounds import FRACTION_DIGITS, WHOLE_DIGITS
from meshwright.measuring.probe import TEMPORAL
from meshwright.quantities.physical import family
from meshwright.records import dataclass

if TYPE_CHECKING:
    from meshwright.measuring.probe import Column

EXACT = "DECIMAL(38,18)"
"""The type in which numbers stored as text are compared; all numbers of WHOLE_DIGITS and FRACTION_DIGITS fit."""
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
_INTEGERS = frozenset(
    [
        "TINYINT",
        "SMALLINT",
        "INTEGER",
        "BIGINT",
        "HUGEINT",
        "UTINYINT",
        "USMALLINT",
        "UINTEGER",
        "UBIGINT",
        "UHUGEINT",
    ]
)
_DECIMAL = re.compile(r"DECIMAL\((\d+),(\d+)\)")
Family = str
"""`text`, `integer`, `decimal`, `float`, `boolean`, `date`, `timestamp`, `time`, `other`; `mixed` are numbers as text."""


class Native(NamedTuple):
    """A DuckDB type."""

    family: Family
    width: int = 0
    scale: int = 0
    is_naive: bool = False
    """Whether a timestamp has no zone."""


class Step(NamedTuple):
    """An expression with the name by which later levels refer to it."""

    level: int
    """The level: 0 is made of the data, 1 of level 0, and so on."""
    name: str
    sql: str


@dataclass(frozen=True, slots=True)
class Expression:
    """A column as SQL. Parts that do not apply are empty; values are NULL if the column is null or not of its
    kind.
    """

    family: Family
    null: str
    """Whether the value is null."""
    value: str
    """A value of its family; for mixed numbers, only those that are compared exactly."""
    other: str = ""
    """For mixed numbers, the others as DOUBLE."""
    text: str = ""
    """The value as written, if it is text or JSON."""
    wrong: str = ""
    """Whether a value is not of its kind."""
    zoneless: str = ""
    """Whether a timestamp states no time zone; empty if that is unknown because its type has none."""
    scale: int = 0
    width: int = 0
    steps: tuple[Step, ...] = ()
    """The expressions that it is made of, beginning with the data."""

    def as_made(self) -> Expression:
        """Return the column for rows that already have its parts under their names."""
        return replace(self, steps=())


def quoted(name: str) -> str:
    """Return a name as SQL."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """Return text as SQL; a zero byte is written separately, because some readers end a query at it."""
    parts = ["'" + part.replace("'", "''") + "'" for part in text.split("\0")]
    return parts[0] if len(parts) == 1 else "(" + " || chr(0) || ".join(parts) + ")"


def native(kind: str) -> Native:
    """Return the family of values that a DuckDB type holds."""
    name = kind.upper()
    decimal = _DECIMAL.fullmatch(name)
    if decimal:
        return Native("decimal", int(decimal[1]), int(decimal[2]))
    if name in _INTEGERS:
        return Native("integer", 39 if "HUGE" in name else 20)
    if name in ("FLOAT", "DOUBLE"):
        return Native("float")
    if name in ("VARCHAR", "UUID") or name.startswith("ENUM("):
        return Native("text")
    if name in ("BOOLEAN", "DATE"):
        return Native(name.lower())
    if name.startswith("TIMESTAMP"):
        return Native("timestamp", is_naive="WITH TIME ZONE" not in name)
    return Native("time") if name.startswith("TIME") else Native("other")


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
_LISTED = {"array": ("[", "LIST"), "object": ("STRUCT",), "map": ("MAP",)}


def fits(column: Column, kind: str) -> bool:
    """Return whether a column's type can hold the type in the contract: its logical type, or the one of its
    physical type.
    """
    found = native(kind)
    if column.kind in ("", "other"):
        return True
    if found.family in _HOLDS[column.kind] or (
        column.kind == "integer" and found.family == "decimal" and not found.scale
    ):
        return True
    stated = family(column.physical_type)
    natural = _NATURAL.get(found.family, found.family)
    return stated is not None and stated.natural in (natural, *(("integer",) if natural == "number" else ()))


def of_type(name: str, kind: str, zone: str) -> Expression:
    """Return a Parquet column, or a column of a table."""
    found, own = native(kind), quoted(name)
    null = f"{own} IS NULL"
    value, zoneless = own, ""
    if found.family == "text" and kind.upper() != "VARCHAR":
        value = f"CAST({own} AS VARCHAR)"
    elif found.family == "timestamp":
        value = f"timezone({literal(zone)}, CAST({own} AS TIMESTAMP))" if found.is_naive else own
        zoneless = "" if found.is_naive else "false"
    return Expression(found.family, null, value, zoneless=zoneless, scale=found.scale, width=found.width)


def of_text(name: str, at: int, column: Column) -> Expression:
    """Return a CSV column."""
    return _parsed(at, column, (Step(0, f"t{at}", quoted(name)),), f"t{at} IS NULL")


def of_json(name: str, at: int, column: Column) -> Expression:
    """Return a key of JSON."""
    text, kind, own = f"t{at}", f"j{at}", quoted(name)
    written = (
        f"CASE json_type({own}) WHEN 'VARCHAR' THEN {own} ->> '$' WHEN 'NULL' THEN NULL "
        f"WHEN 'ARRAY' THEN NULL WHEN 'OBJECT' THEN NULL ELSE CAST({own} AS VARCHAR) END"
    )
    steps = (Step(0, text, written), Step(0, kind, f"json_type({own})"))
    return _parsed(at, column, steps, f"coalesce({kind}, 'NULL') = 'NULL'", kind)


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


def _parsed(at: int, column: Column, steps: tuple[Step, ...], null: str, json: str = "") -> Expression:
    """Return a text column, parsed as its kind; `json` is the name of its type in JSON."""
    kind, text, value = column.kind, f"t{at}", f"v{at}"
    if kind == "other":
        return Expression("other", null, text, text=text, steps=steps)
    is_kind = _OF_KIND[kind].format(json) if json and kind in _OF_KIND else ""
    only = f"CASE WHEN {is_kind} THEN {text} END" if is_kind else text
    is_temporal = kind in TEMPORAL
    if kind in ("string", "") or (column.has_format and is_temporal):
        wrong = f"NOT ({null}) AND NOT ({is_kind})" if is_kind else ""
        return Expression("text", null, value, text=text, wrong=wrong, steps=(*steps, Step(1, value, only)))
    steps = (*steps, Step(1, f"s{at}", f"trim({only}, {_SPACE})"))
    make = {"integer": _number, "number": _number, "boolean": _boolean}.get(kind, _temporal)
    family_of, made = make(at, column)
    wrong = f"NOT ({null}) AND {' AND '.join(f'{each.name} IS NULL' for each in made)}"
    if json and is_temporal:  # a number may be one, and in which unit is not stated
        wrong += f" AND {json} NOT IN {_NUMERIC}"
    other = f"w{at}" if family_of == "mixed" else ""
    zoneless = f"{value} IS NOT NULL AND NOT {_matches(f's{at}', _ZONED)}" if kind == "timestamp" else ""
    return Expression(family_of, null, value, other, text, wrong, zoneless, steps=(*steps, *made))


Made = tuple[Family, tuple[Step, ...]]


def _matches(text: str, pattern: str) -> str:
    return f"regexp_matches({text}, {literal(pattern)})"


def _number(at: int, column: Column) -> Made:
    """Parse numbers: exactly if they have few enough digits, otherwise as DOUBLE."""
    text = f"s{at}"
    whole, is_plain = f"ltrim({text}, '+')", _matches(text, _PLAIN)
    if column.kind == "number":
        is_other = _matches(text, _OTHER_NUMBER)
    else:
        is_plain = _matches(text, _PLAIN_INTEGER)
        is_round = f"{_matches(text, _EXPONENT)} AND try_cast({whole} AS DOUBLE) % 1 = 0"
        is_other = f"({_matches(text, _LONG_INTEGER)} OR ({is_round}))"
    return "mixed", (
        Step(2, f"v{at}", f"CASE WHEN {is_plain} THEN try_cast({whole} AS {EXACT}) END"),
        Step(2, f"w{at}", f"CASE WHEN NOT {is_plain} AND {is_other} THEN try_cast({whole} AS DOUBLE) END"),
    )


def _boolean(at: int, _: Column) -> Made:
    lower = f"lower(s{at})"
    return "boolean", (Step(2, f"v{at}", f"CASE WHEN {lower} IN {_BOOLEANS} THEN {lower} IN {_TRUE} END"),)


def _temporal(at: int, column: Column) -> Made:
    kind, text = column.kind, f"s{at}"
    if kind == "time":
        return "time", (Step(2, f"v{at}", f"CASE WHEN {_matches(text, _TIME)} THEN {text} END"),)
    is_one = f"{_matches(text, _DATE if kind == 'date' else _TIMESTAMP)} AND left({text}, 4) <> '0000'"
    if kind == "date":
        return "date", (Step(2, f"v{at}", f"CASE WHEN {is_one} THEN try_cast({text} AS DATE) END"),)
    written = f"replace(replace(replace(upper({text}), ',', '.'), ' UTC', 'Z'), 'UTC', 'Z')"
    value = (
        f"CASE WHEN {is_one} THEN CASE WHEN {_matches(text, _ZONED)} THEN try_cast({written} AS TIMESTAMPTZ) "
        f"ELSE timezone({literal(column.zone)}, try_cast({written} AS TIMESTAMP)) END END"
    )
    return "timestamp", (Step(2, f"v{at}", value),)
