"""Diagrams as Mermaid flowcharts, which people can paste into other tools."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.analysis.flow.mermaid import entities
from meshwright.catalog.diagrams.svg import legible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from meshwright.catalog.diagrams.diagram import DiagramEdge, DiagramNode


def flowchart(nodes: Sequence[DiagramNode], edges: Iterable[DiagramEdge]) -> str:
    """Return nodes and edges as a flowchart.

    Text from documents appears only in quoted labels; ids are generated.
    """
    return "".join(f"{line}\n" for line in _lines(nodes, edges))


def _lines(nodes: Sequence[DiagramNode], edges: Iterable[DiagramEdge]) -> Iterator[str]:
    yield "flowchart LR"
    ids = {node.key: f"n{number}" for number, node in enumerate(nodes)}
    for node in nodes:
        yield f'  {ids[node.key]}["{_label(f"{node.label} ({node.sublabel})" if node.sublabel else node.label)}"]'
    for edge in edges:
        arrow = "-.->" if edge.is_dashed else "-->"
        title = f'|"{_label(edge.title)}"|' if edge.title else ""
        yield f"  {ids[edge.source]} {arrow}{title} {ids[edge.target]}"
    chosen = [ids[node.key] for node in nodes if node.kind == "self"]
    if chosen:
        yield "  classDef self stroke-width:3px"
        yield f"  class {','.join(chosen)} self"


def _label(text: str) -> str:
    """Return a label on one line; it is never empty, because Mermaid does not accept empty labels."""
    return entities(" ".join(legible(text).split())) or " "
