"""The dialect of DuckDB."""

from __future__ import annotations

import re
from typing import ClassVar

from meshwright.measuring.dialects.dialect import Dialect, Native
from meshwright.measuring.pattern import RE2

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


class DuckDb(Dialect):
    """DuckDB, over Parquet, CSV, JSON and its own tables."""

    name: ClassVar = "duckdb"
    syntax: ClassVar = RE2
    text: ClassVar = "VARCHAR"
    single: ClassVar = "FLOAT"

    def quoted(self, name: str) -> str:
        """Return a name in double quotes."""
        return '"' + name.replace('"', '""') + '"'

    def literal(self, text: str) -> str:
        """Return a string literal; zero bytes become expressions, because some parsers end the query at a zero byte."""
        parts = ["'" + part.replace("'", "''") + "'" for part in text.split("\0")]
        return parts[0] if len(parts) == 1 else "(" + " || chr(0) || ".join(parts) + ")"

    def native(self, kind: str) -> Native:
        """Return the family and size of a type."""
        decimal = _DECIMAL.fullmatch(kind)
        if decimal:
            return Native("decimal", int(decimal[1]), int(decimal[2]))
        if kind in _INTEGERS:
            return Native("integer", 39 if "HUGE" in kind else 20)
        if kind in ("FLOAT", "DOUBLE"):
            return Native("float", 24 if kind == "FLOAT" else 53)
        if kind in ("VARCHAR", "UUID") or kind.startswith("ENUM("):
            return Native("text")
        if kind in ("BOOLEAN", "DATE"):
            return Native(kind.lower())
        if kind.startswith("TIMESTAMP"):
            return Native("timestamp", is_naive="WITH TIME ZONE" not in kind)
        return Native("time") if kind.startswith("TIME") else Native("other")

    def searched(self, value: str, pattern: str) -> str:
        """Return the condition that RE2 finds a match."""
        return f"regexp_matches({value}, {self.literal(pattern)})"

    def as_text(self, name: str, kind: str) -> str:
        """Return a string expression unchanged: DuckDB compares bytes."""
        return name if kind.upper() == "VARCHAR" else f"CAST({name} AS VARCHAR)"

    def is_finite(self, value: str) -> str:
        """Return the condition that a value is finite."""
        return f"isfinite({value})"

    def instant(self, text: str) -> str:
        """Return an instant."""
        return f"TIMESTAMPTZ {self.literal(text + '+00')}"

    def naive(self, text: str) -> str:
        """Return a timestamp without a time zone."""
        return f"TIMESTAMP {self.literal(text)}"

    def in_zone(self, zone: str, value: str) -> str:
        """Return an instant."""
        return f"timezone({self.literal(zone)}, {value})"

    def size_of(self, own: str) -> str:
        """Return the length of a list."""
        return f"len({own})"

    def as_naive(self, value: str) -> str:
        """Return a timestamp in seconds, milliseconds or nanoseconds, converted to microseconds."""
        return f"CAST({value} AS TIMESTAMP)"

    def micros(self, value: str) -> str:
        """Return the microseconds since 1970."""
        return f"epoch_us({value})"

    def field_of(self, own: str, name: str) -> str:
        """Return a field of a struct."""
        return f"struct_extract({own}, {self.literal(name)})"

    def any_of(self, items: str, item: str, condition: str) -> str:
        """Return the condition that at least one item of a list remains after filtering."""
        return f"coalesce(len(list_filter({items}, lambda {item}: {condition})), 0) > 0"

    def has_repeats(self, own: str, item: str, value: str) -> str:
        """Return the condition that a list has more items than distinct items and one null."""
        different = f"len(list_distinct(list_transform({own}, lambda {item}: {value})))"
        nulls = f"len(list_filter({own}, lambda {item}: {item} IS NULL))"
        return f"len({own}) > {different} + least(1, {nulls})"

    def sampled(self, relation: str, percent: str) -> str:
        """Return a random sample of rows, the same each time."""
        return f"(SELECT * FROM {relation} USING SAMPLE {percent} PERCENT (bernoulli, 1)) AS r"


DUCKDB = DuckDb()
