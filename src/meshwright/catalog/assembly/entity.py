"""Entities as documents."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from meshwright.analysis.meaning.crosswalks import route
from meshwright.analysis.meaning.entities import EXACT, RELATIONS, vocabulary
from meshwright.analysis.meaning.entity_usage import places, portrait
from meshwright.catalog import routes
from meshwright.catalog.assembly import parts
from meshwright.catalog.assembly.masked import shown_scheme_examples
from meshwright.catalog.assembly.product import product_reference
from meshwright.catalog.assembly.recipes import recipes_of
from meshwright.catalog.assembly.subjects import persons
from meshwright.catalog.documents.entity import (
    Appearance,
    Crosswalk,
    Entities,
    Entity,
    EntityMeaning,
    EntitySummary,
    Scheme,
)
from meshwright.catalog.documents.parts import Named
from meshwright.catalog.natural import natural
from meshwright.mesh.address import segment

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from meshwright.analysis.meaning.entities import Entity as EntityFacts
    from meshwright.analysis.meaning.entities import Scheme as SchemeFacts
    from meshwright.analysis.meaning.entity_usage import EntityColumn as AppearanceFacts
    from meshwright.catalog.assembly.overview import Overview

NO_DOMAIN = "-"
"""The name in `lineage` for contracts without a domain."""


def entity_documents(overview: Overview) -> tuple[Entity, ...]:
    """Return the document of each entity, sorted by name."""
    entities = overview.mesh.derived(vocabulary).entities
    return tuple(_entity(each, overview) for each in entities.values())


def entities_document(documents: Iterable[Entity], overview: Overview) -> Entities:
    """Return the document that lists all entities."""
    return Entities(
        entities=tuple(
            EntitySummary(
                name=each.name,
                href=routes.entity_json(each.name),
                title=each.title,
                definition=each.definition,
                steward=each.steward,
                identifier=each.identifier,
                domains=tuple(
                    sorted({one.domain for one in each.appearances}, key=lambda one: natural(one.name))
                ),
                products=len(overview.by_entity.get(each.name, ())),
                appearances=len(each.appearances),
            )
            for each in documents
        )
    )


def _entity(entity: EntityFacts, overview: Overview) -> Entity:
    mesh = overview.mesh
    found = portrait(entity, mesh, dict.fromkeys(places(entity.name, mesh), ""))
    counts = Counter(each.scheme for each in found.appearances)
    meanings = tuple(_meanings(entity.name, overview))
    present = {each.domain for each in found.appearances}
    recipes = recipes_of(entity.name, overview)
    return Entity(
        name=entity.name,
        title=parts.entity(entity.name, overview).title,
        definition=entity.definition,
        steward=parts.team(entity.steward, overview) if entity.steward else None,
        aliases=entity.aliases,
        references=parts.references_of(entity.name, overview),
        identifier=entity.identifier,
        schemes=tuple(
            _scheme(each, entity, counts[each.name], overview)
            for each in mesh.derived(vocabulary).schemes_of(entity.name)
        ),
        crosswalks=tuple(
            Crosswalk(
                port=Named(
                    each.port, each.port, routes.anchored(each.port)[0] if each.port in mesh.ports else ""
                ),
                schemes=tuple(each.schemes),
            )
            for each in found.crosswalks
        ),
        appearances=tuple(_appearance(each, overview) for each in found.appearances),
        homonyms=tuple(each for each in meanings if each.relation != EXACT),
        silent=tuple(each for each in meanings if each.domain.name not in present),
        gaps=tuple(found.gaps),
        domains=recipes.domains,
        recipes=recipes.recipes,
        subject=f"{routes.subject(entity.name)}/index.html" if entity.name in mesh.derived(persons) else "",
        more_domains=recipes.more_domains or None,
        file=entity.home.file,
        source=parts.file_link(entity.home.file, overview),
        links=parts.links(routes.entity(entity.name)),
    )


def _scheme(scheme: SchemeFacts, entity: EntityFacts, columns: int, overview: Overview) -> Scheme:
    is_federated = scheme.name == entity.identifier
    way = None
    if not is_federated and entity.identifier:
        way = route(entity.name, scheme.name, entity.identifier, overview.mesh)
    return Scheme(
        name=scheme.name,
        domain=parts.domain(scheme.domain, overview) if scheme.domain else None,
        is_federated=is_federated,
        logical_type=scheme.logical_type or "",
        pattern=scheme.pattern or "",
        check=str(scheme.check or ""),
        parts=dict(scheme.parts),
        examples=tuple(map(str, shown_scheme_examples(scheme, overview.mesh))),
        mapping="same" if is_federated else "none" if way is None else "crosswalk",
        through=tuple(dict.fromkeys(each.entry.contract.address for each in way)) if way else (),
        columns=columns,
    )


def _appearance(each: AppearanceFacts, overview: Overview) -> Appearance:
    card = overview.cards.get(each.product)
    known = each.domain if each.domain != NO_DOMAIN else ""
    return Appearance(
        domain=parts.domain(known, overview)._replace(name=each.domain),
        column="/".join((each.port, *map(segment, each.column.split("/")))),
        product=product_reference(each.product) if each.product else None,
        title=parts.title_of(card.name) if card else "",
        scheme=each.scheme,
        part=each.part or "",
        role=each.role or "",
        means=each.means,
        relation=each.relation,
        nearness=RELATIONS.get(each.relation, ""),
        is_declared=each.explicit,
    )


def _meanings(entity: str, overview: Overview) -> Iterator[EntityMeaning]:
    """Yield the meanings of an entity that domains declare."""
    for (domain, of), meaning in sorted(overview.mesh.derived(vocabulary).said.items()):
        if of == entity:
            yield EntityMeaning(
                domain=parts.domain(domain, overview),
                means=meaning.means,
                relation=meaning.relation,
                nearness=RELATIONS.get(meaning.relation, ""),
            )
