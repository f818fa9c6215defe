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

    def survey(self, least: int) -> tuple[set[str], list[str]]:
        """Give, in one quick walk, every key and custom property's name, and every text of `least` characters or more."""
        keys: set[str] = set()
        texts: list[str] = []
        todo: list[Any] = [self.root]
        while todo:
            value = todo.pop()
            if value.__class__ is dict:
                keys.update(value)
                named = value.get("property")
                if named.__class__ is str:
                    keys.add(named)
                value = value.values()
            elif value.__class__ is not list:
                continue
            for child in value:
                kind = child.__class__
                if kind is str:
                    if len(child) >= least:
                        texts.append(child)
                elif kind is dict or kind is list:
                    todo.append(child)
        return keys, texts

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
