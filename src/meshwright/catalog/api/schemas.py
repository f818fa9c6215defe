"""JSON Schemas (draft 2020-12) of the API's documents, generated from their types."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import is_dataclass
from datetime import date, datetime
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from meshwright.catalog import routes
from meshwright.catalog.api.writing import is_required, key_of, of_what_is_there, written_fields, written_type
from meshwright.catalog.documents import entity, governance, mesh, product, register, subject
from meshwright.formats.schema import DIALECT, Writer

PREFIX = "api/"
"""The prefix that distinguishes API documents from other kinds in `meshwright schema`."""
DOCUMENTS: dict[str, type] = {
    "index": mesh.Index,
    "products": register.Products,
    "product": product.Product,
    "domains": register.Domains,
    "entities": entity.Entities,
    "entity": entity.Entity,
    "teams": register.Teams,
    "rules": governance.Rules,
    "governance": governance.Governance,
    "lineage": mesh.Lineage,
    "changes": mesh.Changes,
    "subjects": subject.Subjects,
}
"""The type of each kind of document, by the name of its schema."""
_HREF = {"type": "string", "description": "A link, relative to the file that contains it."}


def json_schema(name: str, *, is_closed: bool = False) -> dict[str, Any]:
    """Return the schema of a kind of document; raises KeyError for an unknown kind.

    The published schemas are open: they allow keys that later versions add.
    """
    writer = DocumentWriter(is_closed=is_closed)
    whole = writer.object(DOCUMENTS[name])
    whole["properties"] = {"$schema": _HREF, **whole["properties"]}
    whole["required"] = ["$schema", *whole["required"]]
    return {
        "$schema": DIALECT,
        "$id": f"urn:meshwright:api:v{routes.VERSION}:{name}",
        "title": name,
        **whole,
        "$defs": dict(sorted(writer.definitions.items())),
    }


class DocumentWriter(Writer):
    """Writes the schemas of documents."""

    def object(self, kind: type) -> dict[str, Any]:
        """Return the schema of a document type or of the type of a part."""
        own = written_fields(kind)
        return {
            "description": (kind.__doc__ or "").strip().partition("\n")[0],
            "type": "object",
            "properties": {key_of(each.name): self.of(hint) for each, hint in own},
            "required": [key_of(each.name) for each, _ in own if is_required(each)],
            **({"additionalProperties": False} if self.is_closed else {}),
        }

    def of(self, hint: Any) -> dict[str, Any]:  # noqa: ANN401 - a type
        """Return the schema of a type."""
        origin, arguments = get_origin(hint), get_args(hint)
        if origin is Annotated:
            whole = self.of(written_type(arguments))
            words = [each for each in arguments[1:] if isinstance(each, str)]
            return {**whole, "description": words[-1]} if words else whole
        if origin in (Union, UnionType):
            return self.of(of_what_is_there(arguments))
        if origin is tuple:
            return {"type": "array", "items": self.of(arguments[0])}
        if isinstance(origin, type) and issubclass(origin, Mapping):
            return {"type": "object", "additionalProperties": self.of(arguments[1])}
        if hint in (date, datetime):
            return {"type": "string"}
        if isinstance(hint, type) and is_dataclass(hint):
            return self.reference(hint)
        return super().of(hint)
