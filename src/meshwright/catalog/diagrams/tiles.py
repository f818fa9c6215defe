"""The map of a mesh: a tile for each domain, a dot for each product, and what `assets/js/map.js` needs beside it.

Without the script the dots are links; with it, a chosen dot shows what flows in and out, and facets dim the others.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from meshwright.catalog.diagrams.diagram import Diagram, distinct
from meshwright.catalog.diagrams.svg import SMALL, TEXT, escaped, fitted, framed, width

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from meshwright.catalog.diagrams.diagram import DiagramEdge

Tone = Literal["good", "fair", "poor", "plain"]
"""A product's score, shown by the fill of its dot and not by colour alone: full, half, a ring, a thin ring."""

_WIDE, _GAP, _PADDING, _HEADING = 216, 14, 10, 30
_LEGEND = 34
_MOST_ACROSS = 5
_PITCHES = ((500, 24, 8), (2_500, 18, 6))
"""Up to this number of dots: their distance and their size."""
_DENSEST = (14, 5)
_CLASSES: dict[Tone, str] = {tone: f' class="{tone}"' for tone in ("good", "fair", "poor")} | {"plain": ""}


@dataclass(frozen=True, slots=True)
class Dot:
    """A product."""

    key: str
    title: str
    """The tooltip: its name and its score."""
    href: str
    """Its page; the script takes the product from it, so it ends as `products/<domain>/<product>/index.html`."""
    tone: Tone = "plain"
    facets: tuple[str, ...] = ()
    """Its value for each facet, in the order of their names; empty if not stated."""


@dataclass(frozen=True, slots=True)
class Tile:
    """A domain."""

    label: str
    href: str | None
    dots: tuple[Dot, ...]


def tiles(name: str, title: str, domains: Iterable[Tile], legend: Sequence[tuple[Tone, str]] = ()) -> Diagram:
    """Draw tiles in columns of one width, each at the first free position; above them the meaning of the dots."""
    every = _ordered(domains)
    pitch, radius = _scale(sum(len(tile.dots) for tile in every))
    across = max(1, min(_MOST_ACROSS, len(every)))
    ends = [_LEGEND if legend else 0] * across
    drawn = [_legend(legend)]
    for tile in every:
        column = ends.index(min(ends))
        corner = column * (_WIDE + _GAP) + 1, ends[column] + 1
        text, high = _tile(tile, corner, pitch, radius)
        drawn.append(text)
        ends[column] += high + _GAP
    size = across * (_WIDE + _GAP) - _GAP + 2, max(0, *ends, _GAP) - _GAP + 2
    content = f'{"".join(drawn)}<g class="mw-flows" aria-hidden="true"></g>'
    return Diagram(framed(name, title, size, content, kind="tiles"), *size)


def map_data(domains: Iterable[Tile], edges: Iterable[DiagramEdge], facets: Sequence[str]) -> dict[str, Any]:
    """Return the data of `map` for the script, as JSON; products are numbered in the order of their dots.

    An edge joins the keys of two dots.
    """
    dots = [dot for tile in _ordered(domains) for dot in tile.dots]
    numbers = {dot.key: number for number, dot in enumerate(dots)}
    targets: dict[int, list[int]] = defaultdict(list)
    for edge in distinct(edges):
        targets[numbers[edge.source]].append(numbers[edge.target])
    return {
        "facets": [_facet(name, [dot.facets[at] for dot in dots]) for at, name in enumerate(facets)],
        "feeds": [sorted(targets.get(number, ())) for number in range(len(dots))],
    }


def _facet(name: str, found: Sequence[str]) -> dict[str, Any]:
    """Return the values of a facet, and the index of each product's value; -1 for none."""
    values = sorted(set(found) - {""})
    numbers = {value: number for number, value in enumerate(values)}
    return {"name": name, "values": values, "of": [numbers.get(value, -1) for value in found]}


def _ordered(domains: Iterable[Tile]) -> list[Tile]:
    """Order tiles by their names, and the dots of each by their keys."""
    return [
        Tile(tile.label, tile.href, tuple(sorted(tile.dots, key=lambda each: each.key)))
        for tile in sorted(domains, key=lambda each: (each.label, each.href or ""))
    ]


def _scale(count: int) -> tuple[int, int]:
    return next(((pitch, radius) for most, pitch, radius in _PITCHES if count <= most), _DENSEST)


def _legend(legend: Sequence[tuple[Tone, str]]) -> str:
    parts = []
    x = 9
    for tone, words in legend:
        text = f'<text class="mw-start mw-sub" x="{x + 13}" y="16">{escaped(words)}</text>'
        parts.append(f'<g class="{tone}"><circle cx="{x}" cy="12"/>{text}</g>')
        x += 41 + round(width(words, SMALL))
    return f'<g class="mw-tones mw-dots-6">{"".join(parts)}</g>' if parts else ""


def _tile(tile: Tile, corner: tuple[int, int], pitch: int, radius: int) -> tuple[str, int]:
    """Draw a tile, and give its height."""
    left, top = corner
    count = len(tile.dots)
    per_row = (_WIDE - 2 * _PADDING) // pitch
    rows = -(-count // per_row)
    high = _HEADING + rows * pitch + _PADDING - 2
    room = _WIDE - 2 * _PADDING - round(width(str(count))) - 8
    label = f'<text class="mw-start" x="{left + _PADDING}" y="{top + 20}">{escaped(fitted(tile.label, room, TEXT))}</text>'
    heading = f'<a class="mw-tile-name" href="{escaped(tile.href)}">{label}</a>' if tile.href else label
    start = left + (_WIDE - per_row * pitch) // 2 + pitch // 2, top + _HEADING + pitch // 2 - 2
    dots = "".join(
        f'<a href="{escaped(dot.href)}"{_CLASSES[dot.tone]}><title>{escaped(dot.title)}</title>'
        f'<circle cx="{start[0] + number % per_row * pitch}" cy="{start[1] + number // per_row * pitch}"/></a>'
        for number, dot in enumerate(tile.dots)
    )
    frame = f'<rect x="{left}" y="{top}" width="{_WIDE}" height="{high}" rx="4"/>'
    number = f'<text class="mw-sub mw-end" x="{left + _WIDE - _PADDING}" y="{top + 20}">{count}</text>'
    return (
        f'<g class="mw-tile">{frame}{heading}{number}<g class="mw-dots mw-tones mw-dots-{radius}">{dots}</g></g>',
        high,
    )
