"""Locations: offsets in a file, paths in a document.

Offsets count code points of the decoded text, without a byte order mark.
Lines end only at LF, CRLF or a lone CR, as in Git and editors (libyaml also breaks lines at NEL and U+2028).
"""

from __future__ import annotations

from bisect import bisect_right
from enum import Enum
from itertools import accumulate, count
from operator import add
from typing import NamedTuple

from meshwright.records import dataclass

Step = str | int
Path = tuple[Step, ...]
"""Keys and list positions from the root of one YAML document; the root is ``()``."""


WIDTH = 5
"""The length of a node's record: key start, key end, value start, value end, nodes below (see `source.reader`)."""


class Span(NamedTuple):
    """A half-open range of code point offsets."""

    start: int
    end: int


class Part(Enum):
    """The part of the item at a path."""

    VALUE = "value"
    """The value; for a block collection, up to the end of its last child."""
    KEY = "key"
    """The key of a mapping entry; for a list item, the item itself."""
    ENTRY = "entry"
    """Key and value."""
    NAME = "name"
    """The name of the item: the value of its `name`, `id` or a similar key, or else its key.

    Findings about missing content are located at the name of the item that lacks the content.
    """


class Position(NamedTuple):
    """A location for people: line and column from 1, columns in code points."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Lines:
    """The offsets at which the lines of a document start."""

    starts: tuple[int, ...]
    length: int

    @classmethod
    def of(cls, text: str) -> Lines:
        """Find the lines of `text`; an empty text has one line."""
        if "\r" in text:
            text = text.replace("\r\n", " \n").replace("\r", "\n")
        lengths = accumulate(map(len, text.split("\n")), initial=0)
        return cls(tuple(map(add, lengths, count()))[:-1], len(text))

    def position(self, offset: int) -> Position:
        """Return the position of an offset; for an offset beyond the text, that of the end of the text."""
        offset = min(max(offset, 0), self.length)
        line = bisect_right(self.starts, offset)
        return Position(line, offset - self.starts[line - 1] + 1)

    def offset(self, position: Position) -> int:
        """Return the offset of a position; the inverse of `position`."""
        return self.starts[position.line - 1] + position.column - 1

    def span(self, line: int) -> Span:
        """Return the range of a line (from 1), including its line end."""
        start = self.starts[line - 1]
        return Span(start, self.starts[line] if line < len(self.starts) else self.length)
