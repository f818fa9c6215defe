"""The dialect of Spark."""

from __future__ import annotations

import re
from typing import ClassVar

from meshwright.measuring.dialects.dialect import Dialect, Native
from meshwright.measuring.pattern import JAVA

_DECIMAL = re.compile(r"DECIMAL\((\d+),(\d+)\)")
_FAMILIES = {
    **dict.fromkeys(("TINYINT", "SMALLINT", "INT", "BIGINT"), Native("integer", 20)),
    "FLOAT": Native("float", 24),
    "DOUBLE": Native("float", 53),
    "STRING": Native("text"),
    "BOOLEAN": Native("boolean"),
    "DATE": Native("date"),
    "TIMESTAMP_NTZ": Native("timestamp", is_naive=True),
    **dict.fromkeys(("TIMESTAMP", "TIMESTAMP_LTZ"), Native("timestamp")),
}
_TEXT = re.compile(r"(?:VAR)?CHAR\(\d+\)|STRING COLLATE \w+")


class Spark(Dialect):
    """Spark 4 with ANSI SQL, over tables, Parquet and CSV."""

    name: ClassVar = "spark"
    syntax: ClassVar = JAVA
    text: ClassVar = "STRING"
    single: ClassVar = "FLOAT"
    zoned: ClassVar = "TIMESTAMP_LTZ"
    unzoned: ClassVar = "TIMESTAMP_NTZ"
    unread: ClassVar = "named_struct('unread', true)"

    def quoted(self, name: str) -> str:
        """Return a name in backticks."""
        return "`" + name.replace("`", "``") + "`"

    def literal(self, text: str) -> str:
        """Return a string literal with doubled backslashes."""
        written = text.replace("\\", "\\\\").replace("'", "\\'").replace("\0", "\\0")
        return f"'{written}'"

    def native(self, kind: str) -> Native:
        """Return the family and size of a type."""
        decimal = _DECIMAL.fullmatch(kind)
        if decimal:
            return Native("decimal", int(decimal[1]), int(decimal[2]))
        return Native("text") if _TEXT.fullmatch(kind) else _FAMILIES.get(kind, Native("other"))

    def searched(self, value: str, pattern: str) -> str:
        """Return the condition that Java's engine finds a match."""
        return f"({value} RLIKE {self.literal(pattern)})"

    def as_text(self, name: str, kind: str) -> str:
        """Return a text column in a form that is compared by code points, without the padding of `char(n)`."""
        found = kind.upper()
        if found.startswith("CHAR("):
            return f"rtrim({name})"
        return f"collate({name}, 'UTF8_BINARY')" if "COLLATE" in found else name

    def is_finite(self, value: str) -> str:
        """Return the condition that a floating-point number is finite."""
        return f"({value} > CAST('-Infinity' AS DOUBLE) AND {value} < CAST('Infinity' AS DOUBLE))"

    def is_finite_moment(self, value: str) -> str:
        """Return the condition that the value is not null: all dates and timestamps are finite."""
        return f"{value} IS NOT NULL"

    def instant(self, text: str) -> str:
        """Return an instant."""
        return f"TIMESTAMP_LTZ {self.literal(text + 'Z')}"

    def naive(self, text: str) -> str:
        """Return a timestamp without a time zone."""
        return f"TIMESTAMP_NTZ {self.literal(text)}"

    def in_zone(self, zone: str, value: str) -> str:
        """Return the instant of a timestamp.

        Of two instants, Spark takes the earlier one, so the next day's offset is tried first.
        """
        wall, name, day = f"CAST({value} AS TIMESTAMP_LTZ)", self.literal(zone), "INTERVAL '1' DAY"
        if zone == "UTC":
            return wall
        later = f"(to_utc_timestamp({wall} + {day}, {name}) - {day})"
        is_later = f"from_utc_timestamp({later}, {name}) = {wall}"
        return f"CASE WHEN {is_later} THEN {later} ELSE to_utc_timestamp({wall}, {name}) END"

    def as_naive(self, value: str) -> str:
        """Return a timestamp unchanged: its precision is microseconds."""
        return value

    def micros(self, value: str) -> str:
        """Return the microseconds since 1970."""
        return f"unix_micros({value})"

    def error_of(self, text: str) -> str:
        """Return an expression that fails with a string as the error message."""
        return f"raise_error({self.literal(text)})"

    def field_of(self, own: str, name: str) -> str:
        """Return a field of a struct."""
        return f"{own}.{self.quoted(name)}"

    def any_of(self, items: str, item: str, condition: str) -> str:
        """Return the condition that any item satisfies a condition."""
        return f"coalesce(exists({items}, {item} -> {condition}), false)"

    def has_repeats(self, own: str, item: str, value: str) -> str:
        """Return the condition that an array has more items than distinct items, null included."""
        return f"size({own}) > size(array_distinct(transform({own}, {item} -> {value})))"

    def sampled(self, relation: str, percent: str) -> str:
        """Return a random sample of rows, the same each time."""
        return f"(SELECT * FROM {relation}) TABLESAMPLE ({percent} PERCENT) REPEATABLE (1) AS r"


SPARK = Spark()
