"""The diagram of flows between domains, from pure sources on the left to pure consumers on the right."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from meshwright.catalog.diagrams.diagram import distinct
from meshwright.catalog.diagrams.drawing import inked
from meshwright.catalog.diagrams.layered import layered
from meshwright.catalog.diagrams.mermaid import flowchart
from meshwright.catalog.diagrams.rows import below
from meshwright.catalog.natural import natural

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from meshwright.catalog.diagrams.diagram import Diagram, DiagramEdge, DiagramNode


def domains(name: str, title: str, nodes: Iterable[DiagramNode], edges: Iterable[DiagramEdge]) -> Diagram:
    """Draw domains in columns; an edge's weight is its number of flows and determines the line width.

    In a cycle, the lightest edges point backwards. Domains without edges are drawn below.
    """
    flows = distinct(edges)
    joined = {key for edge in flows for key in (edge.source, edge.target)}
    every = sorted(nodes, key=lambda each: (natural(each.label), natural(each.key)))
    columns = ranks(joined, flows)
    inside = [replace(node, column=columns[node.key]) for node in every if node.key in joined]
    layout = below(layered(inside, flows), [node for node in every if node.key not in joined])
    return inked(name, title, layout, flowchart(every, flows))


def ranks(keys: Iterable[str], edges: Iterable[DiagramEdge]) -> dict[str, int]:
    """Return a column number for each key, so that all edges except the lightest ones in cycles point to the right."""
    targets = _without_circles(edges)
    fed = dict.fromkeys(keys, 0)
    for key in fed:
        for target in targets[key]:
            fed[target] += 1
    sources = [key for key, count in fed.items() if not count]
    columns = dict.fromkeys(fed, 0)
    ready = list(sources)
    for key in ready:
        for target in targets[key]:
            columns[target] = max(columns[target], columns[key] + 1)
            fed[target] -= 1
            if not fed[target]:
                ready.append(target)
    for key in sources:
        # a source is drawn next to its consumer; otherwise all sources would be in the first column
        columns[key] = min((columns[target] for target in targets[key]), default=1) - 1
    return columns


def _without_circles(edges: Iterable[DiagramEdge]) -> Mapping[str, Sequence[str]]:
    """Map each key to its targets, except along edges that close a cycle; the heaviest edges are kept."""
    targets: dict[str, list[str]] = defaultdict(list)
    for edge in sorted(edges, key=lambda each: (-each.weight, each.source, each.target)):
        reached, ahead = {edge.target}, [edge.target]
        while ahead and edge.source not in reached:
            new = set(targets[ahead.pop()]) - reached
            reached |= new
            ahead += new
        if edge.source not in reached:
            targets[edge.source].append(edge.target)
    return targets
