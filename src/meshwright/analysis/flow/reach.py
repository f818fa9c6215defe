"""Walks over column lineage, breadth first: what fields are made from, or what is made from them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from array import array
    from collections.abc import Iterable, Mapping


class Fields(Protocol):
    """Fields by number, from 0 on, some of which contain others."""

    def __len__(self) -> int: ...

    def overlapping(self, field: int) -> Iterable[int]:
        """Return a field, what it contains and what contains it."""


@dataclass(frozen=True, slots=True)
class Reach:
    """What is reached from some fields, in the order of hops."""

    hops: Mapping[int, int]
    """The least number of edges to each field; 0 for those that it starts from and what overlaps them."""
    via: Mapping[int, int]
    """The last edge on the way to each field that is at least a hop away."""
    nearer: array[int]
    """For each edge, the end from which it was walked."""

    def path(self, field: int) -> tuple[int, ...]:
        """Return the edges in the order that they were walked to a field; none for what it starts from."""
        edges: list[int] = []
        while field in self.via:
            edges.append(self.via[field])
            field = self.nearer[edges[-1]]
        return tuple(reversed(edges))


class Direction(NamedTuple):
    """A direction to walk in."""

    starts: array[int]
    """For each field, where its edges begin; the next field's is the end."""
    order: array[int] | None
    """The edges that those positions count; None where they count the edges themselves."""
    nearer: array[int]
    further: array[int]


def walk(columns: Fields, way: Direction, fields: Iterable[int], depth: int | None) -> Reach:
    """Walk from fields, at most so many hops.

    An edge goes on from what overlaps its end, and not from what merely overlaps that:
    what one part of a struct is made from says nothing about its other parts.
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
