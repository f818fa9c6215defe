"""The diagram of an entity's identifiers: the global identifier in the middle, local identifiers around it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from meshwright.catalog.diagrams.diagram import Diagram, DiagramEdge, DiagramNode
from meshwright.catalog.diagrams.drawing import box, line
from meshwright.catalog.diagrams.layered import MARGIN, SPACE, Box, EdgePath, Layout, box_height, box_width
from meshwright.catalog.diagrams.mermaid import flowchart
from meshwright.catalog.diagrams.rows import below
from meshwright.catalog.diagrams.svg import SMALL, escaped, fitted, framed, linked, width
from meshwright.catalog.natural import natural

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_CURVE = 64
"""The horizontal space for the bend of a line, in pixels."""
_NARROWEST, _WIDEST = 64, 200
"""The minimum and maximum width for the name of a mapping."""
_CAPTION = 34


@dataclass(frozen=True, slots=True)
class Mapping:
    """The mapping of a local identifier to the global one: a crosswalk, or the same values."""

    label: str
    href: str | None = None
    title: str = ""


@dataclass(frozen=True, slots=True)
class Identifier:
    """A local identifier."""

    node: DiagramNode
    mappings: tuple[Mapping, ...] = ()
    """The mappings to the global identifier: the first is drawn, the others are counted; empty if there is none."""


def entity(
    name: str,
    title: str,
    middle: DiagramNode,
    identifiers: Iterable[Identifier],
    unmapped: str = "no mapping yet",
) -> Diagram:
    """Draw identifiers on both sides of the global one; those without a mapping to it are drawn below, dashed."""
    every = sorted(
        identifiers,
        key=lambda each: (natural(each.node.label), natural(each.node.sublabel), natural(each.node.key)),
    )
    mapped = [each for each in every if each.mappings]
    alone = [replace(each.node, kind="outside") for each in every if not each.mappings]
    middle = replace(middle, kind="self")
    around = _around(middle, mapped)
    layout = below(around, alone, gap=_CAPTION)
    labels = "".join(_label(each, way) for each, way in zip(mapped, layout.ways, strict=True))
    caption = (
        f'<text class="mw-sub mw-start" x="{MARGIN}" y="{around.height + 22}">{escaped(unmapped)}</text>'
    )
    lines, boxes = "".join(map(line, layout.ways)), "".join(map(box, layout.boxes))
    content = f'<g aria-hidden="true">{lines}</g>{boxes}{labels}{caption if alone else ""}'
    svg = framed(name, title, (layout.width, layout.height), content)
    nodes = [middle, *(each.node for each in mapped), *alone]
    edges = [replace(way.edge, source=way.edge.target, target=middle.key) for way in layout.ways]
    return Diagram(svg, layout.width, layout.height, flowchart(nodes, edges))


def _around(middle: DiagramNode, mapped: Sequence[Identifier]) -> Layout:
    half = (len(mapped) + 1) // 2
    sides = mapped[:half], mapped[half:]
    high = max((box_height(each.node) for each in mapped), default=0)
    height = max(half * (high + SPACE) - SPACE, box_height(middle)) + 2 * MARGIN
    room = round(min(_WIDEST, max((width(_words(each), SMALL) + 16 for each in mapped), default=0)))
    room = max(_NARROWEST, room)
    left_width = max((box_width(each.node) for each in sides[0]), default=0)
    start = MARGIN + (left_width + room + _CURVE if sides[0] else 0)
    centre = Box(middle, start, (height - box_height(middle)) // 2, box_width(middle), box_height(middle))
    end = centre.x + centre.width
    right_width = max((box_width(each.node) for each in sides[1]), default=0)
    boxes, ways = [centre], []
    for side, wide in ((sides[0], left_width), (sides[1], right_width)):
        is_left = side is sides[0]
        top = (height - len(side) * (high + SPACE) + SPACE) // 2
        for number, each in enumerate(side):
            place = Box(
                each.node,
                MARGIN if is_left else end + _CURVE + room,
                top + number * (high + SPACE),
                wide,
                high,
            )
            y = place.y + high // 2
            points = (
                (start if is_left else end, height // 2),
                (start - _CURVE if is_left else end + _CURVE, y),
                (MARGIN + wide if is_left else place.x, y),
            )
            boxes.append(place)
            ways.append(EdgePath(DiagramEdge(middle.key, each.node.key, _words(each)), points))
    return Layout(tuple(boxes), tuple(ways), max(each.x + each.width for each in boxes) + MARGIN, height)


def _words(identifier: Identifier) -> str:
    return f"{identifier.mappings[0].label}{_others(identifier)}"


def _others(identifier: Identifier) -> str:
    count = len(identifier.mappings) - 1
    return f" + {count}" if count else ""


def _label(identifier: Identifier, way: EdgePath) -> str:
    """Return the name of the mapping as SVG text on the horizontal part of a line."""
    (x, y), (end, _) = way.points[1:]
    first, *others = identifier.mappings
    more = _others(identifier)
    label = fitted(first.label, abs(end - x) - 8 - round(width(more, SMALL)), SMALL)
    title = "; ".join((first.title or first.label, *(each.title or each.label for each in others)))
    content = f'<text class="mw-sub" x="{(x + end) // 2}" y="{y - 5}">{escaped(label + more)}</text>'
    return linked(first.href, "mw-mapping", title, content)
