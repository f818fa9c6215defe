"""Layout of a small graph in columns, with routes for its edges: a layered drawing after Sugiyama.

An edge that crosses a column has a point of its own in that column, so that no line crosses a box. The layout does not
depend on the order of nodes and edges.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from meshwright.catalog.diagrams.folding import MORE
from meshwright.catalog.diagrams.svg import SMALL, TEXT, width
from meshwright.catalog.natural import natural

if TYPE_CHECKING:
    from collections.abc import Sequence

    from meshwright.catalog.diagrams.diagram import DiagramEdge, DiagramNode

MARGIN = 4
_GAP = 76
"""The horizontal space between columns."""
SPACE = 12
"""The vertical space between boxes of a column."""
_NARROWEST, _WIDEST = 88, 240
_PADDING = 12
_SWEEPS = 6
_BACK = 7
"""The distance below the middle of a box at which a backward edge ends, to distinguish it from forward edges."""


@dataclass(frozen=True, slots=True)
class Box:
    """The position of a node, in pixels from the left and the top."""

    node: DiagramNode
    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class EdgePath:
    """The route of an edge."""

    edge: DiagramEdge
    points: tuple[tuple[int, int], ...]
    """The points of alternating curves and straight lines.

    The first two points are the ends of a curve, the second and third are the ends of a line, and so on.
    """
    is_back: bool = False
    """Whether the edge runs from right to left."""
    bulge: int = 0
    """The horizontal distance by which an edge within a column bends outwards; negative if it bends to the left."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The positions of a drawing, without styles."""

    boxes: tuple[Box, ...]
    ways: tuple[EdgePath, ...]
    width: int
    height: int


def layered(nodes: Sequence[DiagramNode], edges: Sequence[DiagramEdge]) -> Layout:
    """Return positions for nodes in their given columns, and routes for the edges between them.

    Every edge must connect two of the nodes, and no two edges may have the same ends (use `distinct`).
    """
    return _Layering(nodes, edges).layout()


class _Layering:
    """The state of a layout. The first numbers denote nodes; the others denote the points that edges pass through."""

    def __init__(self, nodes: Sequence[DiagramNode], edges: Sequence[DiagramEdge]) -> None:
        self.nodes = sorted(
            nodes, key=lambda each: (each.column, each.kind == MORE, natural(each.label), natural(each.key))
        )
        self.edges = edges
        self.last = {number for number, node in enumerate(self.nodes) if node.kind == MORE}
        numbers = {node.key: number for number, node in enumerate(self.nodes)}
        used = sorted({node.column for node in nodes})
        rank = {column: number for number, column in enumerate(used)}
        self.columns: list[list[int]] = [[] for _ in used]
        self.column_of: list[int] = []
        self.heights: list[int] = []
        for number, node in enumerate(self.nodes):
            self._place(number, rank[node.column], box_height(node))
        self.before: list[list[int]] = [[] for _ in self.nodes]
        self.after: list[list[int]] = [[] for _ in self.nodes]
        self.chains = [self._chain(numbers[edge.source], numbers[edge.target]) for edge in edges]

    def _place(self, number: int, column: int, height: int) -> None:
        self.columns[column].append(number)
        self.column_of.append(column)
        self.heights.append(height)

    def _chain(self, source: int, target: int) -> list[int]:
        """Return the numbers along an edge from left to right; create the points in between."""
        left, right = sorted((source, target), key=self.column_of.__getitem__)
        chain = [left]
        for column in range(self.column_of[left] + 1, self.column_of[right]):
            chain.append(len(self.column_of))
            self._place(chain[-1], column, 6)
            self.before.append([])
            self.after.append([])
        chain.append(right)
        if self.column_of[left] != self.column_of[right]:
            for one, other in pairwise(chain):
                self.after[one].append(other)
                self.before[other].append(one)
        return chain

    def layout(self) -> Layout:
        """Return the positions of all nodes and points."""
        self._order()
        middles = self._middles()
        swings = [self._swing(chain, middles) for chain in self.chains]
        lefts, widths = self._across(swings)
        boxes = tuple(
            Box(
                node,
                lefts[column],
                middles[number] - self.heights[number] // 2,
                widths[column],
                self.heights[number],
            )
            for number, node in enumerate(self.nodes)
            for column in [self.column_of[number]]
        )
        ways = []
        for edge, chain, swing in zip(self.edges, self.chains, swings, strict=True):
            is_back = not swing and self.nodes[chain[0]].key != edge.source
            points = []
            for number in chain:
                column = self.column_of[number]
                high = middles[number] + _BACK * (is_back and number < len(self.nodes))
                points += [(lefts[column], high), (lefts[column] + widths[column], high)]
            if swing:
                side = swing > 0
                points = [points[0 + side], points[2 + side]]
            else:
                points = points[1:-1]
            ways.append(
                EdgePath(
                    edge,
                    tuple(points if edge.source == self.nodes[chain[0]].key else points[::-1]),
                    is_back,
                    swing,
                )
            )
        right = max((box.x + box.width for box in boxes), default=0)
        right += max(
            (swing for swing, way in zip(swings, ways, strict=True) if way.points[0][0] == right), default=0
        )
        bottom = max(
            (middle + high // 2 for middle, high in zip(middles, self.heights, strict=True)), default=0
        )
        return Layout(boxes, tuple(ways), right + MARGIN, bottom + MARGIN)

    def _swing(self, chain: Sequence[int], middles: Sequence[int]) -> int:
        """Return the distance by which an edge bends outwards, away from the middle of the diagram.

        It is 0 for edges that are not within a column.
        """
        if self.column_of[chain[0]] != self.column_of[chain[-1]]:
            return 0
        far = min(_GAP // 2, 14 + abs(middles[chain[0]] - middles[chain[-1]]) // 8)
        return -far if self.nodes[chain[0]].column < 0 else far

    def _order(self) -> None:
        """Sort each column by the mean position of neighbours, repeatedly, and keep the best order."""
        best, fewest = [list(column) for column in self.columns], self._crossings()
        for sweep in range(_SWEEPS):
            if not fewest:
                break
            forward = sweep % 2 == 0
            neighbours = self.before if forward else self.after
            sequence = self.columns[1:] if forward else self.columns[-2::-1]
            position = {number: at for column in self.columns for at, number in enumerate(column)}
            for column in sequence:
                means = {
                    number: sum(map(position.__getitem__, neighbours[number])) / len(neighbours[number])
                    if neighbours[number]
                    else position[number]
                    for number in column
                }
                column.sort(key=lambda number: (number in self.last, means[number]))
                position.update((number, at) for at, number in enumerate(column))
            crossings = self._crossings()
            if crossings < fewest:
                best, fewest = [list(column) for column in self.columns], crossings
        self.columns = best

    def _crossings(self) -> int:
        total = 0
        for one, other in pairwise(self.columns):
            position = {number: at for at, number in enumerate(other)}
            passed: list[int] = []
            for number in one:
                ends = sorted(position[each] for each in self.after[number])
                total += sum(len(passed) - bisect_left(passed, end + 1) for end in ends)
                for end in ends:
                    insort(passed, end)
        return total

    def _middles(self) -> list[int]:
        """Return the vertical middle of each node and point, as close to its neighbours as possible."""
        middles = [0.0] * len(self.column_of)
        for column in self.columns:
            self._settle(column, [0.0] * len(column), middles)
        sweeps = (
            self.before,
            self.after,
            self.before,
            [a + b for a, b in zip(self.before, self.after, strict=True)],
        )
        for sweep, neighbours in enumerate(sweeps):
            for column in self.columns if sweep != 1 else reversed(self.columns):
                wanted = [
                    sum(map(middles.__getitem__, neighbours[number])) / len(neighbours[number])
                    if neighbours[number]
                    else middles[number]
                    for number in column
                ]
                self._settle(column, wanted, middles)
        top = min((middle - self.heights[number] / 2 for number, middle in enumerate(middles)), default=0)
        return [round(middle - top) + MARGIN for middle in middles]

    def _settle(self, column: Sequence[int], wanted: Sequence[float], middles: list[float]) -> None:
        """Move each middle in a column as close to the wanted height as the order and the spacing allow.

        Uses isotonic regression, which pools neighbours that block each other.
        """
        pools: list[tuple[float, int]] = []
        offsets = [0.0]
        for one, other in pairwise(column):
            offsets.append(offsets[-1] + (self.heights[one] + self.heights[other]) / 2 + SPACE)
        for want, offset in zip(wanted, offsets, strict=False):
            total, count = want - offset, 1
            while pools and pools[-1][0] / pools[-1][1] >= total / count:
                before, size = pools.pop()
                total, count = total + before, count + size
            pools.append((total, count))
        levels = (total / count for total, count in pools for _ in range(count))
        for number, offset, level in zip(column, offsets, levels, strict=False):
            middles[number] = level + offset

    def _across(self, swings: Sequence[int]) -> tuple[list[int], list[int]]:
        """Return the left edges and the widths of the columns."""
        rooms = (
            (box_width(self.nodes[each]) for each in column if each < len(self.nodes))
            for column in self.columns
        )
        widths = [max(room) for room in rooms]
        outer = (
            -swing for swing, chain in zip(swings, self.chains, strict=True) if self.column_of[chain[0]] == 0
        )
        left = MARGIN + max(0, max(outer, default=0))
        lefts = []
        for wide in widths:
            lefts.append(left)
            left += wide + _GAP
        return lefts, widths


def box_width(node: DiagramNode) -> int:
    """Return the width of a node's box: its text width, between the minimum box width and the column width."""
    label = width(node.label, TEXT, is_bold=node.kind == "self")
    room = 2 * _PADDING + max(label, width(node.sublabel, SMALL))
    return round(min(_WIDEST, max(_NARROWEST, room)))


def box_height(node: DiagramNode) -> int:
    """Return the height of a node's box, for one or two lines."""
    return 44 if node.sublabel else 28
