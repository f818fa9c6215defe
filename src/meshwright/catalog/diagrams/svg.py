"""SVG elements, escaped and shortened text, and the frame of a diagram."""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape
from unicodedata import category, east_asian_width

TEXT = 13
"""The font size of a label in pixels, as in `diagrams.css`."""
SMALL = 13

_UNFIT = re.compile(
    "[^\t\n\r\x20-\x7e\xa0-\u061b\u061d-\u200d\u2010-\u2027\u202f-\u2065\u206a-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
)
"""Characters that XML 1.0 forbids, and those that change the direction of text."""
_ASCII = (
    "32 40 46 84 64 95 78 28 39 39 50 84 32 36 32 34 64 64 64 64 64 64 64 64 64 64 34 34 84 84 84 56 102 69 69 "
    "73 77 67 61 78 75 30 50 67 57 86 75 79 67 79 72 67 61 73 69 99 69 67 69 39 34 39 84 56 50 61 63 56 63 62 "
    "35 63 63 28 28 58 28 97 63 61 63 63 41 52 39 63 60 82 60 60 53 64 34 64 84"
)
_WIDTHS = {chr(32 + number): int(width) / 100 for number, width in enumerate(_ASCII.split())}
"""Letter widths in ems: the larger of DejaVu Sans and Arial, so that labels fit in nearly every font."""
_BOLD = 1.13


def escaped(text: str) -> str:
    """Escape text for an element or a double-quoted attribute."""
    return escape(legible(text))


def legible(text: str) -> str:
    """Replace characters that XML forbids, and those that reverse text."""
    return _UNFIT.sub("\ufffd", text)


@lru_cache(maxsize=4096)
def _ems(character: str) -> float:
    known = _WIDTHS.get(character)
    if known is not None:
        return known
    if character >= "\U0001f000":
        return 1.3
    if east_asian_width(character) in "WF":
        return 1
    kind = category(character)
    if kind in ("Mn", "Me", "Cf"):
        return 0
    return {"Ll": 0.64, "Lu": 0.78}.get(kind, 0.9)


def width(text: str, size: int = TEXT, *, is_bold: bool = False) -> float:
    """Estimate the width of a line of text in pixels; the estimate tends to be too large rather than too small."""
    return sum(map(_ems, text)) * size * (_BOLD if is_bold else 1)


@lru_cache(maxsize=16384)
def fitted(text: str, room: float, size: int = TEXT, *, is_bold: bool = False) -> str:
    """Shorten a label to a width in pixels; each run of whitespace becomes one space."""
    text = " ".join(text.split())
    # All characters except combining marks are at least 0.28 em wide, so very long labels need not be measured completely.
    text = text[: int(room) + 1]
    if width(text, size, is_bold=is_bold) <= room:
        return text
    left = room - width("…", size, is_bold=is_bold)
    for number, character in enumerate(text):
        left -= width(character, size, is_bold=is_bold)
        if left < 0:
            return f"{text[:number].rstrip()}…"
    return text


def framed(name: str, title: str, size: tuple[int, int], content: str, *, kind: str = "") -> str:
    """Wrap the drawing in an `svg` element; `name` is unique on the page and a valid anchor."""
    wide, high = size
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="mw-diagram{f" mw-{kind}" if kind else ""}" '
        f'width="{wide}" height="{high}" viewBox="0 0 {wide} {high}" role="group" '
        f'aria-labelledby="{name}-title"><title id="{name}-title">{escaped(title)}</title>{content}</svg>'
    )


def linked(href: str | None, kind: str, title: str, content: str) -> str:
    """Wrap a drawing in a link, or in a group if there is no target."""
    name = escaped(title)
    if href is None:
        return f'<g class="{kind}"><title>{name}</title>{content}</g>'
    return f'<a class="{kind}" href="{escaped(href)}"><title>{name}</title>{content}</a>'
