"""The page on what machines read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.catalog.api.about import api_text
from meshwright.catalog.html.page import Page, Section

if TYPE_CHECKING:
    from meshwright.catalog.html.rendering import Renderer

ROUTE = "programs"


def about_page(renderer: Renderer) -> Page:
    """Give the page on the API, feeds and twins."""
    html = renderer.html("about.html", ROUTE, text=api_text())
    return Page(
        ROUTE,
        "For programs",
        (Section(html),),
        "The catalog as JSON, Markdown and feeds.",
        has_contents=False,
    )
