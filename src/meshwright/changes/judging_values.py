"""What changes of lists of permitted values mean, in whatever notation: which values came, and which went."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from meshwright.changes.change import Kind
from meshwright.changes.naming import same, text
from meshwright.changes.value_lists import values_of
from meshwright.changes.verdict import Promise, breaking, compatible, doubtful, harmless

if TYPE_CHECKING:
    from meshwright.changes.change import Change
    from meshwright.changes.value_lists import Values
    from meshwright.changes.verdict import Verdict

_MOST = 5


def judge_enum(change: Change, depth: int = 1) -> Verdict:
    """Judge an `enum`, or one of its values; the aspect of the list itself has so many parts."""
    if change.kind is Kind.CHANGED and (change.echoes or len(change.aspect) == depth):
        return judge_list(values_of(change.before), values_of(change.after))
    if len(change.aspect) == depth:
        return judge_presence(change)
    value = change.aspect[depth]
    if change.kind is Kind.ADDED:
        return doubtful(f"`{value}` may be a value now", "enum-value-added", writers=False)
    if change.kind is Kind.REMOVED:
        return compatible(f"`{value}` is no longer a permitted value", "enum-value-removed", writers=True)
    old, new = change.before, change.after
    if not isinstance(old, dict) or not isinstance(new, dict) or same(old.get("value"), new.get("value")):
        return harmless(_explained(old, new, value))
    words = f"value `{text(old.get('value'))}` is `{text(new.get('value'))}` now"
    return doubtful(words, "enum-value-added", writers=True)


def judge_presence(change: Change) -> Verdict:
    """Judge a whole list that came or went."""
    if change.kind is Kind.ADDED:
        return compatible("its values are limited to a list now", "enum-added", writers=True)
    return breaking("its values are no longer limited to a list", "enum-dropped", Promise.QUERY)


def judge_list(before: Values | None, after: Values | None, *, fails: bool = True) -> Verdict:
    """Judge a list by its content; None for one that is unknown. Writers are hit only if what breaks it fails."""
    if before is None or after is None:
        return doubtful("cannot compare the values", "enum-value-added")
    gone = [name for key, name in before.items() if key not in after]
    come = [name for key, name in after.items() if key not in before]
    if come:
        words = f"{_named(come)} may be {'a value' if len(come) == 1 else 'values'} now"
        words += f", and {_named(gone)} no longer" if gone else ""
        return doubtful(words, "enum-value-added", writers=bool(gone) and fails)
    if gone:
        what = "is no longer a permitted value" if len(gone) == 1 else "are no longer permitted values"
        words = f"{_named(gone)} {what}"
        return replace(compatible(words, "enum-value-removed"), writers=fails)
    return harmless("the same values are permitted, listed in another way")


def _named(values: list[str]) -> str:
    names = [f"`{each}`" for each in sorted(values)]
    if len(names) > _MOST:
        names = [*names[:_MOST], f"{len(names) - _MOST} more"]
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _explained(old: object, new: object, value: str) -> str:
    """Return what changed beside the value itself, such as its label, in words."""
    if isinstance(old, dict) and isinstance(new, dict):
        keys = [key for key in {**old, **new} if not same(old.get(key), new.get(key))]
        if len(keys) == 1 and keys[0] in old and keys[0] in new:
            was, now = (text(each[keys[0]]) for each in (old, new))
            if max(len(was), len(now)) <= 40:
                return f"{keys[0]} changed from `{was}` to `{now}`"
        if keys:
            return f"{' and '.join(keys)} of value `{value}` changed"
    return f"value `{value}` is written in another form"
