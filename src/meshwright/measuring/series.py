"""Observations of one object that differ only in row counts and clocks, stored by column.

A file then has one list for the runs, one for the row counts and one for each of a clock's times, instead of an object
for each observation. The observations of a year are then read in half the time. This module does not know the format of
a file's other lines.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, overload

if TYPE_CHECKING:
    from collections.abc import Mapping

Content = dict[str, Any]
Part = tuple[Content, Content]
"""An observation's run and time, and the values that it does not share with the other observations on its line."""
PLAIN = frozenset({"rows", "clocks"})
"""The keys of values that a series can store."""
_CLOCK = {"newest": str, "oldest": str, "future": int}
Signature = tuple[bool, tuple[str, ...] | None]
"""Whether observations have their own row counts, and the columns of their own clocks; None if they share the clocks."""


def signature(content: Mapping[str, Any]) -> Signature | None:
    """Return the signature of an observation's own values; None if no series can store them."""
    if not content.keys() <= PLAIN:
        return None
    if "rows" in content and not _is_count(content["rows"]):
        return None
    if "clocks" not in content:
        return "rows" in content, None
    clocks = content["clocks"]
    if not isinstance(clocks, dict) or not all(map(_is_clock, clocks.values())):
        return None
    return "rows" in content, tuple(sorted(clocks))


def _is_clock(value: object) -> bool:
    return isinstance(value, dict) and {key: type(each) for key, each in value.items()} == _CLOCK


def _is_count(value: object) -> bool:
    return type(value) is int and value >= 0


def by_column(numbers: Sequence[int], contents: Sequence[Mapping[str, Any]]) -> Content:
    """Return observations with the same signature as lists; `numbers` has the numbers of their runs."""
    found: Content = {"run": [*numbers]}
    first = contents[0]
    if "rows" in first:
        found["rows"] = [each["rows"] for each in contents]
    if "clocks" in first:
        found["clocks"] = {
            column: {key: [each["clocks"][column][key] for each in contents] for key in _CLOCK}
            for column in sorted(first["clocks"])
        }
    return found


class Series(Sequence[Part]):
    """The observations of a line that is stored by column, in the order of its lists. Items are created on access."""

    def __init__(self, content: Mapping[str, Any], runs: Sequence[Content]) -> None:
        """Store a line's lists and the runs of its file; raises ValueError and the like for malformed lists."""
        if not content.keys() <= {"run", *PLAIN}:
            raise ValueError("a list is of an unknown kind")
        numbers = content["run"]
        _refuse_others(numbers, int, len(numbers))
        if min(numbers) < 0:
            raise ValueError("an observation has no run")
        self.runs = [runs[number] for number in numbers]
        self.rows: list[int] | None = content.get("rows")
        """The numbers of rows; None if all observations have the same."""
        if self.rows is not None:
            _refuse_others(self.rows, int, len(self.runs))
            if min(self.rows) < 0:
                raise ValueError("it has no `rows`")
        self.clocks: dict[str, dict[str, list[Any]]] | None = content.get("clocks")
        """The lists of times by column; None if all observations have the same clocks."""
        for clock in (self.clocks or {}).values():
            if clock.keys() != _CLOCK.keys():
                raise ValueError("a clock has times of an unknown kind")
            for key, kind in _CLOCK.items():
                _refuse_others(clock[key], kind, len(self.runs))
            for text in {*clock["newest"], *clock["oldest"]}:
                refuse_no_time(text)

    def __len__(self) -> int:
        return len(self.runs)

    @overload
    def __getitem__(self, index: int) -> Part: ...
    @overload
    def __getitem__(self, index: slice) -> list[Part]: ...
    def __getitem__(self, index: int | slice) -> Part | list[Part]:
        if isinstance(index, slice):
            return [self[each] for each in range(len(self))[index]]
        own: Content = {}
        if self.rows is not None:
            own["rows"] = self.rows[index]
        if self.clocks is not None:
            own["clocks"] = {
                column: {key: clock[key][index] for key in _CLOCK} for column, clock in self.clocks.items()
            }
        return self.runs[index], own

    @property
    def newest(self) -> Part:
        """Return the observation with the latest time; of several, the one whose run name sorts last."""
        return self[max(range(len(self)), key=lambda at: (self.runs[at]["seenAt"], self.runs[at]["run"]))]


def refuse_no_time(text: str) -> None:
    """Raise ValueError for text that is neither empty nor a date or time."""
    if text:
        datetime.fromisoformat(text)


def _refuse_others(values: object, kind: type, count: int) -> None:
    if type(values) is not list or len(values) != count or set(map(type, values)) != {kind}:
        raise ValueError(f"a list does not have {count:,} values of the type {kind.__name__}")
