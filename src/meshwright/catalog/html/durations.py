"""Durations as pages show them: `3 days` for `72 h`. JSON and Markdown have the short form of `quantities.amounts`."""

from __future__ import annotations

import re

_NAMES = {"d": "day", "h": "hour", "min": "minute", "s": "second"}
_SECONDS = {"d": 86400, "h": 3600, "min": 60, "s": 1}
_DAY = 86400
_YEAR = 365
_PART = re.compile(r"(\d[\d.]*…?) (d|h|min|s)(?!\w)")
_DURATION = re.compile(
    r"(?<![\w.,@/-])(?P<start>\d+ to )?(?P<parts>\d[\d.]*…? (?:d|h|min|s)(?: \d[\d.]*…? (?:h|min|s))*)(?![\w/])"
)


def durations(text: str) -> str:
    """Return catalog text with durations in words, without rounding.

    Whole days are written as days. Because years vary in length, they are only added as an approximation.
    """
    return _DURATION.sub(_in_words, text)


def _in_words(found: re.Match[str]) -> str:
    parts = _PART.findall(found["parts"])
    start = found["start"] or ""
    if all(number.isdigit() for number, _ in parts):
        days, rest = divmod(sum(int(number) * _SECONDS[unit] for number, unit in parts), _DAY)
        if start:
            start = f"{int(start.split()[0]):,} to "
        if days and not rest:
            years, odd = divmod(days, _YEAR)
            about = f" (about {_counted(years, 'year')})" if years and not odd and not start else ""
            return f"{start}{_counted(days, 'day')}{about}"
    return start + " ".join(
        _counted(int(number), _NAMES[unit]) if number.isdigit() else f"{number} {_NAMES[unit]}s"
        for number, unit in parts
    )


def _counted(number: int, name: str) -> str:
    return f"{number:,} {name}{'' if number == 1 else 's'}"
