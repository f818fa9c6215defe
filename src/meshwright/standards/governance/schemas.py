"""JSON Schemas of the governance documents, for editors: generated from the models, never written by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic.json_schema import GenerateJsonSchema

from meshwright.standards.governance import model_for

if TYPE_CHECKING:
    from pydantic.json_schema import JsonSchemaValue
    from pydantic_core import core_schema


class EditorSchema(GenerateJsonSchema):
    """Pydantic's generator, without the parts of its output that only clutter editors."""

    def field_title_should_be_set(self, schema: object) -> bool:  # noqa: ARG002 - the signature is pydantic's
        """Omit titles except for blocks: the key already names a field."""
        return False

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        """Omit a default unless an absent key means something specific."""
        inner = self.generate_inner(schema["schema"])
        default = schema.get("default")
        return {**inner, "default": default} if isinstance(default, bool) else inner

    def dict_schema(self, schema: core_schema.DictSchema) -> JsonSchemaValue:
        """Refuse keys that do not match the pattern, which pydantic's `patternProperties` allows."""
        rendered = super().dict_schema(schema)
        return {**rendered, "additionalProperties": False} if "patternProperties" in rendered else rendered


def json_schema(kind: str) -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a kind's documents; raises KeyError for an unknown kind."""
    schema = model_for(kind).model_json_schema(schema_generator=EditorSchema)
    return {"$schema": EditorSchema.schema_dialect, **schema}
