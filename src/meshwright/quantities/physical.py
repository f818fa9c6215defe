"""Compatibility of physical types in SQL, Avro, Parquet or Spark with logical types.

Only certain conflicts are rejected. An unlisted physical type is compatible with every logical type. Pairs that are
used for a good reason are also compatible: dates as numbers; decimals and times as text in formats without a type for
them; dates for timestamps, because ODCS 3.0 has no other type for timestamps.
"""

from __future__ import annotations

import re
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping


class Family(NamedTuple):
    """Physical types with the same kind of values."""

    names: str
    natural: str
    """The logical type that fits these physical types best."""
    refused: str
    """The logical types whose values these physical types cannot hold."""


_STRUCTURED = "object array map vector"
_FAMILIES = (
    Family(
        "char character nchar varchar nvarchar varchar2 nvarchar2 varyingcharacter bpchar text ntext tinytext"
        " mediumtext longtext clob nclob citext",
        "string",
        "integer number boolean date timestamp time vector",
    ),
    Family("string", "string", "integer boolean vector"),
    Family(
        "int integer smallint tinyint mediumint bigint long short byteint int2 int4 int8 int16 int32 int64 int128"
        " uint8 uint16 uint32 uint64 hugeint serial bigserial smallserial",
        "integer",
        f"string {_STRUCTURED}",
    ),
    Family(
        "decimal numeric number dec money smallmoney bignumeric bigdecimal",
        "number",
        f"string {_STRUCTURED}",
    ),
    Family(
        "float float4 float8 float16 float32 float64 real double doubleprecision binary_float binary_double",
        "number",
        f"string integer boolean {_STRUCTURED}",
    ),
    Family("bool boolean", "boolean", f"string integer number date timestamp time {_STRUCTURED}"),
    Family("bit", "boolean", f"date timestamp time {_STRUCTURED}"),
    Family("date date32", "date", f"string integer number boolean time {_STRUCTURED}"),
    Family(
        "timestamp datetime datetime2 smalldatetime datetimeoffset datetime64 timestamptz timestamp_tz"
        " timestamp_ntz timestamp_ltz timestamp-millis timestamp-micros timestamp-nanos"
        " local-timestamp-millis local-timestamp-micros timestampwithtimezone timestampwithouttimezone",
        "timestamp",
        f"string integer number boolean {_STRUCTURED}",
    ),
    Family(
        "time timetz time-millis time-micros time64 timewithtimezone timewithouttimezone",
        "time",
        f"integer number boolean {_STRUCTURED}",
    ),
    Family(
        "uuid uniqueidentifier guid", "string", f"integer number boolean date timestamp time {_STRUCTURED}"
    ),
    Family("bytea blob binary varbinary bytes longblob", "string", "integer boolean date timestamp time"),
    Family("array list", "array", "string integer number boolean date timestamp time object map"),
    Family("struct row", "object", "string integer number boolean date timestamp time vector"),
    Family("record", "object", "string integer number boolean date timestamp time"),
    Family("map", "map", "string integer number boolean date timestamp time array vector"),
)
_FAMILY: Mapping[str, Family] = MappingProxyType(
    {name: family for family in _FAMILIES for name in family.names.split()}
)
_FORM = re.compile(r"(?P<name>[a-z][a-z0-9_ -]*+)\s*+(?P<rest>[(<\[].*)?", re.DOTALL)
_QUALIFIERS = re.compile(r"\b(?:unsigned|signed|varying|large|not null)\b|\s+")
_SCALE = re.compile(r"\(\s*\d+\s*,\s*0*[1-9]\d*\s*\)")


def family(physical: str | None) -> Family | None:
    """Return the family of `varchar(36)`, `DOUBLE PRECISION`, `array<string>`, `int[]`; None if unknown."""
    text = (physical or "").strip().casefold()
    if text.endswith("[]"):
        return _FAMILY["array"]
    found = _FORM.fullmatch(text)
    if not found:
        return None
    name = found["name"].strip()
    rest = (found["rest"] or "").partition(")")[2]
    return _FAMILY.get(name) or _FAMILY.get(_QUALIFIERS.sub("", f"{name} {rest}"))


@lru_cache(maxsize=4_096)
def is_contradicted(logical: str | None, physical: str | None) -> bool:
    """Return whether a physical type certainly cannot hold the logical type."""
    found = family(physical)
    if found is None or logical is None:
        return False
    is_fraction = logical == "integer" and "decimal" in found.names and _SCALE.search(physical or "")
    return logical in found.refused.split() or bool(is_fraction)


def is_text(physical: str | None) -> bool:
    """Return whether a physical type is a text type."""
    return family(physical) in _FAMILIES[:2]
