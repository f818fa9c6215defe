"""Recognition of single edits that appear as several raw changes to a contract.

Such edits move fields into or out of an object, or change a primary key, which several columns declare together. Other
modules recognise renames and new versions when they pair items and documents.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from meshwright.changes.change import FIELD, OBJECT, Change, ChangeKind, ChangeLocation
from meshwright.changes.guarantees import restated
from meshwright.changes.naming import same
from meshwright.changes.unreadable import Unreadable, unreadable_in
from meshwright.mesh.address import segment
from meshwright.source.place import Part

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from meshwright.source.place import Path

KEYS = (("primaryKey",), ("primaryKeyPosition",))
Body = dict[str, Any]


def recognised(
    changes: Iterable[Change], before: Body, after: Body, addresses: tuple[str, str]
) -> tuple[Change, ...]:
    """Return the changes to a contract with their addresses. The changes of a compound edit are combined into one."""
    found = _moved(list(restated(changes, before, after)))
    keys: list[Change] = []
    claimed: set[int] = set()
    for of, here in _by_object(found).items():
        key = _keyed(here, of, (before, after), addresses)
        if key is not None:
            keys.append(key)
            claimed |= set(map(id, key.echoes))
    return (*reversed(keys), *(each for each in found if id(each) not in claimed))


def _moved(changes: list[Change]) -> list[Change]:
    """Combine the changes to fields that moved into or out of an object."""
    removed = [each for each in changes if _is_field(each, ChangeKind.REMOVED)]
    added = [each for each in changes if _is_field(each, ChangeKind.ADDED)]
    moves: list[Change] = []
    claimed: set[int] = set()
    for wraps, singles in ((added, removed), (removed, added)):
        named: dict[tuple[object, object], list[Change]] = {}
        for each in singles:
            named.setdefault((_container(each), _name(each)), []).append(each)
        for wrap in wraps:
            if id(wrap) in claimed:
                continue
            container, inner = _container(wrap), {each.get("name"): each for each in _properties(wrap.value)}
            parts = [
                single
                for name, value in inner.items()
                for single in named.get((container, name), ())
                if id(single) not in claimed and same(value, single.value)
            ]
            if parts:
                parts.sort(key=_name)
                moves.append(_move(parts, wrap))
                claimed |= set(map(id, (wrap, *parts)))
    return [*reversed(moves), *(each for each in changes if id(each) not in claimed)]


def _move(parts: Sequence[Change], wrap: Change) -> Change:
    names, echoes = [_name(each) for each in parts], (*parts, wrap)
    if wrap.kind is ChangeKind.ADDED:
        return Change(ChangeKind.MOVED, FIELD, (), names, _name(wrap), parts[0].old, wrap.new, echoes)
    return Change(ChangeKind.MOVED, FIELD, (), _name(wrap), names, wrap.old, parts[0].new, echoes)


def _is_field(change: Change, kind: ChangeKind) -> bool:
    return change.thing == FIELD and not change.aspect and change.kind is kind


def _name(change: Change) -> str:
    return str(change.value.get("name", "")) if isinstance(change.value, dict) else ""


def _properties(body: Body | Unreadable) -> list[Body]:
    """Return the fields of an object, or of the items in a list of objects."""
    if isinstance(body, Unreadable):
        return []
    items = body.get("items")
    inner = items if isinstance(items, dict) else body
    found = inner.get("properties")
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def _container(change: Change) -> tuple[Path, Path]:
    """Return the paths, on both sides, of the object that a field moved into or out of."""
    assert change.old is not None
    assert change.new is not None
    old, new = change.old.at.path, change.new.at.path
    return (old[:-2], new) if change.kind is ChangeKind.REMOVED else (old, new[:-2])


def _by_object(changes: Iterable[Change]) -> dict[tuple[int, int], list[Change]]:
    """Return the changes to existing objects and their direct fields, by the objects' old and new positions."""
    found: dict[tuple[int, int], list[Change]] = {}
    for change in changes:
        if change.old and change.new and change.thing in (FIELD, OBJECT):
            paths = change.old.at.path[:2], change.new.at.path[:2]
            was, now = (path[1] if len(path) > 1 else None for path in paths)
            if isinstance(was, int) and isinstance(now, int) and _is_own(change):
                found.setdefault((was, now), []).append(change)
    return dict(sorted(found.items()))


def _keyed(
    here: Sequence[Change], of: tuple[int, int], bodies: tuple[Body, Body], addresses: tuple[str, str]
) -> Change | None:
    """Combine changes to columns into one change of their object's primary key, or of the order of its columns."""
    objects = [body["schema"][number] for body, number in zip(bodies, of, strict=True)]
    if not all(isinstance(each, dict) for each in objects):
        return None
    if any(each.aspect[:1] in KEYS and unreadable_in((each.before, each.after)) for each in here):
        return None
    renamed = {
        each.before: each.after for each in here if each.thing == FIELD and each.kind is ChangeKind.RENAMED
    }
    old, new = _key(objects[0]), _key(objects[1])
    gone = {_name(each) for each in here if _is_field(each, ChangeKind.REMOVED)}
    come = {_name(each) for each in here if _is_field(each, ChangeKind.ADDED)}
    olds, news = frozenset(old), frozenset(new)
    if not gone & olds and not come & news and [renamed.get(name, name) for name in old] == new:
        return None
    echoes = tuple(
        each
        for each in here
        if each.aspect[:1] in KEYS
        or (_is_field(each, ChangeKind.ADDED) and _name(each) in news)
        or (_is_field(each, ChangeKind.REMOVED) and _name(each) in olds)
    )
    if not echoes:
        return None
    kind = ChangeKind.CHANGED if old and new else ChangeKind.ADDED if new else ChangeKind.REMOVED
    places = [
        ChangeLocation(
            f"{address}/{segment(str(body.get('name', '')))}",
            replace(each.at, path=("schema", number), part=Part.NAME),
        )
        for each, number, address, body in zip(
            (echoes[0].old, echoes[0].new), of, addresses, objects, strict=True
        )
        if each is not None
    ]
    return Change(kind, OBJECT, ("primaryKey",), old or None, new or None, places[0], places[1], echoes)


def _is_own(change: Change) -> bool:
    """Return whether a change concerns a direct field of an object."""
    assert change.old is not None
    assert change.new is not None
    steps = max(len(change.old.at.path), len(change.new.at.path))
    return steps <= len(("schema", 0, "properties", 0)) + min(len(change.aspect), 1)


def _key(body: Body) -> list[str]:
    """Return the columns of the primary key, sorted by position if positions are declared."""
    columns = [each for each in _properties(body) if each.get("primaryKey") is True]
    return [
        str(each.get("name", ""))
        for each in sorted(columns, key=lambda each: (_position(each), str(each.get("name", ""))))
    ]


def _position(field: Body) -> float:
    stated = field.get("primaryKeyPosition")
    return stated if isinstance(stated, int) and stated >= 0 else float("inf")
