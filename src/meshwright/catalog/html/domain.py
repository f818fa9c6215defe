"""The pages of domains, and their list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.catalog import routes
from meshwright.catalog.documents.domain import domain_cards, domain_view
from meshwright.catalog.html.page import Page, Section
from meshwright.catalog.html.pictured import drawing
from meshwright.catalog.text import plain_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.catalog.html.pictured import Pictured
    from meshwright.catalog.html.rendering import Renderer
    from meshwright.catalog.overview import Overview

INDEX = "domains"
SCRIPTS = ("assets/js/tables.js",)
PARTS = (
    ("", "", "head"),
    ("Products", "products", "products"),
    ("Feeds and is fed by", "flows", "flows"),
    ("What it means by each entity", "entities", "entities"),
    ("Ending", "ending", "ending"),
)
"""Heading, anchor and template of each section."""


def domain_pages(overview: Overview, renderer: Renderer, pictured: Pictured) -> Iterator[Page]:
    """Give the list of domains, then each domain."""
    yield _index(overview, renderer, pictured)
    for name in overview.by_domain:
        yield _page(name, overview, renderer, pictured)


def _index(overview: Overview, renderer: Renderer, pictured: Pictured) -> Page:
    picture = pictured.domains(INDEX)
    html = renderer.html("domains.html", INDEX, domains=domain_cards(overview), picture=picture)
    return Page(
        INDEX,
        "Domains",
        (Section(html),),
        has_contents=False,
        scripts=SCRIPTS,
        files=(drawing(f"{INDEX}/domains.svg", picture),),
    )


def _page(name: str, overview: Overview, renderer: Renderer, pictured: Pictured) -> Page:
    view, route, forge = domain_view(name, overview), routes.domain(name), overview.source.forge
    picture = pictured.domains(route, only=name) if view.fed_by or view.feeds else None
    context = {
        "domain": view,
        "picture": picture,
        "link": forge.file(view.file) if forge and view.file else None,
    }
    return Page(
        route=route,
        title=view.title,
        description=plain_of(view.purpose),
        sections=tuple(
            Section(renderer.html(f"domain/{template}.html", route, **context), heading, anchor)
            for heading, anchor, template in PARTS
        ),
        scripts=SCRIPTS,
        files=(drawing(f"{route}/flows.svg", picture),) if picture else (),
    )
