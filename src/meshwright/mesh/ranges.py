"""Ranges of numbers, as the operators of quality rules (`mustBeLessThan`, …) state them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import inf
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Range:
    """The numbers between two ends, without some ranges in it (ends of those left out as well)."""

    low: float = -inf
    high: float = inf
    is_above_low: bool = False
    """Whether the low end itself is left out."""
    is_below_high: bool = False
    without: tuple[tuple[float, float], ...] = ()

    def __and__(self, other: Range) -> Range:
        """Give the numbers that are in both."""
        low, high = max(self.low, other.low), min(self.high, other.high)
        return Range(
            low,
            high,
            (self.low == low and self.is_above_low) or (other.low == low and other.is_above_low),
            (self.high == high and self.is_below_high) or (other.high == high and other.is_below_high),
            self.without + other.without,
        )

    @property
    def is_empty(self) -> bool:
        """Whether no number is left, be it because one range that is left out covers all."""
        if self.low > self.high or (self.low == self.high and (self.is_above_low or self.is_below_high)):
            return True
        return any(low <= self.low and self.high <= high for low, high in self.without)


def measurable(unit: str) -> Range:
    """Give the numbers that counting can come to."""
    return Range(0, 100) if unit == "percent" else Range(0)


def stated_range(operators: Mapping[str, Any]) -> Range:
    """Give the numbers that the operators of one rule allow; what is no number allows all."""
    allowed = Range()
    for name, value in operators.items():
        allowed &= _range(name, value)
    return allowed


def _range(name: str, value: Any) -> Range:  # noqa: ANN401 - a YAML value
    if name in ("mustBeBetween", "mustNotBeBetween"):
        if not isinstance(value, list | tuple) or len(value) != 2 or not all(map(_is_number, value)):
            return Range()
        low, high = value
        if name == "mustBeBetween":
            return Range(low, high)
        return Range(without=((low, high),)) if low <= high else Range()
    if not _is_number(value):
        return Range()
    point = Range(value, value)
    return {
        "mustBe": point,
        "mustNotBe": Range(without=((value, value),)),
        "mustBeGreaterThan": replace(Range(low=value), is_above_low=True),
        "mustBeGreaterOrEqualTo": Range(low=value),
        "mustBeLessThan": replace(Range(high=value), is_below_high=True),
        "mustBeLessOrEqualTo": Range(high=value),
    }[name]


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
