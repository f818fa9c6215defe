"""The difference between the values in two documents, as changes with paths instead of locations.

The comparison follows the standard's structure (objects, fields, ports, plain mappings). An item in any other
list is compared as a whole, so that one edit is one change.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from meshwright.changes.change import AGREEMENT, CONTRACT, FIELD, OBJECT, PORT, PRODUCT, ChangeKind
from meshwright.changes.naming import OPAQUE, ORDERED, canonical, name_of, naming_key, paired, same, text
from meshwright.changes.unreadable import Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.source.place import Path

THINGS = {
    (CONTRACT, "schema"): OBJECT,
    (OBJECT, "properties"): FIELD,
    (FIELD, "properties"): FIELD,
    (PRODUCT, "outputPorts"): PORT,
}
"""The lists whose entries are separate items with their own changes."""
TYPE = ("logicalType", "physicalType")
"""The keys that together define a field's type; they are usually edited together."""
OPTIONS = "logicalTypeOptions"
BOUNDS = (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum"))
"""The two notations of a bound."""


@dataclass(frozen=True, slots=True)
class RawChange:
    """A change in one document. Each path refers to the changed part, or to its nearest existing container."""

    kind: ChangeKind
    thing: str
    thing_paths: tuple[Path, Path]
    """The paths of the item before and after."""
    aspect: tuple[str, ...]
    before: Any
    after: Any
    old: Path
    new: Path
    echoes: tuple[RawChange, ...] = ()


@dataclass(frozen=True, slots=True)
class _Position:
    thing: str
    paths: tuple[Path, Path]
    aspect: tuple[str, ...]
    old: Path
    new: Path

    def into(self, key: str) -> _Position:
        return _Position(self.thing, self.paths, (*self.aspect, key), (*self.old, key), (*self.new, key))

    def item(self, old: int | None, new: int | None, name: str) -> _Position:
        aspect = (*self.aspect, name) if name else self.aspect
        return _Position(
            self.thing,
            self.paths,
            aspect,
            self.old if old is None else (*self.old, old),
            self.new if new is None else (*self.new, new),
        )

    def become(self, thing: str) -> _Position:
        return _Position(thing, (self.old, self.new), (), self.old, self.new)

    def raw(
        self, kind: ChangeKind, before: object, after: object, echoes: tuple[RawChange, ...] = ()
    ) -> RawChange:
        return RawChange(kind, self.thing, self.paths, self.aspect, before, after, self.old, self.new, echoes)


def difference(old: dict[str, Any], new: dict[str, Any], thing: str) -> Iterator[RawChange]:
    """Compare two documents of the same item."""
    yield from _mappings(old, new, _Position(thing, ((), ()), (), (), ()))


def _mappings(old: dict[str, Any], new: dict[str, Any], where: _Position) -> Iterator[RawChange]:
    keys = dict.fromkeys((*old, *new))
    if where.thing == FIELD and not where.aspect:
        yield from _together(old, new, TYPE, "type", where)
        for key in TYPE:
            keys.pop(key, None)
        for names in BOUNDS:
            if _are_one_bound(old, new, names):
                yield from _bound(old, new, names, where)
                old, new = _without(old, names), _without(new, names)
        if OPTIONS not in old and OPTIONS not in new:
            keys.pop(OPTIONS, None)
    for key in keys:
        yield from _values(old.get(key), new.get(key), where.into(key), (key in old, key in new))


def _are_one_bound(old: dict[str, Any], new: dict[str, Any], names: tuple[str, ...]) -> bool:
    """Return whether both notations of a bound are used and readable."""
    stated = [(key, side[OPTIONS][key]) for side in (old, new) for key in names if key in _options(side)]
    types = [side.get("logicalType") for side in (old, new)]
    are_readable = not any(isinstance(each, Unreadable) for each in (*types, *(value for _, value in stated)))
    return len({key for key, _ in stated}) > 1 and are_readable


def _options(field: dict[str, Any]) -> dict[str, Any]:
    return _dict(field.get(OPTIONS))


def _bound(
    old: dict[str, Any], new: dict[str, Any], names: tuple[str, ...], where: _Position
) -> Iterator[RawChange]:
    """Yield the change to a bound that both notations can express, with the types that determine the allowed values."""
    options = where.into(OPTIONS)
    raw = [
        each
        for key in names
        for each in _values(
            _options(old).get(key),
            _options(new).get(key),
            options.into(key),
            (key in _options(old), key in _options(new)),
        )
    ]
    if raw:
        before, after = (
            {key: _options(each)[key] for key in names if key in _options(each)} for each in (old, new)
        )
        kind = ChangeKind.CHANGED if before and after else ChangeKind.ADDED if after else ChangeKind.REMOVED
        if before and after:
            before["logicalType"], after["logicalType"] = old.get("logicalType"), new.get("logicalType")
        first, aspect = raw[0], (*options.aspect, names[0])
        yield RawChange(
            kind,
            where.thing,
            where.paths,
            aspect,
            before or None,
            after or None,
            first.old,
            first.new,
            tuple(raw),
        )


def _without(field: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    """Return a field without a bound. Options that become empty are removed."""
    left = {key: value for key, value in _options(field).items() if key not in names}
    rest = {key: value for key, value in field.items() if key != OPTIONS}
    return {**rest, OPTIONS: left} if left else rest if _options(field) else field


def _together(
    old: dict[str, Any], new: dict[str, Any], names: tuple[str, ...], aspect: str, where: _Position
) -> Iterator[RawChange]:
    """Combine changes to several keys into one."""
    raw = [
        each
        for key in names
        for each in _values(old.get(key), new.get(key), where.into(key), (key in old, key in new))
    ]
    if raw:
        before = {key: old[key] for key in names if key in old}
        after = {key: new[key] for key in names if key in new}
        kind = ChangeKind.CHANGED if before and after else ChangeKind.ADDED if after else ChangeKind.REMOVED
        first = raw[0]
        yield RawChange(
            kind, where.thing, where.paths, (aspect,), before, after, first.old, first.new, tuple(raw)
        )


def _values(
    before: object, after: object, where: _Position, is_there: tuple[bool, bool]
) -> Iterator[RawChange]:
    key = where.aspect[-1]
    if before is after or (is_there[0] == is_there[1] and same(before, after)):
        return
    if _is_nothing(before, key, is_there[0]) and _is_nothing(after, key, is_there[1]):
        return
    if isinstance(before, Unreadable) or isinstance(after, Unreadable):
        yield where.raw(_presence(is_there), before, after)
        return
    is_inner = where.thing == FIELD and (
        where.aspect == ("items",) or where.aspect in (("map", "key"), ("map", "value"))
    )
    if key not in OPAQUE or is_inner:
        if isinstance(before or {}, dict) and isinstance(after or {}, dict) and (before or after):
            inner = where.become(FIELD) if is_inner else where
            if is_inner and not (before and after):
                yield inner.raw(ChangeKind.ADDED if after else ChangeKind.REMOVED, before, after)
            else:
                yield from _mappings(_dict(before), _dict(after), inner)
            return
        if isinstance(before or [], list) and isinstance(after or [], list) and (before or after):
            yield from _lists(_list(before), _list(after), where, is_there)
            return
    yield where.raw(_presence(is_there), before, after)


def _is_nothing(value: object, key: str, is_there: bool) -> bool:
    """Return whether a value is missing or empty."""
    if isinstance(value, Unreadable) and value.value is None:
        return key not in OPAQUE
    return not is_there or value in ([], {}) or (value == "" and key not in OPAQUE)


def _presence(is_there: tuple[bool, bool]) -> ChangeKind:
    return ChangeKind.CHANGED if all(is_there) else ChangeKind.ADDED if is_there[1] else ChangeKind.REMOVED


def _dict(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _lists(
    old: list[Any], new: list[Any], where: _Position, is_there: tuple[bool, bool]
) -> Iterator[RawChange]:
    key = where.aspect[-1]
    are_items = all(isinstance(each, dict | Unreadable) for each in (*old, *new))
    is_all = where.thing == AGREEMENT and where.aspect == ("columns",)
    if (key == "enum" or is_all) and not (old and new):
        yield where.raw(ChangeKind.ADDED if new else ChangeKind.REMOVED, old or None, new or None)
    elif are_items:
        yield from _items(old, new, where)
    elif key in ORDERED:
        yield where.raw(_presence(is_there), old or None, new or None)
    else:
        yield from _bag(old, new, where)


def _bag(old: list[Any], new: list[Any], where: _Position) -> Iterator[RawChange]:
    """Compare lists of plain values, in which order does not matter."""
    before, after = [canonical(each) for each in old], [canonical(each) for each in new]
    for at in _without_counterpart(before, after):
        yield where.item(at, None, text(old[at])).raw(ChangeKind.REMOVED, old[at], None)
    for at in _without_counterpart(after, before):
        yield where.item(None, at, text(new[at])).raw(ChangeKind.ADDED, None, new[at])


def _without_counterpart(some: list[str], others: list[str]) -> Iterator[int]:
    """Yield the positions of values that the other list lacks or contains less often."""
    left = Counter(others)
    for at, written in enumerate(some):
        if left[written]:
            left[written] -= 1
        else:
            yield at


def _items(old: list[Any], new: list[Any], where: _Position) -> Iterator[RawChange]:
    key = where.aspect[-1]
    pairs, gone, come = paired(old, new, key)
    thing = THINGS.get((where.thing, key)) if len(where.aspect) == 1 else None
    for at, other in pairs:
        before, after = old[at], new[other]
        if same(before, after):
            continue
        inner = where.item(at, other, name_of(after, key) or name_of(before, key))
        if isinstance(before, Unreadable) or isinstance(after, Unreadable):
            yield (inner.become(thing) if thing else inner).raw(ChangeKind.CHANGED, before, after)
            continue
        if thing is None:
            yield inner.raw(_kind(before, after, key), before, after)
            continue
        inner = inner.become(thing)
        naming = naming_key(after)
        if naming and _kind(before, after, key) is ChangeKind.RENAMED:
            yield inner.raw(ChangeKind.RENAMED, before.get(naming), after[naming])
            before, after = ({k: v for k, v in each.items() if k != naming} for each in (before, after))
        yield from _mappings(before, after, inner)
    for at in gone:
        inner = where.item(at, None, name_of(old[at], key))
        yield (inner.become(thing) if thing else inner).raw(ChangeKind.REMOVED, old[at], None)
    for at in come:
        inner = where.item(None, at, name_of(new[at], key))
        yield (inner.become(thing) if thing else inner).raw(ChangeKind.ADDED, None, new[at])
    order = [other for _, other in pairs]
    if key in ORDERED and order != sorted(order):
        names, others = ([name_of(each, key) for each in items] for items in (old, new))
        yield where.raw(ChangeKind.CHANGED, names, others)


def _kind(before: dict[str, Any], after: dict[str, Any], key: str) -> ChangeKind:
    """Return `RENAMED` for items that were paired by `id` and now have different names, else `CHANGED`."""
    naming = naming_key(after)
    if naming is None or key in ("authoritativeDefinitions", "relationships", "enum"):
        return ChangeKind.CHANGED
    is_same_id = isinstance(after.get("id"), str) and before.get("id") == after.get("id")
    is_renamed = is_same_id and isinstance(before.get(naming), str) and before[naming] != after[naming]
    return ChangeKind.RENAMED if is_renamed else ChangeKind.CHANGED
