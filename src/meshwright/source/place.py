"""Where something stands: in a file by offsets, in a document by a path.

Offsets count code points of the decoded text, without a byte order mark.
Lines end at LF, CRLF or a lone CR and at nothing else,
so that they agree with Git and editors (libyaml also breaks lines at NEL and U+2028).
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from enum import Enum
from itertools import accumulate, count
from operator import add
from typing import NamedTuple

Step = str | int
Path = tuple[Step, ...]
"""Keys and list positions from the root of one YAML document; the root is ``()``."""


WIDTH = 5
"""Numbers that say where a node is: key start, key end, value start, value end, nodes below (`source.reader`)."""


class Span(NamedTuple):
    """A half-open range of code point offsets."""

    start: int
    end: int


class Part(Enum):
    """Which text of the thing at a path is meant."""

    VALUE = "value"
    """The value; of a block collection, up to the end of its last child."""
    KEY = "key"
    """The key of a mapping's entry; of a list's item, the item."""
    ENTRY = "entry"
    """Key and value."""
    NAME = "name"
    """What names the thing: the value of its `name`, `id` or the like, else its key.

    The place for what is missing: it is marked at the name of what lacks it."""


class Position(NamedTuple):
    """A place as people count: line and column from 1, columns in code points."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Lines:
    """The offsets at which the lines of a text start."""

    starts: tuple[int, ...]
    length: int

    @classmethod
    def of(cls, text: str) -> Lines:
        """Find the lines of `text`; the empty text has one."""
        if "\r" in text:
            text = text.replace("\r\n", " \n").replace("\r", "\n")
        lengths = accumulate(map(len, text.split("\n")), initial=0)
        return cls(tuple(map(add, lengths, count()))[:-1], len(text))

    def position(self, offset: int) -> Position:
        """Describe where `offset` is; beyond the text, the text's end."""
        offset = min(max(offset, 0), self.length)
        line = bisect_right(self.starts, offset)
        return Position(line, offset - self.starts[line - 1] + 1)

    def offset(self, position: Position) -> int:
        """Return the offset of a place, as `position` made it."""
        return self.starts[position.line - 1] + position.column - 1

    def span(self, line: int) -> Span:
        """Return the range of a line (from 1), its line end included."""
        start = self.starts[line - 1]
        return Span(start, self.starts[line] if line < len(self.starts) else self.length)
