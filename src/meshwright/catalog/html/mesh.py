"""The pages about the mesh as a whole: home, map, changes, unreadable files and the API."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from meshwright.catalog import routes
from meshwright.catalog.documents.parts import Figure
from meshwright.catalog.html.diagrams import domains_diagram, drawing, mesh_picture
from meshwright.catalog.html.page import Page, Section
from meshwright.catalog.same_changes import days_of
from meshwright.catalog.sections import API, CHANGES, MAP
from meshwright.catalog.text import counted, noun_for

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.catalog.documents.mesh import Changes, Index, Unreadable
    from meshwright.catalog.documents.register import Domains
    from meshwright.catalog.html.rendering import Renderer

MOST_DRAWN = 12
"""The maximum number of domains in a legible diagram; beyond that, there is a matrix."""
MOST_LINES = 48
"""The maximum number of lines between domains that people can distinguish."""
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
    domains, excluded = counted(figures.domains, "domain"), counted(found.pardoned, "finding")
    yield _figure(figures.products, "data product", f"in {domains}")
    yield _figure(figures.ports, "output port", counted(figures.fields, "field"))
    yield _figure(figures.entities, "entity", "for joining products", "entities")
    yield _figure(figures.uses, "use", "by products and agreements")
    yield _figure(found.errors, "error", noun_for(found.errors, "open finding"))
    yield _figure(found.warnings, "warning", f"{excluded} excluded")


def _figure(number: int, noun: str, note: str, plural: str = "") -> Figure:
    return Figure(name=noun_for(number, noun, plural), value=f"{number:,}", note=note)


def map_page(domains: Domains, renderer: Renderer) -> Page:
    """Return the map of flows between domains. The map includes each domain's products, which a script expands."""
    found = [each for each in domains.domains if each.products]
    diagram = domains_diagram(domains.domains, MAP.route)
    lines = sum(len(each.feeds) for each in found)
    html = renderer.html(
        "map.html",
        MAP.route,
        diagram=diagram,
        domains=found,
        is_matrix=len(found) > MOST_DRAWN or lines > MOST_LINES,
        is_drawn=lines <= MOST_LINES,
    )
    return Page(
        MAP.route,
        MAP.title,
        (Section(html),),
        MAP.text,
        has_contents=False,
        scripts=("assets/js/lineage.js",) if found else (),
        files=(drawing(f"{MAP.route}/map.svg", diagram),),
    )


def changes_page(changes: Changes, renderer: Renderer) -> Page:
    """Return the page about changes, by day."""
    html = renderer.html(
        "changes.html",
        CHANGES.route,
        days=tuple(days_of(changes)),
        note=changes.history_note,
        endings=changes.endings,
    )
    return Page(
        CHANGES.route,
        CHANGES.title,
        (Section(html),),
        CHANGES.text,
        has_contents=False,
        scripts=("assets/js/tables.js",) if changes.endings else (),
    )


def unreadable_page(found: Unreadable, renderer: Renderer) -> Page:
    """Return the placeholder page for a file with an unreadable document."""
    route = routes.broken(found.file)
    html = renderer.html("broken.html", route, broken=found)
    return Page(route, found.title, (Section(html),), "This document cannot be read.", has_contents=False)


def about_page(text: str, renderer: Renderer) -> Page:
    """Return the page about the API."""
    html = renderer.html("about.html", API.route, text=text)
    return Page(API.route, API.title, (Section(html),), API.text, has_contents=False)
