"""Parsing of service levels: names with their synonyms, durations in seconds, shares, dates, times of day.

ODCS 3.2 `slaProperties`: names are case-insensitive and have two-letter synonyms; `freshness` is read as `latency`.
Months and years have no fixed length, so a duration is an interval; arithmetic is exact.
"""

from __future__ import annotations

import re
from datetime import date
from enum import Enum
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable


class Measure(Enum):
    """The measure of a service level."""

    DURATION = "a number with a unit of time"
    SHARE = "a percentage"
    DATE = "a date like 2027-06-30"
    CLOCK = "a time like 09:00-08:00"


MEASURES = {
    "latency": Measure.DURATION,
    "frequency": Measure.DURATION,
    "retention": Measure.DURATION,
    "timeToDetect": Measure.DURATION,
    "timeToNotify": Measure.DURATION,
    "timeToRepair": Measure.DURATION,
    "availability": Measure.SHARE,
    "errorRate": Measure.SHARE,
    "generalAvailability": Measure.DATE,
    "endOfSupport": Measure.DATE,
    "endOfLife": Measure.DATE,
    "timeOfAvailability": Measure.CLOCK,
}
"""The service levels that are parsed, with their measures; others are ignored."""

_SYNONYMS = {
    "freshness": "latency",
    "ly": "latency",
    "fy": "frequency",
    "re": "retention",
    "td": "timeToDetect",
    "tn": "timeToNotify",
    "tr": "timeToRepair",
    "av": "availability",
    "er": "errorRate",
    "ga": "generalAvailability",
    "es": "endOfSupport",
    "el": "endOfLife",
    **{name.casefold(): name for name in MEASURES},
}

SERVICE_LEVELS = (*MEASURES, "throughput", "freshness")
"""The names in ODCS, with common words for `latency`."""
_UNPARSED = {"throughput": "throughput", "th": "throughput"}
_KNOWN = frozenset({*_SYNONYMS, *_UNPARSED})

_MINUTE, _HOUR, _DAY = 60, 3600, 86400
_NOON = 12
UNITS = {
    **dict.fromkeys(("ms", "millisecond", "milliseconds"), (Fraction(1, 1000), Fraction(1, 1000))),
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds"), (Fraction(1), Fraction(1))),
    **dict.fromkeys(("m", "min", "mins", "minute", "minutes"), (Fraction(_MINUTE), Fraction(_MINUTE))),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours"), (Fraction(_HOUR), Fraction(_HOUR))),
    **dict.fromkeys(("d", "day", "days"), (Fraction(_DAY), Fraction(_DAY))),
    **dict.fromkeys(("w", "week", "weeks"), (Fraction(7 * _DAY), Fraction(7 * _DAY))),
    **dict.fromkeys(("mo", "mon", "month", "months"), (Fraction(28 * _DAY), Fraction(31 * _DAY))),
    **dict.fromkeys(("y", "yr", "yrs", "year", "years"), (Fraction(365 * _DAY), Fraction(366 * _DAY))),
}
"""The minimum and maximum number of seconds in each unit."""

_SIZE = r"(\d{1,15}(?:[.,]\d{1,9})?)"
_ISO = re.compile(
    rf"P(?=.)(?:{_SIZE}Y)?(?:{_SIZE}M)?(?:{_SIZE}W)?(?:{_SIZE}D)?(?:T(?=.)(?:{_SIZE}H)?(?:{_SIZE}M)?(?:{_SIZE}S)?)?",
    re.ASCII,
)
_ISO_UNITS = ("y", "mo", "w", "d", "h", "m", "s")
_NUMBER = re.compile(r"(\d{1,15}(?:\.\d{1,9})?)\s*([A-Za-z]*)", re.ASCII)
_COMPOUND = re.compile(
    r"(?:(\d{1,15})\s*(d|days?))?[\s,]*+(?:and\s+)?(?:(\d{1,15})\s*(h|hrs?|hours?))?[\s,]*+(?:and\s+)?"
    r"(?:(\d{1,15})\s*(m|mins?|minutes?))?[\s,]*+(?:and\s+)?(?:(\d{1,15})\s*(s|secs?|seconds?))?",
    re.ASCII | re.IGNORECASE,
)
"""A sequence of units from the largest to the smallest: `1h30m`, `1 day and 12 hours`."""
_EVERY = re.compile(
    r"(?:once\s+(?:every|an?|per)|every|each|per)\s+(?:(\d{1,15})\s+)?([a-z]{1,12})", re.ASCII
)
_ADVERBS = {
    "hourly": (1, "h"),
    "daily": (1, "d"),
    "nightly": (1, "d"),
    "weekly": (1, "w"),
    "fortnightly": (2, "w"),
    "monthly": (1, "mo"),
    "quarterly": (3, "mo"),
    "yearly": (1, "y"),
    "annually": (1, "y"),
}
"""Frequencies as words, without `biweekly` and `bimonthly`, which have two meanings."""
_PERCENT = re.compile(r"(\d{1,3}(?:\.\d{1,12})?)\s*(%|percent)?", re.ASCII)
_CLOCK = re.compile(
    r"T?(\d{1,2})(?::(\d\d)(?::(\d\d))?)?\s*([ap]\.?m\.?)?\s*(Z|[+-]\d\d(?::?\d\d)?|[A-Z][A-Z_/]{1,40})?",
    re.ASCII | re.IGNORECASE,
)
_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[T ].*)?", re.ASCII)


class Duration(NamedTuple):
    """A duration as its minimum and maximum number of seconds, which differ only for months and years."""

    shortest: Fraction
    longest: Fraction


class Clock(NamedTuple):
    """A time of day."""

    second: int
    """The number of seconds since midnight in the zone."""
    zone: str
    """The zone as written, but in upper case; empty if there is none."""


Reading = Duration | Fraction | date | Clock
LEAST_PERCENTAGE = 50
"""The lowest number without a unit that is read as a percentage; numbers below 1 are fractions; others are ambiguous."""


def is_service_level(name: str) -> bool:
    """Return whether the standard defines a service level with this name, even if its values cannot be parsed."""
    return name.strip().casefold() in _KNOWN


def service_level(name: str) -> str | None:
    """Return the full name for a service level's name or synonym; None for a custom service level of the organisation."""
    return _SYNONYMS.get(name.strip().casefold())


def level_name(name: str) -> str:
    """Return the name of a service level for comparison: synonyms have the same name, and case does not matter."""
    word = name.strip().casefold()
    return _SYNONYMS.get(word) or _UNPARSED.get(word, word)


def read_promise(name: str, value: Any, unit: str | None) -> Reading | None:  # noqa: ANN401 - a YAML value
    """Parse a value of the service level with the given full name; None if the value cannot be parsed."""
    measure = MEASURES[name]
    if measure is Measure.DURATION:
        return period(value, unit) if name == "frequency" else duration(value, unit)
    if measure is Measure.SHARE:
        return share(value, unit, is_loss=name == "errorRate")
    if measure is Measure.CLOCK:
        return clock(value, unit)
    return day(value)


def has_form(name: str, value: Any) -> bool:  # noqa: ANN401 - a YAML value
    """Return whether a value that cannot be parsed still looks like a number, a date or a time rather than words."""
    text = str(value).strip()
    form = {Measure.DURATION: _NUMBER, Measure.SHARE: _PERCENT, Measure.DATE: _DATE, Measure.CLOCK: _CLOCK}
    return not isinstance(value, str) or form[MEASURES[name]].fullmatch(text) is not None


def period(value: Any, unit: str | None = None) -> Duration | None:  # noqa: ANN401 - a YAML value
    """Parse a frequency: a duration, or `daily`, `every 2 hours`, `once a week`."""
    if isinstance(value, str):
        text = " ".join(value.split()).casefold()
        every = _EVERY.fullmatch(text)
        number, word = _ADVERBS.get(text) or ((every[1] or 1, every[2]) if every else (0, ""))
        if word in UNITS:
            return duration(str(number), word)
    return duration(value, unit)


def duration(value: Any, unit: str | None = None) -> Duration | None:  # noqa: ANN401 - a YAML value
    """Parse `24` with unit `h`, `24 h`, `P1D`, `PT0.5H`, `1h30m`."""
    return _duration(value, unit) if isinstance(value, str | int | float) else None


@lru_cache(maxsize=4096, typed=True)
def _duration(value: str | float, unit: str | None) -> Duration | None:
    if isinstance(value, bool):
        return None
    text = str(value).strip()
    iso = _ISO.fullmatch(text.upper())
    if iso:
        sizes = (Fraction((size or "0").replace(",", ".")) for size in iso.groups())
        return _sum(zip(sizes, _ISO_UNITS, strict=True))
    found = _NUMBER.fullmatch(text)
    if not found:
        return _compound(text)
    word = found[2] or (unit or "").strip()
    word = "mo" if word == "M" else word.casefold()
    if word not in UNITS:
        return None
    return _sum([(Fraction(found[1]), word)])


def _sum(parts: Iterable[tuple[Fraction, str]]) -> Duration:
    """Return the sum of amounts with units; 12 months are a year."""
    months = shortest = longest = Fraction(0)
    for number, word in parts:
        if UNITS[word] == UNITS["mo"]:
            months += number
        elif UNITS[word] == UNITS["y"]:
            months += 12 * number
        else:
            shortest += number * UNITS[word][0]
            longest += number * UNITS[word][1]
    for number, word in ((Fraction(months // 12), "y"), (months % 12, "mo")):
        shortest += number * UNITS[word][0]
        longest += number * UNITS[word][1]
    return Duration(shortest, longest)


def _compound(text: str) -> Duration | None:
    """Parse a sequence of units without months; `M` alone may mean months or minutes."""
    found = _COMPOUND.fullmatch(text)
    parts = found.groups() if found else ()
    if not any(parts) or "M" in parts:
        return None
    seconds = sum(
        (int(parts[at]) * UNITS[parts[at + 1].casefold()][0] for at in range(0, 8, 2) if parts[at]),
        Fraction(0),
    )
    return Duration(seconds, seconds)


def share(value: Any, unit: str | None = None, *, is_loss: bool = False) -> Fraction | None:  # noqa: ANN401 - a YAML value
    """Parse `99.9 %`, `99.9` with or without the unit `percent`, or `0.999` without a unit, as a fraction of 1.

    Without a unit, a small loss is ambiguous: `0.1` is not parsed, and `5` is a percentage.
    """
    return _share(value, unit, is_loss=is_loss) if isinstance(value, str | int | float) else None


def lacks_percent(name: str, value: Any, unit: str | None) -> bool:  # noqa: ANN401 - a YAML value
    """Return whether a share was not parsed because, without a unit, it may be a percentage."""
    is_open = MEASURES[name] is Measure.SHARE and not unit and share(value, "%") is not None
    return is_open and read_promise(name, value, unit) is None


@lru_cache(maxsize=4096, typed=True)
def _share(value: str | float, unit: str | None, *, is_loss: bool) -> Fraction | None:
    if isinstance(value, bool):
        return None
    found = _PERCENT.fullmatch(str(value).strip())
    if not found or (unit or "%").strip().casefold() not in ("%", "percent", "pct"):
        return None
    number = Fraction(found[1])
    if not unit and not found[2] and number:
        if is_loss:
            return number / 100 if 1 < number <= 100 else None
        if number < 1:
            return number
        if number < LEAST_PERCENTAGE:
            return None
    return number / 100 if number <= 100 else None


def clock(value: Any, unit: str | None = None) -> Clock | None:  # noqa: ANN401 - a YAML value
    """Parse `09:00-08:00`, `9:30 pm`, `06:00 CET`, or `06:00` with the zone as its unit."""
    found = _CLOCK.fullmatch(value.strip()) if isinstance(value, str) else None
    if not found or not (found[2] or found[4]):
        return None
    hour, minute, second = (int(each or 0) for each in found.groups()[:3])
    if found[4]:
        if not 1 <= hour <= _NOON:
            return None
        hour = hour % _NOON + (_NOON if found[4][0] in "pP" else 0)
    seconds = hour * _HOUR + minute * _MINUTE + second
    if minute * _MINUTE >= _HOUR or second >= _MINUTE or seconds > _DAY:
        return None
    return Clock(seconds, (found[5] or unit or "").strip().upper())


def day(value: Any) -> date | None:  # noqa: ANN401 - a YAML value
    """Parse a date, or the day of a timestamp."""
    found = _DATE.fullmatch(value.strip()) if isinstance(value, str) else None
    if not found:
        return None
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None
