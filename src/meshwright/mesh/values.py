"""A document's plain values, for rules that look at every text in it, whatever its kind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from meshwright.source.place import Path


@dataclass(frozen=True, slots=True)
class Values:
    """The values of one document, and the text of its file."""

    root: Any
    """None where the file could not be read to its end: then the text is all there is."""
    text: str

    def mappings(self) -> Iterator[tuple[Path, Mapping[str, Any]]]:
        """Give every mapping with its path."""
        for path, value in self.containers():
            if isinstance(value, dict):
                yield path, value

    def texts(self) -> Iterator[tuple[Path, str]]:
        """Give every text with its path; keys are none."""
        for path, value in self.containers():
            for step, child in value.items() if isinstance(value, dict) else enumerate(value):
                if isinstance(child, str):
                    yield (*path, step), child

    def containers(self) -> Iterator[tuple[Path, Any]]:
        """Give every mapping and list with its path, the outer ones first."""
        todo: list[tuple[Path, Any]] = [((), self.root)] if isinstance(self.root, dict | list) else []
        while todo:
            path, value = todo.pop()
            yield path, value
            for step, child in value.items() if isinstance(value, dict) else enumerate(value):
                if isinstance(child, dict | list):
                    todo.append(((*path, step), child))
