"""The limits that `logicalTypeOptions` sets on a column's values, as row counts.

A limit that an engine cannot compare exactly is refused, with the reason.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, NamedTuple

from meshwright.measuring.probe import OWN_FORMAT
from meshwright.quantities.moments import moment
from meshwright.quantities.pattern_syntax import uncommon_part
from meshwright.quantities.physical import family

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from meshwright.measuring.probe import Column, Count, Kind

WHOLE_DIGITS, FRACTION_DIGITS = 19, 18
"""The maximum numbers of digits before and after the decimal point in numbers that are compared exactly."""
OUTSIDE = "the pattern is outside the subset that all engines interpret the same way"
_KINDS: dict[str, Kind] = {
    "string": "string",
    "integer": "integer",
    "number": "number",
    "boolean": "boolean",
    "date": "date",
    "timestamp": "timestamp",
    "time": "time",
}
_HEX = "[0-9a-fA-F]"
_OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
FORMATS = {
    "uuid": f"^{_HEX}{{8}}-?(?:{_HEX}{{4}}-?){{3}}{_HEX}{{12}}$",
    "email": r"^[^@\s]+@[^@\s]+$",
    "uri": r"^[A-Za-z][A-Za-z0-9+.\-]*:\S+$",
    "ipv4": rf"^(?:{_OCTET}\.){{3}}{_OCTET}$",
}
"""Formats of strings as patterns."""
_FREE = frozenset({"byte", "binary", "password", "hostname"})
"""Formats that impose no limit, so `sample-violates-contract` has nothing to report."""

Found = tuple[str, "Count", "tuple[Any, ...] | str"]
"""The name of an option, the kind of count, and its operand or, as text, the reason why the option is not counted."""


class Size(NamedTuple):
    """An option that limits the length of a string."""

    option: str
    counted: Count


_SIZES = (Size("minLength", "shorter"), Size("maxLength", "longer"))


def kind_of(logical: str | None, physical: str | None) -> Kind:
    """Return the kind of a column's values according to its types; empty if undeclared."""
    if logical is None:
        found = family(physical)
        return _KINDS.get(found.natural, "other") if found else ""
    return _KINDS.get(logical, "other")


def listed(values: Iterable[Any]) -> tuple[str | None, ...]:
    """Return the values of a list as text for comparison with data: booleans in lower case; null stays None."""
    return tuple(
        None if each is None else str(each).lower() if isinstance(each, bool) else str(each)
        for each in values
    )


def why_unreadable(pattern: object) -> str:
    """Return the reason why a pattern cannot be used, or an empty string."""
    if not isinstance(pattern, str):
        return "the pattern is not text"
    part = uncommon_part(pattern)
    return f"{OUTSIDE}: {part}" if part else ""


def string_checks(_: Column, options: Mapping[str, Any]) -> Iterator[Found]:
    """Yield the limits on length, pattern and format set by the options of a string."""
    for option, count in _SIZES:
        size = options.get(option)
        if isinstance(size, int) and not isinstance(size, bool):
            yield option, count, (size,)
    if "pattern" in options:
        yield "pattern", "pattern", why_unreadable(options["pattern"]) or (options["pattern"],)
    form = options.get("format")
    if isinstance(form, str) and form not in _FREE:
        known = FORMATS.get(form)
        yield "format", "pattern", (known,) if known else f"format `{form}` is not measured"


def bound_checks(column: Column, options: Mapping[str, Any]) -> Iterator[Found]:
    """Yield the limits set by the options of a number, a date, a timestamp or a container; other options are refused."""
    if column.kind in ("integer", "number"):
        yield from _ranges(options, _number)
        yield from _number_format(options)
        if "multipleOf" in options:
            of = _exact(options["multipleOf"])
            is_one = of is not None and Decimal(of) > 0
            yield "multipleOf", "multiple", (of,) if is_one else "its `multipleOf` cannot be checked exactly"
    elif column.kind in ("date", "timestamp"):
        if column.has_format and any("imum" in each for each in options):
            yield "minimum", "below", OWN_FORMAT
            return
        yield from _ranges(options, lambda value: _moment(value, column))
        if options.get("timezone") is True and column.kind == "timestamp":
            yield "timezone", "zoneless", ()
    elif column.logical:
        yield from _container_checks(column.logical, options)
    elif column.kind not in ("boolean", "") and options:
        yield "options", "kind", f"options of {column.kind} fields are not measured"


_ITEMS = (Size("minItems", "fewer"), Size("maxItems", "more"))


def _container_checks(logical: str, options: Mapping[str, Any]) -> Iterator[Found]:
    """Yield the limits set by the options of an array, a map or an object."""
    known = {"uniqueItems"} if logical == "array" else set[str]()
    for option, count in _ITEMS if logical == "array" else ():
        known.add(option)
        size = options.get(option)
        if isinstance(size, int) and not isinstance(size, bool):
            yield option, count, (size,)
    for option in options:
        if option not in known:
            yield option, "kind", f"`{option}` of {logical} fields is not measured"


def _ranges(options: Mapping[str, Any], read: Callable[[Any], tuple[Any, ...] | str]) -> Iterator[Found]:
    sides: tuple[tuple[str, Count], ...] = (("minimum", "below"), ("maximum", "above"))
    for option, count in sides:
        exclusive = "exclusive" + option[0].upper() + option[1:]
        if option in options:
            yield option, count, _with(read(options[option]), is_excluded=options.get(exclusive) is True)
        if exclusive in options and not isinstance(options[exclusive], bool):
            yield exclusive, count, _with(read(options[exclusive]), is_excluded=True)


def _with(read: tuple[Any, ...] | str, *, is_excluded: bool) -> tuple[Any, ...] | str:
    return read if isinstance(read, str) else (*read, is_excluded)


def _number(value: Any) -> tuple[Any, ...] | str:  # noqa: ANN401 - a YAML value
    found = _exact(value)
    return "its bound is not a number that can be compared exactly" if found is None else (found,)


def _exact(value: Any) -> str | None:  # noqa: ANN401 - a YAML value
    """Return a number as plain digits; None if it has too many digits or is not a number."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation:
        return None
    if not number.is_finite() or abs(number) >= Decimal(10) ** WHOLE_DIGITS:
        return None
    text = f"{number:f}"
    return text if len(text.partition(".")[2].rstrip("0")) <= FRACTION_DIGITS else None


def _moment(value: Any, column: Column) -> tuple[Any, ...] | str:  # noqa: ANN401 - a YAML value
    """Return a bound as text without a time zone, and whether it is in UTC rather than in the column's time zone.

    If the bound cannot be used, return the reason as a string.
    """
    read = moment(value, column.kind) if isinstance(value, str) else None
    if read is None and column.kind == "timestamp" and isinstance(value, str):
        read = moment(value, "date")
    if read is None or not 1 < read.at.year < 9999:
        return f"its bound is not a {column.kind}"
    return (read.at.replace(tzinfo=None).isoformat(" "), read.has_zone)


def _number_format(options: Mapping[str, Any]) -> Iterator[Found]:
    form = options.get("format")
    if isinstance(form, str) and form[:1] in ("i", "u") and form[1:].isdecimal():
        bits = int(form[1:])
        if bits > 64:
            yield "format", "below", f"format `{form}` is not measured"
            return
        low, high = (0, 2**bits - 1) if form[0] == "u" else (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1)
        yield "format", "below", (str(low), False)
        yield "format/high", "above", (_exact(high) or str(high), False)
