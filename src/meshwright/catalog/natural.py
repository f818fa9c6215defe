"""Natural sort order, in which numbers in names are compared by value: `domain-2` before `domain-10`."""

from __future__ import annotations

import re
from functools import lru_cache

_NUMBER = re.compile(r"([0-9]+)")


@lru_cache(maxsize=65536)
def natural(name: str) -> tuple[tuple[str | tuple[int, str], ...], str]:
    """Return a sort key for a name that ignores case and orders numbers by value."""
    parts = _NUMBER.split(name.casefold())
    return tuple(_size(each) if at % 2 else each for at, each in enumerate(parts)), name


def _size(number: str) -> tuple[int, str]:
    """Return a sort key for a number of any length, given as digits; keys are ordered by value."""
    digits = number.lstrip("0")
    return len(digits), digits
