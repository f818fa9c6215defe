"""Folding of long columns: the nodes whose edges have the highest total weight are kept, and one node represents the
rest.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from meshwright.catalog.diagrams.diagram import DiagramEdge, DiagramNode, distinct
from meshwright.catalog.natural import natural

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

MOST_IN_A_COLUMN = 12
MORE = "more"
"""The kind of a node that represents others."""


def folded(
    nodes: Iterable[DiagramNode], edges: Iterable[DiagramEdge], limit: int | None, more: Mapping[int, str]
) -> tuple[list[DiagramNode], list[DiagramEdge]]:
    """Keep in each column the `limit` nodes whose edges have the highest total weight; one node replaces the others.

    `more` has the link to each column's full list.
    """
    found = distinct(edges)
    columns: dict[int, list[DiagramNode]] = defaultdict(list)
    for node in sorted(nodes, key=lambda each: (each.column, natural(each.label), natural(each.key))):
        columns[node.column].append(node)
    if limit is None or all(len(column) <= limit for column in columns.values()):
        return [node for column in columns.values() for node in column], found
    degrees: dict[str, int] = defaultdict(int)
    for edge in found:
        degrees[edge.source] += edge.weight
        degrees[edge.target] += edge.weight
    shown: list[DiagramNode] = []
    stand_in: dict[str, str] = {}
    for number, column in columns.items():
        kept = {node.key for node in sorted(column, key=lambda each: -degrees[each.key])[:limit]}
        shown += (node for node in column if node.key in kept)
        hidden = [node.key for node in column if node.key not in kept]
        if hidden:
            # No other node has this key: their keys are addresses, which do not contain line ends.
            rest = DiagramNode(
                f"\n{number}", f"and {len(hidden)} more", "", more.get(number), MORE, column=number
            )
            shown.append(rest)
            stand_in.update(dict.fromkeys(hidden, rest.key))
    columns_of = {node.key: node.column for node in shown}
    moved = (
        replace(edge, source=source, target=target)
        if (source, target) != (edge.source, edge.target)
        else edge
        for edge in found
        for source, target in [
            (stand_in.get(edge.source, edge.source), stand_in.get(edge.target, edge.target))
        ]
        if columns_of[source] != columns_of[target] or {source, target}.isdisjoint(stand_in.values())
    )
    return shown, distinct(moved)
