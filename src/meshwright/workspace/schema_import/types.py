"""Types of Arrow, Avro, DuckDB and SQL as properties of ODCS. Imports none of them."""

from __future__ import annotations

import re
from typing import Any

from meshwright.quantities.physical import family

DEPTH = 30
"""Parts in parts; deeper ones are left out."""
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
_AVRO = {
    "string": "string",
    "enum": "string",
    "int": "integer",
    "long": "integer",
    "float": "number",
    "double": "number",
    "boolean": "boolean",
}
_AVRO_LOGICAL = {
    "date": "date",
    "decimal": "number",
    "uuid": "string",
    **dict.fromkeys(("time-millis", "time-micros"), "time"),
    **dict.fromkeys(
        ("timestamp-millis", "timestamp-micros", "local-timestamp-millis", "local-timestamp-micros"),
        "timestamp",
    ),
}


def arrow_property(kind: Any, depth: int = 0) -> dict[str, Any]:  # noqa: ANN401 - a type of pyarrow, which has no types
    """Return what a type of pyarrow says, without a name."""
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
    return _plain(_ARROW_LOGICAL, text)


def _plain(known: dict[str, str], physical: str) -> dict[str, Any]:
    logical = known.get(physical)
    return {"logicalType": logical, "physicalType": physical} if logical else {"physicalType": physical}


def arrow_field(field: Any, depth: int = 0) -> dict[str, Any]:  # noqa: ANN401 - a field of pyarrow
    """Return a column of a table of Arrow."""
    described = (field.metadata or {}).get(b"comment") or (field.metadata or {}).get(b"description")
    found = {"name": field.name, **arrow_property(field.type, depth)}
    if described:
        found["description"] = described.decode(errors="replace")
    return found if field.nullable else {**found, "required": True}


def avro_property(schema: Any, names: dict[str, Any], depth: int = 0) -> dict[str, Any]:  # noqa: ANN401 - a parsed schema
    """Return what a type of Avro says, without a name; `names` are the types defined so far."""
    if isinstance(schema, list):
        others = [each for each in schema if each != "null"]
        return avro_property(others[0], names, depth) if len(others) == 1 else {"physicalType": "union"}
    if isinstance(schema, str):
        known = names.get(schema)
        return _plain(_AVRO, schema) if known is None else avro_property(known, names, depth + 1)
    if not isinstance(schema, dict) or depth >= DEPTH:
        return {}
    if isinstance(schema.get("name"), str):
        names.setdefault(schema["name"], schema)
    return _avro_parts(schema, names, depth + 1) or _avro_special(schema, names, depth + 1)


def _avro_parts(schema: dict[str, Any], names: dict[str, Any], depth: int) -> dict[str, Any]:
    """Return what a type that has parts says; empty for others."""
    kind = schema.get("type")
    if kind == "record":
        return {"logicalType": "object", "properties": avro_fields(schema, names, depth)}
    if kind == "array":
        return {"logicalType": "array", "items": avro_property(schema.get("items"), names, depth)}
    if kind == "map":
        value = avro_property(schema.get("values"), names, depth)
        return {"logicalType": "map", "map": {"key": {"logicalType": "string"}, "value": value}}
    if kind == "enum" and isinstance(schema.get("symbols"), list):
        return {"logicalType": "string", "enum": [{"value": each} for each in schema["symbols"]]}
    return {}


def _avro_special(schema: dict[str, Any], names: dict[str, Any], depth: int) -> dict[str, Any]:
    """Return what a type says of a value that is stored under another type."""
    special = schema.get("logicalType")
    if special == "decimal":
        physical = f"decimal({schema.get('precision', 0)},{schema.get('scale', 0)})"
        return {"logicalType": "number", "physicalType": physical}
    if isinstance(special, str) and special in _AVRO_LOGICAL:
        return _plain(_AVRO_LOGICAL, special)
    return avro_property(schema.get("type"), names, depth)


def avro_fields(record: dict[str, Any], names: dict[str, Any], depth: int = 0) -> list[dict[str, Any]]:
    """Return the fields of a record of Avro; those whose type has no null are required."""
    found = []
    for each in record.get("fields") or ():
        kind = each.get("type")
        is_nullable = kind == "null" or (isinstance(kind, list) and "null" in kind)
        field = {"name": str(each.get("name")), **avro_property(kind, names, depth)}
        if isinstance(each.get("doc"), str) and each["doc"]:
            field["description"] = each["doc"]
        found.append(field if is_nullable else {**field, "required": True})
    return found


def duckdb_property(kind: Any, depth: int = 0) -> dict[str, Any]:  # noqa: ANN401 - a type of DuckDB, which has no types
    """Return what a type says that DuckDB guessed of rows: its logical type and parts, since text has no other."""
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
