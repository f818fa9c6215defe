"""One column: what it is made of, and what is made of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from meshwright.catalog.pictures.drawing import drawn
from meshwright.catalog.pictures.folding import MOST_IN_A_COLUMN
from meshwright.catalog.pictures.picture import Edge, Node

if TYPE_CHECKING:
    from collections.abc import Iterable

    from meshwright.catalog.pictures.neighbourhood import Lists
    from meshwright.catalog.pictures.picture import Picture


@dataclass(frozen=True, slots=True)
class Strand:
    """A column at the other end of a step, and how the step makes one of the other."""

    node: Node
    how: str = ""


def column(  # noqa: PLR0913 - each is something else
    name: str, title: str, this: Node, *, sources: Iterable[Strand], consumers: Iterable[Strand], lists: Lists
) -> Picture:
    """Draw a column between those that it is made of and those that are made of it, one step each way.

    A column that is both stands on both sides.
    """
    nodes = {"": replace(this, key="", kind="self", column=0)}
    edges = []
    for strand in sources:
        key = f"<{strand.node.key}"
        nodes[key] = replace(strand.node, key=key, column=-1)
        edges.append(Edge(key, "", strand.how))
    for strand in consumers:
        key = f">{strand.node.key}"
        nodes[key] = replace(strand.node, key=key, column=1)
        edges.append(Edge("", key, strand.how))
    more = {-1: lists.fed_by, 1: lists.feeds}
    return drawn(name, title, nodes.values(), edges, limit=MOST_IN_A_COLUMN, more=more)
