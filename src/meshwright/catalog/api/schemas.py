"""JSON Schemas (draft 2020-12) of the API's documents: made of their types, never written."""

from __future__ import annotations

from typing import Any

from meshwright.catalog.api import documents, listings
from meshwright.formats import schema

PREFIX = "api/"
"""What distinguishes a document of the API from a kind of document in `meshwright schema`."""
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


def json_schema(name: str) -> dict[str, Any]:
    """Return the schema of a kind of document; an unknown one is a KeyError."""
    return schema.json_schema(DOCUMENTS[name], f"urn:meshwright:api:v1:{name}", name, is_closed=True)
