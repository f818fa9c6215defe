"""The parts of SQL that differ between engines, chosen so that all engines return the same counts.

This module has no knowledge of checks; the SQL that all engines share is in `measuring/queries.py` and `predicates.py`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from meshwright.measuring.bounds import FRACTION_DIGITS
from meshwright.measuring.pattern import written

if TYPE_CHECKING:
    from meshwright.measuring.pattern import Syntax

Family = str
"""`text`, `integer`, `decimal`, `float`, `boolean`, `date`, `timestamp`, `time`, `other`; `mixed` means numbers as text."""


class Native(NamedTuple):
    """A type of an engine."""

    family: Family
    width: int = 0
    """The digits of integers and decimals (0 means unlimited), or the bits of floating-point numbers."""
    scale: int = 0
    is_naive: bool = False
    """Whether a timestamp has no time zone."""


class Dialect(ABC):
    """The SQL of one engine. Methods take and return SQL expressions, unless their docstrings differ."""

    name: ClassVar[str]
    """The name of the engine, which is also the name of its sqlglot dialect."""
    syntax: ClassVar[Syntax]
    exact: ClassVar[str] = "DECIMAL(38,18)"
    """The type for comparing numbers that are stored as text or come from two objects."""
    text: ClassVar[str]
    double: ClassVar[str] = "DOUBLE"
    single: ClassVar[str]
    zoned: ClassVar[str] = "TIMESTAMP WITH TIME ZONE"
    """The type of timestamps with a time zone."""
    unzoned: ClassVar[str] = "TIMESTAMP WITHOUT TIME ZONE"
    """The type of timestamps without a time zone."""
    unread: ClassVar[str] = "{'unread': true}"
    """A value that no expression of an SQL rule accepts; it replaces columns that the rule cannot read."""
    holds_zero_byte: ClassVar[bool] = True
    """Whether strings can contain a zero byte."""

    @abstractmethod
    def quoted(self, name: str) -> str:
        """Return a name, quoted as an identifier."""

    @abstractmethod
    def literal(self, text: str) -> str:
        """Return a string as a literal."""

    @abstractmethod
    def native(self, kind: str) -> Native:
        """Return the family and size of a type; `kind` is its name in upper case."""

    @abstractmethod
    def searched(self, value: str, pattern: str) -> str:
        """Return the condition that a string contains a match for a pattern in the engine's own syntax."""

    def matches(self, value: str, pattern: str) -> str:
        """Return the condition that a string contains a match for a contract's pattern.

        Raises UnreadPatternError if engines interpret the pattern differently.
        """
        return self.searched(value, written(pattern, self.syntax))

    @abstractmethod
    def as_text(self, name: str, kind: str) -> str:
        """Return a text column in a form that is compared by code points."""

    def is_null(self, name: str, family: Family) -> str:
        """Return the condition that a column is null."""
        del family
        return f"{name} IS NULL"

    def is_nan(self, value: str) -> str:
        """Return the condition that a number is NaN."""
        return f"isnan({value})"

    def decimal_nan(self, value: str) -> str:
        """Return the condition that a decimal is NaN; empty if the type has no NaN."""
        del value
        return ""

    @abstractmethod
    def is_finite(self, value: str) -> str:
        """Return the condition that a floating-point number is finite."""

    def is_finite_moment(self, value: str) -> str:
        """Return the condition that a date or a timestamp is finite."""
        return self.is_finite(value)

    def float_of(self, number: str, bits: int) -> str:
        """Return a number, given in plain digits, as a floating-point number."""
        return f"CAST('{number}' AS {self.single if bits == 24 else self.double})"

    def number_key(self, value: str, family: Family, width: int, scale: int) -> str:
        """Return a number in a form that is equal for equal numbers of all types; empty if it has too many digits."""
        if family == "integer":
            return f"CAST({value} AS {self.text}) || '.{'0' * FRACTION_DIGITS}'"
        is_held = scale <= FRACTION_DIGITS and width - scale <= 38 - FRACTION_DIGITS
        return f"CAST(CAST({value} AS {self.exact}) AS {self.text})" if is_held else ""

    @abstractmethod
    def instant(self, text: str) -> str:
        """Return an instant; `text` is in UTC, without a time zone."""

    @abstractmethod
    def naive(self, text: str) -> str:
        """Return a timestamp without a time zone."""

    @abstractmethod
    def in_zone(self, zone: str, value: str) -> str:
        """Return the instant of a timestamp without a time zone; if it occurs twice (clock change), the later instant."""

    @abstractmethod
    def as_naive(self, value: str) -> str:
        """Return a timestamp without a time zone, converted to microsecond precision."""

    @abstractmethod
    def micros(self, value: str) -> str:
        """Return the microseconds from the start of 1970 (UTC) to an instant."""

    def error_of(self, text: str) -> str:
        """Return an expression that fails with a string as the error message."""
        return f"error({self.literal(text)})"

    @abstractmethod
    def field_of(self, own: str, name: str) -> str:
        """Return a field of an object; `name` is the name in the data."""

    def items_of(self, own: str, step: str) -> str:
        """Return the items of an array, or the keys or values of a map, as a list; `step` selects among them."""
        side = {"{key}": "map_keys", "{value}": "map_values"}.get(step)
        return f"{side}({own})" if side else own

    @abstractmethod
    def any_of(self, items: str, item: str, condition: str) -> str:
        """Return the condition that another condition, on `item`, holds for any of the items."""

    def size_of(self, own: str) -> str:
        """Return the number of items in an array."""
        return f"cardinality({own})"

    @abstractmethod
    def has_repeats(self, own: str, item: str, value: str) -> str:
        """Return the condition that two items of an array are equal or both null; `value` is the part of `item` to
        compare.
        """

    def day_text(self, value: str) -> str:
        """Return a date as text (`2026-11-29`); the text has a different length if the year does not have 4 digits."""
        return f"CAST({value} AS {self.text})"

    @abstractmethod
    def sampled(self, relation: str, percent: str) -> str:
        """Return a random sample with about the given percentage of rows, for use after FROM."""
