"""A diagram as a separate file, including the style sheet and the colours that a page would provide."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from meshwright.catalog.diagrams.svg import escaped
from meshwright.catalog.signs import COLOURS, DARK, LIGHT

if TYPE_CHECKING:
    from meshwright.catalog.diagrams.diagram import Diagram

_LIGHT = (
    "--mw-surface:#fff;--mw-line:#c9d1da;--mw-text:#1f2933;--mw-muted:#5b6776;--mw-accent:#2456c7;"
    "--mw-domain:none;--mw-good:#1a7f4b;--mw-fair:#9a6700;--mw-poor:#b3292f"
)
_DARK = (
    "--mw-surface:#1b212b;--mw-line:#3f4b5c;--mw-text:#e4e9f0;--mw-muted:#9aa7b8;--mw-accent:#82aaff;"
    "--mw-domain:none;--mw-good:#5fcf94;--mw-fair:#e6b35a;--mw-poor:#f28b8b"
)
_DOMAIN = re.compile(r"\bmw-domain-(\d+)")
_COLOURS = f"svg{{{_LIGHT};background:var(--mw-surface)}}@media (prefers-color-scheme:dark){{svg{{{_DARK}}}}}"


def standalone(diagram: Diagram, style_sheet: str) -> str:
    """Return a diagram as an SVG file that follows the viewer's light or dark preference.

    `style_sheet` is the text of `assets/css/diagrams.css`. The links are the same as on the page.
    """
    rules = re.sub(r"/\*.*?\*/|\s+", " ", style_sheet, flags=re.DOTALL)
    return (
        diagram.svg.replace(
            "<title", f"<style>{escaped(_COLOURS + _domains(diagram.svg) + rules)}</style><title", 1
        )
        + "\n"
    )


def _domains(svg: str) -> str:
    """Return the colours of the domains in a drawing."""
    used = sorted({int(number) for number in _DOMAIN.findall(svg)} & set(range(COLOURS)))

    def rules(colours: list[str]) -> str:
        return "".join(f".mw-domain-{number}{{--mw-domain:{colours[number]}}}" for number in used)

    return f"{rules(LIGHT)}@media (prefers-color-scheme:dark){{{rules(DARK)}}}" if used else ""
