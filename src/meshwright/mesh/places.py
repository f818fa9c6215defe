"""Symbolic places made concrete: paths to spans, with the offsets that the parser left.

Knows plain values and flat arrays; holds no YAML nodes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from meshwright.source.place import WIDTH, Part, Path, Span, Step

if TYPE_CHECKING:
    from array import array

NAMING_KEYS = ("name", "server", "property", "channel", "username", "role", "synonym", "scheme", "key", "id")
"""The keys whose value names a thing to people, best first."""
_OF_DOCUMENT = ("name", "id", "port", "kind")
"""The same of a whole document; an agreement is known by its port."""


def position_of(step: Step, value: object) -> Step:
    """Read a name where a list has positions: it stands for the first custom property of that name."""
    if isinstance(step, int) or not isinstance(value, list):
        return step
    named = (i for i, item in enumerate(value) if isinstance(item, dict) and item.get("property") == step)
    return next(named, step)


class Places:
    """The places of one document's values."""

    def __init__(self, value: Any, offsets: array[int]) -> None:  # noqa: ANN401 - any YAML value
        self.value = value
        self.offsets = offsets

    def number(self, path: Path) -> int | None:
        """Count the nodes before the one at a path, in preorder; None where nothing is there."""
        offsets, value = self.offsets, self.value
        number = 0
        for stated in path:
            number += 1
            step = position_of(stated, value)
            if isinstance(value, dict) and step in value:
                for key in value:
                    if key == step:
                        break
                    number += 1 + offsets[number * WIDTH + WIDTH - 1]
                value = value[step]
            elif isinstance(value, list) and isinstance(step, int) and 0 <= step < len(value):
                for _ in range(step):
                    number += 1 + offsets[number * WIDTH + WIDTH - 1]
                value = value[step]
            else:
                return None
        return number

    def at(self, path: Path) -> Any:  # noqa: ANN401 - any YAML value
        """Give the value at a path; None where there is none."""
        value = self.value
        for given in path:
            step = position_of(given, value)
            if isinstance(value, dict):
                value = value.get(step)
            elif isinstance(value, list) and isinstance(step, int) and step < len(value):
                value = value[step]
            else:
                return None
        return value

    def span(self, path: Path, part: Part) -> Span:
        """Give the text range of a part; a path that is not there counts as its nearest ancestor's name."""
        if not self.offsets:  # rows of a Parquet file, which has no text
            return Span(0, 0)
        if part is Part.NAME:
            return self._name(path)
        found = self.number(path)
        if found is None:
            return self._name(path)
        number = found * WIDTH
        key_start, key_end, start, end, _ = self.offsets[number : number + WIDTH]
        if part is Part.KEY:
            return Span(key_start, key_end) if path else self._name(path)
        return Span(start, end) if part is Part.VALUE or not path else Span(key_start, end)

    def _name(self, path: Path) -> Span:
        """Find what names the thing at a path: a naming key's scalar, its own key, or its first key."""
        while path and self.number(path) is None:
            path = path[:-1]
        value = self.at(path)
        if isinstance(value, dict):
            for key in NAMING_KEYS if path else _OF_DOCUMENT:
                if isinstance(value.get(key), str | int | float):
                    return self.span((*path, key), Part.VALUE)
        if path and isinstance(path[-1], str):
            return self.span(path, Part.KEY)
        if isinstance(value, dict) and value:
            return self.span((*path, next(iter(value))), Part.KEY)
        if not path:
            return Span(0, 0)
        return self.span(path, Part.VALUE)
