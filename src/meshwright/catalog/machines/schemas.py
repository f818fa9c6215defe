"""JSON Schemas (draft 2020-12) of the API's documents: made of their types, never written."""

from __future__ import annotations

from typing import Annotated, Any, Literal, NotRequired, get_args, get_origin, get_type_hints, is_typeddict

from meshwright.catalog.machines import documents, listings

DIALECT = "https://json-schema.org/draft/2020-12/schema"
DOCUMENTS: dict[str, type] = {
    "index": listings.Index,
    "products": listings.Products,
    "product": documents.Product,
    "domains": listings.Domains,
    "entities": listings.Entities,
    "entity": listings.Entity,
    "teams": listings.Teams,
    "rules": listings.Rules,
    "governance": listings.Governance,
    "lineage": listings.Lineage,
}
"""The type of each kind of document, by the name of its schema."""
_PLAIN = {str: "string", int: "integer", bool: "boolean"}


def json_schema(name: str) -> dict[str, Any]:
    """Give the schema of a kind of document; an unknown one is a KeyError."""
    kind = DOCUMENTS[name]
    definitions: dict[str, Any] = {}
    whole = _object(kind, definitions)
    return {
        "$schema": DIALECT,
        "$id": f"urn:meshwright:api:v1:{name}",
        "title": name,
        **whole,
        "$defs": dict(sorted(definitions.items())),
    }


def _object(kind: type, definitions: dict[str, Any]) -> dict[str, Any]:
    hints = get_type_hints(kind, include_extras=True)
    required = [key for key, hint in hints.items() if get_origin(hint) is not NotRequired]
    return {
        "description": (kind.__doc__ or "").strip().partition("\n")[0],
        "type": "object",
        "properties": {key: _of(hint, definitions) for key, hint in hints.items()},
        "required": required,
        "additionalProperties": False,
    }


def _of(hint: Any, definitions: dict[str, Any]) -> dict[str, Any]:  # noqa: ANN401 - any type is a value
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is NotRequired:
        return _of(arguments[0], definitions)
    if origin is Annotated:
        return {**_of(arguments[0], definitions), "description": arguments[-1]}
    if origin is Literal:
        return {"enum": list(arguments)}
    if origin is list:
        return {"type": "array", "items": _of(arguments[0], definitions)}
    if origin is dict:
        return {"type": "object", "additionalProperties": _of(arguments[1], definitions)}
    if is_typeddict(hint):
        if hint.__name__ not in definitions:
            definitions[hint.__name__] = {}
            definitions[hint.__name__] = _object(hint, definitions)
        return {"$ref": f"#/$defs/{hint.__name__}"}
    return {} if hint is Any else {"type": _PLAIN[hint]}
