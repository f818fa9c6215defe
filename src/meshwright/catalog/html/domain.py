"""The pages of domains, and the list of domains."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.catalog import routes
from meshwright.catalog.html.diagrams import domains_diagram, drawing
from meshwright.catalog.html.page import Page, Section
from meshwright.catalog.sections import DOMAINS
from meshwright.catalog.text import plain_of

if TYPE_CHECKING:
    from meshwright.catalog.documents.register import Domain, Domains
    from meshwright.catalog.html.rendering import Renderer

INDEX = DOMAINS.route
SCRIPTS = ("assets/js/tables.js",)
PARTS = (
    ("", "", "head"),
    ("Products", "products", "products"),
    ("Upstream and downstream domains", "flows", "flows"),
    ("Meanings of entities", "entities", "entities"),
    ("Ending", "ending", "ending"),
)
"""The heading, anchor and template of each section."""


def domains_page(found: Domains, renderer: Renderer) -> Page:
    """Return the list of domains."""
    diagram = domains_diagram(found.domains, INDEX)
    html = renderer.html("domains.html", INDEX, domains=found.domains, diagram=diagram)
    return Page(
        INDEX,
        DOMAINS.title,
        (Section(html),),
        DOMAINS.text,
        has_contents=False,
        scripts=SCRIPTS,
        files=(drawing(f"{INDEX}/domains.svg", diagram),),
    )


def domain_page(domain: Domain, found: Domains, renderer: Renderer) -> Page:
    """Return the page of a domain; its diagram shows the neighbouring domains."""
    route = routes.domain(domain.name)
    has_flows = domain.fed_by or domain.feeds
    diagram = domains_diagram(found.domains, route, domain) if has_flows else None
    context = {"domain": domain, "diagram": diagram}
    return Page(
        route=route,
        title=domain.title,
        description=plain_of(domain.purpose),
        sections=renderer.sections("domain", PARTS, route, context),
        scripts=SCRIPTS,
        files=(drawing(f"{route}/flows.svg", diagram),) if diagram else (),
    )
