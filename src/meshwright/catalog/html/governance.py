"""The page on how the mesh stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from meshwright.catalog.documents.governance import governance_view
from meshwright.catalog.documents.product import team_title
from meshwright.catalog.html.page import Page, Section
from meshwright.mesh.registers import text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.catalog.html.rendering import Renderer
    from meshwright.catalog.overview import Overview

ROUTE = "governance"
PARTS = (
    ("", "", "head"),
    ("Domains", "domains", "domains"),
    ("What would help most", "actions", "actions"),
    ("Rules", "rules", "rules"),
    ("Waivers", "waivers", "waivers"),
    ("Lead times", "lead-times", "leads"),
    ("Standards", "standards", "standards"),
)


class StandardRow(NamedTuple):
    """A standard of the organisation."""

    title: str
    owner: str
    since: str
    link: str | None


def governance_page(overview: Overview, renderer: Renderer) -> Page:
    """Give the governance page."""
    view = governance_view(overview)
    standards = tuple(_standards(overview))
    sections = tuple(
        Section(
            renderer.html("governance.html", ROUTE, part=part, view=view, standards=standards),
            heading,
            anchor,
        )
        for heading, anchor, part in PARTS
        if part != "standards" or standards
    )
    description = (
        "How the data products stand in the six qualities, what is waived, and what would help most."
    )
    return Page(ROUTE, "Governance", sections, description, scripts=("assets/js/tables.js",))


def _standards(overview: Overview) -> Iterator[StandardRow]:
    forge = overview.source.forge
    for entry in overview.mesh.register("Standard"):
        yield StandardRow(
            text(entry.get("title")) or entry.name,
            team_title(text(entry.get("owner")), overview),
            text(entry.get("enforceFrom")),
            forge.file(entry.home.file) if forge else None,
        )
