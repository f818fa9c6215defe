"""The page of a product and its diagrams."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from markupsafe import Markup

from meshwright.catalog import routes
from meshwright.catalog.diagrams.badge import badge
from meshwright.catalog.diagrams.diagram import DiagramEdge, DiagramNode
from meshwright.catalog.diagrams.folding import MOST_IN_A_COLUMN
from meshwright.catalog.diagrams.neighbourhood import flows, neighbourhood
from meshwright.catalog.html.diagrams import drawing
from meshwright.catalog.html.page import File, Page, Section
from meshwright.catalog.html.wording import tone_of
from meshwright.catalog.text import counted

if TYPE_CHECKING:
    from meshwright.catalog.diagrams.diagram import Diagram
    from meshwright.catalog.documents.product import Product
    from meshwright.catalog.html.rendering import Renderer

VIEWS = ("Overview", "Data", "Lineage", "Joins", "Trust", "Changes", "Documents")
"""The tabs of the page, in order; the first one is open."""
PARTS = (
    ("Overview", "", "", "overview"),
    ("Data", "Output ports", "ports", "ports"),
    ("Lineage", "Lineage", "lineage", "lineage"),
    ("Lineage", "Used by", "used-by", "users"),
    ("Joins", "Joins with", "joins", "joins"),
    ("Trust", "Service levels", "service-levels", "service_levels"),
    ("Trust", "Measured", "measured", "measured"),
    ("Trust", "Quality", "quality", "quality"),
    ("Changes", "Changes", "changes", "changes"),
    ("Documents", "Documents", "documents", "documents"),
)
"""Each section's tab, heading, anchor and template; sections without content are omitted."""
SCRIPTS = (
    "assets/js/product.js",
    "assets/js/columns.js",
    "assets/js/lineage.js",
    "assets/data/access.js",
    "assets/js/access.js",
)
_LEFT, _RIGHT = "\nfed by\n", "\nfeeds\n"
KINDS = {"deprecated": "ended", "retired": "ended", "draft": "draft", "proposed": "draft"}
"""The style in which a product is drawn, by its status."""


def product_outline(route: str, title: str, description: str) -> Page:
    """Return a product's page without its content, so that the shell for it can be rendered."""
    return Page(
        route=route,
        title=title,
        description=description,
        sections=(Section(Markup()),),
        has_contents=False,
        scripts=SCRIPTS,
    )


def product_page(product: Product, renderer: Renderer) -> Page:
    """Return a product's page."""
    route, diagram = routes.product(product.address), _diagram(product, renderer)
    outline = product_outline(route, product.title, product.summary)
    score = str(product.score) if product.score is not None else "unknown"
    return replace(
        outline,
        sections=(Section(_content(product, diagram, route, renderer)),),
        files=(
            drawing(f"{route}/lineage.svg", diagram),
            File(f"{route}/badge.svg", badge("quality", score, tone_of(product.score)).encode()),
        ),
    )


def _content(product: Product, diagram: Diagram, route: str, renderer: Renderer) -> Markup:
    """Return the HTML of a product's page: the head, and the sections in tabs."""
    values = {"product": product, "diagram": diagram}
    rendered = [
        (view, heading, anchor, html)
        for view, heading, anchor, template in PARTS
        if (html := renderer.html(f"product/{template}.html", route, **values)).strip()
    ]
    views = [(name, [each[1:] for each in rendered if each[0] == name]) for name in VIEWS]
    head = renderer.html("product/head.html", route, **values)
    return renderer.html("product/page.html", route, head=head, views=[each for each in views if each[1]])


def _colour(domain: str, renderer: Renderer) -> int | None:
    sign = renderer.signs.get(domain)
    return sign.colour if sign else None


def _title(domain: str, renderer: Renderer) -> str:
    sign = renderer.signs.get(domain)
    return sign.title if sign else domain


def _diagram(product: Product, renderer: Renderer) -> Diagram:
    """Draw a product's sources and consumers; if a side has too many products, they are folded by domain."""
    route, own = routes.product(product.address), product.address
    nodes = {
        each.address: DiagramNode(
            each.address,
            each.title,
            _title(each.domain, renderer),
            routes.link(route, routes.product(each.address)),
            KINDS.get(each.status, ""),
            colour=_colour(each.domain, renderer),
        )
        for each in product.neighbours
    }
    domain = product.domain.name if product.domain else ""
    nodes[own] = DiagramNode(
        own,
        product.title,
        _title(domain, renderer),
        routes.link(route, route),
        colour=_colour(domain, renderer),
    )
    folds = _folds(product)
    for key, addresses in folds.items():
        label = nodes[addresses[0]].sublabel or "no domain"
        href = f"#{'fed-by' if key.startswith(_LEFT) else 'feeds'}"
        colour = nodes[addresses[0]].colour
        nodes[key] = DiagramNode(key, label, counted(len(addresses), "product"), href, "fold", colour=colour)
    key_of = {address: key for key, addresses in folds.items() for address in addresses}
    edges = [
        DiagramEdge(key_of.get(source, source), key_of.get(target, target), "" if folds else port)
        for source, target, port in product.flows
        if not folds or own in (source, target)
    ]
    title = f"Sources and consumers of {product.title}"
    return neighbourhood("lineage-diagram", title, own, nodes, flows(edges))


def _folds(product: Product) -> dict[str, list[str]]:
    """Map the keys of folded nodes to the neighbours that they represent: those of one domain on one side.

    Keys contain a line end, which addresses do not.
    """
    own, left = product.address, {source for source, target, _ in product.flows if target == product.address}
    found: dict[str, list[str]] = {}
    for side, addresses in (
        (_LEFT, left),
        (_RIGHT, {target for source, target, _ in product.flows if source == own} - left),
    ):
        if len(addresses) > MOST_IN_A_COLUMN:
            for each in product.neighbours:
                if each.address in addresses:
                    found.setdefault(f"{side}{each.domain}", []).append(each.address)
    return {key: addresses for key, addresses in found.items() if len(addresses) > 1}
