"""Ranges of numbers from the operators of quality rules (`mustBeLessThan`, …)."""

from __future__ import annotations

from math import inf
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from meshwright.records import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


@dataclass(frozen=True, slots=True)
class NumericRange:
    """The numbers between two bounds, except those in excluded ranges, whose bounds are also excluded."""

    low: float = -inf
    high: float = inf
    is_above_low: bool = False
    """Whether the lower bound is excluded."""
    is_below_high: bool = False
    without: tuple[tuple[float, float], ...] = ()

    def __and__(self, other: NumericRange) -> NumericRange:
        """Return the numbers that are in both ranges."""
        low, high = max(self.low, other.low), min(self.high, other.high)
        return NumericRange(
            low,
            high,
            (self.low == low and self.is_above_low) or (other.low == low and other.is_above_low),
            (self.high == high and self.is_below_high) or (other.high == high and other.is_below_high),
            self.without + other.without,
        )

    @property
    def is_empty(self) -> bool:
        """Whether the range contains no number, for example because an excluded range covers it."""
        if self.low > self.high or (self.low == self.high and (self.is_above_low or self.is_below_high)):
            return True
        return any(low <= self.low and self.high <= high for low, high in self.without)


def measurable(unit: str) -> NumericRange:
    """Return the possible results of a count in a unit: 0 to 100 for `percent`, otherwise any number from 0."""
    return NumericRange(0, 100) if unit == "percent" else NumericRange(0)


def stated_range(operators: Mapping[str, Any]) -> NumericRange:
    """Return the numbers that one rule's operators allow; operands that are not numbers are ignored."""
    allowed = NumericRange()
    for name, value in operators.items():
        allowed &= _range(name, value)
    return allowed


def _range(name: str, value: Any) -> NumericRange:  # noqa: ANN401 - a YAML value
    if name in ("mustBeBetween", "mustNotBeBetween"):
        if not isinstance(value, list | tuple) or len(value) != 2 or not all(map(_is_number, value)):
            return NumericRange()
        low, high = value
        if name == "mustBeBetween":
            return NumericRange(low, high)
        return NumericRange(without=((low, high),)) if low <= high else NumericRange()
    if not _is_number(value):
        return NumericRange()
    return _OF_NUMBER[name](value)


_OF_NUMBER: Mapping[str, Callable[[float], NumericRange]] = MappingProxyType(
    {
        "mustBe": lambda value: NumericRange(value, value),
        "mustNotBe": lambda value: NumericRange(without=((value, value),)),
        "mustBeGreaterThan": lambda value: NumericRange(low=value, is_above_low=True),
        "mustBeGreaterOrEqualTo": lambda value: NumericRange(low=value),
        "mustBeLessThan": lambda value: NumericRange(high=value, is_below_high=True),
        "mustBeLessOrEqualTo": lambda value: NumericRange(high=value),
    }
)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
