"""What changes of a logical type's options mean: limits, patterns, formats, and how a value is to be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.changes.change import Kind
from meshwright.changes.judging_bound import judge_bound
from meshwright.changes.judging_values import judge_enum
from meshwright.changes.naming import text
from meshwright.changes.types import Relation, relation_of_formats
from meshwright.changes.verdict import Bump, Promise, Verdict, breaking, compatible, doubtful, harmless
from meshwright.quantities.pattern_inclusion import compare_patterns

if TYPE_CHECKING:
    from meshwright.changes.change import Change

QUERY, MEANING = Promise.QUERY, Promise.MEANING
_UPPER = frozenset({"maxLength", "maximum", "exclusiveMaximum", "maxItems", "maxProperties"})
_LOWER = frozenset({"minLength", "minimum", "exclusiveMinimum", "minItems", "minProperties"})
_COUNTS = frozenset({"minLength", "minItems", "minProperties"})
"""Lower bounds of what is never negative: zero bounds nothing."""
_MEASURES = frozenset({"timezone", "defaultTimezone"})


def told(change: Change) -> str:
    """Describe what happened in words that fit anything, without the values of examples, which may be sensitive."""
    is_named = change.aspect[0] in ("logicalTypeOptions", "customProperties") and len(change.aspect) > 1
    what = f"`{change.aspect[-1] if is_named else '/'.join(change.aspect)}`"
    if change.kind is Kind.ADDED:
        return f"{what} is stated"
    if change.kind is Kind.REMOVED:
        return f"{what} is no longer declared"
    values = [
        text(each["value"] if isinstance(each, dict) and "value" in each else each)
        for each in (change.before, change.after)
    ]
    if "examples" in change.aspect or max(map(len, values)) > 40:
        return f"{what} is another one"
    return f"{what} was `{values[0]}` and is `{values[1]}`"


def judge_options(change: Change) -> Verdict:
    """Judge an option of a field."""
    option = change.aspect[1] if len(change.aspect) > 1 else ""
    if option in ("minimum", "maximum") and any(
        isinstance(each, dict) for each in (change.before, change.after)
    ):
        return judge_bound(change, option)
    if option == "enum":
        return judge_enum(change, 2)
    if option == "uniqueItems":
        return _unique_items(change)
    if option in _UPPER or option in _LOWER or option == "multipleOf":
        return _range(change, option)
    if option == "pattern":
        return _pattern(change)
    if option == "required":
        name = change.aspect[-1]
        if change.kind is Kind.REMOVED:
            return breaking(f"`{name}` is required no more", "required-dropped", QUERY)
        return compatible(f"`{name}` is required now", "required-added", writers=True)
    if option in _MEASURES:
        return judge_measure(change)
    return _format(change, option)


def _pattern(change: Change) -> Verdict:
    if change.kind is Kind.CHANGED:
        return judge_pattern(str(change.before), str(change.after))
    if change.kind is Kind.ADDED:
        return compatible("its values follow a pattern now", "pattern-added", writers=True)
    return breaking("its values follow no pattern any more", "pattern-dropped", QUERY)


def judge_pattern(before: str, after: str) -> Verdict:
    """Judge a pattern by the texts that it permits, where that is cheap to decide."""
    found = compare_patterns(before, after)
    if found is None:
        return doubtful("cannot compare the patterns: one may permit more or less", "pattern-changed")
    if found.more is False and found.less is False:
        return harmless("pattern permits the same values, written in another way")
    if found.more is False:
        words = (
            "pattern permits less"
            if found.less
            else "pattern permits less, or the same if it matches whole values"
        )
        return Verdict(words, Bump.MINOR, "pattern-changed", writers=found.less)
    words = "more" if found.more else "the same, or more if it matches a part of a value"
    words += {True: ", and refuses some that were permitted", False: "", None: ""}[found.less]
    return doubtful(f"pattern permits {words}", "pattern-changed", writers=found.less)


def _format(change: Change, option: str) -> Verdict:
    """Judge a format, or an option that is not known here."""
    if change.kind is Kind.CHANGED:
        found = relation_of_formats(change.before, change.after)
        if option == "format" and found is not Relation.UNRELATED:
            return judge_related(found, told(change))
        return breaking(told(change), "format-changed", QUERY, writers=True)
    if change.kind is Kind.ADDED:
        return compatible(f"{option} is `{text(change.after)}` now", "format-added", writers=True)
    return breaking(f"{option} is `{text(change.before)}` no more", "format-dropped", QUERY)


def _unique_items(change: Change) -> Verdict:
    is_now = change.after is True
    if (change.before is True) == is_now:
        return harmless(told(change))
    if is_now:
        return compatible("its items are unique now", "unique-added", writers=True)
    return breaking("its items are no longer unique", "unique-dropped", MEANING)


def _range(change: Change, option: str) -> Verdict:
    loosened = doubtful(told(change), "range-loosened", writers=False)
    tightened = compatible(told(change), "range-tightened", writers=True)
    if change.kind is not Kind.CHANGED:
        bound = change.after if change.kind is Kind.ADDED else change.before
        if option in _COUNTS and isinstance(bound, int) and bound <= 0:
            return harmless(told(change))
        return tightened if change.kind is Kind.ADDED else loosened
    before, after = change.before, change.after
    if isinstance(before, str) != isinstance(after, str):
        return doubtful(told(change), "range-loosened")
    if option == "multipleOf":
        if before and after and after % before == 0:
            return tightened
        is_loose = before and after and before % after == 0
        return loosened if is_loose else doubtful(told(change), "range-loosened", writers=True)
    return loosened if (after > before) == (option in _UPPER) else tightened


def judge_measure(change: Change) -> Verdict:
    """Judge what says how a value is read: stated anew, nothing that was known is gone."""
    if change.kind is Kind.ADDED:
        return compatible(told(change))
    return breaking(told(change), "unit-changed", MEANING, writers=True)


def judge_related(found: Relation, words: str) -> Verdict:
    """Judge a type by how its values are to the earlier one's."""
    if found is Relation.WIDER:
        return doubtful(words, "type-widened", writers=False)
    if found is Relation.NARROWER:
        return Verdict(words, Bump.MINOR, "type-narrowed", writers=True)
    if found is Relation.UNKNOWN:
        return doubtful(words, "type-changed")
    return harmless(words) if found is Relation.SAME else breaking(words, "type-changed", QUERY, writers=True)
