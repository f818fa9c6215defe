"""What changes of objects and fields mean for those who read and those who write."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from meshwright.changes.change import OBJECT, Kind
from meshwright.changes.judging_options import judge_measure, judge_options, judge_related, told
from meshwright.changes.judging_physical import judge_physical_name, judge_type_of_object
from meshwright.changes.judging_quality import judge_quality
from meshwright.changes.judging_values import judge_enum, judge_list, judge_presence
from meshwright.changes.naming import text
from meshwright.changes.types import Relation, relation
from meshwright.changes.value_lists import lists_values, values_of
from meshwright.changes.verdict import (
    Promise,
    Verdict,
    announced,
    breaking,
    compatible,
    doubtful,
    harmless,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from meshwright.changes.change import Change
    from meshwright.facts.facts import ServerFact
    from meshwright.mesh.registries import Classification

QUERY, MEANING = Promise.QUERY, Promise.MEANING
SEMANTIC = frozenset({"unit", "currency", "timezone", "encoding", "scale"})
"""Custom properties that say how a value is to be read."""


def judge_field(
    change: Change, classification: Classification | None, servers: Iterable[ServerFact] = ()
) -> Verdict:
    """Judge a change of an object or a field, or of one of their aspects; the servers are those of both sides."""
    if not change.aspect:
        return _itself(change)
    aspect = change.aspect[0]
    if aspect == "classification":
        return _classification(change, classification)
    if aspect == "type":
        return _type(change, [each.type for each in servers])
    if aspect == "quality":
        return judge_quality(change, [each.type for each in servers])
    if aspect == "physicalType":
        return judge_type_of_object(change)
    if aspect == "physicalName":
        return judge_physical_name(change, servers)
    judge = _ASPECTS.get(aspect)
    return judge(change) if judge else harmless(told(change))


def _itself(change: Change) -> Verdict:
    noun = "object" if change.thing == OBJECT else "field"
    if change.kind is Kind.RENAMED:
        words = f"{noun} `{change.before}` is called `{change.after}` now"
        return breaking(words, "field-renamed", QUERY, writers=True)
    if change.kind is Kind.MOVED:
        moved = ", ".join(
            f"`{name}`" for each in (change.before, change.after) if isinstance(each, list) for name in each
        )
        way = f"out of `{change.before}`" if isinstance(change.before, str) else f"into `{change.after}`"
        return breaking(f"{moved} moved {way}", "field-renamed", QUERY, writers=True)
    name = change.value.get("name") or "items"
    if change.kind is Kind.REMOVED:
        return breaking(f"{noun} `{name}` is gone", "field-removed", QUERY)
    return compatible(f"{noun} `{name}` is new", "field-added", writers=True)


def _type(change: Change, servers: Iterable[str]) -> Verdict:
    before, after = change.before, change.after
    if change.kind is Kind.ADDED:
        return compatible(f"type is `{_named(after)}` now", "type-narrowed", writers=True)
    if change.kind is Kind.REMOVED:
        return breaking(f"type was `{_named(before)}` and is no longer declared", "type-changed", QUERY)
    found = relation(before, after, servers)
    key, other = "physicalType", "logicalType"
    if before.get(key) == after.get(key):
        key, other = other, key
    if found is Relation.SAME and (key in before) != (key in after):
        return harmless(f"`{key}` is {'no longer declared' if key in before else 'declared now'}")
    was, now = (each.get(key, each.get(other)) for each in (before, after))
    words = f"type was `{was}` and is `{now}`"
    if found is Relation.UNKNOWN:
        words = f"{words}: whether it holds the same values is unknown"
    return judge_related(found, words)


def _named(stated: Mapping[str, Any]) -> str:
    return text(stated.get("physicalType", stated.get("logicalType")))


def _required(change: Change) -> Verdict:
    if change.echoes:
        return harmless("nulls stay ruled out, stated in another way")
    is_now = change.after is True
    if (change.before is True) == is_now:
        return harmless(told(change))
    if is_now:
        return compatible("it is required now", "required-added", writers=True)
    return breaking("it is required no more, so nulls may appear", "required-dropped", QUERY)


def _unique(change: Change) -> Verdict:
    if change.echoes:
        return harmless("duplicates stay ruled out, stated in another way")
    is_now = change.after is True
    if (change.before is True) == is_now:
        return harmless(told(change))
    if is_now:
        return compatible("its values are unique now", "unique-added", writers=True)
    return breaking("its values are no longer unique", "unique-dropped", MEANING)


def _key(change: Change) -> Verdict:
    if change.thing != OBJECT:
        return _inner_key(change)
    before, after = change.before or [], change.after or []
    gone = [
        each.before.get("name", "") for each in change.echoes if not each.aspect and each.kind is Kind.REMOVED
    ]
    if gone:
        words = f"field {', '.join(f'`{name}`' for name in gone)} of the primary key is gone"
        return breaking(words, "field-removed", QUERY)
    listed = [", ".join(f"`{name}`" for name in names) for names in (before, after)]
    if not after:
        return breaking(f"primary key ({listed[0]}) is gone", "key-dropped", MEANING)
    if not before:
        return compatible(f"primary key is ({listed[1]}) now", "key-added", writers=True)
    words = f"primary key was ({listed[0]}) and is ({listed[1]})"
    if sorted(before) == sorted(after):
        return harmless(words)
    return breaking(words, "key-changed", MEANING, writers=True)


def _inner_key(change: Change) -> Verdict:
    """Judge what a part of a field says of itself; for an object's own fields it is their object's key."""
    is_now = change.after is True
    if (change.before is True) == is_now:
        return harmless(told(change))
    if is_now:
        return compatible("it is a primary key now", "key-added", writers=True)
    return breaking("it is a primary key no more", "key-dropped", MEANING)


def _custom(change: Change) -> Verdict:
    if any(map(lists_values, (change.before, change.after))):
        if change.kind is not Kind.CHANGED:
            return judge_presence(change)
        return judge_list(*(values_of(each.get("value")) for each in (change.before, change.after)))
    return judge_measure(change) if change.aspect[-1] in SEMANTIC else harmless(told(change))


def _classification(change: Change, ladder: Classification | None) -> Verdict:
    before, after = ((ladder.rank(each) if ladder else None) for each in (change.before, change.after))
    words = f"classification was `{change.before}` and is `{change.after}`"
    if change.kind is Kind.ADDED:
        return compatible(f"it is classified as `{text(change.after)}` now")
    if change.kind is Kind.REMOVED or (before is not None and after is not None and after < before):
        words = words if change.after else f"it is classified as `{text(change.before)}` no more"
        return compatible(words, "classification-lowered", needs="a security review")
    if before is None or after is None:
        return doubtful(words, "classification-raised", writers=False)
    return breaking(words, "classification-raised", QUERY, needs="an approval, for readers may lose access")


def _relationship(change: Change) -> Verdict:
    if change.kind is Kind.ADDED:
        return compatible(f"it refers to `{change.aspect[-1]}` now", "relationship-added", writers=True)
    if change.kind is Kind.REMOVED:
        return breaking(f"it refers to `{change.aspect[-1]}` no more", "relationship-removed", MEANING)
    ends = [(each.get("from"), each.get("to")) for each in (change.before, change.after)]
    if ends[0] == ends[1]:
        return harmless(told(change))
    words = f"it referred to `{text(ends[0][1])}` and refers to `{text(ends[1][1])}`"
    return breaking(words, "relationship-changed", MEANING, writers=True)


def _deprecated(change: Change) -> Verdict:
    is_announced = change.after is True
    return announced("it is deprecated now") if is_announced else harmless(told(change))


def _duty(change: Change) -> Verdict:
    return compatible(told(change))


_ASPECTS: dict[str, Callable[[Change], Verdict]] = {
    "required": _required,
    "unique": _unique,
    "primaryKey": _key,
    "enum": judge_enum,
    "logicalTypeOptions": judge_options,
    "customProperties": _custom,
    "relationships": _relationship,
    "deprecated": _deprecated,
    "criticalDataElement": _duty,
    "encryptedName": _duty,
    "semanticType": judge_measure,
}
