"""Comparison of field types: whether all values of one type are values of the other.

If one side declares `logicalType` and the other `physicalType`, the types that they imply are compared. An unknown
type is comparable only with itself.
"""

from __future__ import annotations

import re
from enum import Enum
from typing import TYPE_CHECKING, Any, get_args

from meshwright.changes.dialects import NATIONAL_TEXT, TEXT, Type, dialects, parsed, sized
from meshwright.quantities.physical import family, is_contradicted
from meshwright.standards.bitol import LogicalType

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class TypeRelation(Enum):
    """The relation of a later type's set of values to that of an earlier type."""

    SAME = "same"
    WIDER = "wider"
    NARROWER = "narrower"
    UNRELATED = "unrelated"
    UNKNOWN = "unknown"
    """Several relations are possible."""


_FORMATS = re.compile(r"(?P<family>[iuf])(?P<size>\d{1,3})")
_PARTS = re.compile(
    r"(?P<quoted>'[^']*'|\"[^\"]*\"|`[^`]*`)|(?P<name>\w+)(?=\s*:)"
    r"|\s*(?P<sign>[<>(,:\[\]]|\)(?!\s*\w))\s*|\s+(?=\))|(?P<space>\s+)"
)
"""Parts of a type in which case matters (field names and quoted values), and characters next to which spaces are ignored."""
_QUOTED = re.compile(r"['\"`]")
_DIGITS = {8: 3, 16: 5, 24: 7, 32: 10, 64: 19, 128: 39}
"""The number of decimal digits that an integer with a given number of bits needs."""
_BITS_PER_DIGIT = 3.3219280948873626
_VERSION = "apiVersion"
_NEWER: Mapping[str, tuple[str, frozenset[str]]] = {
    "timestamp": ("v3.1.0", frozenset({"date"})),
    "time": ("v3.1.0", frozenset({"date"})),
    "map": ("v3.2.0", frozenset({"object"})),
    "vector": ("v3.2.0", frozenset({"array"})),
}
"""Newer logical types, each with the ODCS version that added it and the types that were used before."""
_NUMBERS = ("integer", "number")
_LOGICAL = frozenset({None, *get_args(LogicalType)})
"""The logical types of two fields; None if either of them is missing."""


def with_versions(
    types: tuple[dict[str, Any] | None, dict[str, Any] | None],
    documents: tuple[dict[str, Any], dict[str, Any]],
) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
    """Return the logical types of a field, with the ODCS versions of their documents if the types exist in
    only one of them.
    """
    before, after = types
    if not (isinstance(before, dict) and isinstance(after, dict)):
        return types
    was, now = (
        {**each, _VERSION: str(document.get(_VERSION))}
        for each, document in zip((before, after), documents, strict=True)
    )
    return types if _renamed(was, now) is None else (was, now)


def relation(
    before: Mapping[str, object], after: Mapping[str, object], servers: Iterable[str] = ()
) -> TypeRelation:
    """Compare types by `logicalType` and `physicalType`, on servers of the given types."""
    was, now = _text(before.get("physicalType")), _text(after.get("physicalType"))
    if not all(each.get("logicalType") in _LOGICAL for each in (before, after)):
        return _without_logical(before, after, servers)
    logical = _renamed(before, after) or _logical(before.get("logicalType"), after.get("logicalType"))
    found = set() if logical is None else {logical}
    if was and now:
        found.add(_physical(was, now, servers))
    elif now:
        found.add(_across(before.get("logicalType"), now, is_certain=logical is not None))
    elif was:
        found.add(_mirrored(_across(after.get("logicalType"), was, is_certain=logical is not None)))
    found.discard(TypeRelation.SAME)
    if not found:
        return TypeRelation.SAME
    if len(found) == 1:
        return found.pop()
    return (
        TypeRelation.UNKNOWN
        if TypeRelation.UNKNOWN in found and TypeRelation.UNRELATED not in found
        else TypeRelation.UNRELATED
    )


def _renamed(before: Mapping[str, object], after: Mapping[str, object]) -> TypeRelation | None:
    """Compare logical types if one is the less precise type of an older ODCS version; None for all other types."""
    for was, now in ((before, after), (after, before)):
        logical = str(now.get("logicalType"))
        since, former = _NEWER.get(logical, ("", frozenset()))
        is_upgrade = str(was.get(_VERSION, since)) < since <= str(now.get(_VERSION, ""))
        if is_upgrade and was.get("logicalType") in former:
            known = [family(_text(each.get("physicalType"))) for each in (was, now)]
            if all(each is not None and each.natural == logical for each in known):
                return TypeRelation.SAME
            return TypeRelation.UNKNOWN if known == [None, None] else None
    return None


def _without_logical(
    before: Mapping[str, object], after: Mapping[str, object], servers: Iterable[str]
) -> TypeRelation:
    """Compare types with an unknown logical type, such as a misspelled one, by their physical types."""
    was, now = _text(before.get("physicalType")), _text(after.get("physicalType"))
    if was and now:
        return _physical(was, now, servers)
    return (
        TypeRelation.SAME
        if (was, before.get("logicalType")) == (now, after.get("logicalType"))
        else TypeRelation.UNKNOWN
    )


def relation_of_formats(before: object, after: object) -> TypeRelation:
    """Compare number formats such as `i32` and `i64`."""
    one, other = (_FORMATS.fullmatch(str(each)) for each in (before, after))
    if not one or not other or one["family"] != other["family"]:
        return TypeRelation.UNRELATED
    return _by_size(int(one["size"]), int(other["size"]))


def _text(stated: object) -> str:
    """Return a normalised physical type: in lower case except for names and quoted text."""
    if not isinstance(stated, str):
        return ""
    found, at = [], 0
    for each in _PARTS.finditer(stated):
        found.append(stated[at : each.start()].casefold())
        found.append(each["quoted"] or each["name"] or each["sign"] or (" " if each["space"] else ""))
        at = each.end()
    return "".join((*found, stated[at:].casefold())).strip()


def _logical(before: object, after: object) -> TypeRelation | None:
    """Compare logical types; None if either of them is missing."""
    if before is None or after is None:
        return None
    if before == after:
        return TypeRelation.SAME
    if (before, after) == _NUMBERS:
        return TypeRelation.WIDER
    return TypeRelation.NARROWER if (after, before) == _NUMBERS else TypeRelation.UNRELATED


def _across(logical: object, physical: str, *, is_certain: bool) -> TypeRelation:
    """Compare a logical type with a later physical type.

    If the later side also has a logical type, only conflicts are reported.
    """
    if not isinstance(logical, str):
        return TypeRelation.SAME
    known = family(physical)
    natural = known.natural if known else None
    is_whole = natural == "number" and not is_contradicted("integer", physical) and "(" in physical
    if natural == logical or (logical == "integer" and is_whole):
        return TypeRelation.SAME
    if logical in _NUMBERS and natural in _NUMBERS:
        return TypeRelation.WIDER if logical == "integer" else TypeRelation.NARROWER
    if is_contradicted(logical, physical):
        return TypeRelation.UNRELATED
    return TypeRelation.SAME if is_certain else TypeRelation.UNKNOWN


def _mirrored(found: TypeRelation) -> TypeRelation:
    return {TypeRelation.WIDER: TypeRelation.NARROWER, TypeRelation.NARROWER: TypeRelation.WIDER}.get(
        found, found
    )


def _physical(before: str, after: str, servers: Iterable[str]) -> TypeRelation:
    if before == after:
        return TypeRelation.SAME
    if before.casefold() == after.casefold() and not _QUOTED.search(before):
        return TypeRelation.UNKNOWN  # names in a structure, which are case-sensitive on some servers
    found = {_in_dialect(before, after, each) for each in dialects(servers)}
    if len(found) > 1 and TypeRelation.UNRELATED not in found:
        found.discard(TypeRelation.SAME)
    return found.pop() if len(found) == 1 else TypeRelation.UNKNOWN


def _in_dialect(before: str, after: str, dialect: str) -> TypeRelation:
    """Compare physical types. A type without a size can mean any size, including the default of its dialect."""
    was, now = (sized(each, dialect) for each in (before, after))
    one, other = parsed(was, dialect), parsed(now, dialect)
    if (one is not None and one == other) or (was != before and now != after):
        return _compared(one, other)
    return _compared(parsed(before, dialect), parsed(after, dialect))


def _compared(before: Type | None, after: Type | None) -> TypeRelation:
    if before is None or after is None:
        return TypeRelation.UNRELATED
    if before == after:
        return TypeRelation.SAME
    if _fits(before, after):
        return TypeRelation.WIDER
    if before.family == "decimal" and before.scale and after.family == "float":
        return TypeRelation.UNRELATED  # exact values are rounded
    return TypeRelation.NARROWER if _fits(after, before) else TypeRelation.UNRELATED


def _by_size(before: float, after: float) -> TypeRelation:
    if before == after:
        return TypeRelation.SAME
    return TypeRelation.WIDER if before < after else TypeRelation.NARROWER


def _fits(inner: Type, outer: Type) -> bool:
    """Return whether the second type represents all values of the first exactly and in the same format."""
    if inner.family == outer.family or (inner.family, outer.family) == (TEXT, NATIONAL_TEXT):
        is_scaled = inner.scale == outer.scale or outer.scale == float("inf")
        return inner.size <= outer.size and is_scaled
    if inner.family == "integer" and outer.family == "decimal":
        return outer.size - min(outer.scale, outer.size) >= _DIGITS[int(inner.size)] or outer.scale == float(
            "inf"
        )
    if outer.family == "float":
        return _bits(inner) <= outer.size
    return inner.family == "float" and outer.family == "decimal" and outer.scale == float("inf")


def _bits(type_: Type) -> float:
    """Return the number of bits that a type's whole numbers need; infinite if the type's numbers are not whole."""
    if type_.family == "integer":
        return type_.size - 1
    is_whole = type_.family == "decimal" and type_.scale == 0
    return type_.size * _BITS_PER_DIGIT if is_whole else float("inf")
