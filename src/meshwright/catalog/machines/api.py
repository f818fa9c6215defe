"""The JSON API as files: each document in bytes that are the same for the same mesh."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from meshwright.catalog.machines import schemas
from meshwright.catalog.machines.entities import entities_document, entity_documents
from meshwright.catalog.machines.governance import governance_document, rules_document
from meshwright.catalog.machines.known import API, entity_path, product_path
from meshwright.catalog.machines.mesh import (
    domains_document,
    index_document,
    lineage_document,
    products_document,
    teams_document,
)
from meshwright.catalog.page import File

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from meshwright.catalog.machines.documents import Product
    from meshwright.catalog.machines.known import Known
    from meshwright.catalog.machines.listings import Entity

_LISTINGS: Mapping[str, Callable[[str, Known], object]] = {
    "index": index_document,
    "products": products_document,
    "domains": domains_document,
    "teams": teams_document,
    "rules": rules_document,
    "governance": governance_document,
    "lineage": lineage_document,
}
"""What each listing is made by."""


def product_file(document: Product) -> File:
    """Give a product's document as a file."""
    return File(product_path(document["address"]), dumped(document))


def files(known: Known) -> Iterator[File]:
    """Give all files of the API but those of single products, the schemas among them."""
    for name, make in _LISTINGS.items():
        path = f"{API}/{name}.json"
        yield File(path, dumped(make(path, known)))
    entities: dict[str, Entity] = {each["name"]: each for each in entity_documents(known)}
    path = f"{API}/entities.json"
    yield File(path, dumped(entities_document(path, entities)))
    for name, document in entities.items():
        yield File(entity_path(name), dumped(document))
    for name in schemas.DOCUMENTS:
        text = json.dumps(schemas.json_schema(name), ensure_ascii=False, indent=2)
        yield File(f"{API}/schemas/{name}.json", f"{text}\n".encode())


def dumped(document: object) -> bytes:
    """Write a document as compact JSON, its keys in the order of their meaning."""
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return f"{text}\n".encode("utf-8", "backslashreplace")
