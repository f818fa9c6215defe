"""Assessment of changes to the allowed values of a field: lists, bounds, patterns, formats and units.

This module does not compare quality rules with the same effect; `assessment_quality` does that.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor, isfinite
from typing import TYPE_CHECKING, Any

from meshwright.changes.change import ChangeKind
from meshwright.changes.naming import same, text
from meshwright.changes.rows import by_flag, by_kind, by_row, harmless
from meshwright.changes.types import TypeRelation, relation_of_formats
from meshwright.changes.value_lists import values_of
from meshwright.quantities.moments import is_utc, moment
from meshwright.quantities.pattern_inclusion import compare_patterns

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from meshwright.changes.change import Change
    from meshwright.changes.value_lists import Values
    from meshwright.changes.verdict import Verdict

_UPPER = frozenset({"maxLength", "maximum", "exclusiveMaximum", "maxItems", "maxProperties"})
_LOWER = frozenset({"minLength", "minimum", "exclusiveMinimum", "minItems", "minProperties"})
_COUNTS = frozenset({"minLength", "minItems", "minProperties"})
"""Options that are never negative, so that a minimum of zero does not exclude anything."""
_MEASURES = frozenset({"timezone", "defaultTimezone"})
_PATTERNS = {
    (False, False): "same",
    (False, True): "narrower",
    (False, None): "narrower-or-same",
    (True, False): "wider",
    (True, True): "other",
    (True, None): "wider-or-other",
    (None, False): "wider-or-same",
    (None, True): "narrower-or-other",
    (None, None): "same-or-other",
}
"""The event for a changed pattern, keyed by whether the pattern allows more values and whether it allows fewer."""
_FINER_THAN_MICROSECONDS = re.compile(r"[.,]\d{7}")
_MOST = 5
End = tuple[Any, bool]
"""A bound, and whether the bound itself is excluded."""


def assess_option(change: Change) -> Verdict:
    """Assess an option of a field's logical type."""
    option = change.aspect[1] if len(change.aspect) > 1 else ""
    if option in ("minimum", "maximum") and any(
        isinstance(each, dict) for each in (change.before, change.after)
    ):
        return by_row(change, "bound", _bound(change, option), name=option)
    if option == "enum":
        return assess_enum(change, 2)
    if option == "uniqueItems":
        return by_flag(change, option)
    if option in _UPPER or option in _LOWER or option == "multipleOf":
        return _range(change, option)
    if option == "pattern":
        return by_row(change, "pattern", _pattern(change))
    if option == "required":
        return by_row(change, "required-part", "removed" if change.kind is ChangeKind.REMOVED else "added")
    if option in _MEASURES:
        return _measure(change, option)
    return by_row(change, "format", _format(change, option), name=option)


def _measure(change: Change, option: str) -> Verdict:
    """Assess a time zone option. The defaults of ODCS are UTC, and timestamps without a time zone."""
    default: object = "UTC" if option == "defaultTimezone" else False
    was, now = (
        default if each is None or (isinstance(each, str) and is_utc(each)) else each
        for each in (change.before, change.after)
    )
    return harmless(change) if was == now else by_kind(change, "measure")


def _pattern(change: Change) -> str:
    """Return the event for a changed pattern; the allowed strings are compared if the comparison is fast."""
    if change.kind is not ChangeKind.CHANGED:
        return "added" if change.kind is ChangeKind.ADDED else "removed"
    found = compare_patterns(str(change.before), str(change.after))
    return _PATTERNS[found.more, found.less] if found else "unknown"


def _format(change: Change, option: str) -> str:
    """Return the event for a changed format or an unknown option."""
    if change.kind is not ChangeKind.CHANGED:
        return "added" if change.kind is ChangeKind.ADDED else "removed"
    found = relation_of_formats(change.before, change.after) if option == "format" else TypeRelation.UNRELATED
    return found.value


def _range(change: Change, option: str) -> Verdict:
    before, after = change.before, change.after
    if change.kind is not ChangeKind.CHANGED:
        bound = after if change.kind is ChangeKind.ADDED else before
        if option in _COUNTS and isinstance(bound, int) and bound <= 0:
            return harmless(change)
        return by_row(change, "range", "tightened" if change.kind is ChangeKind.ADDED else "loosened")
    before, after = _ordered(before), _ordered(after)
    if before == after:  # such as `1` and `1.0`
        return harmless(change)
    try:
        event = _step(before, after) if option == "multipleOf" else ""
        event = event or ("loosened" if (after > before) == (option in _UPPER) else "tightened")
    except TypeError:
        event = "unknown"
    return by_row(change, "range", event)


def _ordered(value: Any) -> Any:  # noqa: ANN401 - a YAML value
    """Return a bound as a comparable value: a number or a moment. Any other string becomes a value without an order."""
    if not isinstance(value, str):
        return value
    is_exact = not _FINER_THAN_MICROSECONDS.search(value)
    found = next(filter(None, (moment(value, each) for each in ("date", "timestamp", "time"))), None)
    if found is None or not is_exact:
        return _Unordered(value)
    return found.at if found.has_zone else found.at.replace(tzinfo=None)


@dataclass(frozen=True, slots=True)
class _Unordered:
    """A value that cannot be compared, such as a date in another notation: `31/12/2024`."""

    text: str


def _step(before: Any, after: Any) -> str:  # noqa: ANN401 - a YAML value
    """Return the event for a changed step (`multipleOf`). Decimal fractions are compared exactly."""
    if not (isfinite(before) and isfinite(after) and before and after):
        return "other"
    was, now = Fraction(str(before)), Fraction(str(after))
    if now % was == 0:
        return "tightened"
    return "loosened" if was % now == 0 else "other"


def _bound(change: Change, option: str) -> str:
    """Return the event for a changed bound in one of two notations: `minimum: 1` of an integer equals
    `exclusiveMinimum: 0`.
    """
    if change.kind is not ChangeKind.CHANGED:
        return "tightened" if change.kind is ChangeKind.ADDED else "loosened"
    are_alike = change.before["logicalType"] == change.after["logicalType"]
    try:
        was, now = (_end(each, option, is_stepped=are_alike) for each in (change.before, change.after))
        if was == now:
            return "same"
        is_looser = now is None or (was is not None and _is_inside(was, now, option))
    except TypeError:
        return "unknown"
    return "loosened" if is_looser else "tightened"


def _end(stated: Mapping[str, Any], option: str, *, is_stepped: bool) -> End | None:
    """Return the strictest bound; None if there are no bounds. Raises TypeError if bounds cannot be compared."""
    other = f"exclusive{option.capitalize()}"
    plain, exclusive = stated.get(option), stated.get(other)
    step = 1 if option == "minimum" else -1
    ends: list[End] = []
    if plain is not None:
        ends.append((plain, exclusive is True))
    if exclusive is not None and not isinstance(exclusive, bool):
        ends.append((exclusive, True))
    if not is_stepped or stated["logicalType"] not in ("integer", "date"):
        ends = [(_ordered(value), is_left_out) for value, is_left_out in ends]
    else:
        ends = [_stepped(*each, str(stated["logicalType"]), step) for each in ends]
    found = ends[0] if ends else None
    for each in ends[1:]:
        assert found is not None
        found = each if _is_inside(each, found, option) else found
    return found


def _stepped(value: Any, is_left_out: bool, type_: str, step: int) -> End:  # noqa: ANN401 - a YAML value
    """Return the last allowed value if the values are discrete (whole numbers and days), or else the bound."""
    if type_ == "date":
        found = moment(str(value), "date")
        value = found.at.toordinal() if found else _Unordered(str(value))
    elif type_ == "integer" and isinstance(value, float) and isfinite(value):
        is_left_out = is_left_out and value.is_integer()
        value = ceil(value) if step > 0 else floor(value)
    if type_ not in ("integer", "date") or not isinstance(value, int):
        return value, is_left_out
    return (value + step, False) if is_left_out else (value, False)


def _is_inside(one: End, other: End, option: str) -> bool:
    """Return whether the first bound allows fewer values than the second."""
    if one[0] == other[0]:
        return one[1] and not other[1]
    is_greater: bool = one[0] > other[0]
    return is_greater == (option == "minimum")


def assess_enum(change: Change, depth: int = 1) -> Verdict:
    """Assess an `enum` or one of its values."""
    if change.kind is ChangeKind.CHANGED and (change.echoes or len(change.aspect) == depth):
        return assess_list(change, values_of(change.before), values_of(change.after))
    if len(change.aspect) == depth:
        return by_row(change, "enum", "added" if change.kind is ChangeKind.ADDED else "removed")
    name = change.aspect[depth]
    if change.kind in (ChangeKind.ADDED, ChangeKind.REMOVED):
        return by_row(change, "enum-value", change.kind.value, name=name)
    old, new = change.before, change.after
    if not isinstance(old, dict) or not isinstance(new, dict) or same(old.get("value"), new.get("value")):
        return by_row(change, "enum-value", "explained", how=_explained(old, new, name))
    return by_row(change, "enum-value", "replaced", was=text(old.get("value")), now=text(new.get("value")))


def assess_list(
    change: Change, before: Values | None, after: Values | None, *, is_warning: bool = False
) -> Verdict:
    """Assess a list by its content; a list that is None is unknown.

    Data that violates only a warning is still delivered.
    """
    if before is None or after is None:
        return by_row(change, "values", "unknown")
    gone = [name for key, name in before.items() if key not in after]
    come = [name for key, name in after.items() if key not in before]
    if come:
        event = ("replaced-in-a-warning" if is_warning else "replaced") if gone else "added"
        value = "value" if len(come) == 1 else "values"
        return by_row(change, "values", event, come=_listed(come), gone=_listed(gone), value=value)
    if gone:
        event = "removed-from-a-warning" if is_warning else "removed"
        value = "value" if len(gone) == 1 else "values"
        return by_row(change, "values", event, gone=_listed(gone), value=value)
    return by_row(change, "values", "same")


def _listed(values: Iterable[str]) -> str:
    names = [f"`{each}`" for each in sorted(values)]
    if len(names) > _MOST:
        names = [*names[:_MOST], f"{len(names) - _MOST} more"]
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def _explained(old: object, new: object, value: str) -> str:
    """Describe a change to an enum entry whose value is unchanged, such as a new label."""
    if isinstance(old, dict) and isinstance(new, dict):
        keys = [key for key in {**old, **new} if not same(old.get(key), new.get(key))]
        if len(keys) == 1 and keys[0] in old and keys[0] in new:
            was, now = (text(each[keys[0]]) for each in (old, new))
            if max(len(was), len(now)) <= 40:
                return f"{keys[0]} changed from `{was}` to `{now}`"
        if keys:
            return f"{' and '.join(keys)} of value `{value}` changed"
    return f"value `{value}` is written differently"
