"""A bar chart on a logarithmic scale, as SVG: light, and also readable on dark pages.

This module does not know what is measured.
"""

from __future__ import annotations

from html import escape
from math import floor, log10
from typing import NamedTuple

LABELS, WIDTH, ROW, TOP = 330, 430, 26, 48
STYLE = 'role="img" font-family="system-ui, sans-serif" font-size="13"'
OURS, OTHERS = "#0b6e6e", "#9aa5b1"


class Bar(NamedTuple):
    """One bar."""

    label: str
    value: float
    is_ours: bool


def bars(title: str, unit: str, found: list[Bar]) -> str:
    """Draw bars, starting at a power of ten below the minimum."""
    least = floor(log10(min(each.value for each in found)))
    most = log10(max(each.value for each in found))
    height = TOP + ROW * len(found) + 12
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{LABELS + WIDTH + 90}" height="{height}" {STYLE}>',
        f"<title>{escape(title)}</title>",
        '<rect width="100%" height="100%" fill="#fff"/>',
        f'<text x="12" y="20" font-weight="600">{escape(title)}</text>',
        f'<text x="12" y="38" fill="#555">{escape(unit)}; logarithmic scale</text>',
    ]
    for number, each in enumerate(found):
        y, colour = TOP + ROW * number, OURS if each.is_ours else OTHERS
        length = max(2, WIDTH * (log10(each.value) - least) / (most - least))
        figure = f"{each.value:,.0f}" if each.value >= 10 else f"{each.value:.1f}"
        lines += [
            f'<text x="{LABELS - 8}" y="{y + 16}" text-anchor="end">{escape(each.label)}</text>',
            f'<rect x="{LABELS}" y="{y + 3}" width="{length:.0f}" height="{ROW - 8}" fill="{colour}"/>',
            f'<text x="{LABELS + length + 6:.0f}" y="{y + 16}">{figure}</text>',
        ]
    return "\n".join((*lines, "</svg>", ""))
