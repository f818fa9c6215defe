"""The site map for search engines (sitemaps.org), which accepts only absolute addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote
from xml.sax.saxutils import escape

from meshwright.catalog.html.page import File

if TYPE_CHECKING:
    from collections.abc import Iterable

    from meshwright.catalog.assembly.overview import Overview

MOST = 50_000
"""The maximum number of addresses in one file."""


def sitemap_file(pages: Iterable[str], overview: Overview) -> File | None:
    """Return the site map of pages, given their routes; None if the site's address is not configured."""
    site = overview.source.site_url.rstrip("/")
    if not site:
        return None
    changed = {
        card.route: entries[0].when.date().isoformat()
        for card in overview.cards.values()
        if (entries := overview.source.history.of(card.address))
    }
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">',
    ]
    for route in sorted(set(pages))[:MOST]:
        place = escape(quote(f"{site}/{route}/index.html" if route else f"{site}/index.html", safe=":/%?=&~"))
        day = f"<lastmod>{changed[route]}</lastmod>" if route in changed else ""
        lines.append(f"<url><loc>{place}</loc>{day}</url>")
    return File("sitemap.xml", "\n".join((*lines, "</urlset>\n")).encode())
