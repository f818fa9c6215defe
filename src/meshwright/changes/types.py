"""Types of fields compared: whether all values of one are values of the other.

Knows what databases call their types; what it doesn't know is unrelated to everything but itself.
"""

from __future__ import annotations

import re
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping


class Relation(Enum):
    """How the values of a later type are to those of an earlier one."""

    SAME = "same"
    WIDER = "wider"
    NARROWER = "narrower"
    UNRELATED = "unrelated"


class _Type(NamedTuple):
    family: str
    size: float
    scale: int = 0


_INTEGERS = {
    **dict.fromkeys(("tinyint", "int8_t", "byteint"), 8),
    **dict.fromkeys(("smallint", "int2", "int16", "short"), 16),
    **dict.fromkeys(("int", "integer", "int4", "int32"), 32),
    **dict.fromkeys(("bigint", "int64", "long"), 64),
    **dict.fromkeys(("hugeint", "int128"), 128),
}
_FLOATS = {
    **dict.fromkeys(("real", "float4", "float32"), 32),
    **dict.fromkeys(("double", "double precision", "float8", "float64"), 64),
}
_TEXTS = frozenset(
    {"varchar", "character varying", "nvarchar", "varchar2", "nvarchar2", "string", "text", "clob"}
)
_BYTES = frozenset({"varbinary", "binary varying", "bytes", "blob", "bytea"})
_DECIMALS = frozenset({"decimal", "numeric", "number"})
_ALIASES = {
    "timestamptz": "timestamp with time zone",
    "timestamp_tz": "timestamp with time zone",
    "timestamp_ntz": "timestamp",
    "timestamp without time zone": "timestamp",
    "bool": "boolean",
}
_FORM = re.compile(
    r"(?P<name>[a-z_][a-z0-9_ ]*?)\s*(?:\(\s*(?P<first>\d+|max)\s*(?:,\s*(?P<second>\d+)\s*)?\))?"
)
_FORMATS = re.compile(r"(?P<family>[iuf])(?P<size>\d{1,3})")
_UNBOUNDED = float("inf")
_DIGITS = {8: 3, 16: 5, 32: 10, 64: 19, 128: 39}


def relation(before: Mapping[str, object], after: Mapping[str, object]) -> Relation:
    """Compare types as fields state them, by `logicalType` and `physicalType`; what only one states says nothing."""
    logical = _logical(before.get("logicalType"), after.get("logicalType"))
    physical = _physical(before.get("physicalType"), after.get("physicalType"))
    found = {logical, physical} - {Relation.SAME}
    if not found:
        return Relation.SAME
    return found.pop() if len(found) == 1 else Relation.UNRELATED


def relation_of_formats(before: object, after: object) -> Relation:
    """Compare formats of numbers, such as `i32` and `i64`."""
    one, other = (_FORMATS.fullmatch(str(each)) for each in (before, after))
    if not one or not other or one["family"] != other["family"]:
        return Relation.UNRELATED
    return _by_size(int(one["size"]), int(other["size"]))


def _logical(before: object, after: object) -> Relation:
    if before is None or after is None or before == after:
        return Relation.SAME
    if (before, after) == ("integer", "number"):
        return Relation.WIDER
    return Relation.NARROWER if (before, after) == ("number", "integer") else Relation.UNRELATED


def _physical(before: object, after: object) -> Relation:
    if not isinstance(before, str) or not isinstance(after, str):
        return Relation.SAME
    one, other = (" ".join(each.casefold().split()) for each in (before, after))
    if one == other:
        return Relation.SAME
    first, second = _parsed(one), _parsed(other)
    if first is None or second is None:
        return Relation.UNRELATED
    if first.family == second.family:
        return _by_size(first.size, second.size) if first.scale == second.scale else Relation.UNRELATED
    if _fits(first, second):
        return Relation.WIDER
    return Relation.NARROWER if _fits(second, first) else Relation.UNRELATED


def _by_size(before: float, after: float) -> Relation:
    if before == after:
        return Relation.SAME
    return Relation.WIDER if before < after else Relation.NARROWER


def _parsed(text: str) -> _Type | None:
    found = _FORM.fullmatch(text)
    if not found:
        return None
    name, first = _ALIASES.get(found["name"], found["name"]), found["first"]
    size = _UNBOUNDED if first in (None, "max") else float(first)
    if name in _INTEGERS:
        return _Type("integer", _INTEGERS[name])
    if name in _FLOATS:
        return _Type("float", _FLOATS[name])
    if name in _DECIMALS:
        return _Type("decimal", size, int(found["second"] or 0))
    if name in _TEXTS:
        return _Type("text", size)
    return _Type("bytes" if name in _BYTES else name, size)


def _fits(inner: _Type, outer: _Type) -> bool:
    """Say whether all values of a type are values of one of another family, exactly."""
    if inner.family != "integer":
        return False
    if outer.family == "decimal":
        return outer.size - outer.scale >= _DIGITS[int(inner.size)]
    return outer.family == "float" and inner.size * 2 <= outer.size
