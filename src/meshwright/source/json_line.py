"""One line of JSON Lines: its value, and the places of all that is in it."""

from __future__ import annotations

import re
from array import array
from json import JSONDecodeError, JSONDecoder
from typing import Any

from meshwright.source.limits import DEPTH, DIGITS, NODES, SCALAR, TooLargeError
from meshwright.source.place import WIDTH, Span
from meshwright.source.problem import code

_SPACE = re.compile(r"[ \t\r\n]*")
_NUMBER = re.compile(r"(-?(?:0|[1-9][0-9]*+))(\.[0-9]++)?([eE][-+]?[0-9]++)?")
_DECODER = JSONDecoder()
_WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None}


class BrokenLineError(Exception):
    """The line is no JSON; says what is wrong, as a code and in words, and where in the line."""

    def __init__(self, reason: str, what: str, at: int) -> None:
        super().__init__(what)
        self.code = reason
        self.what = what
        self.at = at


class JsonLine:
    """A line's value; `offsets` are `WIDTH` a node in preorder, counted from the start of the file."""

    def __init__(self, line: str, start: int) -> None:
        """Read; raises BrokenLineError, and TooLargeError."""
        self.line = line
        self.start = start
        self.offsets = array("I")
        self.position = self._space(0)
        self.value = self._value(None, 0)
        self.position = self._space(self.position)
        if self.position < len(line):
            raise BrokenLineError("trailing-text", "something follows the line's value", self.position)

    def _space(self, position: int) -> int:
        found = _SPACE.match(self.line, position)
        return found.end() if found else position

    def _value(self, key: Span | None, depth: int) -> Any:  # noqa: ANN401 - any JSON value
        line, position, node = self.line, self.position, len(self.offsets)
        self.offsets.extend((0,) * WIDTH)
        if node > WIDTH * NODES:
            raise TooLargeError("values", NODES)
        first = line[position : position + 1]
        value: Any
        if depth > DEPTH:
            raise BrokenLineError("depth", f"more than {DEPTH} levels of depth are not read", position)
        if first == '"':
            value = self._text()
        elif first == "{":
            value = self._object(depth)
        elif first == "[":
            value = self._list(depth)
        else:
            value = self._scalar()
        place = Span(self.start + position, self.start + self.position)
        below = (len(self.offsets) - node) // WIDTH - 1
        self.offsets[node : node + WIDTH] = array("I", (*(key or place), *place, below))
        return value

    def _text(self) -> str:
        try:
            value, self.position = _DECODER.raw_decode(self.line, self.position)
        except JSONDecodeError as error:
            raise BrokenLineError("text", "the text can't be read as JSON", error.pos) from error
        if len(value) > SCALAR:
            raise TooLargeError("scalar length", SCALAR)
        return str(value)

    def _scalar(self) -> Any:  # noqa: ANN401 - any JSON value
        number = _NUMBER.match(self.line, self.position)
        if number:
            if len(number[0]) > DIGITS:
                what = f"more than {DIGITS} digits of one number are not read"
                raise BrokenLineError("digits", what, self.position)
            self.position = number.end()
            return float(number[0]) if number[2] or number[3] else int(number[1])
        for word, value in _WORDS.items():
            if self.line.startswith(word, self.position):
                self.position += len(word)
                return value
        raise BrokenLineError("value", "no JSON value begins here", self.position)

    def _object(self, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while self._goes_on("{", "}", is_first=not found):
            key_start = self.position
            if not self.line.startswith('"', key_start):
                raise BrokenLineError("key", "a key in quotes is missing", key_start)
            key = self._text()
            place = Span(self.start + key_start, self.start + self.position)
            if key in found:
                raise BrokenLineError(code("duplicate-key", key), f"the key `{key}` stands twice", key_start)
            self.position = self._space(self.position)
            if not self.line.startswith(":", self.position):
                raise BrokenLineError("colon", "a colon is missing", self.position)
            self.position = self._space(self.position + 1)
            found[key] = self._value(place, depth + 1)
        return found

    def _list(self, depth: int) -> list[Any]:
        found: list[Any] = []
        while self._goes_on("[", "]", is_first=not found):
            found.append(self._value(None, depth + 1))
        return found

    def _goes_on(self, opening: str, closing: str, *, is_first: bool) -> bool:
        """Go to the next item; at the end of the collection behind it."""
        if is_first:
            self.position = self._space(self.position + len(opening))
        else:
            self.position = self._space(self.position)
            if self.line.startswith(",", self.position):
                self.position = self._space(self.position + 1)
                return True
        if self.line.startswith(closing, self.position):
            self.position += 1
            return False
        if not is_first:
            raise BrokenLineError(code("comma", closing), f"a comma or `{closing}` is missing", self.position)
        return True
