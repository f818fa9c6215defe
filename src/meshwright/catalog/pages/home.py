"""The home page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.catalog.page import Page, Section
from meshwright.catalog.pages.broken import broken_files
from meshwright.catalog.pages.pictured import drawing
from meshwright.catalog.views.domain import domain_cards
from meshwright.catalog.views.product import Figure
from meshwright.catalog.views.products import mean_of
from meshwright.mesh.registers import text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.catalog.overview import Card, Overview
    from meshwright.catalog.pages.pictured import Pictured
    from meshwright.catalog.rendering import Renderer

ENDING_DAYS = 180
LISTED = 8


def home_page(overview: Overview, renderer: Renderer, pictured: Pictured) -> Page:
    """Give the home page."""
    source = overview.source
    picture = pictured.domains("")
    html = renderer.html(
        "home.html",
        "",
        title=source.title,
        description=text(source.settings.get("description")),
        figures=tuple(_figures(overview)),
        domains=domain_cards(overview),
        picture=picture,
        known=frozenset(overview.cards),
        broken=tuple(broken_files(overview).items()),
        recent=source.history.recent[:LISTED],
        ending=_ending(overview),
    )
    return Page(
        route="",
        title=source.title,
        description=text(source.settings.get("description")),
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
    yield Figure(f"{users:,}", "uses", "of products, and by agreement")
    yield Figure("-" if score is None else f"{score}", "mean quality", "of 100")
    summary = overview.source.report.summary
    open_findings = summary.errors + summary.warnings
    yield Figure(f"{open_findings:,}", "open findings", f"{summary.waived} waived")


def _ending(overview: Overview) -> tuple[Card, ...]:
    today = overview.mesh.today
    ends = [
        (card.ends, card)
        for card in overview.cards.values()
        if card.ends is not None and (card.ends - today).days <= ENDING_DAYS
    ]
    return tuple(card for _, card in sorted(ends, key=lambda each: (each[0], each[1].address))[:LISTED])
