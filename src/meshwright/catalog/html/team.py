"""The pages of teams, and their list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.catalog import routes
from meshwright.catalog.documents.team import team_cards, team_view
from meshwright.catalog.html.page import Page, Section
from meshwright.catalog.html.product import finding
from meshwright.catalog.text import plain_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.catalog.html.rendering import Renderer
    from meshwright.catalog.overview import Overview

INDEX = "teams"
SCRIPTS = ("assets/js/tables.js",)
PARTS = (
    ("", "", "head"),
    ("Products", "products", "products"),
    ("Findings", "findings", "findings"),
    ("Looks after", "looks-after", "registers"),
    ("Uses by agreement", "agreements", "agreements"),
)
"""Heading, anchor and template of each section."""


def team_pages(overview: Overview, renderer: Renderer) -> Iterator[Page]:
    """Give the list of teams, then each team."""
    html = renderer.html("teams.html", INDEX, teams=team_cards(overview))
    yield Page(INDEX, "Teams", (Section(html),), has_contents=False, scripts=SCRIPTS)
    for name in overview.by_team:
        yield _page(name, overview, renderer)


def _page(name: str, overview: Overview, renderer: Renderer) -> Page:
    view, route, forge = team_view(name, overview), routes.team(name), overview.source.forge
    context = {
        "team": view,
        "said": {
            row.rule: [(card, finding(diagnostic)) for card, diagnostic in row.shown] for row in view.findings
        },
        "link": forge.file(view.file) if forge and view.file else None,
    }
    return Page(
        route=route,
        title=view.title,
        description=plain_of(view.purpose),
        sections=tuple(
            Section(renderer.html(f"team/{template}.html", route, **context), heading, anchor)
            for heading, anchor, template in PARTS
        ),
        scripts=SCRIPTS,
    )
