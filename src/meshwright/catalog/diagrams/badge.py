"""Small flat badges to embed in other sites, in the style of shields.io but with their own colours."""

from __future__ import annotations

from typing import Literal

from meshwright.catalog.diagrams.svg import escaped, fitted, width

Tone = Literal["good", "fair", "poor", "plain"]
_COLOURS: dict[Tone, str] = {"good": "#1a7f4b", "fair": "#8f5f00", "poor": "#b3292f", "plain": "#4a5b78"}
"""Background colours on which white text has a contrast of more than 4.5."""
_SIZE = 11
_WIDEST = 320


def badge(label: str, value: str, tone: Tone = "plain") -> str:
    """Return a badge with a label and a value as SVG."""
    label, value = fitted(label, _WIDEST, _SIZE), fitted(value, _WIDEST, _SIZE)
    # `textLength` is set because embedding sites can use other fonts.
    one, other = round(width(label, _SIZE)), round(width(value, _SIZE))
    left, wide = one + 12, one + other + 24
    name = escaped(f"{label}: {value}")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide}" height="20" viewBox="0 0 {wide} 20" role="img" '
        f'aria-label="{name}"><title>{name}</title>'
        f'<clipPath id="r"><rect width="{wide}" height="20" rx="3"/></clipPath><g clip-path="url(#r)">'
        f'<rect width="{left}" height="20" fill="#444"/>'
        f'<rect x="{left}" width="{wide - left}" height="20" fill="{_COLOURS[tone]}"/></g>'
        f'<g fill="#fff" font-family="Verdana,DejaVu Sans,Geneva,sans-serif" font-size="{_SIZE}">'
        f'<text x="6" y="14" textLength="{one}">{escaped(label)}</text>'
        f'<text x="{left + 6}" y="14" textLength="{other}">{escaped(value)}</text></g></svg>\n'
    )
