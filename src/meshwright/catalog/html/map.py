"""The map: a tile for each domain, a dot for each product."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.catalog import routes
from meshwright.catalog.diagrams.picture import Edge
from meshwright.catalog.diagrams.tiles import Dot, Tile, map_data, tiles
from meshwright.catalog.documents.product import domain_title, team_title, title_of
from meshwright.catalog.documents.products import KINDS
from meshwright.catalog.html.page import File, Page, Section
from meshwright.catalog.html.pictured import drawing, tone_of
from meshwright.catalog.indexes.scripts import script
from meshwright.scores.standing import percent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.catalog.diagrams.tiles import Tone
    from meshwright.catalog.html.rendering import Renderer
    from meshwright.catalog.overview import Card, Overview

ROUTE = "map"
DATA = "assets/data/map.js"
FACETS = ("Status", "Kind", "Team")
TITLE = "All products by domain"
LEGEND: tuple[tuple[Tone, str], ...] = (("good", "good quality"), ("fair", "fair"), ("poor", "needs work"))


def map_page(overview: Overview, renderer: Renderer) -> Page:
    """Give the map."""
    picture = tiles("map-picture", TITLE, _tiles(overview), LEGEND)
    html = renderer.html("map.html", ROUTE, picture=picture, is_empty=not overview.cards)
    return Page(
        ROUTE,
        "Map",
        (Section(html),),
        "Every data product as a dot in its domain, and what flows between them.",
        has_contents=False,
        scripts=("assets/js/map.js", DATA) if overview.cards else (),
        files=(drawing(f"{ROUTE}/map.svg", picture),),
    )


def map_file(overview: Overview) -> File:
    """Give what the map's script needs."""
    edges = (
        Edge(address, user.product.address)
        for address, users in overview.users.items()
        for user in users
        if user.product is not None
    )
    return File(DATA, script("map", map_data(_tiles(overview), edges, FACETS)))


def _tiles(overview: Overview) -> Iterator[Tile]:
    for name, cards in overview.by_domain.items():
        if cards:
            label = domain_title(name, overview) or "No domain"
            yield Tile(
                label, routes.link(ROUTE, routes.domain(name)), tuple(_dot(card, overview) for card in cards)
            )


def _dot(card: Card, overview: Overview) -> Dot:
    score = percent(card.standing.score) if card.standing else None
    title = f"{title_of(card.name)}, quality {score}" if score is not None else title_of(card.name)
    facets = (card.status, KINDS.get(card.archetype, card.archetype), team_title(card.team, overview))
    return Dot(card.address, title, routes.link(ROUTE, card.route), tone_of(score), facets)
