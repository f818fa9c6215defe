"""Regular expressions as automata: the part of ECMA-262 that all engines interpret the same way.

This module does not read look-around, back references, word boundaries, Unicode classes, named groups or
flags.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

LAST = 0x10FFFF
"""The last code point."""
MOST_REPEATS = 255
MOST_STATES = 2_000
_DEEPEST = 50
_LONGEST = 1_000

Ranges = tuple[tuple[int, int], ...]
"""Ranges of code points in order; each consists of its first and its last code point."""
BEGIN, END = "^", "$"


class UnreadPatternError(Exception):
    """The pattern has a part outside the common subset, or is too large; the message names the part."""


SYNTAX = "it does not parse"
TOO_LARGE = "it is too large"
_REPEATED_TWICE = "two repetitions in a row"
_GROUPS = {
    "?=": "look-around",
    "?!": "look-around",
    "?<=": "look-around",
    "?<!": "look-around",
    "?<": "a named group",
    "?P": "a named group",
    "?": "an inline flag",
}
"""The groups outside the common subset, by the text after their opening parenthesis."""


class Automaton(NamedTuple):
    """States, with edges that read a code point and edges that do not; some apply only at an end of the text."""

    reading: list[list[tuple[Ranges, int]]]
    free: list[list[tuple[str, int]]]
    """The edges that do not read a code point; those with `^` or `$` apply only at the start or end of the text."""
    start: int
    final: int


def _complement(ranges: Ranges) -> Ranges:
    found, first = [], 0
    for low, high in ranges:
        if first < low:
            found.append((first, low - 1))
        first = high + 1
    return (*found, (first, LAST)) if first <= LAST else tuple(found)


def _union(ranges: list[tuple[int, int]]) -> Ranges:
    found: list[tuple[int, int]] = []
    for low, high in sorted(ranges):
        if found and low <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(found[-1][1], high))
        else:
            found.append((low, high))
    return tuple(found)


def _of(*texts: str) -> Ranges:
    return _union([(ord(each[0]), ord(each[-1])) for each in texts])


ANYTHING: Ranges = ((0, LAST),)
_CLASSES = {"d": _of("09"), "w": _of("09", "AZ", "az", "_"), "s": _of(*" \t\n\r\f\v")}
_CLASSES |= {name.upper(): _complement(ranges) for name, ranges in _CLASSES.items()}
_CONTROLS = {"t": "\t", "n": "\n", "r": "\r", "f": "\f", "v": "\v"}
_DOT = _complement(_of("\n", "\r"))
_REPEAT = re.compile(r"(?:([*+?])|\{(\d{1,3})(?:(,)(\d{1,3})?)?\})\??", re.ASCII)
_HEX = re.compile(r"[0-9A-Fa-f]{2}")


class Node(NamedTuple):
    """A part of a pattern: a set of code points, an end of the text, or a sequence, choice or repetition of parts."""

    kind: str
    """`set`, `^`, `$`, `row`, `choice` or `repeat`."""
    ranges: Ranges = ()
    parts: tuple[Node, ...] = ()
    least: int = 0
    most: int | None = None


class _Parser:
    """A parser that reads a pattern from left to right."""

    def __init__(self, pattern: str) -> None:
        self._text = pattern
        self._at = 0

    def parse(self) -> Node:
        found = self._choice(0)
        if self._at < len(self._text):
            raise UnreadPatternError(SYNTAX)
        return found

    def _peek(self) -> str:
        return self._text[self._at : self._at + 1]

    def _take(self) -> str:
        found = self._peek()
        if not found:
            raise UnreadPatternError(SYNTAX)
        self._at += 1
        return found

    def _choice(self, depth: int) -> Node:
        if depth > _DEEPEST:
            raise UnreadPatternError(TOO_LARGE)
        parts = [self._row(depth)]
        while self._peek() == "|":
            self._at += 1
            parts.append(self._row(depth))
        return parts[0] if len(parts) == 1 else Node("choice", parts=tuple(parts))

    def _row(self, depth: int) -> Node:
        parts = []
        while self._peek() not in ("", "|", ")"):
            parts.append(self._repeated(self._atom(depth)))
        return Node("row", parts=tuple(parts))

    def _atom(self, depth: int) -> Node:
        char = self._take()
        if char in (BEGIN, END):
            return Node(char)
        if char == "(":
            if self._text.startswith("?:", self._at):
                self._at += 2
            elif part := next(
                (_GROUPS[each] for each in _GROUPS if self._text.startswith(each, self._at)), ""
            ):
                raise UnreadPatternError(part)
            inner = self._choice(depth + 1)
            if self._take() != ")":
                raise UnreadPatternError(SYNTAX)
            return inner
        if char == "[":
            return Node("set", self._class())
        if char == ".":
            return Node("set", _DOT)
        if char == "\\":
            return Node("set", self._escape())
        if char in "*+?{}]":
            raise UnreadPatternError(f"an unescaped `{char}`")
        return Node("set", _of(char))

    def _repeated(self, node: Node) -> Node:
        found = _REPEAT.match(self._text, self._at)
        if not found:
            return node
        self._at = found.end()
        if node.kind in (BEGIN, END):
            raise UnreadPatternError(f"a repetition of `{node.kind}`")
        if self._peek() in tuple("*+?{"):
            raise UnreadPatternError(_REPEATED_TWICE)
        sign, least, comma, most = found.groups()
        low = int(least) if least else int(sign == "+")
        high = 1 if sign == "?" else None if sign or (comma and not most) else int(most or least)
        if max(low, high or 0) > MOST_REPEATS:
            raise UnreadPatternError(f"more than {MOST_REPEATS} repetitions")
        if high is not None and high < low:
            raise UnreadPatternError(SYNTAX)
        return Node("repeat", parts=(node,), least=low, most=high)

    def _escape(self) -> Ranges:
        char = self._take()
        if char in _CLASSES:
            return _CLASSES[char]
        if char in _CONTROLS:
            return _of(_CONTROLS[char])
        hexadecimal = _HEX.match(self._text, self._at) if char == "x" else None
        if hexadecimal:
            self._at += 2
            return _of(chr(int(hexadecimal[0], 16)))
        if char.isalnum() or char == "_" or not char.isascii():
            is_number = char.isdecimal() and char != "0"
            raise UnreadPatternError("a back-reference" if is_number else f"`\\{char}`")
        return _of(char)

    def _class(self) -> Ranges:
        is_negated = self._peek() == "^"
        self._at += is_negated
        found: list[tuple[int, int]] = []
        while self._peek() != "]":
            low = self._member()
            is_range = self._peek() == "-" and self._text[self._at + 1 : self._at + 2] not in ("]", "")
            if is_range:
                self._at += 1
                high = self._member()
                if len(low) != 1 or len(high) != 1 or low[0][0] != low[0][1] or high[0][0] != high[0][1]:
                    raise UnreadPatternError(SYNTAX)
                if high[0][0] < low[0][0]:
                    raise UnreadPatternError(SYNTAX)
                low = ((low[0][0], high[0][0]),)
            found += low
        self._at += 1
        if not found:
            raise UnreadPatternError("an empty class")
        return _complement(_union(found)) if is_negated else _union(found)

    def _member(self) -> Ranges:
        """Parse a member of a class; text that some engines interpret as a set operation is unsupported."""
        char = self._take()
        if char == "[" or (char in "&-~" and self._peek() == char):
            raise UnreadPatternError("`[` in a class" if char == "[" else f"`{char}{char}` in a class")
        return self._escape() if char == "\\" else _of(char)


class _Builder:
    """The builder of a pattern's automaton."""

    def __init__(self) -> None:
        self.reading: list[list[tuple[Ranges, int]]] = []
        self.free: list[list[tuple[str, int]]] = []

    def state(self) -> int:
        if len(self.reading) >= MOST_STATES:
            raise UnreadPatternError(TOO_LARGE)
        self.reading.append([])
        self.free.append([])
        return len(self.reading) - 1

    def build(self, node: Node, start: int) -> int:
        """Add the automaton of a part after a state; return the state that follows the part."""
        if node.kind == "row":
            for each in node.parts:
                start = self.build(each, start)
            return start
        if node.kind == "repeat":
            return self._repeat(node, start)
        end = self.state()
        if node.kind == "set":
            self.reading[start].append((node.ranges, end))
        elif node.kind == "choice":
            for each in node.parts:
                first = self.state()
                self.free[start].append(("", first))
                self.free[self.build(each, first)].append(("", end))
        else:
            self.free[start].append((node.kind, end))
        return end

    def _repeat(self, node: Node, start: int) -> int:
        (part,) = node.parts
        for _ in range(node.least):
            start = self.build(part, start)
        end = self.state()
        if node.most is None:
            loop = self.state()
            self.free[start].append(("", loop))
            self.free[self.build(part, loop)].append(("", loop))
            self.free[loop].append(("", end))
            return end
        self.free[start].append(("", end))
        for _ in range(node.most - node.least):
            start = self.build(part, start)
            self.free[start].append(("", end))
        return end


def parse(pattern: str) -> Node:
    """Return the parts of a pattern; raises UnreadPatternError for one that is too large or outside the common subset.

    A pattern whose automaton would be too large is also refused, so that the pattern never reaches an engine.
    """
    automaton(pattern, is_searched=True)
    return _Parser(pattern).parse()


@lru_cache(maxsize=4_096)
def uncommon_part(pattern: str) -> str:
    """Return the part of a pattern that is outside the common subset; empty if there is none."""
    try:
        parse(pattern)
    except UnreadPatternError as error:
        return str(error)
    except RecursionError:
        return TOO_LARGE
    return ""


def automaton(pattern: str, *, is_searched: bool) -> Automaton:
    """Return the automaton for the strings that match a pattern.

    With `is_searched`, a match may be a part of a string; without it, a match is the whole string.
    Raises UnreadPatternError for a pattern outside the common subset.
    """
    if len(pattern) > _LONGEST:
        raise UnreadPatternError(TOO_LARGE)
    builder = _Builder()
    start = builder.state()
    inner = builder.state()
    builder.free[start].append(("", inner))
    final = builder.state()
    builder.free[builder.build(_Parser(pattern).parse(), inner)].append(("", final))
    if is_searched:
        builder.reading[start].append((ANYTHING, start))
        builder.reading[final].append((ANYTHING, final))
    return Automaton(builder.reading, builder.free, start, final)
