"""The dialect of PostgreSQL."""

from __future__ import annotations

import re
from typing import ClassVar

from meshwright.measuring.dialects.dialect import Dialect, Native
from meshwright.measuring.pattern import ARE

_NUMERIC = re.compile(r"NUMERIC\((\d+),(-?\d+)\)")
_LENGTH = re.compile(r"\(\d+\)")
UNLIMITED = 16_383
"""The maximum number of decimal places of a `numeric` without a precision."""
_FAMILIES = {
    **dict.fromkeys(("SMALLINT", "INTEGER", "BIGINT"), Native("integer", 20)),
    "NUMERIC": Native("decimal", 0, UNLIMITED),
    "REAL": Native("float", 24),
    "DOUBLE PRECISION": Native("float", 53),
    **dict.fromkeys(
        ("TEXT", "CHARACTER VARYING", "CHARACTER", "BPCHAR", "UUID", "CITEXT", "NAME", "ENUM"), Native("text")
    ),
    "BOOLEAN": Native("boolean"),
    "DATE": Native("date"),
    "TIMESTAMP WITHOUT TIME ZONE": Native("timestamp", is_naive=True),
    "TIMESTAMP WITH TIME ZONE": Native("timestamp"),
    "TIME WITHOUT TIME ZONE": Native("time"),
    "TIME WITH TIME ZONE": Native("time"),
}


class Postgresql(Dialect):
    """PostgreSQL 14 and later, over tables and views of a database in UTF-8."""

    name: ClassVar = "postgres"
    syntax: ClassVar = ARE
    exact: ClassVar = "numeric(38,18)"
    text: ClassVar = "text"
    double: ClassVar = "double precision"
    single: ClassVar = "real"
    holds_zero_byte: ClassVar = False

    def quoted(self, name: str) -> str:
        """Return a name in double quotes."""
        return '"' + name.replace('"', '""') + '"'

    def literal(self, text: str) -> str:
        """Return a string literal; the session uses standard strings, in which backslashes are ordinary characters."""
        return "'" + text.replace("'", "''") + "'"

    def native(self, kind: str) -> Native:
        """Return the family and size of a type; its name comes from `format_type`."""
        numeric = _NUMERIC.fullmatch(kind)
        if numeric:
            return Native("decimal", int(numeric[1]), int(numeric[2]))
        return _FAMILIES.get(_LENGTH.sub("", kind).removeprefix("PUBLIC."), Native("other"))

    def searched(self, value: str, pattern: str) -> str:
        """Return the condition that an advanced regular expression (ARE) finds a match."""
        return f"({value} ~ {self.literal(pattern)})"

    def as_text(self, name: str, kind: str) -> str:
        """Return a text column in a form that is compared by code points, regardless of its collation."""
        del kind
        return f'(CAST({name} AS text) COLLATE "C")'

    def is_null(self, name: str, family: str) -> str:
        """Return the condition that a column is null; composite values need a different test than `IS NULL`."""
        return f"num_nulls({name}) = 1" if family == "other" else f"{name} IS NULL"

    def is_nan(self, value: str) -> str:
        """Return the condition that a number is NaN, which equals itself in PostgreSQL."""
        return f"{value} = 'NaN'"

    def decimal_nan(self, value: str) -> str:
        """Return the condition that a `numeric` is NaN."""
        return f"{value} = 'NaN'"

    def is_finite(self, value: str) -> str:
        """Return the condition that a date or a timestamp is finite."""
        return f"isfinite({value})"

    def number_key(self, value: str, family: str, width: int, scale: int) -> str:
        """Return the number as `numeric`, which has no size limit."""
        del family, width, scale
        return f"CAST({value} AS numeric)"

    def instant(self, text: str) -> str:
        """Return an instant."""
        return f"TIMESTAMPTZ {self.literal(text + '+00')}"

    def naive(self, text: str) -> str:
        """Return a timestamp without a time zone."""
        return f"TIMESTAMP {self.literal(text)}"

    def in_zone(self, zone: str, value: str) -> str:
        """Return an instant."""
        return f"timezone({self.literal(zone)}, {value})"

    def as_naive(self, value: str) -> str:
        """Return a timestamp unchanged: its precision is microseconds."""
        return value

    def micros(self, value: str) -> str:
        """Return the microseconds since 1970; since PostgreSQL 14, `extract` returns an exact number."""
        return f"CAST(extract(epoch FROM {value}) * 1000000 AS bigint)"

    def field_of(self, own: str, name: str) -> str:
        """Return a field of a composite value; probes do not use it."""
        return f"({own}).{self.quoted(name)}"

    def any_of(self, items: str, item: str, condition: str) -> str:
        """Return the condition that any item of an array, in any dimension, satisfies a condition."""
        return f"EXISTS (SELECT 1 FROM unnest({items}) AS u({item}) WHERE {condition})"

    def has_repeats(self, own: str, item: str, value: str) -> str:
        """Return the condition that an array has more items than distinct items, null included."""
        null = f"coalesce(max(CASE WHEN {item} IS NULL THEN 1 END), 0)"
        return (
            f"cardinality({own}) > (SELECT count(DISTINCT {value}) + {null} FROM unnest({own}) AS u({item}))"
        )

    def sampled(self, relation: str, percent: str) -> str:
        """Return a random sample of rows; TABLESAMPLE does not support views."""
        return f"(SELECT * FROM {relation} WHERE random() < {percent} / 100.0) AS r"


POSTGRESQL = Postgresql()
