"""The elements of a diagram, and its output formats."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class DiagramNode:
    """A box in a diagram, identified by its key."""

    key: str
    label: str
    sublabel: str = ""
    href: str | None = None
    """A link from `routes`, or one checked by `web_link`."""
    kind: str = ""
    """A class name from the style sheet, never text from a document: `self`, `outside`, `ended`, …"""
    title: str = ""
    """The tooltip; by default, the full label and sublabel."""
    colour: int | None = None
    """The number of the domain's colour."""
    column: int = 0
    """The column in a layered diagram, from left to right; upstream columns are negative."""


@dataclass(frozen=True, slots=True)
class DiagramEdge:
    """A line from a source to its target."""

    source: str
    target: str
    title: str = ""
    is_dashed: bool = False
    weight: int = 1
    """The number of steps that the edge represents."""


@dataclass(frozen=True, slots=True)
class Diagram:
    """A finished diagram."""

    svg: str
    """An `svg` element for a page, styled by `assets/css/diagrams.css`."""
    width: int
    height: int
    mermaid: str = ""
    """The same diagram as a Mermaid flowchart; empty if Mermaid cannot represent it."""


def title_of(node: DiagramNode) -> str:
    """Return the tooltip of a node."""
    return node.title or " — ".join(filter(None, (node.label, node.sublabel)))


def distinct(edges: Iterable[DiagramEdge]) -> list[DiagramEdge]:
    """Merge edges that have the same ends, and omit edges with a missing end; the order of the result is fixed."""
    joined: dict[tuple[str, str], DiagramEdge] = {}
    for edge in sorted(edges, key=lambda each: (each.source, each.target, each.title, each.weight)):
        if edge.source == edge.target:
            continue
        known = joined.get((edge.source, edge.target))
        joined[edge.source, edge.target] = (
            DiagramEdge(
                edge.source,
                edge.target,
                known.title or edge.title,
                is_dashed=known.is_dashed and edge.is_dashed,
                weight=known.weight + edge.weight,
            )
            if known
            else edge
        )
    return list(joined.values())
