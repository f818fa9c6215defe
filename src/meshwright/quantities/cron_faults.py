"""Errors in schedules in any dialect of cron's notation.

A schedule has five fields as in cron, or six or seven as in Quartz, Spring and EventBridge, or is a macro such as
`@daily`. This module does not compute when a schedule runs, as `cron` does for five fields.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from meshwright.quantities.cron import DAYS, MONTHS, MOST_CHARACTERS

_MACROS = frozenset(
    "@hourly @daily @midnight @weekly @monthly @yearly @annually @reboot @once @continuous".split()  # noqa: SIM905 - read as it is written
)
_WRAPPED = re.compile(r"cron\((?P<inner>[^()]*)\)", re.IGNORECASE)
_ZONE = re.compile(r"(?:CRON_)?TZ=\S+\s+")
_NUMERIC = re.compile(r"[0-9*?,/#()LWH-]+", re.ASCII)
_WORDED = re.compile(r"[0-9A-Za-z*?,/#()-]+", re.ASCII)
_STRICT = 3
"""The number of leading fields that are numeric in every dialect; they distinguish schedules from prose."""
_ITEM = re.compile(
    r"(?:\*|\?|h(?:\(\d+-\d+\))?|l(?:-(?P<back>\d+))?|lw"
    r"|(?P<first>\d+|[a-z]+?)(?:(?P<last_one>l|w)|#(?P<nth>\d+)|-(?P<last>\d+|[a-z]+))?)"
    r"(?:/(?P<step>\d+))?",
    re.ASCII,
)
_LONGEST = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_NAMES = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_WEEKS = 5


class _Field(NamedTuple):
    name: str
    """The name with its article."""
    least: int
    most: int
    words: dict[str, int]


_SECOND = _Field("a second", 0, 59, {})
_FIVE = (
    _Field("a minute", 0, 59, {}),
    _Field("an hour", 0, 23, {}),
    _Field("a day of the month", 1, 31, {}),
    _Field("a month", 1, 12, MONTHS),
    _Field("a day of the week", 0, 7, DAYS),
)
_YEAR = _Field("a year", 1970, 2199, {})
_DIALECTS = {
    5: (_FIVE,),
    6: ((_SECOND, *_FIVE), (*_FIVE, _YEAR)),
    7: ((_SECOND, *_FIVE, _YEAR),),
}


def is_like_cron(schedule: str) -> bool:
    """Return whether a string is clearly meant to be a schedule: a macro, or fields of cron's characters."""
    text = _bare(schedule)
    fields = text.split()
    if text.startswith("@"):
        return True
    if len(fields) < _STRICT or not all(map(_NUMERIC.fullmatch, fields[:_STRICT])):
        return False
    if len(fields) in _DIALECTS:
        return all(map(_WORDED.fullmatch, fields))
    return "*" in fields and all(map(_NUMERIC.fullmatch, fields))


def cron_fault(schedule: str) -> str | None:
    """Describe the error in a schedule; None if some dialect accepts it."""
    text = _bare(schedule)
    if len(schedule) > MOST_CHARACTERS:
        return f"schedule has more than {MOST_CHARACTERS} characters"
    if text.startswith("@"):
        is_known = text.casefold() in _MACROS or text.casefold().startswith("@every ")
        return None if is_known else f"unknown macro `{text}`; use `@daily` or five fields"
    fields = text.casefold().split()
    if len(fields) not in _DIALECTS:
        return f"expected 5 to 7 fields in a schedule, found {len(fields)}"
    faults = [_fault(fields, dialect) for dialect in _DIALECTS[len(fields)]]
    is_yearly = len(fields[-1]) == len("2026") and fields[-1].isdecimal()
    return None if None in faults else faults[-1 if is_yearly else 0]


def _bare(schedule: str) -> str:
    text = schedule.strip()
    wrapped = _WRAPPED.fullmatch(text)
    return _ZONE.sub("", (wrapped["inner"] if wrapped else text).strip(), count=1)


def _fault(fields: list[str], dialect: tuple[_Field, ...]) -> str | None:
    faults = (_of_field(text, field) for text, field in zip(fields, dialect, strict=True))
    found = next((each for each in faults if each is not None), None)
    day = dialect.index(_FIVE[2])
    return found or _never(*fields[day : day + 3])


def _of_field(text: str, field: _Field) -> str | None:
    for item in text.split(","):
        match = _ITEM.fullmatch(item)
        if match is None:
            return f"`{item}` is not {field.name}"
        for value in filter(None, (match["first"], match["last"])):
            number = int(value) if value.isdecimal() else field.words.get(value, -1)
            if not field.least <= number <= field.most:
                return f"`{value}` is not {field.name}; use {field.least} to {field.most}"
        if match["step"] and int(match["step"]) == 0:
            return f"`{item}` has a step of 0; use at least 1"
        if match["nth"] and not 1 <= int(match["nth"]) <= _WEEKS:
            return f"`{item}` is not {field.name}; a weekday occurs at most 5 times in a month"
    return None


def _never(days: str, months: str, weekdays: str) -> str | None:
    """Report that no month has the given days; checked only for plain numbers without restrictions on weekdays."""
    if not weekdays.startswith(("*", "?")) or not re.fullmatch(r"\d+(?:,\d+)*", days, re.ASCII):
        return None
    numbers = [MONTHS.get(each) or (int(each) if each.isdecimal() else 0) for each in months.split(",")]
    first = min(map(int, days.split(",")))
    if not all(1 <= each <= len(_LONGEST) and first > _LONGEST[each - 1] for each in numbers):
        return None
    return f"the schedule never runs; {_NAMES[numbers[0] - 1]} has no day {first}"
