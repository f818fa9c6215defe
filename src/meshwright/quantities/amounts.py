"""Durations, shares, dates and times as people write them."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING

from meshwright.quantities.service_level import Clock, Duration

if TYPE_CHECKING:
    from meshwright.quantities.service_level import Reading

NOTHING = Duration(Fraction(0), Fraction(0))
FEWEST_DAYS = 4
"""Durations of fewer days than this are written in hours."""
_DIGITS = 6


def seconds(number: int) -> Duration:
    """Return a duration of exactly the given number of seconds."""
    return Duration(Fraction(number), Fraction(number))


def plus(first: Duration, *others: Duration) -> Duration:
    """Add durations."""
    shortest, longest = first
    for each in others:
        shortest, longest = shortest + each.shortest, longest + each.longest
    return Duration(shortest, longest)


@lru_cache(maxsize=4096)
def written(value: Reading) -> str:
    """Format a value: `25 h 30 min`, `28 to 31 d`, `99.5 %`, `2027-06-30`, `09:00 CET`."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Duration):
        if value.shortest == value.longest:
            return _length(value.longest)
        short, long = _length(value.shortest), _length(value.longest)
        same = " d" if short.count(" ") == long.count(" ") == 1 and short.endswith(" d") else ""
        return f"{short.removesuffix(same)} to {long}"
    if isinstance(value, Clock):
        hours, minutes = divmod(value.second // 60, 60)
        return f"{hours:02}:{minutes:02}{value.zone if value.zone[:1] in ('+', '-') else f' {value.zone}'}".rstrip()
    return f"{_decimal(value * 100)} %"


def _length(value: Fraction) -> str:
    sign = "-" if value < 0 else ""
    whole, rest = divmod(abs(value.numerator), value.denominator)
    days, left = divmod(whole, 86400) if whole >= FEWEST_DAYS * 86400 else (0, whole)
    hours, left = divmod(left, 3600)
    minutes, left = divmod(left, 60)
    parts = [f"{amount} {unit}" for amount, unit in ((days, "d"), (hours, "h"), (minutes, "min")) if amount]
    if left or rest or not parts:
        parts.append(f"{_decimal(left + Fraction(rest, value.denominator))} s")
    return sign + " ".join(parts)


def _decimal(value: Fraction) -> str:
    """Format a number with up to 6 decimals, rounded down."""
    parts, rest = divmod(value.numerator * 10**_DIGITS, value.denominator)
    whole, decimals = divmod(parts, 10**_DIGITS)
    text = f"{whole}.{decimals:0{_DIGITS}}".rstrip("0").rstrip(".")
    return f"{text}…" if rest else text
