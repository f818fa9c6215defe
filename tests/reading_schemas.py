"""JSON Schemas as consumers of the output depend on them: breaking changes, and the keys that documents use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

Json = dict[str, Any]
_VALUES = ("items", "additionalProperties")


def breaks(old: Json, new: Json) -> list[str]:
    """Return what a new schema removes from an old one, by location; added keys are permitted."""
    gone = [f"$defs {name} is gone" for name in old["$defs"] if name not in new["$defs"]]
    return [*gone, *dict.fromkeys(_breaks("", old, new, (old, new), set()))]


def _breaks(place: str, old: Json, new: Json, roots: tuple[Json, Json], seen: set[str]) -> Iterator[str]:
    if repr(old) in seen and old.keys() & {"$ref", "anyOf"}:
        return
    seen.add(repr(old))
    one, other = _shape(old, roots[0]), _shape(new, roots[1])
    for name in ("type", "enum", "closed"):
        if one[name] != other[name]:
            yield f"{place or 'the whole'}: {name} was {one[name]} and is {other[name]}"
    if one["type"] != other["type"]:
        return
    for key, value in one["properties"].items():
        if key not in other["properties"]:
            yield f"{place}/{key} is gone"
            continue
        if key in one["required"] and key not in other["required"]:
            yield f"{place}/{key} is not always there"
        yield from _breaks(f"{place}/{key}", value, other["properties"][key], roots, seen)
    for value, new_value in ((one[name], other.get(name, {})) for name in _VALUES if name in one):
        if isinstance(value, dict):
            yield from _breaks(f"{place}[]", value, new_value or {}, roots, seen)


def _shape(schema: Json, root: Json) -> Json:
    """Return what a schema permits, with references followed and alternatives joined."""
    parts = [_followed(each, root) for each in schema.get("anyOf", [schema])]
    types = [each.get("type", []) for each in parts]
    enums = [value for each in parts for value in each.get("enum", ())]
    shape: Json = {"properties": {}, "required": []}
    for each in parts:
        shape |= {key: value for key, value in each.items() if key in (*_VALUES, "properties", "required")}
    shape["type"] = sorted(name for each in types for name in ([each] if isinstance(each, str) else each))
    closed = sorted({each.get("additionalProperties") is False for each in parts})
    return {**shape, "enum": sorted(map(repr, enums)), "closed": closed}


def _followed(schema: Json, root: Json) -> Json:
    if "$ref" not in schema:
        return schema
    found: Json = root["$defs"][schema["$ref"].removeprefix("#/$defs/")]
    return found


def keys(root: Json) -> set[str]:
    """Return every key in a schema, as `<definition>.<key>`; at the top level, `.<key>`."""
    objects = {"": root, **root["$defs"]}
    return {f"{name}.{key}" for name, each in objects.items() for key in each.get("properties", {})}


def used(document: Any, root: Json) -> set[str]:
    """Return which of the keys of a schema a document has."""
    return set(_used(document, root, "", root))


def _used(value: Any, schema: Json, name: str, root: Json) -> Iterator[str]:
    if "$ref" in schema:
        name = schema["$ref"].removeprefix("#/$defs/")
    schema = _shape(schema, root) if "anyOf" not in schema else schema
    for each in schema.get("anyOf", ()):
        if each != {"type": "null"} and value is not None:
            yield from _used(value, each, name, root)
    if isinstance(value, list) and "items" in schema:
        for item in value:
            yield from _used(item, schema["items"], name, root)
    if isinstance(value, dict):
        for key, item in value.items():
            if key in schema.get("properties", {}):
                yield f"{name}.{key}"
                yield from _used(item, schema["properties"][key], name, root)
            elif isinstance(schema.get("additionalProperties"), dict):
                yield from _used(item, schema["additionalProperties"], name, root)
