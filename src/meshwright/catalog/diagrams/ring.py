"""A small diagram of the mesh: domains on a ring, and the flows between them.

Domains that mainly feed others are on the left.
"""

from __future__ import annotations

from collections import Counter
from math import sqrt
from typing import TYPE_CHECKING

from meshwright.catalog.diagrams.diagram import Diagram, distinct, title_of
from meshwright.catalog.diagrams.drawing import stroke
from meshwright.catalog.diagrams.svg import SMALL, escaped, fitted, framed, linked
from meshwright.catalog.natural import natural

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from meshwright.catalog.diagrams.diagram import DiagramEdge, DiagramNode

WIDTH, HEIGHT = 420, 300
MOST, MOST_FLOWS = 20, 48
"""The maximum numbers of domains and flows; the busiest domains and the strongest flows are drawn."""
_RADIUS = 10
_BULGE = 58
_MARGIN = 14
_SIDE = 128
"""The width for names on each side."""


def ring(name: str, title: str, nodes: Iterable[DiagramNode], edges: Iterable[DiagramEdge]) -> Diagram:
    """Draw the nodes, with sublabels inside and labels next to them, and the edges between them."""
    flows = distinct(edges)
    busy: Counter[str] = Counter()
    given: Counter[str] = Counter()
    for edge in flows:
        for key, sign in ((edge.source, 1), (edge.target, -1)):
            busy[key] += edge.weight
            given[key] += sign * edge.weight
    shown = sorted(nodes, key=lambda each: (-busy[each.key], natural(each.label), natural(each.key)))[:MOST]
    by_giving = sorted(shown, key=lambda each: (-given[each.key], natural(each.label), natural(each.key)))
    half = (len(by_giving) + 1) // 2
    drawn = {each.key for each in shown}
    flows = [edge for edge in flows if {edge.source, edge.target} <= drawn]
    flows = sorted(flows, key=lambda each: (-each.weight, each.source, each.target))[:MOST_FLOWS]
    places = {**_placed(by_giving[:half], is_left=True), **_placed(by_giving[half:], is_left=False)}
    content = "".join(_flow(edge, places) for edge in flows)
    content = f'<g aria-hidden="true">{content}</g>' + "".join(
        _node(each, *places[each.key]) for each in by_giving
    )
    return Diagram(framed(name, title, (WIDTH, HEIGHT), content, kind="ring"), WIDTH, HEIGHT)


def _placed(nodes: Sequence[DiagramNode], *, is_left: bool) -> dict[str, tuple[int, int]]:
    """Return the centre of each node on one side of the ring, from top to bottom."""
    room = HEIGHT - 2 * _MARGIN
    found = {}
    for number, each in enumerate(nodes):
        share = (number + 0.5) / len(nodes)
        out = _BULGE * sqrt(max(0.0, 1 - (2 * share - 1) ** 2))
        x = WIDTH / 2 + (-1 if is_left else 1) * (WIDTH / 2 - _SIDE - _BULGE - _RADIUS + out)
        found[each.key] = (round(x), round(_MARGIN + room * share))
    return found


def _flow(edge: DiagramEdge, places: dict[str, tuple[int, int]]) -> str:
    (x, y), (end, low) = places[edge.source], places[edge.target]
    middle = WIDTH // 2
    thickness = stroke(edge.weight)
    kind = f"mw-edge mw-edge-{thickness}" if thickness > 1 else "mw-edge"
    return (
        f'<path class="{kind}" d="M{x} {y}C{(x + middle) // 2} {y} {(end + middle) // 2} {low} {end} {low}"/>'
    )


def _node(node: DiagramNode, x: int, y: int) -> str:
    is_left = x < WIDTH // 2
    label = escaped(fitted(node.label, _SIDE - 8, SMALL))
    edge = x - _RADIUS - 6 if is_left else x + _RADIUS + 6
    colour = f" mw-domain-{node.colour}" if node.colour is not None else ""
    content = (
        f'<circle class="mw-ring-dot{colour}" cx="{x}" cy="{y}" r="{_RADIUS}"/>'
        f'<text class="{"mw-end" if is_left else "mw-start"}" x="{edge}" y="{y + 4}">{label}</text>'
    )
    return linked(node.href, "mw-node", title_of(node), content)
