"""Dates, times and timestamps as people write them: ISO 8601, optionally with a space instead of the `T`.

A year before 1 or after 9999 has a sign (`+10000-01-01`); such a moment precedes or follows all others.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from typing import NamedTuple

_DATE = r"(?P<day>\d{4}-\d\d-\d\d|(?P<year>[+-]\d{4,12})-(?P<date>\d\d-\d\d))"
_TIME = r"(?P<clock>\d\d:\d\d)(?::(?P<second>\d\d)(?:[.,](?P<fraction>\d{1,9}))?)?"
_ZONE = r" ?(?P<zone>[Zz]|UTC|(?P<sign>[+-])(?P<hours>\d\d):?(?P<minutes>\d\d)?)?"
_FORMS = {
    "date": re.compile(_DATE, re.ASCII),
    "timestamp": re.compile(f"{_DATE}[Tt ]{_TIME}{_ZONE}", re.ASCII),
    "time": re.compile(_TIME + _ZONE, re.ASCII),
}

_FIRST, _LAST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


class Moment(NamedTuple):
    """A point in time, or a time of day, that is comparable with others of its kind."""

    at: datetime
    """The moment in UTC, or in local time if there is no zone; a time of day has the date 2000-01-01."""
    has_zone: bool


_UTC = frozenset(
    {"utc", "etc/utc", "z", "gmt", "etc/gmt", "zulu", "etc/zulu", "uct", "etc/uct", "+00", "+0000", "+00:00"}
)


def is_utc(zone: str) -> bool:
    """Return whether a zone is UTC, under any of its names."""
    return zone.strip().casefold() in _UTC


def moment(text: str, kind: str) -> Moment | None:
    """Parse a `date`, `timestamp` or `time`; None for other text."""
    found = _FORMS[kind].fullmatch(text.strip())
    if not found:
        return None
    parts = {"day": "2000-01-01", "clock": "00:00", "second": None, "zone": None} | found.groupdict()
    far = _far(parts)
    try:
        at = datetime.strptime(f"{parts['day']} {parts['clock']}", "%Y-%m-%d %H:%M").replace(tzinfo=UTC)
        at += timedelta(
            seconds=_seconds(parts["second"]),
            microseconds=int((parts.get("fraction") or "0").ljust(6, "0")[:6]),
        )
        return Moment(far or at - _offset(parts), has_zone=bool(parts["zone"]))
    except (ValueError, OverflowError):
        return None


def _far(parts: dict[str, str | None]) -> datetime | None:
    """Set the day; for a year outside Python's range, use an equivalent year and return the first or last moment."""
    if not parts.get("year"):
        return None
    year = int(parts["year"] or 0)
    is_near = _FIRST.year <= year <= _LAST.year
    parts["day"] = f"{year if is_near else 2000 + year % 400:04}-{parts['date']}"
    if is_near:
        return None
    return _LAST if year > 0 else _FIRST


def _seconds(text: str | None) -> int:
    """Parse seconds; 60 is a leap second."""
    if int(text or 0) > 60:
        raise ValueError(text)
    return int(text or 0)


def _offset(parts: dict[str, str | None]) -> timedelta:
    offset = timedelta(hours=int(parts.get("hours") or 0), minutes=int(parts.get("minutes") or 0))
    timezone(offset)  # raises ValueError for an offset of a day or more
    return -offset if parts.get("sign") == "-" else offset
