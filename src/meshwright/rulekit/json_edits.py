"""Edits of JSON files: rules state them in YAML; this module writes them as JSON, in the layout of adjacent entries.

An edit cannot change more than it declares.
"""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any, NamedTuple

from meshwright.finding.finding import Append, Delete, Insert, Replace
from meshwright.source.place import Part, Span
from meshwright.source.problem import AmbiguousScalar
from meshwright.source.tree import parse

if TYPE_CHECKING:
    from meshwright.finding.finding import Edit
    from meshwright.finding.locations import Places
    from meshwright.source.place import Path

_FEWEST = 2
"""The minimum number of entries for a deletion: as in YAML, the last remaining entry is never deleted."""


class _Layout(NamedTuple):
    """The layout of a collection's entries."""

    between: str
    """The text between two entries."""
    colon: str
    newline: str
    """The line end and indentation before an entry; empty if the entries share a line."""
    step: str
    """The indentation of one level."""


def json_edit(edit: Edit, text: str, places: Places | None) -> tuple[Span, str] | None:
    """Return the span to replace, with its new text; None if the edit cannot be made safely."""
    if isinstance(edit, Replace) and edit.at.span is not None:
        return edit.at.span, json.dumps(edit.text, ensure_ascii=False)[1:-1]
    path = edit.at.path
    if places is None or places.number(path) is None:
        return None
    match edit:
        case Replace():
            return _replaced(edit, text, places)
        case Delete():
            return _deleted(path, places)
        case Insert():
            return _added(path, edit.key, edit.text, text, places)
        case Append():
            return _added(path, None, edit.text, text, places)


def _replaced(edit: Replace, text: str, places: Places) -> tuple[Span, str] | None:
    path, part = edit.at.path, edit.at.part
    span = places.span(path, part)
    is_key = span == places.span(path, Part.KEY) != places.span(path, Part.VALUE)
    if is_key or (edit.keeps_quotes and text.startswith('"', span.start)):
        return span, _dumped(edit.text)
    found = _value(edit.text)
    if found is None:
        return None
    layout = _layout(path[:-1], text, places) if path else None
    return span, _written(found[0], layout)


def _added(path: Path, key: str | None, new: str, text: str, places: Places) -> tuple[Span, str] | None:
    """Append an entry to a collection that is not empty."""
    value, found = places.at(path), _value(new)
    is_fit = isinstance(value, list) if key is None else isinstance(value, dict) and key not in value
    if not value or not is_fit or found is None:
        return None
    layout = _layout(path, text, places)
    end = places.span((*path, _steps(value)[-1]), Part.ENTRY).end
    name = "" if key is None else f"{_dumped(key)}{layout.colon}"
    return Span(end, end), f"{layout.between}{name}{_written(found[0], layout)}"


def _deleted(path: Path, places: Places) -> tuple[Span, str] | None:
    """Delete an entry with the comma before it; for the first entry, with the comma after it."""
    steps = _steps(places.at(path[:-1])) if path else []
    if len(steps) < _FEWEST:
        return None
    at = steps.index(path[-1])
    own = places.span(path, Part.ENTRY)
    if at == 0:
        return Span(own.start, places.span((*path[:-1], steps[1]), Part.ENTRY).start), ""
    return Span(places.span((*path[:-1], steps[at - 1]), Part.ENTRY).end, own.end), ""


def _steps(collection: Any) -> list[Any]:  # noqa: ANN401 - a mapping or a list
    return list(collection) if isinstance(collection, dict) else list(range(len(collection)))


def _layout(path: Path, text: str, places: Places) -> _Layout:
    """Return the layout of a collection that is not empty."""
    steps = _steps(places.at(path))
    start = places.span(path, Part.VALUE).start
    entries = [places.span((*path, step), Part.ENTRY) for step in (*steps[:1], *steps[-2:])]
    before = text[start + 1 : entries[0].start]
    key = places.span((*path, steps[-1]), Part.KEY)
    colon = text[key.end : places.span((*path, steps[-1]), Part.VALUE).start]
    is_mapping = isinstance(places.at(path), dict)
    if len(steps) > 1:
        between = text[entries[-2].end : entries[-1].start]
    elif "\n" in before or "\r" in before:
        between = f",{before}"
    else:
        between = "," if is_mapping and not colon[-1:].isspace() else ", "
    indent = before.rpartition("\n")[2].rpartition("\r")[2]
    newline = before[len(before.rstrip("\r\n \t")) :] if indent != before else ""
    newline = ("\r\n" if "\r\n" in newline else "\n" if "\n" in newline else "\r") + indent if newline else ""
    line = max(text.rfind("\n", 0, start), text.rfind("\r", 0, start)) + 1
    outer = text[line : line + len(text[line:]) - len(text[line:].lstrip(" \t"))] if newline else ""
    step = indent.removeprefix(outer) if newline and indent.startswith(outer) else ""
    return _Layout(between, colon if is_mapping else ": ", newline, step or "  ")


def _value(text: str) -> tuple[Any] | None:
    """Parse the YAML text of an edit; None if JSON cannot represent the value."""
    tree = parse(text)
    is_clear = all(isinstance(each, AmbiguousScalar) for each in tree.problems)
    if not tree.is_whole or len(tree.documents) != 1 or not is_clear:
        return None
    value = tree.documents[0].value
    todo = [value]
    while todo:
        each = todo.pop()
        if isinstance(each, float) and not math.isfinite(each):
            return None
        todo += each.values() if isinstance(each, dict) else each if isinstance(each, list) else ()
    return (value,)


def _written(value: Any, layout: _Layout | None) -> str:  # noqa: ANN401 - any JSON value
    """Format a value on one line or several lines, like the adjacent entries."""
    if layout is None or not layout.newline or not isinstance(value, dict | list):
        is_tight = layout is not None and layout.colon == ":"
        return _dumped(value, separators=(",", ":") if is_tight else None)
    return _dumped(value, indent=layout.step).replace("\n", layout.newline)


def _dumped(value: Any, **how: Any) -> str:  # noqa: ANN401 - any JSON value, and json's own options
    text = json.dumps(value, ensure_ascii=False, **how)
    return text if text.replace("\n", "").isprintable() else json.dumps(value, **how)
