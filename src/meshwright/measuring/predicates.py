"""Checks as SQL conditions on rows.

This module does not know queries.
"""

from __future__ import annotations

import re
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal, localcontext
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from meshwright.measuring.bounds import FRACTION_DIGITS, OUTSIDE
from meshwright.measuring.columns import of_value
from meshwright.measuring.probe import OWN_FORMAT, TEMPORAL
from meshwright.quantities.pattern_syntax import UnreadPatternError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from meshwright.measuring.columns import Expression
    from meshwright.measuring.dialects.dialect import Dialect
    from meshwright.measuring.probe import Check


_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SURROGATE = re.compile("[\ud800-\udfff]")
"""Characters that JSON can represent but UTF-8 cannot."""


class Unaskable(Exception):  # noqa: N818 - not an error: the reason why a figure will be missing
    """A check is impossible for the column in the data; the message states why."""


def predicate(check: Check, column: Expression, zone: str) -> str:
    """Return the condition for the rows that a check counts; raises Unaskable."""
    if check.count in ("null", "missing"):
        if column.there is None:
            raise Unaskable("CSV does not distinguish a missing object from one with empty fields")
        found = _PREDICATES[check.count](check.operand, column)
        return column.wrapped(f"{column.there} AND ({found})" if column.there else found)
    return column.wrapped(_condition(check, column, zone))


def _condition(check: Check, column: Expression, zone: str) -> str:
    """Return the condition for one value; a nested field may have several values per row."""
    if check.count in _PREDICATES:
        return _PREDICATES[check.count](check.operand, column)
    if column.family in ("date", "timestamp"):
        text, is_utc, is_excluded = check.operand
        bound = moment_literal(column, text, is_utc=is_utc, zone=zone)
        return f"{column.value} {_sign(check.count, is_excluded)} {bound}"
    return _beyond(check.count, Decimal(check.operand[0]), column, is_excluded=check.operand[-1])


def _zoneless(_: Sequence[Any], column: Expression) -> str:
    if not column.zoneless:
        raise Unaskable("the type of the column has no time zone, so values cannot state one")
    return column.zoneless


def _sign(count: str, is_excluded: bool) -> str:
    return ("<" if count == "below" else ">") + ("=" if is_excluded else "")


def moment_literal(column: Expression, text: str, *, is_utc: bool, zone: str) -> str:
    """Return a literal for a moment, in the type of a date or timestamp column; `zone` applies to text without a zone."""
    dialect = column.dialect
    if column.family == "date":
        return f"DATE {dialect.literal(text[:10])}"
    return dialect.instant(text) if is_utc else dialect.in_zone(zone, dialect.naive(text))


def _text(column: Expression) -> str:
    if column.family != "text":
        raise Unaskable(f"its values are {NAMES[column.family]}, not text")
    return column.value


NAMES = {
    "text": "text",
    "integer": "integers",
    "decimal": "decimals",
    "float": "floating-point numbers",
    "mixed": "numbers",
    "boolean": "booleans",
    "date": "dates",
    "timestamp": "timestamps",
    "time": "times",
    "other": "of an unsupported type",
}


def _matched(pattern: str, column: Expression) -> str:
    try:
        return column.dialect.matches(_text(column), pattern)
    except UnreadPatternError as error:
        raise Unaskable(f"{OUTSIDE}: {error}") from error


def _beyond(count: str, bound: Decimal, column: Expression, *, is_excluded: bool) -> str:
    """Return the condition that a number exceeds a bound; the bound is rounded to the type first.

    NaN exceeds every bound.
    """
    sign = _sign(count, is_excluded)
    dialect = column.dialect
    if column.family == "float":
        compared = f"{column.value} {sign} {dialect.float_of(f'{bound:f}', column.width)}"
        return f"({dialect.is_nan(column.value)} OR {compared})"
    if column.family == "mixed":
        exact = f"{column.value} {sign} CAST('{bound:f}' AS {dialect.exact})"
        other = (
            f"{dialect.is_nan(column.other)} OR {column.other} {sign} {dialect.float_of(f'{bound:f}', 53)}"
        )
        return f"({exact} OR {other})"
    if column.family not in ("integer", "decimal"):
        raise Unaskable(f"its values are {NAMES[column.family]}, not numbers")
    decimal_nan = dialect.decimal_nan(column.value) if column.family == "decimal" else ""
    beyond = _beyond_exact(count, bound, column, is_excluded=is_excluded)
    return f"({decimal_nan} OR {beyond})" if decimal_nan else beyond


def _beyond_exact(count: str, bound: Decimal, column: Expression, *, is_excluded: bool) -> str:
    """Return the condition that an integer or decimal exceeds a bound."""
    sign = _sign(count, is_excluded)
    if not column.width:
        return f"{column.value} {sign} {bound:f}"
    whole = column.width - column.scale
    if column.family == "decimal" and abs(bound) >= Decimal(10) ** whole:
        is_all = (bound > 0) == (count == "below")
        return f"{column.value} IS NOT NULL" if is_all else "false"
    is_up = (count == "below") != is_excluded
    with localcontext(prec=80):
        rounded = bound.quantize(Decimal(1).scaleb(-column.scale), ROUND_CEILING if is_up else ROUND_FLOOR)
    return f"{column.value} {sign} {rounded:f}"


def _multiple(of: str, column: Expression) -> str:
    if column.family == "float":
        raise Unaskable("`multipleOf` cannot be checked exactly for floating-point numbers")
    exact = column.dialect.exact
    if column.family == "mixed":
        is_endless = f"NOT {column.dialect.is_finite(column.other)}"
        return f"({column.value} % CAST('{of}' AS {exact}) <> 0 OR {is_endless})"
    if column.family not in ("integer", "decimal"):
        raise Unaskable(f"its values are {NAMES[column.family]}, not numbers")
    if not column.width or (column.family == "integer" and "." not in of):
        return f"{column.value} % {of} <> 0"
    if column.width - column.scale > 20 or column.scale > FRACTION_DIGITS:
        raise Unaskable("its numbers have too many digits for an exact `multipleOf`")
    return f"CAST({column.value} AS {exact}) % CAST('{of}' AS {exact}) <> 0"


def _listed(values: Sequence[Any], column: Expression) -> str:
    """Return the condition that a value is in a list; the condition is NULL for nulls and values of a different kind."""
    texts = [each for each in values if each is not None]
    dialect, family, value = column.dialect, column.family, column.value
    if family == "text":
        return _in(value, _texts(texts, dialect))
    if family == "boolean":
        return _in(value, [each for each in texts if each in ("true", "false")])
    if family == "date":
        return _in(dialect.day_text(value), [dialect.literal(each) for each in texts if _DAY.fullmatch(each)])
    if family not in ("integer", "decimal", "float", "mixed"):
        raise Unaskable(f"its values are {NAMES[family]}, and are not compared with a list")
    numbers = [number for each in texts if (number := _finite(each)) is not None]
    if family == "float":
        return _in(value, [dialect.float_of(f"{each:f}", column.width) for each in numbers])
    if family == "mixed":
        exact = _in(value, [f"CAST('{each:f}' AS {dialect.exact})" for each in numbers])
        other = _in(column.other, [dialect.float_of(f"{each:f}", 53) for each in numbers])
        return f"coalesce({exact}, {other})"
    return _in(value, [f"{each:f}" for each in numbers if _is_possible(each, column)])


def _texts(values: Sequence[str], dialect: Dialect) -> list[str]:
    """Return the values as SQL literals, without those that the engine's strings cannot contain."""
    return [
        dialect.literal(each)
        for each in values
        if (dialect.holds_zero_byte or "\0" not in each) and not _SURROGATE.search(each)
    ]


def _finite(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except ArithmeticError:
        return None
    is_small = number.is_finite() and abs(number) < Decimal(10) ** 19
    return number if is_small and len(f"{number:f}".partition(".")[2]) <= FRACTION_DIGITS else None


def _is_possible(number: Decimal, column: Expression) -> bool:
    """Return whether a column of integers or decimals can contain a number."""
    if not column.width:
        return True
    is_small = column.family == "integer" or abs(number) < Decimal(10) ** (column.width - column.scale)
    return is_small and number == number.quantize(Decimal(1).scaleb(-column.scale), ROUND_FLOOR)


def _in(value: str, items: Sequence[str]) -> str:
    return f"{value} IN ({', '.join(items)})" if items else f"CASE WHEN {value} IS NOT NULL THEN false END"


def _missing(values: Sequence[Any], column: Expression) -> str:
    """Return the condition that a value is null or in a list of missing values, compared as text or as a value of its
    kind.
    """
    found = [column.null]
    texts = _texts([each for each in values if each is not None], column.dialect)
    if texts:
        if column.text:
            found.append(_in(column.text, texts))
        if column.family != "text" or not column.text:
            found.append(_listed(values, column))
    return " OR ".join(f"coalesce({each}, false)" for each in found)


def _unfit(operand: Sequence[Any], column: Expression) -> str:
    """Return the condition that a non-null value is not in a list, does not match a pattern, or has a different kind."""
    allowed, pattern = operand
    needed = [] if allowed is None else [_listed(allowed, column)]
    if pattern is not None:
        needed.append(_matched(pattern, column))
    is_valid = " AND ".join(f"coalesce({each}, false)" for each in needed)
    return f"NOT ({column.null}) AND NOT ({is_valid})"


def _of_another_kind(operand: Sequence[Any], column: Expression) -> str:
    """Return the condition that a value has a different kind than declared.

    Raises Unaskable for a date or time stored as text, and for an object, array or map that the data stores as a different
    type.
    """
    if operand[0] in CONTAINERS and not column.container:
        _container(operand[0], column)
    if column.family == "text" and operand[0] in TEMPORAL:
        raise Unaskable(OWN_FORMAT)
    return column.wrong or "false"


CONTAINERS = ("object", "array", "map")
"""The logical types with nested values."""


def _container(logical: str, column: Expression) -> str:
    """Return the SQL of an array or a map; raises Unaskable if the data stores it as another type."""
    if column.container or (column.shape is not None and column.shape.logical == logical):
        return column.container or column.value
    raise Unaskable("the data stores it as another type, in which nested values are not measured")


def _size(column: Expression) -> str:
    """Return the SQL for the number of items in an array; raises Unaskable if the data stores it as another type."""
    own = _container("array", column)
    if not column.container:
        return column.dialect.size_of(own)
    return f"CASE WHEN json_type({own}) = 'ARRAY' THEN json_array_length({own}) END"


def _repeated(operand: Sequence[Any], column: Expression) -> str:
    """Return a condition that is true if an array has duplicate items.

    Raises Unaskable if items cannot be compared exactly.
    """
    own, item = _container("array", column), "e"
    if column.container:
        if operand[0] != "string":
            raise Unaskable("items of JSON are compared only if they are strings")
        own = f"CASE WHEN json_type({own}) = 'ARRAY' THEN json_extract({own}, '$[*]') END"
        own = f"list_transform({own}, lambda e: e ->> '$')"
        return column.dialect.has_repeats(own, item, item)
    inner = column.shape.item if column.shape else None
    found = of_value(column.dialect, item, inner.kind if inner else "", "UTC")
    if found.family not in ("text", "integer", "decimal", "boolean", "date", "timestamp"):
        raise Unaskable(f"its items are {NAMES[found.family]}, and are not compared")
    return column.dialect.has_repeats(own, item, found.value)


_PREDICATES: Mapping[str, Callable[[Sequence[Any], Expression], str]] = MappingProxyType(
    {
        "null": lambda _, column: column.null,
        "kind": _of_another_kind,
        "missing": _missing,
        "unfit": _unfit,
        "unlisted": lambda operand, column: f"NOT ({_listed(operand, column)})",
        "pattern": lambda operand, column: f"NOT {_matched(operand[0], column)}",
        "shorter": lambda operand, column: f"length({_text(column)}) < {int(operand[0])}",
        "longer": lambda operand, column: f"length({_text(column)}) > {int(operand[0])}",
        "zoneless": _zoneless,
        "fewer": lambda operand, column: f"{_size(column)} < {int(operand[0])}",
        "more": lambda operand, column: f"{_size(column)} > {int(operand[0])}",
        "repeated": _repeated,
        "multiple": lambda operand, column: _multiple(operand[0], column),
    }
)
"""The conditions by kind of count, except those that compare with a bound."""
