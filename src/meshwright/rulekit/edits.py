"""Conversion of symbolic edits to text edits; all other bytes of the file stay unchanged.

Supports block style; in flow collections (`{…}`, `[…]`), only whole values can be replaced. An edit cannot change more
than it declares.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from meshwright.finding.finding import Append, Delete, Insert, Replace
from meshwright.rulekit.json_edits import json_edit
from meshwright.source.place import Part, Span

if TYPE_CHECKING:
    from collections.abc import Iterable

    from meshwright.finding.finding import Edit
    from meshwright.finding.locations import Places
    from meshwright.source.place import Path
    from meshwright.source.tree import Syntax

NewText = tuple[Span, str]
"""A span and its new text."""

_LINE_END = re.compile(r"\r\n|\n|\r")
_BLANK = re.compile(r"\s*")


def concrete(edit: Edit, text: str, places: Places | None, syntax: Syntax = "yaml") -> NewText | None:
    """Return the span to replace, with its new text; None if the edit cannot be made safely."""
    if syntax == "json":
        return json_edit(edit, text, places)
    if isinstance(edit, Replace) and edit.at.span is not None:
        return edit.at.span, edit.text
    path = edit.at.path
    if places is None or places.number(path) is None:
        return None
    if isinstance(edit, Replace):
        span = places.span(path, edit.at.part)
        quote = text[span.start : span.start + 1] if edit.keeps_quotes else ""
        new = f"{quote}{edit.text}{quote}" if quote in ("'", '"') else edit.text
        return _replaced(span, new, text)
    if isinstance(edit, Delete):
        return _deleted(path, text, places)
    value, span = places.at(path), places.span(path, Part.VALUE)
    if not value or text[span.start] in "{[*":
        return None
    if isinstance(edit, Insert) and isinstance(value, dict):
        first = places.span((*path, next(iter(value))), Part.KEY).start
        gap = "" if edit.text.startswith("\n") else " "
        return _added(f"{edit.key}:{gap}{edit.text}", _column(text, first), span, text)
    if isinstance(edit, Append) and isinstance(value, list):
        dash = _BLANK.match(text, span.start).end()  # type: ignore[union-attr] # it matches anywhere
        if text[dash] == "-":
            return _added("- " + edit.text.replace("\n", "\n  "), _column(text, dash), span, text)
    return None


def _replaced(span: Span, new: str, text: str) -> NewText:
    is_glued = span.start == span.end and span.start > 0 and not text[span.start - 1].isspace()
    return span, f" {new}" if is_glued else new


def _added(new: str, column: int, span: Span, text: str) -> NewText:
    """Insert lines below a block collection, with the line ends of the surrounding text."""
    ending = _LINE_END.search(text, span.end) or _LINE_END.search(text)
    end = ending.start() if ending and ending.start() >= span.end else len(text)
    newline = ending[0] if ending else "\n"
    lines = "".join(f"{newline}{' ' * column}{line}" if line else newline for line in new.split("\n"))
    return Span(end, end), lines


def _deleted(path: Path, text: str, places: Places) -> NewText | None:
    """Delete whole lines if they contain only the entry and a comment; for a list item, also delete its dash.

    The last remaining entry of a collection is never deleted, because empty text is null in YAML.
    """
    if not path:
        return None
    siblings, parent = places.at(path[:-1]), places.span(path[:-1], Part.VALUE)
    if len(siblings) < 2 or text[parent.start] in "{[*":
        return None
    span = places.span(path, Part.ENTRY)
    start = span.start - _column(text, span.start)
    before = text[start : span.start].strip()
    if isinstance(siblings, dict) and before:
        return _deleted_behind_dash(path, text, places)
    if isinstance(siblings, list) and before != "-":
        return None
    found = _LINE_END.search(text, span.end)
    behind = text[span.end : found.start() if found else len(text)].strip()
    if behind and not behind.startswith("#"):
        return None
    if found is None and start > 0:
        return Span(start - (2 if text[start - 2 : start] == "\r\n" else 1), len(text)), ""
    return Span(start, found.end() if found else len(text)), ""


def _deleted_behind_dash(path: Path, text: str, places: Places) -> NewText | None:
    """Delete the first key of a mapping in a list by moving the second key up."""
    keys = list(places.at(path[:-1]))
    if keys[0] != path[-1]:
        return None
    start, end = places.span(path, Part.ENTRY)
    following = places.span((*path[:-1], keys[1]), Part.KEY).start
    return (Span(start, following), "") if not text[end:following].strip() else None


def _column(text: str, offset: int) -> int:
    """Return the number of characters before an offset on its line."""
    return offset - max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) - 1


def overlap(one: Span, other: Span) -> bool:
    """Return whether two edits conflict: they share text, or one inserts text where the other ends."""
    if one.start == one.end or other.start == other.end:
        return one.start <= other.end and other.start <= one.end
    return one.start < other.end and other.start < one.end


def applied(text: str, edits: Iterable[NewText]) -> str:
    """Apply non-overlapping edits, in any order."""
    parts = []
    end = 0
    for span, new in sorted(edits):
        parts += [text[end : span.start], new]
        end = span.end
    return "".join([*parts, text[end:]])
