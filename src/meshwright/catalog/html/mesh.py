"""The pages on the mesh as a whole: home, map, changes, what cannot be read, what programs read."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING

from meshwright.catalog import routes
from meshwright.catalog.diagrams.diagram import DiagramEdge
from meshwright.catalog.diagrams.tiles import Dot, Tile, map_data, tiles
from meshwright.catalog.documents.parts import Figure, kind_of
from meshwright.catalog.html.diagrams import drawing, mesh_picture
from meshwright.catalog.html.page import File, Page, Section
from meshwright.catalog.html.wording import tone_of
from meshwright.catalog.indexes.scripts import script

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.catalog.diagrams.tiles import Tone
    from meshwright.catalog.documents.mesh import Changes, Index, Lineage, Unreadable
    from meshwright.catalog.documents.register import Domains, Summary
    from meshwright.catalog.html.rendering import Renderer

MAP = "map"
MAP_DATA = "assets/data/map.js"
FACETS = ("Status", "Kind", "Team")
LEGEND: tuple[tuple[Tone, str], ...] = (("good", "good quality"), ("fair", "fair"), ("poor", "needs work"))
PROGRAMS = "programs"
_SENTENCE = re.compile(r"(?<=[.!?])\s+")


def home_page(index: Index, renderer: Renderer) -> Page:
    """Return the home page."""
    description = index.description.strip()
    diagram = mesh_picture(index.domains, routes.HOME)
    html = renderer.html(
        "home.html",
        routes.HOME,
        index=index,
        first=_SENTENCE.split(description, maxsplit=1)[0],
        description=description,
        figures=tuple(_figures(index)),
        diagram=diagram,
    )
    return Page(
        route=routes.HOME,
        title=index.title,
        description=index.description,
        sections=(Section(html),),
        has_contents=False,
        files=(drawing("domains.svg", diagram),),
    )


def _figures(index: Index) -> Iterator[Figure]:
    figures, found = index.figures, index.diagnostics
    yield Figure(name="data products", value=f"{figures.products:,}", note=f"in {figures.domains} domains")
    yield Figure(name="output ports", value=f"{figures.ports:,}", note=f"{figures.fields:,} fields")
    yield Figure(name="entities", value=f"{figures.entities:,}", note="that products join on")
    yield Figure(name="uses", value=f"{figures.uses:,}", note="by products and agreements")
    yield Figure(name="errors", value=f"{found.errors:,}", note="open findings")
    yield Figure(name="warnings", value=f"{found.warnings:,}", note=f"{found.pardoned} findings pardoned")


def map_page(domains: Domains, renderer: Renderer) -> Page:
    """Return the map: a tile for each domain, a dot for each product."""
    found = tuple(_tiles(domains))
    diagram = tiles("map-diagram", "All products by domain", found, LEGEND)
    html = renderer.html("map.html", MAP, diagram=diagram, is_empty=not found)
    return Page(
        MAP,
        "Map",
        (Section(html),),
        "Every data product as a dot in its domain, and what flows between them.",
        has_contents=False,
        scripts=("assets/js/map.js", MAP_DATA) if found else (),
        files=(drawing(f"{MAP}/map.svg", diagram),),
    )


def map_file(domains: Domains, lineage: Lineage) -> File:
    """Return the data of the map's script."""
    edges = (
        DiagramEdge(lineage.products[source], lineage.products[target]) for source, target in lineage.edges
    )
    return File(MAP_DATA, script("map", map_data(_tiles(domains), edges, FACETS)))


def _tiles(domains: Domains) -> Iterator[Tile]:
    for each in domains.domains:
        if each.products:
            href = routes.link(MAP, routes.domain(each.name))
            yield Tile(each.title, href, tuple(map(_dot, each.products)))


def _dot(product: Summary) -> Dot:
    quality = f", quality {product.score}" if product.score is not None else ""
    team = product.team.title if product.team else ""
    href = routes.link(MAP, routes.product(product.address))
    facets = (product.status, kind_of(product.archetype), team)
    return Dot(product.address, f"{product.title}{quality}", href, tone_of(product.score), facets)


def changes_page(changes: Changes, renderer: Renderer) -> Page:
    """Return the page on what was changed, by day."""
    grouped = groupby(changes.commits, lambda each: each.when.date())
    days = [(day.isoformat(), list(group)) for day, group in grouped]
    html = renderer.html("changes.html", "changes", days=days, note=changes.history_note)
    return Page(
        "changes", "Changes", (Section(html),), "What was changed of which data product.", has_contents=False
    )


def unreadable_page(found: Unreadable, renderer: Renderer) -> Page:
    """Return the placeholder of a file with a document that cannot be read."""
    route = routes.broken(found.file)
    html = renderer.html("broken.html", route, broken=found)
    return Page(route, found.title, (Section(html),), "This document cannot be read.", has_contents=False)


def about_page(text: str, renderer: Renderer) -> Page:
    """Return the page on what programs read."""
    html = renderer.html("about.html", PROGRAMS, text=text)
    return Page(
        PROGRAMS,
        "For programs",
        (Section(html),),
        "The catalog as JSON, Markdown and feeds.",
        has_contents=False,
    )
