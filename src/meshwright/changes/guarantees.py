"""One guarantee in two notations: `required: true` and a quality rule that permits no nulls, `unique` and no duplicates.

Where a field has it before and after, its edits are one change that takes nothing from anybody.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from meshwright.changes.change import FIELD, Change, Kind
from meshwright.changes.judging_quality import is_zero

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from meshwright.changes.change import Spot
    from meshwright.source.place import Path

GUARANTEES = {"required": "nullValues", "unique": "duplicateValues"}
"""The key of a field, and the metric of which it permits none."""


def restated(changes: Iterable[Change], before: dict[str, Any], after: dict[str, Any]) -> Iterator[Change]:
    """Yield the changes of a contract, those that state a guarantee in the other notation as one."""
    groups: dict[tuple[str, Path, Path], list[Change]] = {}
    for change in changes:
        key = _restates(change, before, after)
        if key is None:
            yield change
        else:
            groups.setdefault(key, []).append(change)
    for (name, old, new), echoes in groups.items():
        was, now = (_statement(_at(*each), name) for each in ((before, old), (after, new)))
        first = next((each for each in echoes if each.aspect == (name,)), echoes[0])
        yield Change(Kind.CHANGED, FIELD, (name,), was, now, first.old, first.new, tuple(echoes))


def _restates(change: Change, before: dict[str, Any], after: dict[str, Any]) -> tuple[str, Path, Path] | None:
    """Return the guarantee that a change states or drops, and the paths of its field, if both sides have it."""
    if change.thing != FIELD or change.old is None or change.new is None:
        return None
    for name, metric in GUARANTEES.items():
        is_key = change.aspect == (name,) and True in (change.before, change.after)
        is_rule = change.kind in (Kind.ADDED, Kind.REMOVED) and change.aspect[:1] == ("quality",)
        if is_key or (is_rule and isinstance(change.value, dict) and is_zero(change.value, metric)):
            paths = (_field(change.old, change.aspect[0]), _field(change.new, change.aspect[0]))
            fields = (_at(before, paths[0]), _at(after, paths[1]))
            if True in (each.get(name) for each in fields) and all(_statement(each, name) for each in fields):
                return name, *paths
    return None


def _field(spot: Spot, key: str) -> Path:
    """Return the path of the field around a place that one of its keys leads to."""
    path = spot.at.path
    backwards = path[::-1]
    return path[: len(path) - 1 - backwards.index(key)] if key in path else path


def _at(value: Any, path: Path) -> dict[str, Any]:  # noqa: ANN401 - a YAML value
    for step in path:
        is_there = (isinstance(value, dict) and step in value) or (
            isinstance(value, list) and isinstance(step, int) and step < len(value)
        )
        value = value[step] if is_there else None
    return value if isinstance(value, dict) else {}


def _statement(field: dict[str, Any], name: str) -> Any:  # noqa: ANN401 - a YAML value
    """Return what states a guarantee: true, or a quality rule; None where nothing does."""
    if field.get(name) is True:
        return True
    rules = field.get("quality")
    return next(
        (
            each
            for each in (rules if isinstance(rules, list) else [])
            if isinstance(each, dict) and is_zero(each, GUARANTEES[name])
        ),
        None,
    )
