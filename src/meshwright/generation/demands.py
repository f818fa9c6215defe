"""Demands: all requirements that a contract and its identifier schemes place on a field's values.

The demands of fields that share values are merged; the generated values satisfy all of them.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from meshwright.mesh.registries import mapping
from meshwright.quantities.conformance import FieldConstraints, departure
from meshwright.quantities.moments import moment
from meshwright.quantities.physical import family
from meshwright.records import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from meshwright.facts.facts import ContractFact
    from meshwright.quantities.checkdigit import WeightedSum

KINDS = frozenset({"string", "integer", "number", "boolean", "date", "timestamp", "time"})
CONTAINERS = frozenset({"object", "array", "map", "vector"})
TEMPORAL = frozenset({"date", "timestamp", "time"})
_SIZES = re.compile(r"\(\s*(\d{1,9})\s*(?:,\s*(\d{1,9})\s*)?\)")
_INTEGERS = {
    **dict.fromkeys(("tinyint", "int8", "byteint"), 8),
    **dict.fromkeys(("smallint", "int2", "int16", "short", "smallserial"), 16),
    **dict.fromkeys(("int", "integer", "int4", "int32", "mediumint", "serial"), 32),
}
"""The number of bits of integers by physical type; `int8` means 8 bytes in PostgreSQL, but 8 bits fit both meanings."""
_LARGEST = Decimal(10) ** 15


@dataclass(frozen=True, slots=True)
class Demand:
    """The requirements for the values of one or more fields."""

    kind: str
    patterns: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    check: str | WeightedSum | None = None
    shortest: int = 0
    longest: int | None = None
    lists: tuple[tuple[Any, ...], ...] = ()
    """Lists of permitted values; a value must be in all of them."""
    missing: frozenset[str] = frozenset()
    """The values that count as missing, as text."""
    low: Any = None
    """The smallest number or moment; None if unlimited."""
    high: Any = None
    is_above: bool = False
    """Whether the smallest value itself is excluded."""
    is_below: bool = False
    steps: tuple[Decimal, ...] = ()
    scale: int | None = None
    """The maximum number of decimal places; None if unlimited."""
    examples: tuple[str, ...] = ()
    constraints: tuple[FieldConstraints, ...] = ()

    def admits(self, value: Any) -> bool:  # noqa: ANN401 - a value of any kind
        """Return whether all fields accept a value."""
        return str(value) not in self.missing and not any(
            departure(value, each, is_text=False) for each in self.constraints
        )

    @property
    def signature(self) -> tuple[Any, ...]:
        """The part of the demand that must be equal for fields to share values without a declaration."""
        return (
            self.kind,
            self.patterns,
            self.formats,
            self.lists,
            self.low,
            self.high,
            self.steps,
            self.check,
        )


def kind_of(logical: str | None, physical: str | None) -> str:
    """Return a field's logical type, or else the logical type that its physical type suggests."""
    if logical:
        return logical
    found = family(physical)
    return found.natural if found else "string"


def demand_of(
    fact: ContractFact,
    index: int,
    rules: Sequence[Mapping[str, Any]],
    check: str | WeightedSum | None,
    pattern: str | None,
) -> Demand:
    """Return a field's demand, including those of its quality rules and of its identifier scheme's check and pattern."""
    fields, more = fact.fields, fact.fields.more
    logical, physical = fields.logical_types[index], fields.physical_types[index]
    options: Mapping[str, Any] = more.get("options", {}).get(index) or {}
    kind = kind_of(logical, physical)
    arguments = [mapping(each.get("arguments")) for each in rules if each.get("metric") == "invalidValues"]
    patterns = [options.get("pattern"), pattern, *(each.get("pattern") for each in arguments)]
    patterns += [each.get("pattern") for each in rules if each.get("metric") == "invalidValues"]
    lists = [more.get("enum", {}).get(index) or (), *(each.get("validValues") or () for each in arguments)]
    missing = [
        mapping(each.get("arguments")).get("missingValues") or ()
        for each in rules
        if each.get("metric") == "missingValues"
    ]
    constraints = FieldConstraints(logical, physical, options, tuple(lists[0]))
    stated = options.get("format")
    return Demand(
        kind,
        tuple(dict.fromkeys(each for each in patterns if isinstance(each, str) and each)),
        (stated,) if isinstance(stated, str) and kind == "string" else (),
        check,
        _whole(options.get("minLength")) or 0,
        _least(_whole(options.get("maxLength")), _length(physical)),
        tuple(tuple(each) for each in lists if isinstance(each, list | tuple) and each),
        frozenset(str(each) for some in missing if isinstance(some, list | tuple) for each in some),
        **_range(kind, options, physical),
        examples=tuple(str(each) for each in more.get("examples", {}).get(index) or ()),
        constraints=(constraints,),
    )


def merged(demands: Iterable[Demand]) -> Demand:
    """Return the merged demand of fields that share their values; all are of the same kind."""
    found, *others = demands
    for other in others:
        low, is_above = _tighter((found.low, found.is_above), (other.low, other.is_above), 1)
        high, is_below = _tighter((found.high, found.is_below), (other.high, other.is_below), -1)
        scales = [each for each in (found.scale, other.scale) if each is not None]
        found = Demand(
            found.kind,
            tuple(dict.fromkeys((*found.patterns, *other.patterns))),
            tuple(dict.fromkeys((*found.formats, *other.formats))),
            found.check or other.check,
            max(found.shortest, other.shortest),
            _least(found.longest, other.longest),
            (*found.lists, *(each for each in other.lists if each not in found.lists)),
            found.missing | other.missing,
            low,
            high,
            is_above,
            is_below,
            tuple(dict.fromkeys((*found.steps, *other.steps))),
            min(scales, default=None),
            found.examples or other.examples,
            (*found.constraints, *(each for each in other.constraints if each not in found.constraints)),
        )
    return found


def _tighter(one: tuple[Any, bool], other: tuple[Any, bool], sign: int) -> tuple[Any, bool]:
    if one[0] is None or other[0] is None:
        return other if one[0] is None else one
    if one[0] == other[0]:
        return one[0], one[1] or other[1]
    return one if (one[0] > other[0]) == (sign > 0) else other


def _range(kind: str, options: Mapping[str, Any], physical: str | None) -> dict[str, Any]:
    """Return the bounds, step and scale of numbers, or the bounds of moments."""
    if kind in TEMPORAL:
        low, is_above = _end(options, "inimum", kind)
        high, is_below = _end(options, "aximum", kind)
        return {"low": low, "high": high, "is_above": is_above, "is_below": is_below}
    if kind not in ("integer", "number"):
        return {}
    low, is_above = _end(options, "inimum", "")
    high, is_below = _end(options, "aximum", "")
    for least, most in _widths(kind, options, physical):
        low, is_above = _tighter((low, is_above), (least, False), 1)
        high, is_below = _tighter((high, is_below), (most, False), -1)
    steps = _decimal(options.get("multipleOf"))
    return {
        "low": low,
        "high": high,
        "is_above": is_above,
        "is_below": is_below,
        "steps": (steps,) if steps is not None and steps > 0 else (),
        "scale": 0 if kind == "integer" else _scale(physical),
    }


def _end(options: Mapping[str, Any], name: str, kind: str) -> tuple[Any, bool]:
    """Return a bound of a range, and whether the bound itself is excluded, which ODCS 3.0 declares with a boolean."""
    exclusive = options.get(f"exclusiveM{name}")
    usual = (_point(options.get(f"m{name}"), kind), exclusive is True)
    other = (None if isinstance(exclusive, bool) else _point(exclusive, kind), True)
    return _tighter(usual, other, 1 if name == "inimum" else -1)


def _point(stated: Any, kind: str) -> Any:  # noqa: ANN401 - a number or a moment
    if not kind:
        return _decimal(stated)
    found = moment(stated, kind) if isinstance(stated, str) else None
    return found.at if found else None


def _widths(kind: str, options: Mapping[str, Any], physical: str | None) -> Iterable[tuple[Decimal, Decimal]]:
    """Yield the ranges of a physical type and of a format such as `i32`."""
    name = re.split(r"[^a-z0-9]", (physical or "").strip().casefold())[0]
    form = options.get("format")
    if kind == "integer":
        yield _bits(_INTEGERS.get(name, 64), is_signed=not name.startswith("u"))
    if isinstance(form, str) and form[:1] in ("i", "u") and form[1:].isdecimal():
        yield _bits(int(form[1:]), is_signed=form[0] == "i")
    size = _SIZES.search(physical or "")
    if size and name in ("decimal", "numeric", "number", "dec", "bignumeric", "bigdecimal"):
        most = Decimal(10) ** (int(size[1]) - int(size[2] or 0)) - Decimal(1).scaleb(-int(size[2] or 0))
        yield -most, most
    yield -_LARGEST, _LARGEST


def _bits(bits: int, *, is_signed: bool) -> tuple[Decimal, Decimal]:
    bits = min(bits, 64)
    return (
        (-(Decimal(2) ** (bits - 1)), Decimal(2) ** (bits - 1) - 1)
        if is_signed
        else (Decimal(0), Decimal(2) ** bits - 1)
    )


def _scale(physical: str | None) -> int | None:
    found = family(physical)
    if found is None or "decimal" not in found.names:
        return 0 if found is not None and found.natural == "integer" else None
    size = _SIZES.search(physical or "")
    return int(size[2] or 0) if size else None


def _length(physical: str | None) -> int | None:
    found = family(physical)
    size = _SIZES.search(physical or "") if found is not None and "varchar" in found.names else None
    return int(size[1]) if size else None


def _decimal(stated: Any) -> Decimal | None:  # noqa: ANN401 - a YAML value
    if isinstance(stated, bool) or not isinstance(stated, int | float | Decimal):
        return None
    found = Decimal(str(stated))
    return found if found.is_finite() else None


def _whole(stated: Any) -> int | None:  # noqa: ANN401 - a YAML value
    return stated if isinstance(stated, int) and not isinstance(stated, bool) and stated >= 0 else None


def _least(one: int | None, other: int | None) -> int | None:
    return min((each for each in (one, other) if each is not None), default=None)
