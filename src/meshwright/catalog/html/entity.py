"""The pages of entities, and the list of entities."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from meshwright.catalog import routes
from meshwright.catalog.diagrams.diagram import DiagramNode
from meshwright.catalog.diagrams.entity import Identifier, Mapping, entity
from meshwright.catalog.html.diagrams import drawing
from meshwright.catalog.html.page import Page, Section
from meshwright.catalog.html.wording import domain_step
from meshwright.catalog.sections import ENTITIES
from meshwright.catalog.text import counted, plain_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.catalog.diagrams.diagram import Diagram
    from meshwright.catalog.documents.entity import Appearance, Entities, Entity, Recipe, Scheme
    from meshwright.catalog.documents.parts import Named
    from meshwright.catalog.html.rendering import Renderer

INDEX = ENTITIES.route
SCRIPTS = ("assets/js/tables.js",)
PARTS = (
    ("", "", "head"),
    ("Identifiers", "identifiers", "identifiers"),
    ("Occurrences", "appearances", "appearances"),
    ("Joins between domains", "joins", "joins"),
    ("Open gaps", "gaps", "gaps"),
)
"""The heading, anchor and template of each section."""
DRAWN = 24
"""The maximum number of identifiers in a diagram."""
ROWS = 600
"""The maximum number of columns on a page."""
FEWEST = 5
"""The minimum number of columns shown for each domain."""


class DomainGroup(NamedTuple):
    """The columns that identify an entity in one domain."""

    domain: Named
    anchor: str
    columns: tuple[Appearance, ...]


def entities_page(found: Entities, renderer: Renderer) -> Page:
    """Return the list of entities, sorted by title."""
    html = renderer.html("entities.html", INDEX, entities=found.entities)
    return Page(INDEX, ENTITIES.title, (Section(html),), ENTITIES.text, has_contents=False, scripts=SCRIPTS)


def entity_page(stated: Entity, renderer: Renderer) -> Page:
    """Return the page of an entity."""
    route, groups = routes.entity(stated.name), tuple(_groups(stated))
    schemes = {each.name: each for each in stated.schemes}
    diagram, undrawn = _diagram(stated, groups, schemes)
    context = {
        "entity": stated,
        "groups": groups,
        "schemes": schemes,
        "cells": _cells(stated),
        "room": max(ROWS // max(len(groups), 1), FEWEST),
        "diagram": diagram,
        "undrawn": undrawn,
    }
    return Page(
        route=route,
        title=stated.title,
        description=plain_of(stated.definition),
        sections=renderer.sections("entity", PARTS, route, context),
        scripts=SCRIPTS,
        files=(drawing(f"{route}/identifiers.svg", diagram),) if diagram else (),
    )


def _groups(stated: Entity) -> Iterator[DomainGroup]:
    for domain, found in groupby(stated.appearances, lambda each: each.domain):
        yield DomainGroup(domain, f"in-{domain_step(domain.name)}", tuple(found))


def _cells(stated: Entity) -> dict[tuple[str, str], Recipe]:
    """Map pairs of domain names, in either order, to recipes."""
    found = {(each.one.name, each.other.name): each for each in stated.recipes}
    return found | {(other, one): each for (one, other), each in found.items()}


def _diagram(
    stated: Entity, groups: tuple[DomainGroup, ...], schemes: dict[str, Scheme]
) -> tuple[Diagram | None, int]:
    """Draw the mappings of each domain's identifiers, and count the mappings that do not fit into the diagram.

    If there are too many mappings, identical ones are omitted first.
    """
    route = routes.entity(stated.name)
    every = [
        (scheme.mapping == "same", _identifier(group, scheme, route))
        for group in groups
        for scheme in (schemes.get(name) for name in dict.fromkeys(each.scheme for each in group.columns))
        if scheme is not None
    ]
    if not every or not stated.identifier:
        return None, 0
    drawn = [each for _, each in sorted(every, key=lambda each: each[0])][:DRAWN]
    middle = DiagramNode(
        "\n", stated.identifier, f"identifies {stated.title}", routes.link(route, route, "identifiers")
    )
    title = f"How the identifiers of {stated.title} map to {stated.identifier}"
    return entity("identifiers-diagram", title, middle, drawn), len(every) - len(drawn)


def _identifier(group: DomainGroup, scheme: Scheme, route: str) -> Identifier:
    columns = sum(each.scheme == scheme.name for each in group.columns)
    node = DiagramNode(
        f"{group.anchor}\n{scheme.name}",
        group.domain.title,
        f"{scheme.name}, {counted(columns, 'column')}",
        routes.link(route, route, group.anchor),
    )
    if scheme.mapping == "none":
        return Identifier(node)
    if scheme.mapping == "same":
        return Identifier(node, (Mapping("the same values"),))
    label = " → ".join(address.split("/")[1] for address in scheme.through)
    href = routes.link(route, *routes.anchored(scheme.through[0]))
    return Identifier(node, (Mapping(label, href, title=f"by crosswalk {', '.join(scheme.through)}"),))
