"""The pages of entities, and their list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.catalog import routes
from meshwright.catalog.diagrams.entity import Identifier, Mapping, entity
from meshwright.catalog.diagrams.picture import Node
from meshwright.catalog.documents.entities import entity_cards
from meshwright.catalog.documents.entity import entity_view
from meshwright.catalog.html.page import Page, Section
from meshwright.catalog.html.pictured import drawing
from meshwright.catalog.text import plain_of
from meshwright.mesh.entities import vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.catalog.diagrams.picture import Picture
    from meshwright.catalog.documents.entity import DomainGroup, EntityView, Way
    from meshwright.catalog.html.rendering import Renderer
    from meshwright.catalog.overview import Overview
    from meshwright.mesh.entities import Entity

INDEX = "entities"
SCRIPTS = ("assets/js/tables.js",)
PARTS = (
    ("", "", "head"),
    ("How it is identified", "identifiers", "identifiers"),
    ("Where it appears", "appearances", "appearances"),
    ("How domains join on it", "joins", "joins"),
    ("Open gaps", "gaps", "gaps"),
)
"""Heading, anchor and template of each section."""
DRAWN = 24
"""Identifiers that a picture has room for."""


def entity_pages(overview: Overview, renderer: Renderer) -> Iterator[Page]:
    """Give the list of entities, then each entity."""
    html = renderer.html("entities.html", INDEX, entities=entity_cards(overview))
    yield Page(INDEX, "Entities", (Section(html),), has_contents=False, scripts=SCRIPTS)
    for each in overview.mesh.once(vocabulary).entities.values():
        yield _page(each, overview, renderer)


def _page(stated: Entity, overview: Overview, renderer: Renderer) -> Page:
    view, route, forge = entity_view(stated, overview), routes.entity(stated.name), overview.source.forge
    picture, undrawn = _picture(view, route)
    context = {
        "entity": view,
        "picture": picture,
        "undrawn": undrawn,
        "link": forge.file(view.file) if forge else None,
    }
    return Page(
        route=route,
        title=view.title,
        description=plain_of(view.definition),
        sections=tuple(
            Section(renderer.html(f"entity/{template}.html", route, **context), heading, anchor)
            for heading, anchor, template in PARTS
        ),
        scripts=SCRIPTS,
        files=(drawing(f"{route}/identifiers.svg", picture),) if picture else (),
    )


def _picture(view: EntityView, route: str) -> tuple[Picture | None, int]:
    """Draw how each domain's identifiers map, and say for how many there is no room.

    What maps by itself is left out first.
    """
    every = [
        (way.kind == "same", _identifier(group, scheme, way, columns, route))
        for group in view.groups
        for scheme, (way, columns) in group.ways.items()
    ]
    if not every or not view.identifier:
        return None, 0
    drawn = [each for _, each in sorted(every, key=lambda each: each[0])][:DRAWN]
    middle = Node("\n", view.identifier, f"identifies {view.title}", routes.link(route, route, "identifiers"))
    title = f"How the identifiers of {view.title} map to {view.identifier}"
    return entity("identifiers-picture", title, middle, drawn), len(every) - len(drawn)


def _identifier(group: DomainGroup, scheme: str, way: Way, columns: int, route: str) -> Identifier:
    count = f"{columns} column{'' if columns == 1 else 's'}"
    node = Node(
        f"{group.anchor}\n{scheme}",
        group.domain.title,
        f"{scheme}, {count}",
        routes.link(route, route, group.anchor),
    )
    if way.kind == "none":
        return Identifier(node)
    if way.kind == "same":
        return Identifier(node, (Mapping("the same values"),))
    label = " → ".join(address.split("/")[1] for address in way.through)
    href = routes.link(route, *routes.anchored(way.through[0]))
    return Identifier(node, (Mapping(label, href, title=way.words),))
