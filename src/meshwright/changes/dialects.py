"""Physical types as each type of server interprets them: `float` has 24 bits of precision in Spark and 53 in SQL Server.

Unknown types are not changed. This module does not compare types.
"""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class Type(NamedTuple):
    """A physical type: its family and size."""

    family: str
    size: float
    """The number of bits of an integer, bits of precision of a float, digits of a decimal, or characters in a string."""
    scale: float = 0


UNBOUNDED = float("inf")
TEXT = "text"
NATIONAL_TEXT = "national text"
"""Unicode text, as opposed to `TEXT`, which uses a code page."""
SINGLE, DOUBLE = Type("float", 24), Type("float", 53)
_LONGEST_SINGLE = 24
"""The maximum precision at which `float(p)` is a single-precision number."""
_ANY_SCALE = Type("decimal", UNBOUNDED, UNBOUNDED)
_NUMBER_38 = Type("decimal", 38)
_SMALL_DECIMAL = Type("decimal", 10)

_TYPES: Mapping[str, Type] = MappingProxyType(
    {
        **dict.fromkeys(("tinyint", "int8_t", "byteint", "int8"), Type("integer", 8)),
        **dict.fromkeys(("smallint", "int2", "int16", "short"), Type("integer", 16)),
        "mediumint": Type("integer", 24),
        **dict.fromkeys(("int", "integer", "int4", "int32"), Type("integer", 32)),
        **dict.fromkeys(("bigint", "int64", "long"), Type("integer", 64)),
        **dict.fromkeys(("hugeint", "int128"), Type("integer", 128)),
        **dict.fromkeys(("float", "real", "float4", "float32", "binary_float"), SINGLE),
        **dict.fromkeys(("double", "double precision", "float8", "float64", "binary_double"), DOUBLE),
    }
)
_DECIMALS = ("decimal", "numeric", "number", "dec")
_TEXTS = frozenset(
    {"varchar", "character varying", "nvarchar", "varchar2", "nvarchar2", "string", "text", "clob"}
)
_NATIONAL = frozenset({"nvarchar", "nvarchar2"})
_WITH_CODE_PAGES = frozenset({"sqlserver", "oracle"})
_BYTES = frozenset({"varbinary", "binary varying", "bytes", "blob", "bytea"})
_ALIASES = {
    "timestamptz": "timestamp with time zone",
    "timestamp_tz": "timestamp with time zone",
    "timestamp without time zone": "timestamp",
    "time without time zone": "time",
    "timetz": "time with time zone",
    "bool": "boolean",
    "character": "char",
    "bpchar": "char",
}
_OWN_ALIASES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "plain": {"byte": "tinyint"},
        "postgres": {
            **dict.fromkeys(("serial2", "smallserial"), "smallint"),
            **dict.fromkeys(("serial4", "serial"), "integer"),
            **dict.fromkeys(("serial8", "bigserial"), "bigint"),
        },
        "mysql server": {
            **dict.fromkeys(("tinytext", "mediumtext", "longtext"), "text"),
            **dict.fromkeys(("tinyblob", "mediumblob", "longblob"), "blob"),
        },
        "snowflake": {"datetime": "timestamp", "timestamp_ntz": "timestamp"},
        "bigquery": {"record": "struct"},
        "sqlserver": {"rowversion": "timestamp"},
    }
)
"""Synonyms of types that exist only in one dialect."""
_BITS = {"tiny": 8, "": 16, "medium": 24, "long": 32}
"""The number of bits in the length fields of MySQL's text and blob types."""
_SIZES: Mapping[str, Mapping[str, int | str]] = MappingProxyType(
    {
        "postgres": {
            **dict.fromkeys(("char", "character"), 1),
            **dict.fromkeys(("timestamp", "timestamptz", "time"), 6),
            "bpchar": "max",
        },
        "redshift": {"char": 1, "character": 1, "bpchar": 256, "text": 256, "varchar": 256},
        "mysql": {"char": 1, "datetime": 0, "timestamp": 0, "time": 0},
        "mysql server": {
            "char": 1,
            **dict.fromkeys(("datetime", "timestamp", "time"), 0),
            **{f"{name}text": 2**bits - 1 for name, bits in _BITS.items()},
            **{f"{name}blob": 2**bits - 1 for name, bits in _BITS.items()},
        },
        "sqlserver": {"char": 1, "datetime2": 7, "datetimeoffset": 7, "time": 7},
        "oracle": {"char": 1, "timestamp": 6},
        "snowflake": {"char": 1, "varchar": 2**24, "string": 2**24, "text": 2**24},
        "trino": {"timestamp": 3, "timestamp with time zone": 3, "time": 3},
    }
)
"""The default sizes of types. In contracts, a missing size often means that the size is unknown."""
_LONG = {"int8": Type("integer", 64)}
_WHOLE_NAMES = ("tinyint", "byteint", "smallint", "int", "integer", "bigint")


def _decimal(bare: Type) -> dict[str, Type]:
    return dict.fromkeys(_DECIMALS, bare)


_MYSQL = {**_LONG, "real": DOUBLE, **_decimal(_SMALL_DECIMAL)}
_DIALECTS: Mapping[str, Mapping[str, Type]] = MappingProxyType(
    {
        "plain": _decimal(_SMALL_DECIMAL),
        "postgres": {**_LONG, "float": DOUBLE, **_decimal(_ANY_SCALE)},
        "redshift": {**_LONG, "float": DOUBLE, **_decimal(Type("decimal", 18))},
        "mysql": _MYSQL,
        "mysql server": {**_MYSQL, "boolean": Type("integer", 8)},
        "sqlserver": {"float": DOUBLE, **_decimal(Type("decimal", 18))},
        "oracle": {"float": Type("float", 126), "real": Type("float", 63), **_decimal(_ANY_SCALE)}
        | {
            "double precision": Type("float", 126),
            **dict.fromkeys(("int", "integer", "smallint"), _NUMBER_38),
        },
        "snowflake": {
            **dict.fromkeys(("float", "real", "float4"), DOUBLE),
            **dict.fromkeys(_WHOLE_NAMES, _NUMBER_38),
            **_decimal(_NUMBER_38),
        },
        "bigquery": {
            "float": DOUBLE,
            **dict.fromkeys(_WHOLE_NAMES, Type("integer", 64)),
            **_decimal(Type("decimal", 38, 9)),
            **dict.fromkeys(("bignumeric", "bigdecimal"), Type("decimal", 76, 38)),
        },
        "duckdb": {**_LONG, **_decimal(Type("decimal", 18, 3))},
        "trino": _decimal(_NUMBER_38),
        "impala": {"real": DOUBLE, **_decimal(Type("decimal", 9))},
    }
)
"""The types that names without a size denote in each dialect, if they differ from the common types."""
_SERVERS: Mapping[str, str] = MappingProxyType(
    {
        **{name: name for name in _DIALECTS},
        **dict.fromkeys(("postgresql", "cockroachdb"), "postgres"),
        "mysql": "mysql server",
        **dict.fromkeys(("synapse", "azuresql", "fabric"), "sqlserver"),
        **dict.fromkeys(("presto", "athena"), "trino"),
        **dict.fromkeys(("databricks", "hive", "glue", "clickhouse", "kafka", "s3", "gcs", "azure"), "plain"),
    }
)
_GUESSES = ("plain", "postgres", "mysql", "sqlserver")
"""Dialects that together cover every interpretation of a type's name, for contracts without a known server type."""
_ZONED = re.compile(r"(time(?:stamp)?) ?(\( ?\d+ ?\))( with(?:out)? time zone)")
"""A size in the middle of a name: `timestamp(3) with time zone`."""
_UNSIGNED = re.compile(r"(int|integer)\(\d+\)( unsigned| zerofill)")
"""MySQL's display width in the middle of a name."""
_FORM = re.compile(
    r"(?P<name>[a-z_][a-z0-9_ ]*?)\s*(?:\(\s*(?P<first>\d+|max)\s*(?:,\s*(?P<second>\d+)\s*)?\))?"
)


def dialects(servers: Iterable[str]) -> tuple[str, ...]:
    """Return the dialects of the given server types.

    Without servers, return dialects that cover every interpretation of a name.
    """
    return tuple(sorted({_SERVERS[each] for each in servers if each in _SERVERS})) or _GUESSES


def sized(text: str, dialect: str) -> str:
    """Return a type with the default size of its dialect, unless the type states a size."""
    size = _SIZES.get(dialect, {}).get(text)
    return text if size is None else f"{text}({size})"


def parsed(text: str, dialect: str) -> Type | None:
    """Parse a type in lower case with single spaces; None for an unsupported form."""
    found = _FORM.fullmatch(_ZONED.sub(r"\1\3\2", _UNSIGNED.sub(r"\1\2", text)))
    if not found:
        return None
    name, first = found["name"], found["first"]
    name = _OWN_ALIASES.get(dialect, {}).get(name) or _ALIASES.get(name, name)
    size = UNBOUNDED if first in (None, "max") else float(first)
    known = _DIALECTS[dialect].get(name) or _TYPES.get(name)
    if name in _DECIMALS and first is not None:
        return Type("decimal", size, int(found["second"] or 0))
    if known is not None:
        is_sized = name == "float" and first is not None and not found["second"]
        return _float_of(size, dialect) if is_sized else known
    if name in _TEXTS:
        is_national = name in _NATIONAL and dialect in _WITH_CODE_PAGES
        return Type(NATIONAL_TEXT if is_national else TEXT, size)
    return Type("bytes" if name in _BYTES else name, size)


def _float_of(digits: float, dialect: str) -> Type:
    if dialect == "oracle":
        return Type("float", digits)
    return SINGLE if digits <= _LONGEST_SINGLE else DOUBLE
