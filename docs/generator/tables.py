"""Markdown tables of what schemas and parsers state."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Schema = dict[str, Any]


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Write a table; cells are Markdown in one line."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "".join(f"| {' | '.join(_cell(each) for each in line)} |\n" for line in lines)


def anchor(name: str) -> str:
    """Return the anchor of a heading that is a name in camel case or words."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", name)
    return re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")


def keys(schema: Schema, definitions: Mapping[str, Schema], *, linked: bool = True) -> str:
    """Write the table of a mapping's keys: name, value, whether it is required, description."""
    required = schema.get("required", ())
    rows = [
        (
            f"`{name}`",
            in_words(each, linked=linked) + (", required" if name in required else ""),
            " ".join(described(each, definitions).split()),
        )
        for name, each in schema["properties"].items()
    ]
    return table(("key", "value", "description"), rows)


def described(schema: Schema, definitions: Mapping[str, Schema]) -> str:
    """Return the description of a value, or that of the mapping that it refers to."""
    if "description" in schema:
        return str(schema["description"])
    for each in (schema, schema.get("items", {}), *schema.get("oneOf", ()), *schema.get("anyOf", ())):
        if "$ref" in each:
            return str(definitions[_name_of(each)].get("description", "")).split("\n\n", 1)[0]
    return ""


def in_words(schema: Schema, *, linked: bool = True) -> str:
    """Describe the permitted values in a few words."""
    if "$ref" in schema:
        name = _name_of(schema)
        return f"[{name}](#{anchor(name)})" if linked else name
    choices = [*schema.get("oneOf", ()), *schema.get("anyOf", ())]
    if choices:
        return " or ".join(dict.fromkeys(in_words(each, linked=linked) for each in choices))
    values = schema.get("enum", [schema["const"]] if "const" in schema else [])
    if values:
        return ", ".join(f"`{_value(each)}`" for each in values)
    return _typed(schema, linked=linked)


def _typed(schema: Schema, *, linked: bool) -> str:
    kind = schema.get("type", "any value")
    if kind == "array":
        items = schema.get("items")
        return f"list of {in_words(items, linked=linked)}" if items else "list"
    if kind == "object":
        patterns: Schema = schema.get("patternProperties", {})
        of = schema.get("additionalProperties") or next(iter(patterns.values()), None)
        return f"mapping of names to {in_words(of, linked=linked) if isinstance(of, dict) else 'any value'}"
    if isinstance(kind, list):
        return " or ".join(kind)
    if schema.get("format") in ("date", "regex"):
        return str(schema["format"])
    return {"string": "text", "boolean": "`true` or `false`"}.get(kind, str(kind))


def _value(value: object) -> str:
    return json.dumps(value) if value is None or isinstance(value, bool) else str(value)


def _name_of(schema: Schema) -> str:
    return str(schema["$ref"]).rpartition("/")[2]


def _cell(text: str) -> str:
    return re.sub(r"(?<!\\)\|", r"\\|", text)
