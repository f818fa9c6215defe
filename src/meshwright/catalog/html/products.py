"""The page with the table of all products, and the same table as CSV for spreadsheets."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from meshwright.catalog.documents.parts import kind_of
from meshwright.catalog.html.page import File, Page, Section
from meshwright.catalog.natural import natural
from meshwright.catalog.sections import PRODUCTS
from meshwright.catalog.text import shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from meshwright.catalog.documents.register import Products, Summary
    from meshwright.catalog.html.rendering import Renderer

INDEX = PRODUCTS.route
HEAD = (
    *("address", "name", "purpose", "domain", "owner", "status", "kind", "version", "classification"),
    *("personal data", "entities", "fresh within", "ends", "consumers", "errors", "warnings", "notices"),
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""Characters by which spreadsheets recognise a formula."""


def products_page(found: Products, renderer: Renderer) -> Page:
    """Return the page of all products, most used first."""
    rows = by_use(found.products)
    return Page(
        INDEX,
        PRODUCTS.title,
        (Section(renderer.html("products.html", INDEX, products=rows)),),
        PRODUCTS.text,
        has_contents=False,
        scripts=("assets/js/tables.js", "assets/js/products.js"),
        files=(File(f"{INDEX}/products.csv", _csv(rows)),),
    )


def by_use(products: Iterable[Summary]) -> Sequence[Summary]:
    """Sort products by their number of consumers, largest first."""
    return sorted(products, key=lambda each: (-each.consumers, natural(each.title), natural(each.address)))


def _csv(products: Iterable[Summary]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEAD)
    writer.writerows([_cell(each) for each in _values(product)] for product in products)
    return text.getvalue().encode("utf-8-sig", "replace")


def _values(product: Summary) -> Iterable[object]:
    found = product.diagnostics
    return (
        product.address,
        product.title,
        product.purpose,
        product.domain.title if product.domain else "",
        product.team.title if product.team else "",
        product.status,
        kind_of(product.archetype),
        product.version,
        product.level,
        "yes" if product.is_personal else "no",
        ", ".join(product.entities),
        product.freshness,
        product.ends or "",
        *(product.consumers, found.errors, found.warnings, found.notices),
    )


def _cell(value: object) -> str:
    """Return a CSV cell that no spreadsheet interprets as a formula."""
    text = shown(str(value))
    return f"'{text}" if text.startswith(_FORMULA) else text
