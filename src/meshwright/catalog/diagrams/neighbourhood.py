"""The neighbourhood of a product: its sources on the left, its consumers on the right."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from meshwright.catalog.diagrams.drawing import drawn
from meshwright.catalog.diagrams.folding import MOST_IN_A_COLUMN

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from meshwright.catalog.diagrams.diagram import Diagram, DiagramEdge, DiagramNode


@dataclass(frozen=True, slots=True)
class Flows:
    """Edges, grouped by source and by target."""

    into: Mapping[str, tuple[DiagramEdge, ...]]
    out_of: Mapping[str, tuple[DiagramEdge, ...]]


@dataclass(frozen=True, slots=True)
class Lists:
    """Links to the lists of everything upstream and downstream of a product."""

    fed_by: str = "#fed-by"
    feeds: str = "#feeds"


def flows(edges: Iterable[DiagramEdge]) -> Flows:
    """Group edges by source and by target; all neighbourhoods can share the result."""
    into: dict[str, list[DiagramEdge]] = defaultdict(list)
    out_of: dict[str, list[DiagramEdge]] = defaultdict(list)
    for edge in edges:
        into[edge.target].append(edge)
        out_of[edge.source].append(edge)
    return Flows(
        {key: tuple(each) for key, each in into.items()}, {key: tuple(each) for key, each in out_of.items()}
    )


def neighbourhood(  # noqa: PLR0913 - each is something else, and the last two have defaults
    name: str,
    title: str,
    centre: str,
    nodes: Mapping[str, DiagramNode],
    known: Flows,
    *,
    hops: int = 1,
    lists: Lists = Lists(),
) -> Diagram:
    """Draw a product with all nodes within a given number of hops, and the edges between them.

    A node that is both upstream and downstream is drawn on the closer side, or upstream if both are equally close; the
    edge that closes a cycle is dashed.
    """
    columns = {centre: 0}
    left, right = {centre}, {centre}
    for hop in range(1, hops + 1):
        left = {edge.source for key in left for edge in known.into.get(key, ())} - columns.keys()
        columns.update(dict.fromkeys(left, -hop))
        right = {edge.target for key in right for edge in known.out_of.get(key, ())} - columns.keys()
        columns.update(dict.fromkeys(right, hop))
    shown = [replace(nodes[key], column=column) for key, column in columns.items() if key != centre]
    shown.append(replace(nodes[centre], kind="self", column=0))
    edges = [edge for key in columns for edge in known.out_of.get(key, ()) if edge.target in columns]
    more = {column: lists.fed_by if column < 0 else lists.feeds for column in range(-hops, hops + 1)}
    return drawn(name, title, shown, edges, limit=MOST_IN_A_COLUMN, more=more)
