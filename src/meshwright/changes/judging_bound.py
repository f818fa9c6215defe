"""What a change of a bound with two notations means: `minimum: 1` of an integer is `exclusiveMinimum: 0`."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from meshwright.changes.change import Kind
from meshwright.changes.verdict import compatible, doubtful, harmless

if TYPE_CHECKING:
    from collections.abc import Mapping

    from meshwright.changes.change import Change
    from meshwright.changes.verdict import Verdict

End = tuple[Any, bool]
"""The outermost value, and whether it is left out."""


def judge_bound(change: Change, option: str) -> Verdict:
    """Judge a lower or an upper bound (`minimum`, `maximum`) by the values that it permits."""
    loosened = doubtful(f"`{option}` permits more", "range-loosened", writers=False)
    tightened = compatible(f"`{option}` permits less", "range-tightened", writers=True)
    if change.kind is not Kind.CHANGED:
        return tightened if change.kind is Kind.ADDED else loosened
    are_alike = change.before["logicalType"] == change.after["logicalType"]
    try:
        was, now = (_end(each, option, is_stepped=are_alike) for each in (change.before, change.after))
        if was == now:
            return harmless(f"`{option}` is stated in other words")
        is_looser = now is None or (was is not None and _is_inside(was, now, option))
    except TypeError:
        return doubtful(f"`{option}` cannot be compared: its values are of different types", "range-loosened")
    return loosened if is_looser else tightened


def _end(stated: Mapping[str, Any], option: str, *, is_stepped: bool) -> End | None:
    """Return the tightest end that is stated; None where there is none. Raises TypeError if ends cannot be compared."""
    other = f"exclusive{option.capitalize()}"
    plain, exclusive = stated.get(option), stated.get(other)
    step = 1 if option == "minimum" else -1
    ends: list[End] = []
    if plain is not None:
        ends.append((plain, exclusive is True))
    if exclusive is not None and not isinstance(exclusive, bool):
        ends.append((exclusive, True))
    if is_stepped:
        ends = [_stepped(*each, str(stated["logicalType"]), step) for each in ends]
    found = ends[0] if ends else None
    for each in ends[1:]:
        assert found is not None
        found = each if _is_inside(each, found, option) else found
    return found


def _stepped(value: Any, is_left_out: bool, type_: str, step: int) -> End:  # noqa: ANN401 - a YAML value
    """Return the outermost value that is permitted, where values have neighbours: whole numbers and days."""
    if type_ == "date":
        try:
            value = date.fromisoformat(str(value)).toordinal()
        except ValueError:
            return value, is_left_out
    elif isinstance(value, float) and value.is_integer():
        value = int(value)
    if type_ not in ("integer", "date") or not isinstance(value, int):
        return value, is_left_out
    return (value + step, False) if is_left_out else (value, False)


def _is_inside(one: End, other: End, option: str) -> bool:
    """Return whether the first end permits less than the second."""
    if one[0] == other[0]:
        return one[1] and not other[1]
    is_greater: bool = one[0] > other[0]
    return is_greater == (option == "minimum")
