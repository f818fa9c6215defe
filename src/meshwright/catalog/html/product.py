"""The page of a product, and what lies beside it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from markupsafe import Markup

from meshwright.catalog.access import request
from meshwright.catalog.diagrams.badge import badge
from meshwright.catalog.documents.joins import joins_of
from meshwright.catalog.documents.product import product_view, title_of
from meshwright.catalog.documents.products import KINDS
from meshwright.catalog.html.broken import broken_route
from meshwright.catalog.html.page import File, Page, Section
from meshwright.catalog.html.pictured import drawing, tone_of
from meshwright.scores.standing import percent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.catalog.documents.product import ProductView
    from meshwright.catalog.html.pictured import Pictured
    from meshwright.catalog.html.rendering import Renderer
    from meshwright.catalog.overview import Card, Overview
    from meshwright.rulekit.diagnostic import Diagnostic

PARTS = (
    ("", "", "head"),
    ("Lineage", "lineage", "lineage"),
    ("Output ports", "ports", "ports"),
    ("Joins with", "joins", "joins"),
    ("Promises", "promises", "promises"),
    ("Used by", "used-by", "users"),
    ("Quality", "quality", "quality"),
    ("Changes", "changes", "changes"),
)
"""Heading, anchor and template of each section."""


SCRIPTS = (
    "assets/js/product.js",
    "assets/js/columns.js",
    "assets/data/access.js",
    "assets/js/access.js",
)


class Said(NamedTuple):
    """A finding, as a row."""

    message: str
    rule: str
    level: str
    kind: str
    note: str


def product_outline(card: Card) -> Page:
    """Give the page of a product without what stands below its headings."""
    return Page(
        route=card.route,
        title=title_of(card.name),
        description=card.purpose,
        sections=tuple(Section(Markup(), heading, anchor) for heading, anchor, _ in PARTS),
        scripts=SCRIPTS,
    )


def product_page(card: Card, overview: Overview, renderer: Renderer, pictured: Pictured) -> Page:
    """Give the page of a product."""
    outline = product_outline(card)
    view = product_view(card, overview)
    context = _context(view, overview, pictured)
    sections = (
        replace(section, html=renderer.html(f"product/{template}.html", card.route, **context))
        for section, (_, _, template) in zip(outline.sections, PARTS, strict=True)
    )
    return replace(outline, sections=tuple(sections), files=tuple(_files(view, context, overview)))


def _files(view: ProductView, context: dict[str, Any], overview: Overview) -> Iterator[File]:
    """Give what lies beside the page: the contracts, the picture, a badge."""
    route = view.route
    for port in view.ports:
        if port.file:
            text = overview.source.text_of(port.file)
            yield File(f"{route}/{port.anchor}.yaml.txt", text.encode("utf-8", "replace"))
    yield drawing(f"{route}/lineage.svg", context["picture"])
    score = percent(view.card.standing.score) if view.card.standing else None
    yield File(
        f"{route}/badge.svg",
        badge("quality", str(score) if score is not None else "unknown", tone_of(score)).encode(),
    )


def finding(diagnostic: Diagnostic) -> Said:
    """Give a diagnostic as a row."""
    level = str(diagnostic.severity)
    kind = {"error": "poor", "warning": "warn"}.get(level, "")
    if diagnostic.waived is not None:
        until = f" until {diagnostic.waived.expires}" if diagnostic.waived.expires else ""
        return Said(diagnostic.message, diagnostic.rule, "waived", "", f"{diagnostic.waived.reason}{until}")
    if diagnostic.is_suppressed:
        return Said(diagnostic.message, diagnostic.rule, "suppressed", "", "")
    note = "known from the baseline" if diagnostic.known is not None else ""
    return Said(diagnostic.message, diagnostic.rule, level, kind, note)


def _context(view: ProductView, overview: Overview, pictured: Pictured) -> dict[str, Any]:
    source, card = overview.source, view.card
    joins, more_joins = joins_of(card, overview)
    living = [port for port in view.ports if port.status != "retired" and port.contract is not None]
    requests = {port.address: request(port.port, overview.mesh, source.forge) for port in living}
    files = {"": view.file} | {port.address: port.file for port in view.ports if port.file}
    opened = next((port for port in living if port.status != "deprecated"), None)
    commits = {entry.commit for entry in view.changes}
    return {
        "product": view,
        "kind": KINDS.get(card.archetype, card.archetype),
        "joins": joins,
        "more_joins": more_joins,
        "picture": pictured.neighbourhood(card),
        "requests": requests,
        "main_port": overview.main_port(card.product),
        "open_port": opened.address if opened else "",
        "open_anchor": opened.anchor if opened else "",
        "broken": {
            port.contract_id: broken_route(each.file)
            for port in view.ports
            for each in overview.broken.get(port.contract_id, ())
            if port.contract is None and each.file
        },
        "links": {key: source.forge.file(file) if source.forge else None for key, file in files.items()},
        "commits": {name: source.forge.commit(name) if source.forge else None for name in commits},
        "findings": tuple(map(finding, view.diagnostics)),
        "history_note": history_note(overview),
    }


def history_note(overview: Overview) -> str:
    """Say what is missing of the past."""
    history = overview.source.history
    if history.why_none:
        return f"Nothing is told of the past: {history.why_none}."
    return "Older changes are not in this copy of the repository." if history.is_shallow else ""
