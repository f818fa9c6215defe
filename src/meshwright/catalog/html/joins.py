"""The page on which users pick two products to see whether and how they can be joined, and its data."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from meshwright.catalog import routes
from meshwright.catalog.api.writing import written
from meshwright.catalog.html.page import File, Page, Section
from meshwright.catalog.html.wording import spaced
from meshwright.catalog.indexes.scripts import script
from meshwright.catalog.natural import natural
from meshwright.catalog.sections import JOINS
from meshwright.catalog.text import web_link

if TYPE_CHECKING:
    from collections.abc import Iterable

    from meshwright.catalog.documents.entity import Entities
    from meshwright.catalog.documents.product import Join, Port, Product
    from meshwright.catalog.documents.register import Products
    from meshwright.catalog.html.rendering import Renderer

INDEX = JOINS.route
SCRIPTS = ("assets/data/mesh.js", "assets/js/joins.js")


def joins_page(products: Products, entities: Entities, renderer: Renderer) -> Page:
    """Return the page for selecting products. Without JavaScript, the page links to each product's joins."""
    named = sorted(
        products.products,
        key=lambda each: (natural(each.domain.title if each.domain else ""), natural(each.title)),
    )
    domains = [
        (title, list(own))
        for title, own in groupby(named, lambda each: each.domain.title if each.domain else "No domain")
    ]
    titles = {each.name: each.title for each in entities.entities}
    html = renderer.html("joins.html", INDEX, domains=domains, titles=titles)
    return Page(INDEX, "Can I join?", (Section(html),), JOINS.text, has_contents=False, scripts=SCRIPTS)


def joins_file(product: Product, joins: Iterable[Join], *, is_complete: bool) -> File:
    """Return the data of the page for one product: its joins, and the conditions for reading its ports."""
    data = {
        "complete": is_complete,
        "limitations": product.description.limitations,
        "channel": [product.channel.channel, web_link(product.channel.url) or ""]
        if product.channel
        else None,
        "ports": {port.address: _access(port, product.withheld_from) for port in product.ports},
        "titles": {each.name: each.title for each in product.entities if each.title},
        "joins": [written(each, f"{INDEX}/x") for each in joins],
    }
    return File(f"{routes.product(product.address)}/joins.js", script(f"joins {product.address}", data))


def _access(port: Port, withheld_from: str) -> dict[str, str]:
    roles = dict.fromkeys(spaced(grant.role) for grant in (port.contract.grants if port.contract else ()))
    personal = "with personal data" if port.level else "contains personal data"
    said = (
        f"classified as {port.level}" if port.level else "",
        personal if port.is_personal else "",
        f"open to {', '.join(roles)}" if roles else "",
    )
    nothing = "" if withheld_from else "no access is declared"
    return {
        "said": ", ".join(each for each in said if each) or nothing,
        "request": f"request-{routes.port_anchor(port.address)}" if port.request else "",
    }
