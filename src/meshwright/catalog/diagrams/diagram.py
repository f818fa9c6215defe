"""The parts of a diagram, and its formats."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class DiagramNode:
    """A box of a diagram; its key is unique there."""

    key: str
    label: str
    sublabel: str = ""
    href: str | None = None
    """Made by `routes`, or checked by `web_link`."""
    kind: str = ""
    """A class name of the style sheet, never text from a document: `self`, `outside`, `ended`, …"""
    title: str = ""
    """The tooltip; if it is empty, the full label and sublabel."""
    colour: int | None = None
    """The number of its domain's colour."""
    column: int = 0
    """Its column in a layered diagram, from left to right; upstream hops are negative."""


@dataclass(frozen=True, slots=True)
class DiagramEdge:
    """A line from a source to its target."""

    source: str
    target: str
    title: str = ""
    is_dashed: bool = False
    weight: int = 1
    """The number of steps that it represents."""


@dataclass(frozen=True, slots=True)
class Diagram:
    """A finished diagram."""

    svg: str
    """An `svg` element for a page, styled by `assets/css/diagrams.css`."""
    width: int
    height: int
    mermaid: str = ""
    """The same as a Mermaid flowchart, as text; empty for diagrams that Mermaid cannot draw."""


def title_of(node: DiagramNode) -> str:
    """Return the tooltip of a node."""
    return node.title or " — ".join(filter(None, (node.label, node.sublabel)))


def distinct(edges: Iterable[DiagramEdge]) -> list[DiagramEdge]:
    """Join edges between the same nodes, and leave out those without an existing end, in a fixed order."""
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
