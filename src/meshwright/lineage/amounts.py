"""Durations, shares and dates as people write them."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from meshwright.mesh.promise import Duration

if TYPE_CHECKING:
    from meshwright.mesh.promise import Reading

NOTHING = Duration(Fraction(0), Fraction(0))
FEWEST_DAYS = 4
"""Below so many days, hours are what one thinks in."""
_DIGITS = 6


def seconds(number: int) -> Duration:
    """Give a duration of just so many seconds."""
    return Duration(Fraction(number), Fraction(number))


def plus(*durations: Duration) -> Duration:
    """Add durations up."""
    return Duration(
        sum((each.shortest for each in durations), Fraction(0)),
        sum((each.longest for each in durations), Fraction(0)),
    )


def written(value: Reading) -> str:
    """Write a value: `25 h 30 min`, `28 to 31 d`, `99.5 %`, `2027-06-30`."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Duration):
        if value.shortest == value.longest:
            return _length(value.longest)
        short, long = _length(value.shortest), _length(value.longest)
        same = " d" if short.count(" ") == long.count(" ") == 1 and short.endswith(" d") else ""
        return f"{short.removesuffix(same)} to {long}"
    return f"{_decimal(value * 100)} %"


def _length(value: Fraction) -> str:
    sign = "-" if value < 0 else ""
    whole, rest = divmod(abs(value), 1)
    days, seconds_left = divmod(whole, 86400) if abs(value) >= FEWEST_DAYS * 86400 else (0, whole)
    hours, seconds_left = divmod(seconds_left, 3600)
    minutes, seconds_left = divmod(seconds_left, 60)
    parts = [
        (Fraction(days), "d"),
        (Fraction(hours), "h"),
        (Fraction(minutes), "min"),
        (seconds_left + rest, "s"),
    ]
    return sign + (" ".join(f"{_decimal(amount)} {unit}" for amount, unit in parts if amount) or "0 s")


def _decimal(value: Fraction) -> str:
    """Write a number with as many of six decimals as it needs, rounded down."""
    whole, rest = divmod(value * 10**_DIGITS, 1)
    text = f"{whole // 10**_DIGITS}.{whole % 10**_DIGITS:0{_DIGITS}d}".rstrip("0").rstrip(".")
    return text if not rest else f"{text}…"
