"""Entities in a line each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from meshwright.catalog.documents.named import domain_reference, entity_title, team_reference
from meshwright.mesh.entities import vocabulary
from meshwright.mesh.inheritance import domain_of
from meshwright.mesh.linked import linked

if TYPE_CHECKING:
    from collections.abc import Mapping

    from meshwright.catalog.documents.named import Reference
    from meshwright.catalog.overview import Overview
    from meshwright.mesh.linked import Link
    from meshwright.mesh.mesh import Mesh


@dataclass(frozen=True, slots=True)
class EntityCard:
    """An entity in a line."""

    name: str
    title: str
    definition: str
    steward: Reference
    identifier: str
    domains: tuple[Reference, ...]
    """Those with columns that identify it."""
    columns: int
    products: int


def entity_cards(overview: Overview) -> tuple[EntityCard, ...]:
    """Give the entities in a line each, by what people call them."""
    linked_to = overview.mesh.once(_linked_to)
    found = (
        EntityCard(
            name=entity.name,
            title=entity_title(entity.name, overview),
            definition=entity.definition,
            steward=team_reference(entity.steward, overview),
            identifier=entity.identifier,
            domains=tuple(
                domain_reference(domain, overview)
                for domain in sorted({domain_of(link.contract, overview.mesh) or "" for link in links})
            ),
            columns=len({(link.contract, link.field) for link in links}),
            products=len(overview.by_entity.get(entity.name, ())),
        )
        for entity in overview.mesh.once(vocabulary).entities.values()
        for links in (linked_to.get(entity.name, ()),)
    )
    return tuple(sorted(found, key=lambda each: (each.title.casefold(), each.name)))


def _linked_to(mesh: Mesh) -> Mapping[str, tuple[Link, ...]]:
    """Give the links of columns to each entity."""
    found: dict[str, list[Link]] = {}
    for link in mesh.once(linked).all():
        found.setdefault(link.entity, []).append(link)
    return {entity: tuple(links) for entity, links in found.items()}
