"""Breadth-first traversal of column lineage, upstream or downstream."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

from meshwright.records import dataclass

if TYPE_CHECKING:
    from array import array
    from collections.abc import Iterable, Mapping


class Fields(Protocol):
    """Fields numbered from 0, some of which contain others."""

    def __len__(self) -> int: ...

    def overlapping(self, field: int) -> Iterable[int]:
        """Return a field, its parts and the fields that contain it."""


@dataclass(frozen=True, slots=True)
class Reach:
    """The fields reachable from given fields, sorted by distance."""

    hops: Mapping[int, int]
    """The smallest number of edges to each field; 0 for the start fields and the fields that overlap them."""
    via: Mapping[int, int]
    """The last edge on the path to each field that is at least one hop away."""
    nearer: array[int]
    """For each edge, the field at the end where the walk entered the edge."""

    def path(self, field: int) -> tuple[int, ...]:
        """Return the edges on the path to a field, in order; empty for a start field."""
        edges: list[int] = []
        while field in self.via:
            edges.append(self.via[field])
            field = self.nearer[edges[-1]]
        return tuple(reversed(edges))


class Direction(NamedTuple):
    """The edges of a graph, indexed for a walk in one direction."""

    starts: array[int]
    """For each field, the position of its first edge; its edges end where those of the next field begin."""
    order: array[int] | None
    """The edges, in the order of those positions; None if the positions themselves are the edges."""
    nearer: array[int]
    further: array[int]


def walk(columns: Fields, way: Direction, fields: Iterable[int], depth: int | None) -> Reach:
    """Return the fields that can be reached from the given fields within a number of hops.

    A walk continues from each field that overlaps the end of an edge, but not from other fields that overlap only that
    field: the sources of one part of a struct are not the sources of its other parts.
    """
    starts, order, nearer, further = way
    hops: dict[int, int] = {}
    via: dict[int, int] = {}
    frontier = list(dict.fromkeys(fields))
    met = bytearray(len(columns))
    for field in frontier:
        met[field] = True
        hops.update(dict.fromkeys(columns.overlapping(field), 0))
    expanded = bytearray(len(columns))
    hop = 0
    while frontier and (depth is None or hop < depth):
        hop += 1
        following: list[int] = []
        for end in frontier:
            for field in columns.overlapping(end):
                if expanded[field]:
                    continue
                expanded[field] = True
                first, last = starts[field], starts[field + 1]
                for edge in range(first, last) if order is None else order[first:last]:
                    other = further[edge]
                    if met[other]:
                        continue
                    met[other] = True
                    following.append(other)
                    for hit in columns.overlapping(other):
                        if hit not in hops:
                            hops[hit], via[hit] = hop, edge
        frontier = following
    return Reach(hops, via, nearer)
