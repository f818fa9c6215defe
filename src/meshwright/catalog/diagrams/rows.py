"""Nodes without edges, arranged in rows below the diagram."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.catalog.diagrams.layered import MARGIN, SPACE, Box, Layout, box_height, box_width

if TYPE_CHECKING:
    from collections.abc import Sequence

    from meshwright.catalog.diagrams.diagram import DiagramNode

_NARROWEST = 720
"""The minimum width of the rows in pixels."""


def below(layout: Layout, alone: Sequence[DiagramNode], *, gap: int = SPACE) -> Layout:
    """Return a layout with additional boxes of equal width, in rows below the others."""
    if not alone:
        return layout
    wide = max(map(box_width, alone))
    high = max(map(box_height, alone))
    top = layout.height + gap if layout.boxes else MARGIN
    count = max(1, (max(layout.width, _NARROWEST) - MARGIN) // (wide + SPACE))
    boxes = tuple(
        Box(
            node,
            MARGIN + number % count * (wide + SPACE),
            top + number // count * (high + SPACE),
            wide,
            high,
        )
        for number, node in enumerate(alone)
    )
    right = max(box.x + box.width for box in boxes) + MARGIN
    bottom = max(box.y + box.height for box in boxes) + MARGIN
    return Layout(layout.boxes + boxes, layout.ways, max(layout.width, right), bottom)
