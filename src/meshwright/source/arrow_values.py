"""Conversion of Arrow arrays to JSON values, or to text if JSON has no such type; values are counted as they are read.

This module does not import pyarrow. It compares the names of array types, so that it works with any version
of pyarrow.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from meshwright.source.limits import NODES, SCALAR, TEXT_BYTES, TooLargeError

_DAY = 86_400
_EPOCH = date(1970, 1, 1)
_CYCLE_DAYS, _CYCLE_YEARS = 146_097, 400
"""The number of days and years after which the calendar repeats."""
_DIGITS = {"s": 0, "ms": 3, "us": 6, "ns": 9}

Array = Any
"""A pyarrow array; pyarrow has no type annotations."""
Read = Callable[[Array], list[Any]]


class Cells:
    """A reader of arrays that stops at the limits of one sample."""

    def __init__(self) -> None:
        self.nodes = 0
        self.bytes = 0

    def read(self, array: Array) -> list[Any]:
        """Return an array's values; raises TooLargeError and pyarrow's errors."""
        self._count(len(array))
        kind = str(array.type).partition("[")[0].partition("(")[0].partition("<")[0].strip()
        if kind == "null":
            return [None] * len(array)
        read = self._readers().get(kind, _as_text)
        return read(array)

    def _readers(self) -> dict[str, Read]:
        numbers = ("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64")
        texts = ("string", "large_string", "string_view")
        bytes_ = ("binary", "large_binary", "binary_view", "fixed_size_binary")
        lists = ("list", "large_list", "fixed_size_list", "list_view", "large_list_view")
        return {
            **dict.fromkeys(("bool", "float", "double", *numbers), _as_it_is),
            "halffloat": _half,
            **dict.fromkeys(texts, self._texts),
            **dict.fromkeys(bytes_, self._hex),
            **dict.fromkeys(("date32", "date64"), _dates),
            **dict.fromkeys(("time32", "time64"), _times),
            "timestamp": _timestamps,
            "duration": _durations,
            **dict.fromkeys(("decimal32", "decimal64", "decimal128", "decimal256"), _decimals),
            **dict.fromkeys(lists, self._lists),
            "map": self._maps,
            "struct": self._structs,
            "dictionary": self._dictionary,
            "extension": self._extension,
        }

    def _count(self, nodes: int, size: int = 0) -> None:
        self.nodes += nodes
        self.bytes += size
        if self.nodes > NODES:
            raise TooLargeError("values", NODES)
        if self.bytes > TEXT_BYTES:
            raise TooLargeError("text", TEXT_BYTES)

    def _texts(self, array: Array) -> list[Any]:
        self._weigh(array)
        return [_limited(text) for text in array.to_pylist()]

    def _hex(self, array: Array) -> list[Any]:
        self._weigh(array)
        return [_limited(None if each is None else each.hex()) for each in array.to_pylist()]

    def _weigh(self, array: Array) -> None:
        """Count the bytes of all strings before any of them is converted."""
        self._count(0, array.nbytes)

    def _lists(self, array: Array) -> list[Any]:
        items = self.read(array.flatten())
        found: list[Any] = []
        position = 0
        for length in array.value_lengths().to_pylist():
            found.append(None if length is None else items[position : position + length])
            position += length or 0
        return found

    def _maps(self, array: Array) -> list[Any]:
        """Read maps; the first of several equal keys is used. Keys that are not strings are converted to strings."""
        if not len(array):
            return []
        bounds = array.offsets.to_pylist()
        first, last = bounds[0], bounds[-1]
        keys = self.read(array.keys.slice(first, last - first))
        values = self.read(array.items.slice(first, last - first))
        found: list[Any] = []
        for number, is_there in enumerate(array.is_valid().to_pylist()):
            entries = range(bounds[number] - first, bounds[number + 1] - first)
            found.append({_key(keys[at]): values[at] for at in reversed(entries)} if is_there else None)
        return found

    def _structs(self, array: Array) -> list[Any]:
        names = [array.type.field(number).name for number in range(array.type.num_fields)]
        columns = [self.read(each) for each in array.flatten()]
        return [
            {name: column[number] for name, column in zip(names, columns, strict=True)} if is_there else None
            for number, is_there in enumerate(array.is_valid().to_pylist())
        ]

    def _dictionary(self, array: Array) -> list[Any]:
        """Convert each distinct value once, but count all occurrences."""
        values = Cells().read(array.dictionary)
        found: list[Any] = []
        for index in array.indices.to_pylist():
            value = None if index is None else values[index]
            self._count(0, len(value) if isinstance(value, str) else 0)
            found.append(value)
        return found

    def _extension(self, array: Array) -> list[Any]:
        found = self.read(array.storage)
        if array.type.extension_name == "arrow.uuid":
            return [None if each is None else str(UUID(each)) for each in found]
        return found


def _limited(text: str | None) -> str | None:
    if text is not None and len(text) > SCALAR:
        raise TooLargeError("scalar length", SCALAR)
    return text


def _key(value: Any) -> str:  # noqa: ANN401 - any value
    return value if isinstance(value, str) else str(value)


def _as_it_is(array: Array) -> list[Any]:
    return list(array.to_pylist())


def _as_text(array: Array) -> list[Any]:
    """Read values of any other type as text."""
    return [None if each is None else _limited(str(each)) for each in array.to_pylist()]


def _half(array: Array) -> list[Any]:
    return list(array.cast("float32").to_pylist())


def _integers(array: Array) -> Sequence[int | None]:
    """Read times as the numbers that encode them, because Python's own types cannot represent all times."""
    width = "int32" if array.type.bit_width == 32 else "int64"
    found: list[int | None] = array.view(width).to_pylist()
    return found


def _dates(array: Array) -> list[str | None]:
    per_day = 1 if array.type.bit_width == 32 else _DAY * 1000
    return [None if each is None else day_text(each // per_day) for each in _integers(array)]


def _times(array: Array) -> list[str | None]:
    """Read times of day; a corrupt value can exceed 24 hours."""
    digits = _DIGITS[array.type.unit]
    return [None if each is None else _clock(each, digits) for each in _integers(array)]


def _timestamps(array: Array) -> list[str | None]:
    """Read timestamps; those with a time zone are stored and shown in UTC."""
    digits = _DIGITS[array.type.unit]
    zone = "Z" if array.type.tz is not None else ""
    per_day = _DAY * 10**digits
    return [
        None if each is None else f"{day_text(each // per_day)}T{_clock(each % per_day, digits)}{zone}"
        for each in _integers(array)
    ]


def _durations(array: Array) -> list[str | None]:
    """Read durations as ISO 8601 text in seconds."""
    digits = _DIGITS[array.type.unit]
    return [
        None
        if each is None
        else f"{'-' if each < 0 else ''}PT{abs(each) // 10**digits}{_fraction(abs(each), digits)}S"
        for each in _integers(array)
    ]


def _decimals(array: Array) -> list[Any]:
    """Read whole numbers as integers, and others as text, which avoids rounding."""
    is_whole = array.type.scale <= 0
    return [None if each is None else int(each) if is_whole else str(each) for each in array.to_pylist()]


def day_text(days: int) -> str:
    """Format a day, given as the number of days since 1970-01-01; years outside 1 to 9999 follow ISO 8601: `+10000-01-01`,
    `-0044-03-15`.
    """
    try:
        return (_EPOCH + timedelta(days)).isoformat()
    except OverflowError:
        cycles, rest = divmod(days, _CYCLE_DAYS)
        near = _EPOCH + timedelta(rest)
        year = near.year + cycles * _CYCLE_YEARS
        return f"{'-' if year < 0 else '+'}{abs(year):04}-{near:%m-%d}"


def _clock(count: int, digits: int) -> str:
    seconds = abs(count) // 10**digits
    clock = f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return f"{'-' if count < 0 else ''}{clock}{_fraction(abs(count), digits)}"


def _fraction(count: int, digits: int) -> str:
    rest = count % 10**digits
    return f".{rest:0{digits}}" if rest else ""
