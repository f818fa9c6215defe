"""Entities as documents of the API: what they are, how they are identified, where they appear, and what is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.catalog import routes
from meshwright.catalog.api.known import (
    entity_path,
    href,
    links_of,
    product_reference,
    schema_of,
    stated,
)
from meshwright.catalog.api.listings import (
    Appearance,
    Entities,
    EntitySummary,
    Scheme,
    Silent,
)
from meshwright.catalog.api.listings import Entity as EntityDocument
from meshwright.lineage.appearances import places, portrait
from meshwright.mesh.address import segment
from meshwright.mesh.entities import vocabulary
from meshwright.mesh.registers import text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from meshwright.catalog.api.known import Known
    from meshwright.lineage.appearances import Portrait
    from meshwright.mesh.entities import Entity


def entity_documents(known: Known) -> Iterator[EntityDocument]:
    """Say all of each entity, in the order of names."""
    for entity in known.mesh.once(vocabulary).entities.values():
        found = portrait(entity, known.mesh, dict.fromkeys(places(entity.name, known.mesh), ""))
        yield _entity(entity, found, known)


def entities_document(path: str, documents: Mapping[str, EntityDocument]) -> Entities:
    """Say entities in a line each."""
    found = [
        stated(
            {
                "name": name,
                "href": href(path, entity_path(name)),
                **{key: each.get(key) for key in ("title", "definition", "steward", "identifier")},
                "domains": sorted({one["domain"] for one in each["appearances"]}),
                "appearances": len(each["appearances"]),
            },
            EntitySummary,
        )
        for name, each in documents.items()
    ]
    return stated({"$schema": schema_of(path, "entities"), "entities": found}, Entities)


def _entity(entity: Entity, found: Portrait, known: Known) -> EntityDocument:
    path = entity_path(entity.name)
    entries = {entry.name: entry for entry in reversed(known.mesh.register("Entity"))}
    appearances = [
        stated(
            {
                "domain": each.domain,
                "column": "/".join((each.port, *map(segment, each.column.split("/")))),
                "product": product_reference(path, each.product) if each.product else None,
                "scheme": each.scheme,
                "part": each.part,
                "role": each.role,
                "means": each.means,
                "relation": each.relation,
                "declared": each.explicit,
            },
            Appearance,
        )
        for each in found.appearances
    ]
    schemes = [
        stated(
            {
                "name": each.name,
                "domain": each.domain,
                "logicalType": each.logical_type,
                "pattern": each.pattern,
                "check": str(each.check or "") or None,
                "parts": dict(each.parts),
            },
            Scheme,
        )
        for each in known.mesh.once(vocabulary).schemes_of(entity.name)
    ]
    silent = [
        stated({"domain": each.name, "means": each.means, "relation": each.relation}, Silent)
        for each in found.without_columns
    ]
    return stated(
        {
            "$schema": schema_of(path, "entity"),
            "name": entity.name,
            "title": text(entries[entity.name].get("title")),
            "definition": entity.definition,
            "steward": entity.steward,
            "aliases": list(entity.aliases),
            "identifier": entity.identifier,
            "schemes": schemes,
            "crosswalks": [{"port": each.port, "schemes": list(each.schemes)} for each in found.crosswalks],
            "appearances": appearances,
            "silent": silent,
            "gaps": list(found.gaps),
            "links": links_of(path, routes.entity(entity.name)),
        },
        EntityDocument,
    )
