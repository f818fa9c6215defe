"""Concrete locations: the one way from a symbolic location to a span of text, lines, and an address.

Does not: know rules, or the purpose of a location.
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
"""The number of files whose values and locations are held at once."""
_HEADER = re.compile(r"[|>][^\r\n]*")


class Sources(Protocol):
    """The files of one revision, read late."""

    def details(self, file: str) -> Details:
        """Return the values, locations and lines of a file."""

    def text(self, file: str) -> str:
        """Return the text of a file, as it was when it was compiled."""

    def suppressions(self, file: str) -> tuple[Suppression, ...]:
        """Return the suppression comments of a file."""


class Locator:
    """The concrete locations of one revision's files, and of the base's if two are compared.

    Everywhere, `file` is the file of a location that names none.
    """

    def __init__(self, sources: Sources, base: Locator | None = None) -> None:
        self.sources = sources
        self.base = base
        self._files: dict[str, _File] = {}
        """The files used last, the latest at the end; callers that go file by file read each once."""
        self._latest: tuple[str, _File | None] = ("", None)
        self._text = ("", "")
        """The file whose text was used last, and the text."""

    def span(self, at: At, file: str = "") -> Span:
        """Return the range of text; for a missing path, that of its nearest existing container."""
        if at.span is not None:
            return at.span
        side, file = self._side(at), at.file or file
        places = side.places(file, at.document)
        span = places.span(at.path, at.part) if places else Span(0, 0)
        return _word(side.text(file), span, at.words) if at.words else span

    def range(self, at: At, file: str = "") -> Range:
        """Return the lines and columns."""
        return self._side(at).range_of(self.span(at, file), at.file or file)

    def range_of(self, span: Span, file: str) -> Range:
        """Return the lines and columns of a range of text."""
        lines = self.lines(file)
        return Range(file, lines.position(span.start), lines.position(max(span)))

    def span_of(self, place: Range) -> Span:
        """Return the range of text for lines and columns that `range` made."""
        lines = self.lines(place.path)
        return Span(lines.offset(place.start), lines.offset(place.end))

    def has(self, at: At) -> bool:
        """Return whether the document of a location could be read."""
        return self._side(at).places(at.file, at.document) is not None

    def places(self, file: str, document: int) -> Places | None:
        """Return the locations of a document (from 0); None for a document that could not be read."""
        return self._file(file).places(document)

    def value(self, file: str, document: int) -> Any:  # noqa: ANN401 - any YAML value
        """Return the values of a document; None for a document that could not be read."""
        places = self.places(file, document)
        return places.value if places else None

    def lines(self, file: str) -> Lines:
        """Return the starts of a file's lines."""
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
    """A file's details, with the locations of each document that was used."""

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
    """Narrow a block scalar to the first occurrence of some words; any other value, or one without them,
    stays whole.
    """
    header = _HEADER.match(text, span.start, span.end)
    if not header:
        return span
    listed = "|".join(map(re.escape, words))
    found = re.compile(rf"(?<!\w)(?:{listed})(?!\w)", re.IGNORECASE).search(text, header.end(), span.end)
    return Span(*found.span()) if found else span
