"""Schedules with five fields, and the longest time between two runs.

Days follow the Gregorian calendar, which repeats after 400 years; hours follow a clock without daylight saving time.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

MOST_CHARACTERS = 200
CYCLE = range(2000, 2400)
"""The years of one cycle: after 400 years, all dates fall on the same weekdays again."""
MINUTES_A_DAY = 24 * 60
_MACROS = {
    "@hourly": "0 * * * *",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@weekly": "0 0 * * 0",
    "@monthly": "0 0 1 * *",
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
}
MONTHS = {
    "jan": 1,
    "feb": 2,
    "mar": 3,
    "apr": 4,
    "may": 5,
    "jun": 6,
    "jul": 7,
    "aug": 8,
    "sep": 9,
    "oct": 10,
    "nov": 11,
    "dec": 12,
}
DAYS = {"sun": 0, "mon": 1, "tue": 2, "wed": 3, "thu": 4, "fri": 5, "sat": 6}
_ITEM = re.compile(r"(?P<first>\*|\?|\d+|[a-z]{3})(?:-(?P<last>\d+|[a-z]{3}))?(?:/(?P<step>\d+))?", re.ASCII)


class _Field(NamedTuple):
    least: int
    most: int
    names: dict[str, int]


_FIELDS = (
    _Field(0, 59, {}),
    _Field(0, 23, {}),
    _Field(1, 31, {}),
    _Field(1, 12, MONTHS),
    _Field(0, 7, DAYS),
)
_Numbers = frozenset[int]


class _Days(NamedTuple):
    """The days on which a schedule runs."""

    days: _Numbers
    months: _Numbers
    weekdays: _Numbers
    either: bool

    def __contains__(self, day: object) -> bool:
        assert isinstance(day, date)
        by_date, by_week = day.day in self.days, day.isoweekday() % 7 in self.weekdays
        return day.month in self.months and ((by_date or by_week) if self.either else (by_date and by_week))


def longest_gap(schedule: str) -> int | None:
    """Return the longest time between two runs in seconds; None if a schedule never runs or lacks five fields.

    As in cron, a day needs to match only one of the two day fields if both are restricted; a field that starts with `*`
    is not restricted.
    """
    text = schedule.strip().casefold()
    fields = _MACROS.get(text, text).split()
    if len(schedule) > MOST_CHARACTERS or len(fields) != len(_FIELDS):
        return None
    read = [_numbers(each, field) for each, field in zip(fields, _FIELDS, strict=True)]
    minutes, hours, days, months, weekdays = (each or frozenset() for each in read)
    if not all(read):
        return None
    either = not fields[2].startswith(("*", "?")) and not fields[4].startswith(("*", "?"))
    apart = _days_apart(_Days(days, months, frozenset(day % 7 for day in weekdays), either))
    if apart is None:
        return None
    times = sorted(hour * 60 + minute for hour in hours for minute in minutes)
    within = max((later - earlier for earlier, later in pairwise(times)), default=0)
    return 60 * max(within, apart * MINUTES_A_DAY - times[-1] + times[0])


def _numbers(text: str, field: _Field) -> _Numbers | None:
    found: set[int] = set()
    for item in text.split(","):
        match = _ITEM.fullmatch(item)
        if not match:
            return None
        is_any = match["first"] in "*?"
        first = field.least if is_any else _number(match["first"], field)
        ends_open = is_any or (match["step"] and not match["last"])
        last = field.most if ends_open else _number(match["last"] or match["first"], field)
        step = int(match["step"] or 1)
        if first is None or last is None or first > last or step < 1 or (is_any and match["last"]):
            return None
        found.update(range(first, last + 1, step))
    return frozenset(found)


def _number(text: str, field: _Field) -> int | None:
    number = int(text) if text.isdecimal() else field.names.get(text, -1)
    return number if field.least <= number <= field.most else None


@lru_cache(maxsize=512)
def _days_apart(days: _Days) -> int | None:
    """Return the maximum number of days from one day with a run to the next; None if a schedule never runs."""
    years: dict[tuple[int, int], _Year | None] = {}
    for year in CYCLE:
        start = date(year, 1, 1)
        kind = (start.weekday(), (date(year + 1, 1, 1) - start).days)
        if kind not in years:
            years[kind] = _year(start.toordinal(), kind[1], days)
    first = last = None
    longest = begin = 0
    for year in CYCLE:
        start = date(year, 1, 1)
        length = (date(year + 1, 1, 1) - start).days
        own = years[start.weekday(), length]
        if own is not None:
            if first is None:
                first = begin + own.first
            longest = max(longest, own.gap, 0 if last is None else begin + own.first - last)
            last = begin + own.last
        begin += length
    return None if first is None or last is None else max(longest, begin + first - last)


class _Year(NamedTuple):
    """The first and the last day of a year on which a schedule runs, counted from 0."""

    first: int
    last: int
    gap: int
    """The maximum number of days from one day with a run to the next."""


def _year(start: int, length: int, days: _Days) -> _Year | None:
    found = [number for number in range(length) if date.fromordinal(start + number) in days]
    if not found:
        return None
    gap = max((later - earlier for earlier, later in pairwise(found)), default=0)
    return _Year(found[0], found[-1], gap)
