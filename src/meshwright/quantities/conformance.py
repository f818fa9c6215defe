"""Conformance of a value to its field: type, options, enum, and lists in quality rules.

Used for examples in contracts and cells in samples. Only certain violations are reported: unknown formats, and
patterns that do not run in linear time, are not checked.
"""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from ipaddress import ip_address
from itertools import product
from typing import TYPE_CHECKING, Any, NamedTuple

from meshwright.quantities.moments import Moment, moment
from meshwright.quantities.pattern import finds
from meshwright.quantities.physical import family
from meshwright.records import dataclass, field

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

ListedValues = tuple[int, tuple[Any, ...]]
"""The position of a quality rule, and the values that it permits."""
VALUES = "validValues"
"""The argument of a quality rule that lists permitted values."""
MOST_SHOWN = 40
"""The maximum number of characters of a value to show in a message."""


@dataclass(frozen=True, slots=True)
class FieldConstraints:
    """A field's constraints on its values."""

    logical_type: str | None
    physical_type: str | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    """ODCS `logicalTypeOptions`."""
    enum: tuple[Any, ...] = ()
    listed: tuple[ListedValues, ...] = ()
    """The lists of valid values in the field's quality rules."""
    enum_texts: frozenset[str] = field(init=False)
    listed_texts: tuple[tuple[int, frozenset[str]], ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "enum_texts", frozenset(map(_text, self.enum)))
        listed = tuple((position, frozenset(map(_text, values))) for position, values in self.listed)
        object.__setattr__(self, "listed_texts", listed)


class ConstraintViolation(NamedTuple):
    """A value's violation of a field's constraints."""

    kind: str
    """`type`, or the violated option."""
    what: str
    """The violation, as a predicate to follow the value: `is not an integer`."""
    rule: int | None = None
    """The position of the violated quality rule."""


def departure(value: Any, terms: FieldConstraints, *, is_text: bool) -> ConstraintViolation | None:  # noqa: ANN401 - any value
    """Return a non-null value's violation of a field's constraints; None if the value has none, or if that is unknown.

    `is_text` means that the value comes from a format in which everything is text (CSV), so text is parsed as the
    field's type.
    """
    if terms.enum and not isinstance(value, dict | list) and _text(value) not in terms.enum_texts:
        return ConstraintViolation("enum", "is not one of the values of its `enum`")
    for position, texts in terms.listed_texts:
        if not isinstance(value, dict | list) and _text(value) not in texts:
            return ConstraintViolation(VALUES, f"is not one of the `{VALUES}` of its quality rule", position)
    kind = terms.logical_type
    if kind is None:
        return None
    read = _TYPES[kind](value, terms, is_text) if kind in _TYPES else value
    if read is None:
        return ConstraintViolation("type", f"is not {article(kind)} {kind}")
    if read is _UNKNOWN:
        return None
    return next(_broken(read, terms), None)


def article(noun: str) -> str:
    """Return the indefinite article of a noun."""
    return "an" if noun[:1].lower() in tuple("aeio") else "a"


def shown(value: Any) -> str:  # noqa: ANN401 - any value
    """Return a value in backticks, shortened, for a message."""
    text = _text(value)
    return f"`{text if len(text) <= MOST_SHOWN else text[: MOST_SHOWN - 1] + '…'}`"


def _text(value: Any) -> str:  # noqa: ANN401 - any value
    return str(value).lower() if isinstance(value, bool) or value is None else str(value)


_UNKNOWN = object()
_INTEGER = re.compile(r"[+-]?\d{1,400}(?:\.0*)?", re.ASCII)
_NUMBER = re.compile(r"[+-]?(?:\d{1,400}(?:\.\d{0,400})?|\.\d{1,400})(?:[eE][+-]?\d{1,4})?", re.ASCII)
_NOT_FINITE = frozenset({"nan", "inf", "infinity", "-inf", "-infinity", "+inf", "+infinity"})
_BOOLEANS = frozenset({"true", "false", "t", "f", "yes", "no", "y", "n", "1", "0"})


def _integer(value: Any, _: FieldConstraints, is_text: bool) -> Any:  # noqa: ANN401 - any value
    if isinstance(value, bool):
        return None
    if isinstance(value, float):
        return Decimal(int(value)) if value.is_integer() else None
    if isinstance(value, int):
        return Decimal(value)
    is_one = is_text and isinstance(value, str) and _INTEGER.fullmatch(value.strip())
    return Decimal(value.strip()) if is_one else None


def _number(value: Any, _: FieldConstraints, __: bool) -> Any:  # noqa: ANN401 - any value
    """Parse a number, which may be text: JSON often contains decimals as text to avoid rounding."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        read = Decimal(str(value))
        return read if read.is_finite() else _UNKNOWN
    if not isinstance(value, str):
        return None
    text = value.strip()
    if text.casefold() in _NOT_FINITE:
        return _UNKNOWN
    return Decimal(text) if _NUMBER.fullmatch(text) else None


def _boolean(value: Any, _: FieldConstraints, is_text: bool) -> Any:  # noqa: ANN401 - any value
    if is_text and _text(value).strip().casefold() in _BOOLEANS:
        return _UNKNOWN
    return _UNKNOWN if isinstance(value, bool) else None


def _string(value: Any, _: FieldConstraints, __: bool) -> Any:  # noqa: ANN401 - any value
    return value if isinstance(value, str) else None


def _temporal(value: Any, terms: FieldConstraints, _: bool) -> Any:  # noqa: ANN401 - any value
    """Parse a date, time or timestamp; if the field declares its own format, the value is not checked."""
    physical = family(terms.physical_type)
    is_number = isinstance(value, int) and not isinstance(value, bool)
    if is_number or terms.options.get("format") or (physical and physical.natural in ("integer", "number")):
        return _UNKNOWN
    kind = terms.logical_type or ""
    if not isinstance(value, str):
        return None
    read = moment(value, kind)
    if read is None and kind == "date" and physical is not None and physical.natural in ("timestamp", "time"):
        return _UNKNOWN  # ODCS 3.0 has no other type for timestamps
    return read


def _structure(value: Any, terms: FieldConstraints, is_text: bool) -> Any:  # noqa: ANN401 - any value
    """Return a mapping or list. Text is not checked, because mappings and lists have no fixed notation as text."""
    if is_text and isinstance(value, str):
        return _UNKNOWN
    wanted = dict if terms.logical_type in ("object", "map") else list
    return value if isinstance(value, wanted) else None


_TYPES: dict[str, Callable[[Any, FieldConstraints, bool], Any]] = {
    "string": _string,
    "integer": _integer,
    "number": _number,
    "boolean": _boolean,
    "date": _temporal,
    "timestamp": _temporal,
    "time": _temporal,
    "object": _structure,
    "map": _structure,
    "array": _structure,
    "vector": _structure,
}


def _broken(value: Any, terms: FieldConstraints) -> Iterator[ConstraintViolation]:  # noqa: ANN401 - any value
    """Yield the options that a value of the right type violates."""
    options = terms.options
    if isinstance(value, str):
        yield from _broken_text(value, options)
    elif isinstance(value, Moment):
        if options.get("timezone") is True and not value.has_zone:
            yield ConstraintViolation("timezone", "has no time zone")
        yield from _beyond(value, options, terms.logical_type or "")
    elif isinstance(value, Decimal):
        yield from _beyond(value, options, "")
        yield from _broken_number(value, options)
    elif isinstance(value, list | dict):
        yield from _broken_size(len(value), options, "Items" if isinstance(value, list) else "Properties")
        if options.get("uniqueItems") is True and len({repr(each) for each in value}) < len(value):
            yield ConstraintViolation("uniqueItems", "has duplicate items")
        if isinstance(options.get("dimensions"), int) and len(value) != options["dimensions"]:
            yield ConstraintViolation(
                "dimensions", f"has {len(value)} dimensions, not {options['dimensions']}"
            )


def _broken_text(value: str, options: Mapping[str, Any]) -> Iterator[ConstraintViolation]:
    yield from _broken_size(len(value), options, "Length")
    pattern = options.get("pattern")
    if isinstance(pattern, str) and finds(pattern, value) is False:
        yield ConstraintViolation("pattern", f"does not match `{pattern}`")
    form = options.get("format")
    if isinstance(form, str) and form in _STRING_FORMATS and not _STRING_FORMATS[form](value):
        yield ConstraintViolation("format", f"does not match format {form}")


_SIZES = {"Length": "characters", "Items": "items", "Properties": "entries"}


def _broken_size(size: int, options: Mapping[str, Any], what: str) -> Iterator[ConstraintViolation]:
    least, most = options.get(f"min{what}"), options.get(f"max{what}")
    if isinstance(least, int) and size < least:
        yield ConstraintViolation(f"min{what}", f"has {size} {_SIZES[what]} but needs at least {least}")
    if isinstance(most, int) and size > most:
        yield ConstraintViolation(f"max{what}", f"has {size} {_SIZES[what]}, but at most {most} are allowed")


def _beyond(value: Any, options: Mapping[str, Any], kind: str) -> Iterator[ConstraintViolation]:  # noqa: ANN401 - two types
    for option, words, is_below in (("inimum", "below", True), ("aximum", "above", False)):
        name = "m" + option
        exclusive = options.get("exclusiveM" + option)
        bound = _bound(options.get(name), kind)
        if bound is not None and _is_comparable(value, bound):
            if (value < bound) if is_below else (value > bound):
                yield ConstraintViolation(name, f"is {words} its `{name}` of {options[name]}")
            elif exclusive is True and value == bound:
                yield ConstraintViolation(name, f"equals its exclusive `{name}`")
        bound = None if isinstance(exclusive, bool) else _bound(exclusive, kind)
        is_comparable = bound is not None and _is_comparable(value, bound)
        if is_comparable and ((value <= bound) if is_below else (value >= bound)):
            other = "above" if is_below else "below"
            yield ConstraintViolation(
                f"exclusiveM{option}", f"is not {other} its `exclusiveM{option}` of {exclusive}"
            )


def _bound(stated: Any, kind: str) -> Any:  # noqa: ANN401 - a number or a moment
    if kind:
        return moment(stated, kind) if isinstance(stated, str) else None
    return _number(stated, FieldConstraints(None), True) if isinstance(stated, int | float | str) else None


def _is_comparable(value: Any, bound: Any) -> bool:  # noqa: ANN401 - a number or a moment
    return bound is not _UNKNOWN and (not isinstance(value, Moment) or value.has_zone == bound.has_zone)


def contradicted_options(options: Mapping[str, Any], kind: str) -> Iterator[tuple[str, str]]:
    """Yield the pairs of options that no value of a logical type can satisfy, the lower bound first."""
    for what in _SIZES:
        least, most = options.get(f"min{what}"), options.get(f"max{what}")
        if isinstance(least, int) and isinstance(most, int) and least > most:
            yield f"min{what}", f"max{what}"
    kind = kind if kind in ("date", "time", "timestamp") else ""
    if kind and options.get("format"):
        return
    lower = [(name, options[name]) for name in ("minimum", "exclusiveMinimum") if name in options]
    upper = [(name, options[name]) for name in ("maximum", "exclusiveMaximum") if name in options]
    for (least, low), (most, high) in product(lower, upper):
        one, other = (None if isinstance(each, bool) else _bound(each, kind) for each in (low, high))
        if one is None or other is None or _UNKNOWN in (one, other) or not _is_comparable(one, other):
            continue
        is_open = least.startswith("exclusive") or most.startswith("exclusive")
        if one > other or (is_open and one == other):
            yield least, most
            return


def _broken_number(value: Decimal, options: Mapping[str, Any]) -> Iterator[ConstraintViolation]:
    multiple = options.get("multipleOf")
    if isinstance(multiple, int | float) and multiple > 0:
        try:
            if value % Decimal(str(multiple)) != 0:
                yield ConstraintViolation("multipleOf", f"is not a multiple of {multiple}")
        except InvalidOperation:
            return  # too many digits to compare
    form = options.get("format")
    if isinstance(form, str) and form[:1] in ("i", "u") and form[1:].isdecimal():
        bits = int(form[1:])
        low, high = (0, 2**bits - 1) if form[0] == "u" else (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1)
        if not low <= value <= high:
            yield ConstraintViolation("format", f"does not fit into {form}")


_UUID = re.compile(r"[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}", re.IGNORECASE | re.ASCII)
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+")


def _is_address(version: int) -> Callable[[str], bool]:
    def is_one(value: str) -> bool:
        try:
            return ip_address(value).version == version
        except ValueError:
            return False

    return is_one


_STRING_FORMATS: dict[str, Callable[[str], bool]] = {
    "uuid": lambda value: _UUID.fullmatch(value) is not None,
    "email": lambda value: _EMAIL.fullmatch(value) is not None,
    "uri": lambda value: _URI.fullmatch(value) is not None,
    "ipv4": _is_address(4),
    "ipv6": _is_address(6),
}
