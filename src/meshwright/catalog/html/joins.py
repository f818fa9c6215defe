"""The page on which users pick two products to see whether and how they can be joined, and its data."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from meshwright.catalog import routes
from meshwright.catalog.api.writing import written
from meshwright.catalog.html.page import File, Page, Section
from meshwright.catalog.indexes.scripts import script

if TYPE_CHECKING:
    from collections.abc import Iterable

    from meshwright.catalog.documents.product import Join
    from meshwright.catalog.documents.register import Products
    from meshwright.catalog.html.rendering import Renderer

INDEX = "joins"
SCRIPTS = ("assets/data/mesh.js", "assets/js/joins.js")


def joins_page(products: Products, renderer: Renderer) -> Page:
    """Return the page; without JavaScript, it links to each product's joins."""
    named = sorted(products.products, key=lambda each: (each.domain.title if each.domain else "", each.title))
    domains = [
        (title, list(own))
        for title, own in groupby(named, lambda each: each.domain.title if each.domain else "No domain")
    ]
    html = renderer.html("joins.html", INDEX, domains=domains)
    description = "Pick two products to see whether they can be joined, on which columns, and with which SQL."
    return Page(INDEX, "Can I join?", (Section(html),), description, has_contents=False, scripts=SCRIPTS)


def joins_file(address: str, joins: Iterable[Join], *, is_complete: bool) -> File:
    """Return the page's data about one product's joins."""
    path = f"{routes.product(address)}/joins.js"
    rows = [written(each, f"{INDEX}/x") for each in joins]
    return File(path, script(f"joins {address}", {"complete": is_complete, "joins": rows}))
