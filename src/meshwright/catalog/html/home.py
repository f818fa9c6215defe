"""The home page."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from meshwright.catalog.documents.domain import domain_cards, endings_of
from meshwright.catalog.documents.product import Figure
from meshwright.catalog.documents.products import mean_of
from meshwright.catalog.html.broken import broken_files
from meshwright.catalog.html.changes import changes_of
from meshwright.catalog.html.page import Page, Section
from meshwright.catalog.html.pictured import drawing
from meshwright.mesh.registers import text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.catalog.documents.domain import Ending
    from meshwright.catalog.html.pictured import Pictured
    from meshwright.catalog.html.rendering import Renderer
    from meshwright.catalog.overview import Overview

ENDING_DAYS = 365
LISTED = 8
_SENTENCE = re.compile(r"(?<=[.!?])\s+")


def home_page(overview: Overview, renderer: Renderer, pictured: Pictured) -> Page:
    """Give the home page."""
    source = overview.source
    description = text(source.settings.get("description"))
    picture = pictured.domains("")
    html = renderer.html(
        "home.html",
        "",
        title=source.title,
        first=_SENTENCE.split(description.strip(), maxsplit=1)[0],
        description=description.strip(),
        figures=tuple(_figures(overview)),
        domains=domain_cards(overview),
        picture=picture,
        known=frozenset(overview.cards),
        broken=tuple(broken_files(overview).items()),
        recent=changes_of(source.history.recent)[:LISTED],
        ending=_ending(overview),
    )
    return Page(
        route="",
        title=source.title,
        description=description,
        sections=(Section(html),),
        has_contents=False,
        scripts=("assets/data/products.js", "assets/js/finder.js"),
        files=(drawing("domains.svg", picture),),
    )


def _figures(overview: Overview) -> Iterator[Figure]:
    mesh = overview.mesh
    ports = len(mesh.ports)
    fields = sum(len(contract.fact.fields) for contract in mesh.contracts)
    score = mean_of(overview.cards.values())
    users = sum(len(each) for each in overview.users.values())
    yield Figure(f"{len(overview.cards):,}", "data products", f"in {len(overview.by_domain)} domains")
    yield Figure(f"{ports:,}", "output ports", f"{fields:,} fields")
    yield Figure(f"{len(overview.by_entity):,}", "entities", "that products join on")
    yield Figure(f"{users:,}", "uses", "by products and agreements")
    yield Figure("\N{EN DASH}" if score is None else f"{score}", "mean quality", "of 100")
    summary = overview.source.report.summary
    open_findings = summary.errors + summary.warnings
    yield Figure(f"{open_findings:,}", "open findings", f"{summary.waived} waived")


def _ending(overview: Overview) -> tuple[Ending, ...]:
    last = overview.mesh.today + timedelta(days=ENDING_DAYS)
    soon = [card for card in overview.cards.values() if card.ends is not None and card.ends <= last]
    ends = (each for each in endings_of(soon, overview) if each.status != "retired")
    return tuple(each for each in ends if each.ends is not None and each.ends <= last)[:LISTED]
