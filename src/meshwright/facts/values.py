"""Plain values of a file, for rules that check all strings of files of any kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from meshwright.finding.finding import At
from meshwright.records import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.source.place import Path

_NAMES_ONLY = frozenset({"columns", "names", "parts", "physicalNames", "rules"})
"""Mappings of governance documents whose keys are arbitrary names."""


@dataclass(frozen=True, slots=True)
class Values:
    """The values of one file, with its text."""

    roots: tuple[Any, ...]
    """The value of each document; empty for a file that could not be read completely."""
    text: str
    unread: str = ""
    """Text that is not in `roots`, at its original offsets: that of a broken file, or the values of duplicate keys."""
    is_data: bool = False
    """Whether the file is a sample, of which only the first rows are read."""

    def texts(self) -> Iterator[str]:
        """Yield every string, without its location; faster than `named`."""
        todo: list[Any] = list(self.roots)
        while todo:
            value = todo.pop()
            kind = value.__class__
            if kind is str:
                yield value
            elif kind is dict:
                yield from value
                todo += value.values()
            elif kind is list:
                todo += value

    def named(self) -> Iterator[tuple[At, str, str]]:
        """Yield every string and key with its location and name; keys and list items have no name.

        The name of a custom property's value is that of the property.
        """
        for number, root in enumerate(self.roots):
            at = At(document=number)
            if isinstance(root, str):
                yield at, root, ""
            todo: list[tuple[Path, Any]] = [((), root)]
            while todo:
                path, value = todo.pop()
                for step, child, name in _children(path, value):
                    place = At((*path, step), document=number)
                    if isinstance(value, dict):
                        yield place.key(), str(step), ""
                    if isinstance(child, str):
                        yield place, child, name
                    elif isinstance(child, dict | list):
                        todo.append((place.path, child))


def _children(path: Path, value: Any) -> Iterator[tuple[str | int, Any, str]]:  # noqa: ANN401 - a YAML value
    """Yield the children of a value by key or position, with their names."""
    if isinstance(value, list):
        yield from ((index, child, "") for index, child in enumerate(value))
    elif isinstance(value, dict):
        has_names = bool(path) and path[-1] in _NAMES_ONLY
        for key, child in value.items():
            name = value.get("property") if key == "value" else key
            yield key, child, name if isinstance(name, str) and not has_names else ""
