"""A layered diagram as SVG: boxes with links, and lines with arrowheads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.catalog.diagrams.diagram import Diagram, title_of
from meshwright.catalog.diagrams.folding import folded
from meshwright.catalog.diagrams.layered import layered
from meshwright.catalog.diagrams.mermaid import flowchart
from meshwright.catalog.diagrams.svg import SMALL, TEXT, escaped, fitted, framed, linked

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from meshwright.catalog.diagrams.diagram import DiagramEdge, DiagramNode
    from meshwright.catalog.diagrams.layered import Box, EdgePath, Layout

_HEAD = 5


def drawn(  # noqa: PLR0913 - each is something else, and all but the first four have a default
    name: str,
    title: str,
    nodes: Iterable[DiagramNode],
    edges: Iterable[DiagramEdge],
    *,
    limit: int | None = None,
    more: Mapping[int, str] | None = None,
) -> Diagram:
    """Draw nodes in their columns, and the edges, each of which connects two of the nodes.

    `name` is unique on the page. If a column has more than `limit` nodes, one node represents the rest and links to
    the column's entry in `more`.
    """
    shown, joined = folded(nodes, edges, limit, more or {})
    return inked(name, title, layered(shown, joined), flowchart(shown, joined))


def inked(name: str, title: str, layout: Layout, mermaid: str) -> Diagram:
    """Draw nodes and edges that have positions."""
    lines = "".join(map(line, layout.ways))
    heads = "".join(dict.fromkeys(map(head, layout.ways)))
    boxes = "".join(map(box, layout.boxes))
    content = f'<g aria-hidden="true">{lines}<path class="mw-heads" d="{heads}"/></g>{boxes}'
    svg = framed(name, title, (layout.width, layout.height), content)
    return Diagram(svg, layout.width, layout.height, mermaid)


def box(place: Box) -> str:
    """Return a node as SVG."""
    node, middle = place.node, place.x + place.width // 2
    room, is_bold = place.width - 16, node.kind == "self"
    label = escaped(fitted(node.label, room, TEXT, is_bold=is_bold))
    content = f'<rect x="{place.x}" y="{place.y}" width="{place.width}" height="{place.height}" rx="4"/>'
    if node.sublabel:
        sublabel = escaped(fitted(node.sublabel, room, SMALL))
        content += (
            f'<text x="{middle}" y="{place.y + 19}">{label}</text>'
            f'<text class="mw-sub" x="{middle}" y="{place.y + 35}">{sublabel}</text>'
        )
    else:
        content += f'<text x="{middle}" y="{place.y + place.height // 2 + 5}">{label}</text>'
    if node.colour is not None:
        content += (
            f'<rect class="mw-band mw-domain-{node.colour}" x="{place.x}" y="{place.y}" '
            f'width="5" height="{place.height}" rx="2"/>'
        )
    return linked(
        node.href, f"mw-node{f' mw-node-{node.kind}' if node.kind else ''}", title_of(node), content
    )


def line(way: EdgePath) -> str:
    """Return an edge as SVG, without its arrowhead."""
    edge = way.edge
    kinds = ["mw-edge"]
    if way.is_back or edge.is_dashed:
        kinds.append("mw-edge-dashed")
    thickness = stroke(edge.weight)
    if thickness > 1:
        kinds.append(f"mw-edge-{thickness}")
    title = f"<title>{escaped(edge.title)}</title></path>" if edge.title else "</path>"
    return f'<path class="{" ".join(kinds)}" d="{"".join(_steps(way))}">{title}'


def stroke(weight: int) -> int:
    """Return the width of a line, from 1 to 4, given the number of steps that it represents."""
    return 1 + sum(weight >= least for least in (3, 8, 20))


def _steps(way: EdgePath) -> Iterator[str]:
    (x, y), *rest = way.points
    yield f"M{x} {y}"
    if way.bulge:
        [(end, low)] = rest
        out = x + way.bulge * 4 // 3
        yield f"C{out} {y} {out} {low} {end} {low}"
        return
    for number, (end, low) in enumerate(rest):
        half = (x + end) // 2
        yield f"H{end}" if number % 2 else f"C{half} {y} {half} {low} {end} {low}"
        x, y = end, low


def head(way: EdgePath) -> str:
    """Return the path data of an arrowhead."""
    x, y = way.points[-1]
    to_left = way.bulge > 0 or (not way.bulge and way.points[0][0] > x)
    back = _HEAD if to_left else -_HEAD
    return f"M{x + back} {y - 4}L{x} {y}L{x + back} {y + 4}"
