"""The accent colour of a site, which the repository chooses.

The colour is adjusted so that text is legible in the light and the dark scheme.
"""

from __future__ import annotations

import re

COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
LEAST = 4.5
"""The minimum contrast of text, as required by WCAG 2.2 level AA."""
LIGHT = ("#ffffff", "#f6f8f8")
DARK = ("#12181a", "#182023")
"""The background colours (page and raised surfaces) of each colour scheme, as in `assets/css/catalog.css`."""
_SOFT = 0.14
"""The share of the accent colour in the soft background behind accent text."""
_STEP = 0.02


def accent_style(colour: str) -> str:
    """Return the CSS rules for an accent colour (`#rrggbb`); an illegible colour is made darker or lighter."""
    return "".join(
        f"@media {medium}{{{selector}{{--mw-accent:{accent};--mw-accent-soft:{soft};--md-accent-fg-color:{accent};"
        f"--md-accent-fg-color--transparent:{accent}1a;--md-typeset-a-color:{accent}}}}}\n"
        for medium, selector, grounds, end in (
            ("all", ':root,[data-md-color-scheme="default"]', LIGHT, "#000000"),
            ("screen", '[data-md-color-scheme="slate"]', DARK, "#ffffff"),
        )
        for accent, soft in (legible(colour, grounds, end),)
    )


def legible(colour: str, grounds: tuple[str, ...], end: str) -> tuple[str, str]:
    """Mix a colour with `end` until it is legible on all backgrounds; return the colour and its soft background."""
    share = 0.0
    while True:
        accent = mixed(colour.lower(), end, share)
        soft = mixed(grounds[0], accent, _SOFT)
        if share >= 1 or min(contrast(accent, each) for each in (*grounds, soft)) >= LEAST:
            return accent, soft
        share = min(1.0, share + _STEP)


def mixed(one: str, other: str, share: float) -> str:
    """Return a mix of two colours, with a given share of the second."""
    parts = (round(a + (b - a) * share) for a, b in zip(_parts(one), _parts(other), strict=True))
    return "#" + "".join(f"{each:02x}" for each in parts)


def contrast(one: str, other: str) -> float:
    """Return the contrast between two colours, from 1 to 21, as WCAG defines it."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (
        each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4
        for each in (part / 255 for part in _parts(colour))
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _parts(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[at : at + 2], 16) for at in (1, 3, 5))
