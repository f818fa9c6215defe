"""The pages of teams, and the list of teams."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.catalog import routes
from meshwright.catalog.html.page import Page, Section
from meshwright.catalog.sections import TEAMS
from meshwright.catalog.text import plain_of

if TYPE_CHECKING:
    from meshwright.catalog.documents.register import Team, Teams
    from meshwright.catalog.html.rendering import Renderer

INDEX = TEAMS.route
SCRIPTS = ("assets/js/tables.js",)
PARTS = (
    ("", "", "head"),
    ("Products", "products", "products"),
    ("This week", "digest", "digest"),
    ("Findings", "findings", "findings"),
    ("Responsible for", "looks-after", "registers"),
    ("Uses by agreement", "agreements", "agreements"),
)
"""The heading, anchor and template of each section."""


def teams_page(found: Teams, renderer: Renderer) -> Page:
    """Return the list of teams."""
    html = renderer.html("teams.html", INDEX, teams=found.teams)
    return Page(INDEX, TEAMS.title, (Section(html),), TEAMS.text, has_contents=False, scripts=SCRIPTS)


def team_page(team: Team, renderer: Renderer) -> Page:
    """Return the page of a team."""
    route = routes.team(team.name)
    return Page(
        route=route,
        title=team.title,
        description=plain_of(team.purpose),
        sections=renderer.sections("team", PARTS, route, {"team": team}),
        scripts=SCRIPTS,
    )
