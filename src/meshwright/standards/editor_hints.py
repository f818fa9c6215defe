"""Editor hints beyond the standards: the descriptions and values of `extensions.py`, in a JSON Schema.

Hints do not reject anything: a schema accepts the same documents with and without them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from meshwright.standards.extensions import CUSTOM, EXTENSIONS

if TYPE_CHECKING:
    from meshwright.standards.extensions import Extension

_CUSTOM = "CustomProperty"
_REF = "#/$defs/"
_BLOCKS = {
    "object": re.compile(r"SchemaObject(?:\.|$)"),
    "property": re.compile(r"SchemaProperty\d*(?:\.|$)"),
    "server": re.compile(r"Server(?:\.|$)"),
    "service level": re.compile(r"ServiceLevel$"),
    "role": re.compile(r"Role$"),
    "port": re.compile(r"OutputPort$"),
}
"""The names of each block's definitions; the root is the product or the contract."""
_ROOTS = {"DataProduct": "product", "DataContract": "contract"}


def add_hints(schema: dict[str, Any], kind: str) -> None:
    """Put the hints for a kind of document into its schema."""
    definitions = schema["$defs"]
    _hint(schema, _ROOTS[kind], definitions)
    for name, definition in list(definitions.items()):
        for block, pattern in _BLOCKS.items():
            if pattern.match(name) and "properties" in definition:
                _hint(definition, block, definitions)


def _hint(schema: dict[str, Any], block: str, definitions: dict[str, Any]) -> None:
    custom = schema["properties"].get("customProperties")
    if custom is not None and any(each.block == block for each in CUSTOM):
        name = f"{_CUSTOM}.{block.replace(' ', '_')}"
        definitions.setdefault(name, _custom(block))
        schema["properties"]["customProperties"] = {**custom, "items": {"$ref": f"{_REF}{name}"}}
    for each in EXTENSIONS:
        if each.block == block and not each.is_custom:
            key, _, rest = each.key.replace("[]", ".[]").partition(".")
            if key in schema["properties"]:
                hint = _nested(_words(each), rest.split(".") if rest else [])
                schema["properties"][key] = _with(schema["properties"][key], hint)


def _custom(block: str) -> dict[str, Any]:
    """Return the definition of a block's custom properties, with the known names and their values."""
    known = [each for each in CUSTOM if each.block == block]
    names = {
        "anyOf": [
            *({"const": each.key, "description": each.description} for each in known),
            {"type": "string"},
        ]
    }
    branches = [
        {
            "if": {"properties": {"property": {"const": each.key}}, "required": ["property"]},
            "then": {"properties": {"value": _words(each)}},
        }
        for each in known
    ]
    return {"allOf": [{"$ref": f"{_REF}{_CUSTOM}"}, {"properties": {"property": names}}, *branches]}


def _words(each: Extension) -> dict[str, Any]:
    """Return a schema that describes a value and permits any other."""
    text = f"{each.description}: {each.value}".replace("`", "")
    examples = {"examples": each.schema["examples"]} if "examples" in each.schema else {}
    shape = {key: value for key, value in each.schema.items() if key != "examples"}
    return {"description": text, **examples, **({"anyOf": [shape, {}]} if shape else {})}


def _nested(hint: dict[str, Any], path: list[str]) -> dict[str, Any]:
    """Return a hint for the part of a value at a path, in which `[]` means each item of a list."""
    for step in reversed(path):
        hint = {"items": hint} if step == "[]" else {"properties": {step: hint}}
    return hint


def _with(schema: dict[str, Any], hint: dict[str, Any]) -> dict[str, Any]:
    """Add a hint to a schema, and return it."""
    if schema.keys() & hint.keys() or "allOf" in schema:
        return {**schema, "allOf": [*schema.get("allOf", ()), hint]}
    return {**schema, **hint}
