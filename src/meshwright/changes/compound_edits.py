"""Edits of a contract that show as several raw changes and are one: they claim their echoes.

A field that was wrapped in an object, or taken out of one; a primary key, which its columns state piecemeal.
Renames are seen where items are paired, versions in place and side by side where documents are.
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
    """Return the changes of a contract, whose addresses are given, with its edits recognised."""
    found = _moved(list(restated(changes, before, after)))
    for numbers in _touched_objects(found):
        found = _keyed(found, numbers, (before, after), addresses)
    return tuple(found)


def _moved(changes: list[Change]) -> list[Change]:
    """Recognise fields that went into an object, and those that came out of one."""
    removed = [each for each in changes if _is_field(each, ChangeKind.REMOVED)]
    added = [each for each in changes if _is_field(each, ChangeKind.ADDED)]
    for wraps, singles in ((added, removed), (removed, added)):
        for wrap in wraps:
            inner = {each.get("name"): each for each in _properties(wrap.value)}
            parts = [
                each
                for each in singles
                if each is not wrap
                and each in changes
                and wrap in changes
                and _are_siblings(each, wrap)
                and same(inner.get(_name(each)), each.value)
            ]
            if parts:
                parts.sort(key=_name)
                into = _move(parts, wrap)
                changes = [into, *(each for each in changes if each is not wrap and each not in parts)]
    return changes


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
    """Return the fields of an object, or of the items of a list of objects."""
    if isinstance(body, Unreadable):
        return []
    items = body.get("items")
    inner = items if isinstance(items, dict) else body
    found = inner.get("properties")
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def _are_siblings(one: Change, other: Change) -> bool:
    return _container(one) == _container(other)


def _container(change: Change) -> tuple[Path, Path]:
    """Return the paths of what a field came into or went from, on both sides."""
    assert change.old is not None
    assert change.new is not None
    old, new = change.old.at.path, change.new.at.path
    return (old[:-2], new) if change.kind is ChangeKind.REMOVED else (old, new[:-2])


def _touched_objects(changes: Iterable[Change]) -> list[tuple[int, int]]:
    """Return the positions, before and after, of the objects that stayed and in which something changed."""
    found = {
        (change.old.at.path[1], change.new.at.path[1])
        for change in changes
        if change.old and change.new and change.thing in (FIELD, OBJECT)
        if len(change.old.at.path) > 1 and len(change.new.at.path) > 1
    }
    return sorted((old, new) for old, new in found if isinstance(old, int) and isinstance(new, int))


def _keyed(
    changes: list[Change], of: tuple[int, int], bodies: tuple[Body, Body], addresses: tuple[str, str]
) -> list[Change]:
    """Recognise that an object's primary key changed, or its order."""
    objects = [body["schema"][number] for body, number in zip(bodies, of, strict=True)]
    if not all(isinstance(each, dict) for each in objects):
        return changes
    here = [each for each in changes if _is_in(each, of) and _is_own(each)]
    if any(each.aspect[:1] in KEYS and unreadable_in((each.before, each.after)) for each in here):
        return changes
    renamed = {
        each.before: each.after for each in here if each.thing == FIELD and each.kind is ChangeKind.RENAMED
    }
    old, new = _key(objects[0]), _key(objects[1])
    gone = {_name(each) for each in here if _is_field(each, ChangeKind.REMOVED)}
    come = {_name(each) for each in here if _is_field(each, ChangeKind.ADDED)}
    if not gone & set(old) and not come & set(new) and [renamed.get(name, name) for name in old] == new:
        return changes
    echoes = tuple(
        each
        for each in here
        if each.aspect[:1] in KEYS
        or (_is_field(each, ChangeKind.ADDED) and _name(each) in new)
        or (_is_field(each, ChangeKind.REMOVED) and _name(each) in old)
    )
    if not echoes:
        return changes
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
    key = Change(kind, OBJECT, ("primaryKey",), old or None, new or None, places[0], places[1], echoes)
    return [key, *(each for each in changes if each not in echoes)]


def _is_in(change: Change, of: tuple[int, int]) -> bool:
    return (
        change.thing in (FIELD, OBJECT)
        and change.old is not None
        and change.new is not None
        and change.old.at.path[:2] == ("schema", of[0])
        and change.new.at.path[:2] == ("schema", of[1])
    )


def _is_own(change: Change) -> bool:
    """Return whether a change is of an object's own fields, and not of their parts."""
    assert change.old is not None
    assert change.new is not None
    steps = max(len(change.old.at.path), len(change.new.at.path))
    return steps <= len(("schema", 0, "properties", 0)) + min(len(change.aspect), 1)


def _key(body: Body) -> list[str]:
    """Return the columns of the primary key, in its order where positions are stated."""
    columns = [each for each in _properties(body) if each.get("primaryKey") is True]
    return [
        str(each.get("name", ""))
        for each in sorted(columns, key=lambda each: (_position(each), str(each.get("name", ""))))
    ]


def _position(field: Body) -> float:
    stated = field.get("primaryKeyPosition")
    return stated if isinstance(stated, int) and stated >= 0 else float("inf")
