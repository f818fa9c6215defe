"""Edits made concrete: symbolic ones to new text for spans, everything else kept byte for byte.

Works on block style; inside of flow collections (`{…}`, `[…]`) only whole values are replaced.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.mesh.finding import Append, Delete, Insert, Replace
from meshwright.source.place import Part, Span

if TYPE_CHECKING:
    from meshwright.mesh.finding import Edit
    from meshwright.mesh.places import Places


def concrete(edit: Edit, text: str, places: Places | None) -> tuple[tuple[Span, str], ...]:
    """Give the spans and their new text; nothing where the edit can't be made safely."""
    if isinstance(edit, Replace) and edit.at.span is not None:
        return ((edit.at.span, edit.text),)
    if places is None or places.number(edit.at.path) is None:
        return ()
    span = places.span(edit.at.path, Part.VALUE)
    if isinstance(edit, Replace):
        return _replaced(places.span(edit.at.path, edit.at.part), edit.text, text)
    if isinstance(edit, Delete):
        is_item = isinstance(edit.at.path[-1], int)
        return _deleted(places.span(edit.at.path, Part.ENTRY), text, is_item=is_item)
    value = places.at(edit.at.path)
    if not value or text[span.start] in "{[":
        return ()
    if isinstance(edit, Insert) and isinstance(value, dict):
        first = places.span((*edit.at.path, next(iter(value))), Part.KEY).start
        return _added(f"{edit.key}: {edit.text}", _column(text, first) * " ", span, text)
    if isinstance(edit, Append) and isinstance(value, list):
        item = places.span((*edit.at.path, 0), Part.VALUE).start
        dash = text.rfind("-", 0, item)
        indent = _column(text, dash) * " "
        return _added("- " + edit.text.replace("\n", "\n  "), indent, span, text)
    return ()


def _replaced(span: Span, new: str, text: str) -> tuple[tuple[Span, str], ...]:
    is_glued = span.start == span.end and span.start > 0 and not text[span.start - 1].isspace()
    return ((span, f" {new}" if is_glued else new),)


def _added(new: str, indent: str, span: Span, text: str) -> tuple[tuple[Span, str], ...]:
    """Put lines behind the line on which a block collection ends."""
    end = text.find("\n", span.end)
    end = len(text) if end < 0 else end
    newline = "\n"
    if "\r\n" in text:
        newline = "\r\n"
        end -= end > 0 and text[end - 1] == "\r"
    lines = "".join(newline + indent + line for line in new.split("\n"))
    return ((Span(end, end), lines),)


def _deleted(span: Span, text: str, *, is_item: bool) -> tuple[tuple[Span, str], ...]:
    """Take whole lines out, if nothing else stands on them but a comment; an item goes with its dash."""
    start = text.rfind("\n", 0, span.start) + 1
    before = text[start : span.start].strip()
    before = "" if before == "-" and is_item else before
    end = text.find("\n", span.end)
    end = len(text) if end < 0 else end + 1
    behind = text[span.end : end].strip()
    if before or (behind and not behind.startswith("#")):
        return ()
    return ((Span(start, end), ""),)


def _column(text: str, offset: int) -> int:
    return offset - (text.rfind("\n", 0, offset) + 1)
