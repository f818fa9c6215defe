"""Symbolic places made concrete: paths to spans, with the offsets that the parser left.

Knows plain values and flat arrays; holds no YAML nodes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from meshwright.source.place import Part, Path, Span

if TYPE_CHECKING:
    from array import array

NAMING_KEYS = ("name", "server", "property", "channel", "username", "role", "synonym", "scheme", "key", "id")
"""The keys whose value names a thing to people, best first; for a whole document, `kind` is the last resort."""


class Places:
    """The places of one document's values."""

    def __init__(self, value: Any, offsets: array[int]) -> None:  # noqa: ANN401 - any YAML value
        self.value = value
        self.offsets = offsets
        self.numbers: dict[Path, int] = {}
        self._number(value, ())

    def _number(self, value: Any, path: Path) -> None:  # noqa: ANN401 - any YAML value
        self.numbers[path] = len(self.numbers)
        if isinstance(value, dict):
            for key, child in value.items():
                self._number(child, (*path, key))
        elif isinstance(value, list):
            for position, child in enumerate(value):
                self._number(child, (*path, position))

    def at(self, path: Path) -> Any:  # noqa: ANN401 - any YAML value
        """Give the value at a path; None where there is none."""
        value = self.value
        for step in path:
            if isinstance(value, dict):
                value = value.get(step)
            elif isinstance(value, list) and isinstance(step, int) and step < len(value):
                value = value[step]
            else:
                return None
        return value

    def span(self, path: Path, part: Part) -> Span:
        """Give the text range of a part; a path that is not there counts as its nearest ancestor's name."""
        if part is Part.NAME:
            return self._name(path)
        while path not in self.numbers:
            path = path[:-1]
            if path not in self.numbers:
                continue
            return self._name(path)
        number = self.numbers[path] * 4
        if number >= len(self.offsets):
            return Span(0, 0)
        key_start, key_end, start, end = self.offsets[number : number + 4]
        if part is Part.KEY:
            return Span(key_start, key_end) if path else self._name(path)
        return Span(start, end) if part is Part.VALUE or not path else Span(key_start, end)

    def _name(self, path: Path) -> Span:
        """Find what names the thing at a path: a naming key's scalar, its own key, or its first key."""
        while path and path not in self.numbers:
            path = path[:-1]
        value = self.at(path)
        if isinstance(value, dict):
            for key in NAMING_KEYS if path else (*NAMING_KEYS, "kind"):
                if isinstance(value.get(key), str | int | float):
                    return self.span((*path, key), Part.VALUE)
        if path and isinstance(path[-1], str):
            return self.span(path, Part.KEY)
        if isinstance(value, dict) and value:
            return self.span((*path, next(iter(value))), Part.KEY)
        if not path:
            return Span(0, 0)
        return self.span(path, Part.VALUE)
