"""Conversion of symbolic locations to spans, with the offsets that the parser recorded.

This module knows plain values and flat arrays. It does not keep YAML nodes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from meshwright.source.place import WIDTH, Part, Path, Span, Step

if TYPE_CHECKING:
    from array import array
    from collections.abc import Iterator

NAMING_KEYS = ("name", "server", "property", "channel", "username", "role", "synonym", "scheme", "key", "id")
"""The keys whose value names an item for people, best first."""
_OF_DOCUMENT = ("name", "id", "port", "kind")
"""The keys whose value names a whole document, best first; an agreement is named after its port."""


def position_of(step: Step, value: object) -> Step:
    """Return the position of the first custom property with a given name in a list."""
    if isinstance(step, int) or not isinstance(value, list):
        return step
    named = (i for i, item in enumerate(value) if isinstance(item, dict) and item.get("property") == step)
    return next(named, step)


class Places:
    """The locations of the values of one document."""

    def __init__(self, value: Any, offsets: array[int]) -> None:  # noqa: ANN401 - any YAML value
        self.value = value
        self.offsets = offsets
        self._children: dict[int, dict[Step, tuple[int, Step, Any]]] = {}
        """The number, step and value of each child in the containers visited so far, by step and by name."""

    def number(self, path: Path) -> int | None:
        """Count the nodes before the one at a path, in preorder; None if the path does not exist."""
        *_, (_, number, _) = self._way(path)
        return number

    def at(self, path: Path) -> Any:  # noqa: ANN401 - any YAML value
        """Return the value at a path; None if there is none."""
        *_, (_, _, value) = self._way(path)
        return value

    def positions(self, path: Path) -> Path:
        """Replace the names of list items in a path with positions, as far as they exist."""
        number, value = 0, self.value
        steps: list[Step] = []
        for given in path:
            found = self._below(number, value).get(given)
            if found is None:
                return (*steps, *path[len(steps) :])
            number, step, value = found
            steps.append(step)
        return tuple(steps)

    def _way(self, path: Path) -> Iterator[tuple[Step, int | None, Any]]:
        """Walk along a path from the root; for each node, yield the step to it, its number and its value."""
        number: int | None = 0
        value = self.value
        yield "", number, value
        for given in path:
            step = given
            found = None if number is None else self._below(number, value).get(given)
            number, step, value = found or (None, given, None)
            yield step, number, value

    def _below(self, number: int, value: object) -> dict[Step, tuple[int, Step, Any]]:
        """Return the children of a node; computed once, regardless of the number of findings."""
        node = number if self.offsets else id(value)  # rows of a Parquet file have no numbers
        known = self._children.get(node)
        if known is not None:
            return known
        known = self._children[node] = {}
        if not isinstance(value, dict | list):
            return known
        number += 1
        for step, child in value.items() if isinstance(value, dict) else enumerate(value):
            known[step] = number, step, child
            name = child.get("property") if isinstance(step, int) and isinstance(child, dict) else None
            if isinstance(name, str):  # the first item with this name
                known.setdefault(name, known[step])
            number += 1 + self.offsets[number * WIDTH + WIDTH - 1] if self.offsets else 0
        return known

    def span(self, path: Path, part: Part) -> Span:
        """Return the text range of a part; for a missing path, that of its nearest ancestor's name."""
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
        """Find the name of the item at a path: a naming key's scalar, its own key, or its first key."""
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
