"""The diagrams of the documentation, as SVG inside the page: boxes and arrows, drawn at build time.

Mermaid would need a script of 3 MB in each reader's browser, and Material loads it from another host.
Inside the page a diagram takes the colours of its theme, by CSS, and its text can be searched and selected.
All are at most 400 units wide, so that they can be read on a phone.
"""

from __future__ import annotations

from html import escape
from typing import NamedTuple

LINE = 15
"""The height of a line of text."""


class Box(NamedTuple):
    """A box with lines of text; the first is bold. `look` is one of the classes in docs.css."""

    x: int
    y: int
    width: int
    text: str
    look: str = ""
    height: int = 0
    """The height, if it is more than the text needs: a box with boxes in it."""

    @property
    def lines(self) -> list[str]:
        """The lines of the text."""
        return self.text.split("\n")

    @property
    def full(self) -> int:
        """The height."""
        return self.height or LINE * len(self.lines) + 15


class Arrow(NamedTuple):
    """An arrow from one box to another, by their numbers; straight down or straight to the right if that meets both."""

    start: int
    end: int
    text: str = ""
    look: str = ""


class Diagram(NamedTuple):
    """A diagram; the caption says in words what it shows, for those who do not see it."""

    caption: str
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...] = ()
    width: int = 400


DIAGRAMS = {
    "products": Diagram(
        "The product `shop/orders` gets its data from the system `web-shop` and serves it through the port `daily@1`, "
        "which the contract `shop.orders.daily` describes. The product `stock/reorders` has that port as an input; "
        "a dashboard reads it under an access agreement.",
        (
            Box(125, 0, 150, "web-shop\nsystem (origin)", "soft"),
            Box(25, 80, 350, "product shop/orders", "frame", 150),
            Box(40, 115, 110, "output port\ndaily@1", "strong"),
            Box(235, 115, 130, "contract\nshop.orders.daily\nschema, servers,\nservice levels, roles"),
            Box(0, 300, 185, "product stock/reorders\ninput port:\nshop.orders.daily 1.0.0"),
            Box(215, 300, 185, "access agreement\nweekly planning\ndashboard", "soft"),
        ),
        (Arrow(0, 1), Arrow(2, 3, "described by"), Arrow(2, 4, "input"), Arrow(2, 5, "reads", "dashed")),
    ),
    "address": Diagram(
        "The address shop/orders/daily@1/order_lines/gtin consists of the domain shop, the product orders, the port daily "
        "with the major version 1, the object order_lines and the field gtin.",
        (
            Box(0, 0, 60, "shop", "strong"),
            Box(70, 0, 70, "orders", "strong"),
            Box(150, 0, 75, "daily@1", "strong"),
            Box(235, 0, 100, "order_lines"),
            Box(345, 0, 55, "gtin"),
            Box(0, 45, 60, "domain", "bare"),
            Box(70, 45, 70, "product", "bare"),
            Box(150, 45, 75, "port@major", "bare"),
            Box(235, 45, 100, "object", "bare"),
            Box(345, 45, 55, "field", "bare"),
        ),
    ),
    "entity": Diagram(
        "The entity article has the federated identifier gtin. The shop means exactly that, and uses gtin. The stock means "
        "it, too, but has its own sku; a crosswalk port maps sku to gtin. The kitchen means recipes' ingredients, for "
        "which the entity is narrower, so that keys meet and meanings differ.",
        (
            Box(115, 0, 170, "entity article\nidentifier: gtin", "strong"),
            Box(0, 115, 120, "shop\nexactMatch\ngtin"),
            Box(140, 115, 120, "stock\nexactMatch\nsku"),
            Box(280, 115, 120, "kitchen\ncloseMatch\ngtin", "soft"),
            Box(115, 240, 170, "crosswalk port\nstock/articles/current@1\nsku, gtin"),
        ),
        (Arrow(1, 0), Arrow(2, 0), Arrow(3, 0, "", "dashed"), Arrow(2, 4, "is mapped by")),
    ),
    "service-levels": Diagram(
        "The input promises data that is at most 26 hours old. The product runs once in 24 hours and takes 1 hour. So its "
        "data can be 51 hours old: a latency of 48 hours is not supported by its inputs.",
        (
            Box(100, 0, 200, "shop/orders/daily@1\nlatency: 26 h", "strong"),
            Box(100, 90, 200, "stock/reorders\nfrequency: 24 h, runTime: 1 h"),
            Box(100, 180, 200, "derived bound\n26 + 24 + 1 = 51 h", "soft"),
            Box(100, 270, 200, "promised latency: 48 h\nunsupported", "bad"),
        ),
        (Arrow(0, 1), Arrow(1, 2), Arrow(2, 3, "51 h > 48 h")),
    ),
    "classification": Diagram(
        "A restricted e-mail address stays restricted when it is copied, becomes confidential by a keyed hash, and becomes "
        "internal in counts over groups of a minimum size.",
        (
            Box(110, 0, 180, "customer_email\nrestricted", "bad"),
            Box(0, 120, 115, "contact\nrestricted", "bad"),
            Box(135, 120, 130, "customer_key\nconfidential", "strong"),
            Box(285, 120, 115, "customers\ninternal", "soft"),
        ),
        (Arrow(0, 1, "copy"), Arrow(0, 2, "keyed hash"), Arrow(0, 3, "count")),
    ),
    "change": Diagram(
        "The base and the head are compared. Each difference is assessed: what it breaks, for which consumers, which "
        "version it needs, and who must approve it.",
        (
            Box(0, 0, 180, "base\nmerge base with main", "soft"),
            Box(220, 0, 180, "head\nyour files", "soft"),
            Box(100, 90, 200, "changes\nfield gtin removed, …"),
            Box(100, 180, 200, "assessment\nbreaking, major version", "strong"),
            Box(0, 280, 120, "consumers\nwho reads gtin"),
            Box(140, 280, 120, "version\n1.0.0 to 2.0.0"),
            Box(280, 280, 120, "approvals\nwho must agree"),
        ),
        (Arrow(0, 2), Arrow(1, 2), Arrow(2, 3), Arrow(3, 4), Arrow(3, 5), Arrow(3, 6)),
    ),
    "work": Diagram(
        "A team edits files and opens a pull request. Check and report answer in it, the owners review it, and after the "
        "merge the catalog is built.",
        (
            Box(0, 0, 120, "edit\ncheck, fix", "soft"),
            Box(140, 0, 120, "pull request\ncheck, report", "strong"),
            Box(280, 0, 120, "review\nowners approve"),
            Box(280, 90, 120, "merge\nmain is the mesh"),
            Box(140, 90, 120, "catalog\nbuilt and published", "soft"),
        ),
        (Arrow(0, 1), Arrow(1, 2), Arrow(2, 3), Arrow(3, 4)),
    ),
}


def svg(diagram: Diagram, name: str) -> str:
    """Draw a diagram as a figure in one block of HTML, without blank lines."""
    height = max(box.y + box.full for box in diagram.boxes)
    arrows = "".join(_arrow(arrow, diagram.boxes, name) for arrow in diagram.arrows)
    boxes = "".join(map(_box, diagram.boxes))
    caption = escape(diagram.caption.replace("`", ""))
    return (
        f'<figure class="diagram"><svg viewBox="-2 -2 {diagram.width + 4} {height + 4}" role="img" '
        f'aria-label="{caption}"><defs><marker id="tip-{name}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" '
        f'markerHeight="7" orient="auto"><path d="M0 0L8 4L0 8z"/></marker></defs>{boxes}{arrows}</svg></figure>'
    )


def _box(box: Box) -> str:
    middle = box.x + box.width / 2
    top = box.y + 20
    lines = "".join(
        f'<tspan x="{middle:g}" y="{top + LINE * number}"{"" if number else _BOLD}>{escape(line)}</tspan>'
        for number, line in enumerate(box.lines)
    )
    shape = f'<rect x="{box.x}" y="{box.y}" width="{box.width}" height="{box.full}" rx="6"/>'
    return f'<g class="{box.look or "plain"}">{shape}<text text-anchor="middle">{lines}</text></g>'


_BOLD = ' class="first"'


def _arrow(arrow: Arrow, boxes: tuple[Box, ...], name: str) -> str:
    start, end = boxes[arrow.start], boxes[arrow.end]
    first: tuple[float, float]
    last: tuple[float, float]
    if end.y >= start.y + start.full or start.y >= end.y + end.full:  # below or above
        is_below = end.y > start.y
        first = (_shared(start, end), start.y + (start.full if is_below else 0))
        last = (_shared(end, start), end.y + (0 if is_below else end.full))
    else:
        right = end.x > start.x
        level = min(start.y + start.full / 2, end.y + end.full / 2)
        first = (start.x + (start.width if right else 0), level)
        last = (end.x + (0 if right else end.width), level)
    line = f'<path d="M{first[0]:g} {first[1]:g}L{last[0]:g} {last[1]:g}" marker-end="url(#tip-{name})"/>'
    label = ""
    if arrow.text:
        aside, down = last[0] - first[0], last[1] - first[1]
        part = 0.7 if aside and down else 0.5  # where slanting lines are apart
        x, y = first[0] + part * aside, first[1] + part * down
        place = f'x="{x:g}" y="{y - 6:g}" text-anchor="middle"'
        if abs(first[1] - last[1]) > 1:  # beside the line, and away from the others
            place = (
                f'x="{x + 8:g}" y="{y + 4:g}"'
                if aside >= 0
                else f'x="{x - 8:g}" y="{y + 4:g}" text-anchor="end"'
            )
        label = f"<text {place}>{escape(arrow.text)}</text>"
    return f'<g class="arrow {arrow.look}">{line}{label}</g>'


def _shared(box: Box, other: Box) -> float:
    """Return the middle of a box, or of what it shares with another below or above it."""
    left, right = max(box.x, other.x), min(box.x + box.width, other.x + other.width)
    return (left + right) / 2 if right - left > 20 else box.x + box.width / 2
