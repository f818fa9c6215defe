"""JSON Schemas of all documents, for editors: generated from the models, never written by hand."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from meshwright.standards.editor_hints import add_hints
from meshwright.standards.governance import schemas
from meshwright.standards.version_grammar import Choice
from meshwright.standards.versions import STANDARDS

_PREFIX = "#/$defs/"

Json = dict[str, Any]


def json_schema(kind: str, version: str | None = None) -> Json:
    """Return the JSON Schema (draft 2020-12) of a kind's documents, in the newest version of its standard by default.

    Raises KeyError for an unsupported kind or version.
    """
    for standard in STANDARDS:
        if kind == standard.kind:
            read_as = version or standard.newest
            writer = _Writer()
            root = writer.document(standard.grammar(read_as))
            names = [read_as, *(old for old, new in standard.aliases.items() if new == read_as)]
            root["properties"]["apiVersion"] = {"enum": names, "default": read_as}
            schema = {"$schema": schemas.EditorSchema.schema_dialect, **root, "$defs": writer.definitions}
            add_hints(schema, kind)
            return schema
    return schemas.json_schema(kind)


class _Writer:
    """The builder of one schema: pydantic generates each variant of a block, and this class combines them."""

    def __init__(self) -> None:
        self.definitions: Json = {}
        self.same_names: defaultdict[str, list[str]] = defaultdict(list)
        """The definitions by preferred name; equal definitions share one."""
        self.choices: dict[int, tuple[Choice, str]] = {}
        """The choices defined so far, with the names of their definitions."""

    def document(self, model: Any) -> Json:  # noqa: ANN401 - a pydantic model
        """Return the schema of a model; the models that it references become definitions."""
        written: Json = model.model_json_schema(schema_generator=schemas.EditorSchema)
        own: Json = written.pop("$defs", {})
        joined: Json = self.joined(written, own)
        return joined

    def joined(self, node: Any, own: Json) -> Any:  # noqa: ANN401 - any JSON
        """Define the models that a part of the schema references: the `own` definitions of the part, and choices."""
        if isinstance(node, list):
            return [self.joined(item, own) for item in node]
        if not isinstance(node, dict):
            return node
        if "choice" in node and isinstance(node["choice"], Choice):
            return {"$ref": _PREFIX + self.chosen(node["choice"])}
        if "$ref" in node:
            name = node["$ref"].removeprefix(_PREFIX)
            return {**node, "$ref": _PREFIX + self.placed(name, self.joined(own[name], own))}
        return {key: self.joined(item, own) for key, item in node.items()}

    def placed(self, name: str, definition: Json) -> str:
        """Add a definition under a name, unless an equal one exists."""
        for taken in self.same_names[name]:
            if self.definitions[taken] == definition:
                return taken
        free = self.free_name(name)
        self.same_names[name].append(free)
        self.definitions[free] = definition
        return free

    def chosen(self, choice: Choice) -> str:
        """Define a block with several variants, unless it is already defined."""
        if id(choice) in self.choices:
            return self.choices[id(choice)][1]
        tags = [*choice.conditions]
        block = choice.make(tags[0]).__name__
        name = self.free_name(block)
        self.choices[id(choice)] = (choice, name)
        self.definitions[name] = {}
        branches: list[Json] = []
        if choice.common is not None:
            branches.append(self.defined(name, choice, choice.common))
        branches += [{"if": choice.conditions[tag], "then": self.defined(name, choice, tag)} for tag in tags]
        self.definitions[name] = {"type": "object", "allOf": branches}
        return name

    def defined(self, name: str, choice: Choice, tag: str) -> Json:
        """Define one variant."""
        own = self.free_name(f"{name}.{tag.replace('/', '.').replace(' ', '.') or 'any'}")
        self.definitions[own] = {}
        self.definitions[own] = self.document(choice.make(tag))
        return {"$ref": _PREFIX + own}

    def free_name(self, name: str) -> str:
        """Return an unused name for a definition."""
        if name not in self.definitions:
            return name
        number = 2
        while f"{name}{number}" in self.definitions:
            number += 1
        return f"{name}{number}"
