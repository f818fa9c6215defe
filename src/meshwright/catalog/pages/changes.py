"""The page on what was changed, over the whole mesh."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from meshwright.catalog.page import Page, Section
from meshwright.catalog.pages.product import history_note

if TYPE_CHECKING:
    from meshwright.catalog.overview import Overview
    from meshwright.catalog.rendering import Renderer

ROUTE = "changes"


def changes_page(overview: Overview, renderer: Renderer) -> Page:
    """Give the page on what was changed."""
    entries = overview.source.history.recent
    days = [(day.isoformat(), list(group)) for day, group in groupby(entries, lambda each: each.when.date())]
    html = renderer.html(
        "changes.html",
        ROUTE,
        entries=entries,
        days=days,
        known=frozenset(overview.cards),
        note=history_note(overview),
    )
    return Page(
        ROUTE, "Changes", (Section(html),), "What was changed of which data product.", has_contents=False
    )
