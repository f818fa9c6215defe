"""Date functions for queries, as in SQLite but without a clock: `date('2026-01-31', '+1 month')` and `julianday`."""

from __future__ import annotations

import re
from datetime import date, timedelta

_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[T ].*)?", re.ASCII | re.DOTALL)
_STEP = re.compile(r"([+-]?\d{1,7}) (day|month|year)s?", re.ASCII | re.IGNORECASE)
_FIRST_JULIAN = 1_721_424.5
"""The Julian day before 0001-01-01."""
MONTHS = 12


class DateError(ValueError):
    """A date function has an unsupported modifier or requests the clock; the message is for users."""


def read(text: str) -> date | None:
    """Parse a date, or the date of a timestamp; None for any other string."""
    if text.strip().casefold() == "now":
        raise DateError("`'now'` is not available; use `today()`")
    found = _DATE.fullmatch(text.strip())
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None


def moved(text: str, *modifiers: str) -> str | None:
    """Return a date with modifiers such as `+1 month` applied; a missing day of a month overflows into the next
    month, as in SQLite.
    """
    found = read(text)
    for modifier in modifiers:
        words = modifier.strip().casefold()
        step = _STEP.fullmatch(words)
        if words not in _STARTS and step is None:
            raise DateError(
                f"unsupported date modifier `{modifier[:40]}`; supported: `+1 day`, `+1 month`, `+1 year`, `start of month`"
            )
        if found is not None:
            found = (
                found.replace(**_STARTS[words]) if step is None else _stepped(found, int(step[1]), step[2])
            )
    return found.isoformat() if found is not None else None


_STARTS: dict[str, dict[str, int]] = {"start of month": {"day": 1}, "start of year": {"month": 1, "day": 1}}


def _stepped(day: date, number: int, unit: str) -> date | None:
    try:
        if unit == "day":
            return day + timedelta(days=number)
        months = day.year * MONTHS + day.month - 1 + (number if unit == "month" else MONTHS * number)
        return date(months // MONTHS, months % MONTHS + 1, 1) + timedelta(days=day.day - 1)
    except (ValueError, OverflowError):
        return None


def julian_day(text: str) -> float | None:
    """Return the Julian day of a date, so that the difference between two dates is a number of days."""
    found = read(text)
    return None if found is None else found.toordinal() + _FIRST_JULIAN
