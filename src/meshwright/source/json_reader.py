"""Parsing of JSON (RFC 8259) to plain values with their locations: whole documents, or single lines of JSON Lines.

Locations have the layout of `source.reader`. Only RFC 8259 is accepted: no comments, no NaN. The parser
recurses up to `limits.DEPTH`. This module does not explain errors to users; see `source.json_faults`.
"""

from __future__ import annotations

import re
from array import array
from json import JSONDecodeError, JSONDecoder
from typing import Any

from meshwright.source.limits import DEPTH, DIGITS, NODES, SCALAR, TooLargeError
from meshwright.source.place import WIDTH, Span
from meshwright.source.problem import code

_SPACE = re.compile(r"[ \t\r\n]*+")
_PLAIN = re.compile(r'"([^"\\\x00-\x1f]*+)"')
_NUMBER = re.compile(r"(-?(?:0|[1-9][0-9]*+))(\.[0-9]++)?([eE][-+]?[0-9]++)?")
_WORD = re.compile(r"(?:true|false|null)(?![A-Za-z0-9_])")
_HALF = re.compile("[\ud800-\udfff]")
_DECODER = JSONDecoder()
_WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None}


class BrokenJsonError(Exception):
    """The text is not JSON; the attributes are a code, a description and an offset in the text."""

    def __init__(self, reason: str, what: str, at: int) -> None:
        super().__init__(what)
        self.code = reason
        self.what = what
        self.at = at


class JsonReader:
    """The parser for one JSON document; `offsets` count from the start of the file.

    It refuses everything that makes a value doubtful; a subclass can record the problem and continue.
    """

    def __init__(self, text: str, start: int = 0) -> None:
        """Set up the parser for JSON that starts at an offset in its file."""
        self.text = text
        self.start = start
        self.offsets = array("I")
        self.position = 0

    def read(self) -> Any:  # noqa: ANN401 - any JSON value
        """Read the single value in the text; raises BrokenJsonError, and TooLargeError at `position`."""
        self._skip_space(0)
        value = self._value(None, 0)
        self._skip_space(self.position)
        if self.position < len(self.text):
            raise BrokenJsonError("trailing-text", "text after the JSON value of the line", self.position)
        return value

    def refuse_depth(self) -> None:
        """Refuse a list or object at `position` that is nested too deeply."""
        raise BrokenJsonError("depth", f"nesting exceeds the limit of {DEPTH} levels", self.position)

    def duplicate(self, key: str, first: Span, again: Span) -> None:  # noqa: ARG002 - for subclasses
        """Refuse a duplicate key."""
        raise BrokenJsonError(code("duplicate-key", key), f"duplicate key `{key}`", again.start - self.start)

    def long_number(self, text: str, at: int) -> Any:  # noqa: ANN401, ARG002 - any JSON value; for subclasses
        """Refuse a number with too many digits."""
        raise BrokenJsonError("digits", f"number exceeds the limit of {DIGITS} digits", at)

    def _skip_space(self, position: int) -> None:
        found = _SPACE.match(self.text, position)
        self.position = found.end() if found else position

    def _value(self, key: Span | None, depth: int) -> Any:  # noqa: ANN401 - any JSON value
        position, offsets = self.position, self.offsets
        node = len(offsets)
        if node > WIDTH * NODES:
            raise TooLargeError("values", NODES)
        start = self.start + position
        key_start, key_end = key or (start, 0)
        offsets.extend((key_start, key_end, start, 0, 0))
        first = self.text[position : position + 1]
        value: Any
        if first == '"':
            value = self._string()
        elif first in ("{", "["):
            if depth >= DEPTH:
                self.refuse_depth()
            value = self._object(depth) if first == "{" else self._list(depth)
            offsets[node + 4] = (len(offsets) - node) // WIDTH - 1
        else:
            value = self._scalar()
        end = self.start + self.position
        offsets[node + 3] = end
        if key is None:
            offsets[node + 1] = end
        return value

    def _string(self) -> str:
        start = self.position
        plain = _PLAIN.match(self.text, start)
        if plain:
            value, self.position = plain[1], plain.end()
        else:
            try:
                value, self.position = _DECODER.raw_decode(self.text, start)
            except JSONDecodeError as error:
                raise BrokenJsonError("text", "the string is not JSON", error.pos) from error
            if not value.isascii() and _HALF.search(value):
                self.position = start
                raise BrokenJsonError("surrogate", "half of a surrogate pair is not a character", start)
        if len(value) > SCALAR:
            self.position = start
            raise TooLargeError("scalar length", SCALAR)
        return value

    def _scalar(self) -> Any:  # noqa: ANN401 - any JSON value
        number = _NUMBER.match(self.text, self.position)
        if number:
            if len(number[0]) > DIGITS:
                value = self.long_number(number[0], self.position)
            else:
                value = float(number[0]) if number[2] or number[3] else int(number[1])
            self.position = number.end()
            return value
        word = _WORD.match(self.text, self.position)
        if word:
            self.position = word.end()
            return _WORDS[word[0]]
        raise BrokenJsonError("value", "missing JSON value", self.position)

    def _object(self, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        places: dict[str, Span] = {}
        is_first = True
        while self._goes_on("}", is_first=is_first):
            is_first = False
            key_start = self.position
            if not self.text.startswith('"', key_start):
                raise BrokenJsonError("key", "expected a key in double quotes", key_start)
            key = self._string()
            place = Span(self.start + key_start, self.start + self.position)
            if key in places:
                self.duplicate(key, places[key], place)
            self._skip_space(self.position)
            if not self.text.startswith(":", self.position):
                raise BrokenJsonError("colon", "missing `:` after the key", self.position)
            self._skip_space(self.position + 1)
            node = len(self.offsets)
            value = self._value(place, depth + 1)
            if key in places:
                del self.offsets[node:]
            else:
                found[key] = value
                places[key] = place
        return found

    def _list(self, depth: int) -> list[Any]:
        found: list[Any] = []
        while self._goes_on("]", is_first=not found):
            found.append(self._value(None, depth + 1))
        return found

    def _goes_on(self, closing: str, *, is_first: bool) -> bool:
        """Move to the next item, or past the end of the collection."""
        self._skip_space(self.position + is_first)
        if not is_first and self.text.startswith(",", self.position):
            self._skip_space(self.position + 1)
            return True
        if self.text.startswith(closing, self.position):
            self.position += 1
            return False
        if not is_first:
            raise BrokenJsonError(code("comma", closing), f"missing `,` or `{closing}`", self.position)
        return True
