"""Avro schemas as ODCS columns; each reference to a named type becomes a copy of the type."""

from __future__ import annotations

from typing import Any

from meshwright.source.limits import COLUMNS
from meshwright.workspace.schema_import.bounds import TOO_MANY_COLUMNS, RefusedError
from meshwright.workspace.schema_import.types import DEPTH, plain

_PLAIN = {
    "string": "string",
    "enum": "string",
    "int": "integer",
    "long": "integer",
    "float": "number",
    "double": "number",
    "boolean": "boolean",
}
_SPECIAL = {
    "date": "date",
    "decimal": "number",
    "uuid": "string",
    **dict.fromkeys(("time-millis", "time-micros"), "time"),
    **dict.fromkeys(
        ("timestamp-millis", "timestamp-micros", "local-timestamp-millis", "local-timestamp-micros"),
        "timestamp",
    ),
}
_WRITTEN = 500
"""The maximum length of a type name in a message."""


class AvroSchema:
    """The state of reading a schema: the defined types, those in progress, and the result."""

    def __init__(self) -> None:
        self.known: dict[str, tuple[dict[str, Any], str]] = {}
        """A type and its namespace, by full name."""
        self.open: list[str] = []
        self.made = 0

    def fields(self, record: dict[str, Any], space: str = "", depth: int = 0) -> list[dict[str, Any]]:
        """Return the fields of a record; a field whose type excludes null is required. Raises RefusedError."""
        name, space = _full_name(record, space)
        if name in self.open:
            raise RefusedError(f"has a recursive type, `{name[:_WRITTEN]}`, which a contract cannot express")
        self.known.setdefault(name, (record, space))
        self.open.append(name)
        found = [self._field(each, space, depth) for each in record.get("fields") or ()]
        self.open.pop()
        return found

    def _field(self, field: dict[str, Any], space: str, depth: int) -> dict[str, Any]:
        self._count()
        kind = field.get("type")
        found = {"name": str(field.get("name")), **self._type(kind, space, depth)}
        if isinstance(field.get("doc"), str) and field["doc"]:
            found["description"] = field["doc"]
        is_nullable = kind == "null" or (isinstance(kind, list) and "null" in kind)
        return found if is_nullable else {**found, "required": True}

    def _count(self) -> None:
        self.made += 1
        if self.made > COLUMNS:
            raise RefusedError(TOO_MANY_COLUMNS)

    def _type(self, schema: Any, space: str, depth: int) -> dict[str, Any]:  # noqa: ANN401 - a parsed schema
        """Return the ODCS property, without a name, for a type."""
        if isinstance(schema, list):
            others = [each for each in schema if each != "null"]
            return self._type(others[0], space, depth) if len(others) == 1 else {"physicalType": "union"}
        if isinstance(schema, str):
            return self._named(schema, space, depth)
        if not isinstance(schema, dict) or depth >= DEPTH:
            return {}
        if isinstance(schema.get("name"), str):
            name, inner = _full_name(schema, space)
            self.known.setdefault(name, (schema, inner))
        return self._parts(schema, space, depth + 1) or self._special(schema, space, depth + 1)

    def _named(self, name: str, space: str, depth: int) -> dict[str, Any]:
        """Return the ODCS property, without a name, for a reference to a named type."""
        full = name if "." in name or not space else f"{space}.{name}"
        for each in (full, name):
            if each in self.known and name not in _PLAIN:
                schema, inner = self.known[each]
                return self._type(schema, inner, depth + 1)
        return plain(_PLAIN, name)

    def _parts(self, schema: dict[str, Any], space: str, depth: int) -> dict[str, Any]:
        """Return the ODCS property, without a name, for a compound type; empty for other types."""
        kind = schema.get("type")
        if kind == "record":
            return {"logicalType": "object", "properties": self.fields(schema, space, depth)}
        if kind == "array":
            return {"logicalType": "array", "items": self._type(schema.get("items"), space, depth)}
        if kind == "map":
            value = self._type(schema.get("values"), space, depth)
            return {"logicalType": "map", "map": {"key": {"logicalType": "string"}, "value": value}}
        if kind == "enum" and isinstance(schema.get("symbols"), list):
            return {"logicalType": "string", "enum": [{"value": each} for each in schema["symbols"]]}
        return {}

    def _special(self, schema: dict[str, Any], space: str, depth: int) -> dict[str, Any]:
        """Return the ODCS property, without a name, for a logical type, whose values are stored as another type.

        For an unknown logical type, return the property for that other type.
        """
        special = schema.get("logicalType")
        if special == "decimal":
            physical = f"decimal({schema.get('precision', 0)},{schema.get('scale', 0)})"
            return {"logicalType": "number", "physicalType": physical}
        if isinstance(special, str) and special in _SPECIAL:
            return plain(_SPECIAL, special)
        return self._type(schema.get("type"), space, depth)


def _full_name(schema: dict[str, Any], space: str) -> tuple[str, str]:
    """Return the full name of a type, and its namespace."""
    name, own = str(schema.get("name", "")), schema.get("namespace")
    if "." in name:
        return name, name.rpartition(".")[0]
    inner = own if isinstance(own, str) else space
    return (f"{inner}.{name}" if inner else name), inner
