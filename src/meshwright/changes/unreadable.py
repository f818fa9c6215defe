"""Unreadable parts of a document, whose differences are detected but cannot be interpreted.

This module does not interpret readable parts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from meshwright.records import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable

    from meshwright.facts.unit import Refusal
    from meshwright.source.place import Path


@dataclass(frozen=True, slots=True, eq=False)
class Unreadable:
    """A value whose type differs from the one that the standard requires."""

    value: Any
    expected: str
    """The expected type, in words: `a list of servers`."""
    found: str
    """The actual type, in words: `text`."""
    failure: str = ""
    """The type of the exception, for a document that could not be compared."""

    def __str__(self) -> str:
        return str(self.value)


def marked(body: dict[str, Any], refused: Iterable[Refusal]) -> dict[str, Any]:
    """Return the values of a document, with unreadable values marked. Only containers of unreadable values are copied."""
    for path, expected, found in refused:
        body = _marked(body, path, expected, found)
    return body


def _marked(value: Any, path: Path, expected: str, found: str) -> Any:  # noqa: ANN401 - a YAML value
    if not path:
        return Unreadable(value, expected, found)
    step = path[0]
    is_there = (isinstance(value, dict) and step in value) or (
        isinstance(value, list) and isinstance(step, int) and step < len(value)
    )
    if not is_there:
        return value
    copy = value.copy()
    copy[step] = _marked(value[step], path[1:], expected, found)
    return copy


def unreadable_in(value: object) -> Unreadable | None:
    """Return the value itself if it is unreadable, otherwise its first unreadable part; None if there is none."""
    if isinstance(value, Unreadable):
        return value
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ()
    return next((found for each in parts if (found := unreadable_in(each)) is not None), None)


def plain(value: Any) -> Any:  # noqa: ANN401 - a YAML value
    """Return a value as it is in the document, without markers."""
    if isinstance(value, Unreadable):
        return plain(value.value)
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    return [plain(each) for each in value] if isinstance(value, list) else value
