"""Subgraphs as Mermaid and DOT diagrams.

Text from files appears only in quoted labels; node ids are generated.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.analysis.flow.mermaid import entities
from meshwright.report.terminal import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.analysis.flow.graph import Node, Subgraph

MOST_IN_MERMAID = 200
"""The maximum number of nodes; by default, Mermaid refuses diagrams with more than 500 edges."""
_MOST_EDGES = 500


def mermaid(excerpt: Subgraph) -> str:
    """Render a subgraph as a Mermaid flowchart. If there are too many nodes, only the closest ones are drawn."""
    return "".join(f"{line}\n" for line in _mermaid(excerpt))


def _mermaid(excerpt: Subgraph) -> Iterator[str]:
    yield "flowchart LR"
    shown = _nearest(excerpt)[:MOST_IN_MERMAID]
    ids = {node.address: f"n{number}" for number, node in enumerate(shown)}
    for node in shown:
        opening, closing = ("([", "])") if node.kind == "field" else ("[", "]")
        yield f'  {ids[node.address]}{opening}"{entities(one_line(_label(node)))}"{closing}'
    edges = sorted(
        (edge.source, edge.target) for edge in excerpt.edges if {edge.source, edge.target} <= ids.keys()
    )
    yield from (f"  {ids[source]} --> {ids[target]}" for source, target in edges[:_MOST_EDGES])
    starts = ",".join(ids[start] for start in excerpt.starts if start in ids)
    yield "  classDef start stroke-width:3px"
    if starts:
        yield f"  class {starts} start"
    left_out = len(excerpt.nodes) - len(shown)
    if left_out or len(edges) > _MOST_EDGES:
        steps = max(0, len(edges) - _MOST_EDGES)
        words = f"{left_out} more nodes and {steps} more steps are left out: use --depth, or --format dot"
        yield f'  more["{entities(words)}"]'


def dot(excerpt: Subgraph) -> str:
    """Render a subgraph in the DOT language of Graphviz."""
    return "".join(f"{line}\n" for line in _dot(excerpt))


def _dot(excerpt: Subgraph) -> Iterator[str]:
    shown = _nearest(excerpt)
    ids = {node.address: f"n{number}" for number, node in enumerate(shown)}
    yield "digraph mesh {"
    yield "  rankdir=LR;"
    yield '  node [shape=box, fontname="sans-serif"];'
    for node in shown:
        shape = ", shape=ellipse" if node.kind == "field" else ""
        bold = ", style=bold" if node.address in excerpt.starts else ""
        yield f'  {ids[node.address]} [label="{_quoted(node.address)}", tooltip="{_quoted(node.team or "")}"{shape}{bold}];'
    for source, target in sorted((edge.source, edge.target) for edge in excerpt.edges):
        yield f"  {ids[source]} -> {ids[target]};"
    yield "}"


def _nearest(excerpt: Subgraph) -> list[Node]:
    return sorted(excerpt.nodes.values(), key=lambda node: (excerpt.hops[node.address], node.address))


def _label(node: Node) -> str:
    return f"{node.address} ({node.team})" if node.team else node.address


def _quoted(text: str) -> str:
    return one_line(text).replace("\\", "\\\\").replace('"', '\\"')
