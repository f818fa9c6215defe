"""Arrow and DuckDB types as ODCS properties. Imports neither library."""

from __future__ import annotations

import re
from typing import Any

from meshwright.quantities.physical import family

DEPTH = 30
"""The maximum nesting depth; deeper parts are omitted."""
_ARROW = {
    "string": "string large_string string_view",
    "integer": "int8 int16 int32 int64 uint8 uint16 uint32 uint64",
    "number": "halffloat float double",
    "boolean": "bool",
}
_ARROW_LOGICAL = {word: kind for kind, words in _ARROW.items() for word in words.split()}
_ARROW_FORMS = (
    (re.compile(r"timestamp\[.*"), "timestamp"),
    (re.compile(r"date(32|64)\[.*"), "date"),
    (re.compile(r"time(32|64)\[.*"), "time"),
    (re.compile(r"decimal\d+\((\d+), (-?\d+)\)"), "number"),
)


def arrow_property(kind: Any, depth: int = 0) -> dict[str, Any]:  # noqa: ANN401 - a type of pyarrow, which has no types
    """Return the ODCS property, without a name, for a pyarrow type."""
    kind = getattr(kind, "storage_type", kind)
    text = str(kind)
    if hasattr(kind, "value_type") and text.startswith("dictionary"):
        return arrow_property(kind.value_type, depth)
    if depth >= DEPTH:
        return {}
    if hasattr(kind, "item_field"):
        parts = {"key": kind.key_field, "value": kind.item_field}
        return {
            "logicalType": "map",
            "map": {name: arrow_property(each.type, depth + 1) for name, each in parts.items()},
        }
    if hasattr(kind, "value_field"):
        return {"logicalType": "array", "items": arrow_property(kind.value_type, depth + 1)}
    if text.startswith("struct<"):
        fields = [kind.field(number) for number in range(kind.num_fields)]
        return {"logicalType": "object", "properties": [arrow_field(each, depth + 1) for each in fields]}
    for form, logical in _ARROW_FORMS:
        found = form.fullmatch(text)
        if found:
            physical = f"decimal({found[1]},{found[2]})" if logical == "number" else text.partition("[")[0]
            return {"logicalType": logical, "physicalType": physical}
    return plain(_ARROW_LOGICAL, text)


def plain(known: dict[str, str], physical: str) -> dict[str, Any]:
    """Return the ODCS property for a type without parts; `known` maps physical types to logical types."""
    logical = known.get(physical)
    return {"logicalType": logical, "physicalType": physical} if logical else {"physicalType": physical}


def arrow_field(field: Any, depth: int = 0) -> dict[str, Any]:  # noqa: ANN401 - a field of pyarrow
    """Return the ODCS property for a column of an Arrow table."""
    described = (field.metadata or {}).get(b"comment") or (field.metadata or {}).get(b"description")
    found = {"name": field.name, **arrow_property(field.type, depth)}
    if described:
        found["description"] = described.decode(errors="replace")
    return found if field.nullable else {**found, "required": True}


def duckdb_property(kind: Any, depth: int = 0) -> dict[str, Any]:  # noqa: ANN401 - a type of DuckDB, which has no types
    """Return the ODCS property, without a name, for a type that DuckDB inferred from rows.

    It contains the logical type and the parts. It has no physical type, because text files have none.
    """
    if depth >= DEPTH:
        return {}
    name = kind.id
    if name == "struct":
        parts = [{"name": each, **duckdb_property(inner, depth + 1)} for each, inner in kind.children]
        return {"logicalType": "object", "properties": parts}
    if name in {"list", "array"}:
        return {"logicalType": "array", "items": duckdb_property(kind.children[0][1], depth + 1)}
    if name == "map":
        key, value = (duckdb_property(inner, depth + 1) for _, inner in kind.children[:2])
        return {"logicalType": "map", "map": {"key": key, "value": value}}
    known = family(name.partition(" ")[0])
    return {"logicalType": known.natural} if known else {}
