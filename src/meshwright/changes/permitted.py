"""The set of numbers that a quality rule allows, for comparing two rules.

Row counts are whole and not negative, shares are between 0 and 100 percent, and a query's result can be any
number.
"""

from __future__ import annotations

from math import ceil, floor, isfinite
from typing import TYPE_CHECKING, Any

from meshwright.quantities.ranges import NumericRange, measurable, stated_range
from meshwright.standards.odcs.quality import OPERATORS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Cut = tuple[float, bool]
"""A position between numbers: directly before a number (False), or directly after it (True)."""
Permitted = tuple[tuple[Cut, Cut], ...]
"""Intervals between positions, sorted and not adjacent."""
_PAIRS = frozenset({"mustBeBetween", "mustNotBeBetween"})
NOTHING_ELSE_THAN_ZERO: Permitted = (((0, False), (0, True)),)


def permitted(rule: Mapping[str, Any], *, unit: str, is_metric: bool) -> Permitted | None:
    """Return the numbers that a rule's operators allow; None if an operand is not a number.

    The unit is `percent`, or empty for row counts.
    """
    operators = {key: value for key, value in rule.items() if key in OPERATORS}
    if not operators or not all(_is_readable(*each) for each in operators.items()):
        return None
    allowed = stated_range(operators)
    if not is_metric:
        return tuple(_pieces(allowed))
    pieces = _pieces(allowed & measurable(unit))
    return tuple(pieces if unit == "percent" else _whole(pieces))


def is_within(one: Permitted, other: Permitted) -> bool:
    """Return whether the first set is a subset of the second."""
    return all(any(low <= start and end <= high for low, high in other) for start, end in one)


def _is_readable(operator: str, value: object) -> bool:
    if operator in _PAIRS:
        return isinstance(value, list | tuple) and len(value) == 2 and all(map(_is_number, value))
    return _is_number(value)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)


def _pieces(allowed: NumericRange) -> Iterator[tuple[Cut, Cut]]:
    """Yield the parts of a range that are not excluded."""
    start: Cut = (allowed.low, allowed.is_above_low)
    end: Cut = (allowed.high, not allowed.is_below_high)
    for low, high in sorted(allowed.without):
        if start < (low, False):
            stop = min(end, (low, False))
            if start < stop:
                yield start, stop
        start = max(start, (high, True))
    if start < end:
        yield start, end


def _whole(pieces: Iterator[tuple[Cut, Cut]]) -> Iterator[tuple[Cut, Cut]]:
    """Yield the whole numbers in intervals, as intervals of consecutive numbers."""
    found: list[tuple[Cut, Cut]] = []
    for low, high in pieces:
        start, end = _next(low), _next(high)
        if start < end and found and found[-1][1] == start:
            found[-1] = (found[-1][0], end)
        elif start < end:
            found.append((start, end))
    for start, (number, is_after) in found:
        yield start, (number, is_after) if is_after else (number - 1, True)


def _next(cut: Cut) -> Cut:
    """Return the position directly before the next whole number."""
    number, is_after = cut
    if not isfinite(number):
        return cut
    return (floor(number) + 1 if is_after else ceil(number), False)
