"""Conversion of symbolic locations to spans, lines and addresses; no other module does this.

This module does not know rules, or why a location is needed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Protocol

from meshwright.finding.locations import Places
from meshwright.rulekit.diagnostic import Range
from meshwright.source.place import Span

if TYPE_CHECKING:
    from collections.abc import Iterable

    from meshwright.facts.unit import Details
    from meshwright.finding.finding import At
    from meshwright.source.place import Lines
    from meshwright.source.suppression import Suppression

MOST_FILES = 64
"""The maximum number of files whose values and locations are kept in memory."""
_HEADER = re.compile(r"[|>][^\r\n]*")


class Sources(Protocol):
    """The files of one revision, read on demand."""

    def details(self, file: str) -> Details:
        """Return the values, locations and lines of a file."""

    def text(self, file: str) -> str:
        """Return the text of a file at the time of compilation."""

    def suppressions(self, file: str) -> tuple[Suppression, ...]:
        """Return the suppression comments of a file."""


class Locator:
    """The locations in the files of one revision, and in those of the base if two are compared.

    In all methods, `file` is the default for a location without a file.
    """

    def __init__(self, sources: Sources, base: Locator | None = None) -> None:
        self.sources = sources
        self.base = base
        self._files: dict[str, _File] = {}
        """The most recently used files, latest last; callers process file by file, so each is read only once."""
        self._latest: tuple[str, _File | None] = ("", None)
        self._text = ("", "")
        """The most recently used file and its text."""

    def span(self, at: At, file: str = "") -> Span:
        """Return the span of a location or, if its path does not exist, that of the nearest existing container."""
        if at.span is not None:
            return at.span
        side, file = self._side(at), at.file or file
        places = side.places(file, at.document)
        span = places.span(at.path, at.part) if places else Span(0, 0)
        return _word(side.text(file), span, at.words) if at.words else span

    def range(self, at: At, file: str = "") -> Range:
        """Return the lines and columns of a location."""
        return self._side(at).range_of(self.span(at, file), at.file or file)

    def range_of(self, span: Span, file: str) -> Range:
        """Return the lines and columns of a span."""
        lines = self.lines(file)
        return Range(file, lines.position(span.start), lines.position(max(span)))

    def span_of(self, place: Range) -> Span:
        """Convert a range that `range` returned back to its span."""
        lines = self.lines(place.path)
        return Span(lines.offset(place.start), lines.offset(place.end))

    def has(self, at: At) -> bool:
        """Return whether the document of a location is readable."""
        return self._side(at).places(at.file, at.document) is not None

    def places(self, file: str, document: int) -> Places | None:
        """Return the locations in a document (counted from 0); None if the document is not readable."""
        return self._file(file).places(document)

    def value(self, file: str, document: int) -> Any:  # noqa: ANN401 - any YAML value
        """Return the values of a document; None if the document is not readable."""
        places = self.places(file, document)
        return places.value if places else None

    def lines(self, file: str) -> Lines:
        """Return the offsets at which the lines of a file start."""
        return self._file(file).details.lines

    def text(self, file: str) -> str:
        """Return the text of a file."""
        if self._text[0] != file:
            self._text = (file, self.sources.text(file))
        return self._text[1]

    def _side(self, at: At) -> Locator:
        return self.base if at.in_base and self.base is not None else self

    def _file(self, path: str) -> _File:
        latest, found = self._latest
        if found is not None and latest == path:
            return found
        found = self._files.pop(path, None)
        if found is None:
            found = _File(self.sources.details(path))
            if len(self._files) >= MOST_FILES:
                del self._files[next(iter(self._files))]
        self._files[path] = found
        self._latest = path, found
        return found


class _File:
    """The details of a file, and the locations in each of its documents that is used."""

    def __init__(self, details: Details) -> None:
        self.details = details
        self._places: dict[int, Places | None] = {}

    def places(self, document: int) -> Places | None:
        if document not in self._places:
            bodies, offsets = self.details.bodies, self.details.offsets
            is_there = document < len(bodies)
            self._places[document] = Places(bodies[document], offsets[document]) if is_there else None
        return self._places[document]


def _word(text: str, span: Span, words: Iterable[str]) -> Span:
    """Narrow the span of a block scalar to the first occurrence of the given words; other spans are returned unchanged."""
    header = _HEADER.match(text, span.start, span.end)
    if not header:
        return span
    listed = "|".join(map(re.escape, words))
    found = re.compile(rf"(?<!\w)(?:{listed})(?!\w)", re.IGNORECASE).search(text, header.end(), span.end)
    return Span(*found.span()) if found else span
