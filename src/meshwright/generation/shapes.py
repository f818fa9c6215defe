"""Shapes: strings of one length, with an alphabet for each position.

A pattern is expanded to only some of its shapes, with plain characters where possible, so that generated strings are
readable.
"""

from __future__ import annotations

import math
import re
from itertools import islice, product
from typing import TYPE_CHECKING

from meshwright.quantities.pattern_syntax import BEGIN, END, parse

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from meshwright.quantities.pattern_syntax import Node, Ranges

Shape = tuple[str, ...]
"""The alphabet of each position."""
MOST_SHAPES = 48
"""The maximum number of shapes for one part of a pattern."""
LONGEST = 4_000
"""The maximum length of a generated string."""
_BEGIN, _END = "^^", "$$"
"""Marks in unfinished shapes for the beginning and end of the string; unlike alphabets, they contain a character twice."""
_PLAIN = "".join(map(chr, (*range(48, 58), *range(65, 91), *range(97, 123))))
_VISIBLE = "".join(map(chr, range(33, 127)))
_SURROGATES = range(0xD800, 0xE000)
_USUAL_COUNTS = (1, 2, 3, 4, 6, 8, 12)


def shapes(pattern: str, lengths: Iterable[int] = ()) -> tuple[Shape, ...]:
    """Return some shapes whose strings match a pattern; empty if no such shapes exist or were found.

    `lengths` are the requested lengths. Raises UnreadPatternError for a pattern outside the common subset.
    """
    found = (_finished(each) for each in _expanded(parse(pattern), tuple(lengths)))
    return tuple(dict.fromkeys(each for each in found if each is not None and len(each) <= LONGEST))


def size(shape: Iterable[str]) -> int:
    """Return the number of strings of a shape."""
    return math.prod(map(len, shape))


def pattern_of(shape: Shape) -> str:
    """Return a pattern that matches exactly the strings of a shape."""
    return "^" + "".join(f"[{''.join(map(_escaped, each))}]" for each in shape) + "$"


def examples(shape: Shape) -> Iterator[str]:
    """Yield a few strings of a shape: the first, the last, and some in between."""
    for number in range(24):
        yield "".join(
            each[{0: 0, 1: -1}.get(number, (number * 7 + at * (number + 3)) % len(each))]
            for at, each in enumerate(shape)
        )


def _escaped(character: str) -> str:
    is_plain = character.isalnum() or character in " _" or not character.isascii()
    return character if is_plain else f"\\{character}"


def _finished(shape: Shape) -> Shape | None:
    """Return a shape without its marks; None if a mark is not at the beginning or end of the string."""
    text = [at for at, each in enumerate(shape) if each not in (_BEGIN, _END)]
    first, last = (text[0], text[-1]) if text else (len(shape), -1)
    for at, each in enumerate(shape):
        if (each == _BEGIN and at > first) or (each == _END and at < last):
            return None
    return tuple(shape[at] for at in text)


def _expanded(node: Node, lengths: tuple[int, ...]) -> list[Shape]:
    if node.kind == BEGIN:
        return [(_BEGIN,)]
    if node.kind == END:
        return [(_END,)]
    if node.kind == "set":
        alphabet = _alphabet(node.ranges)
        return [(alphabet,)] if alphabet else []
    parts = [_expanded(each, lengths) for each in node.parts]
    if node.kind == "choice":
        mixed = [each for row in zip(*(_padded(each, parts) for each in parts), strict=True) for each in row]
        return list(dict.fromkeys(each for each in mixed if each is not None))[:MOST_SHAPES]
    if node.kind == "row":
        rows = islice(product(*parts), MOST_SHAPES)
        return [tuple(slot for part in row for slot in part) for row in rows]
    counts = _counts(node, lengths)
    found = [each * count for each in parts[0] for count in counts if len(each) * count <= LONGEST]
    return found[:MOST_SHAPES] or ([()] if node.least == 0 else [])


def _padded(shapes: list[Shape], others: list[list[Shape]]) -> list[Shape | None]:
    return [*shapes, *[None] * (max(map(len, others)) - len(shapes))]


def _counts(node: Node, lengths: tuple[int, ...]) -> list[int]:
    """Return the numbers of repetitions to try, the most useful first."""
    most = LONGEST if node.most is None else node.most
    wanted = (*lengths, *(node.least + each for each in (8, 4, 2, 1)), *_USUAL_COUNTS, node.least, most)
    return list(dict.fromkeys(each for each in wanted if node.least <= each <= most))


def _alphabet(ranges: Ranges) -> str:
    """Return the plain characters of a set, or else its visible characters, or else some of its other characters."""
    for characters in (_PLAIN, _VISIBLE, " "):
        found = "".join(each for each in characters if any(low <= ord(each) <= high for low, high in ranges))
        if found:
            return found
    points = (point for low, high in ranges for point in range(low, min(high, low + 32) + 1))
    usable = (chr(each) for each in points if each not in _SURROGATES and each > 31 and each != 127)
    return "".join(islice(usable, 32)) or _control(ranges)


def _control(ranges: Ranges) -> str:
    """Return a set's tab or line end, if it has no other characters."""
    return next((each for each in "\t\n" if any(low <= ord(each) <= high for low, high in ranges)), "")


def runs(shape: Shape) -> Iterator[tuple[int, int]]:
    """Yield the start and end of each run of positions with the same alphabet."""
    start = 0
    for at in range(1, len(shape) + 1):
        if at == len(shape) or shape[at] != shape[start]:
            yield start, at
            start = at


SEPARATORS = re.compile("[ -]")
"""The characters between groups of an identifier, which check algorithms ignore."""
