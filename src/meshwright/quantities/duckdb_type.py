"""DuckDB types for logical and physical types.

This module does not know contracts, or containers such as arrays.
"""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING

from meshwright.quantities.physical import family

if TYPE_CHECKING:
    from collections.abc import Mapping

_DECIMAL = re.compile(r"[a-z]+\s*\(\s*(\d{1,3})\s*(?:,\s*(\d{1,3})\s*)?\)", re.IGNORECASE)
_INTEGERS: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("smallint", "int2", "int16", "short"), "SMALLINT"),
        **dict.fromkeys(("int", "integer", "int4", "int32", "mediumint", "serial"), "INTEGER"),
    }
)
_ZONED = re.compile(
    r"timestamp_?(?:tz|ltz)|with time ?zone|datetimeoffset|^timestamp-(?:milli|micro|nano)s$", re.IGNORECASE
)
_USUAL: Mapping[str, str] = MappingProxyType(
    {
        "string": "VARCHAR",
        "integer": "BIGINT",
        "number": "DOUBLE",
        "boolean": "BOOLEAN",
        "date": "DATE",
        "timestamp": "TIMESTAMP",
        "time": "TIME",
    }
)


def duckdb_type(kind: str, physical: str | None, *, is_zoned: bool = False) -> str:
    """Return the type of a scalar logical type; `is_zoned` means that timestamps have a time zone.

    The physical type determines the width of integers, the scale of decimals, text, and zones.
    """
    found = family(physical)
    text = (physical or "").strip()
    if kind in ("date", "timestamp", "time") and found is not None and found.natural in ("string", "integer"):
        return "VARCHAR" if found.natural == "string" else "BIGINT"
    if kind == "integer" and found is not None and found.natural == "integer":
        return _INTEGERS.get(re.split(r"[^a-z0-9]", text.casefold())[0], "BIGINT")
    size = _DECIMAL.match(text)
    if kind in ("integer", "number") and found is not None and "decimal" in found.names and size:
        return f"DECIMAL({min(int(size[1]), 38)}, {min(int(size[2] or 0), int(size[1]), 38)})"
    if kind == "timestamp" and (is_zoned or _ZONED.search(text)):
        return "TIMESTAMPTZ"
    return _USUAL[kind]
