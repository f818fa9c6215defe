"""A drafted document, to which symbolic edits are applied one after another; all other bytes are unchanged.

This module does not write files or check the content.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from meshwright.rulekit.edits import applied, concrete
from meshwright.rulekit.locator import Locator
from meshwright.source.folder import shown
from meshwright.source.place import Part, Span
from meshwright.source.text import decode
from meshwright.source.tree import syntax_of
from meshwright.workspace.workers import compile_all

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from meshwright.facts.unit import Details, Unit
    from meshwright.finding.finding import Edit
    from meshwright.rulekit.edits import NewText
    from meshwright.source.place import Path
    from meshwright.source.suppression import Suppression


class DraftError(Exception):
    """A draft is not possible; the message states the reason on one line."""


@dataclass(frozen=True, slots=True)
class _Alone:
    """One file, with the interface that a locator needs."""

    unit: Unit
    read: str

    def details(self, _: str) -> Details:
        return self.unit.details()

    def text(self, _: str) -> str:
        return self.read

    def suppressions(self, _: str) -> tuple[Suppression, ...]:
        return self.unit.suppressions


class Draft:
    """The text of a file with the locations in one of its documents, updated by each edit."""

    def __init__(self, path: str, data: bytes, document: int = 0) -> None:
        self.path = path
        self.document = document
        self._mark = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
        decoded = decode(data)
        if decoded.problems:
            raise DraftError(f"`{shown(path)}` cannot be read; correct it first")
        self._take(decoded.text)

    def _take(self, text: str) -> None:
        """Compile new content that replaces the previous content."""
        self.text = text
        (unit,) = compile_all([(syntax_of(self.path), self.data)], 1, 1, lambda _: None)
        places = Locator(_Alone(unit, text)).places(self.path, self.document)
        if places is None:
            raise DraftError(f"`{shown(self.path)}` cannot be read; correct it first")
        self.places = places
        self.documents = len(unit.details().bodies)

    @property
    def data(self) -> bytes:
        """The bytes of the whole file."""
        return self._mark + self.text.encode()

    def value(self, *path: str | int) -> Any:  # noqa: ANN401 - a YAML value
        """Return the value at a path; None if the path has no value."""
        return self.places.at(path)

    def items(self, *path: str | int) -> list[dict[str, Any]]:
        """Return the items in the list at a path; empty if there is no list.

        For an item that is not a mapping, the result has an empty mapping.
        """
        found = self.value(*path)
        return [each if isinstance(each, dict) else {} for each in found] if isinstance(found, list) else []

    def raw(self, *path: str | int) -> NewText:
        """Return the span and the text of a value, including quotes."""
        span = self.places.span(path, Part.VALUE)
        return span, self.text[span.start : span.end]

    def texts(self, *path: str | int) -> Iterator[tuple[Path, str]]:
        """Yield the strings at and below a path, with their paths."""
        value = self.value(*path)
        if isinstance(value, str):
            yield path, value
        elif isinstance(value, dict | list):
            for step in value if isinstance(value, dict) else range(len(value)):
                yield from self.texts(*path, step)

    def edit(self, edit: Edit) -> None:
        """Apply an edit; raises DraftError if it would change anything else."""
        new = concrete(edit, self.text, self.places, syntax_of(self.path))
        if new is None:
            where = ".".join(map(str, edit.at.path)) or "the document"
            raise DraftError(f"`{shown(self.path)}`: `{where}` cannot be edited; write it in block style")
        self.put([new])

    def put(self, edits: Iterable[NewText]) -> None:
        """Replace non-overlapping spans with new text."""
        self._take(applied(self.text, edits))

    def block(self, *path: str | int) -> Span:
        """Return the span of the lines of a block list item, without the last line end; raises DraftError."""
        span = self.places.span(path, Part.VALUE)
        start = self._line_start(span.start)
        if self.text[start : span.start].strip() != "-":
            where = ".".join(map(str, path))
            raise DraftError(f"`{shown(self.path)}`: `{where}` cannot be copied; write it in block style")
        ends = (self.text.find(end, span.end) for end in "\r\n")
        return Span(start, min((end for end in ends if end >= 0), default=len(self.text)))

    def newline(self) -> str:
        """Return the line end of the first line."""
        first = self.text.partition("\n")[0]
        return "\r\n" if first.endswith("\r") else "\n"

    def _line_start(self, offset: int) -> int:
        return max(self.text.rfind("\n", 0, offset), self.text.rfind("\r", 0, offset)) + 1
