"""Guarantees that have two notations: keys such as `required`, `unique` and lists of values, or quality rules.

If a field has the same guarantee before and after, the edits that only changed its notation are combined into one harmless
change.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from meshwright.changes.assessment_quality import is_zero, permitted_values
from meshwright.changes.change import FIELD, Change, ChangeKind
from meshwright.changes.unreadable import unreadable_in
from meshwright.changes.value_lists import lists_values, stated_lists

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from meshwright.changes.change import ChangeLocation
    from meshwright.source.place import Path

GUARANTEES = {"required": "nullValues", "unique": "duplicateValues"}
"""The key of a guarantee, and the metric of the equivalent quality rule, which must be zero."""
ENUM = "enum"


def restated(changes: Iterable[Change], before: dict[str, Any], after: dict[str, Any]) -> Iterator[Change]:
    """Yield the changes to a contract. Changes that only restate a guarantee in the other notation are combined."""
    changes, known = list(changes), _Statements(before, after)
    keys = [_restates(each, known) for each in changes]
    moved = {key for key, each in zip(keys, changes, strict=True) if key and not _is_value(each)}
    groups: dict[tuple[str, Path, Path], list[Change]] = {}
    for key, change in zip(keys, changes, strict=True):
        if key is None or key not in moved:
            yield change
        else:
            groups.setdefault(key, []).append(change)
    for (name, old, new), echoes in groups.items():
        was, now = known.of(name, (old, new))
        first = next((each for each in echoes if each.aspect[:1] == (name,)), echoes[0])
        yield Change(ChangeKind.CHANGED, FIELD, (name,), was, now, first.old, first.new, tuple(echoes))


class _Statements:
    """The declarations of guarantees on both sides.

    They are computed once, because every value in a list may have changed.
    """

    def __init__(self, before: dict[str, Any], after: dict[str, Any]) -> None:
        self._bodies = before, after
        self._known: dict[tuple[str, Path, Path], tuple[Any, Any]] = {}
        self._own_lists: dict[tuple[Path, Path], bool] = {}

    def fields(self, paths: tuple[Path, Path]) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return the field on both sides."""
        return _at(self._bodies[0], paths[0]), _at(self._bodies[1], paths[1])

    def is_own_list(self, paths: tuple[Path, Path]) -> bool:
        """Return whether, on at least one side, the field itself lists its values, not only its quality rules."""
        if paths not in self._own_lists:
            lists = (each for field in self.fields(paths) for each in stated_lists(field))
            self._own_lists[paths] = next(lists, None) is not None
        return self._own_lists[paths]

    def of(self, name: str, paths: tuple[Path, Path]) -> tuple[Any, Any]:
        """Return the declaration of a guarantee on each side; None if a side does not declare it."""
        key = (name, *paths)
        if key not in self._known:
            was, now = self.fields(paths)
            self._known[key] = _statement(was, name), _statement(now, name)
        return self._known[key]


def _restates(change: Change, known: _Statements) -> tuple[str, Path, Path] | None:
    """Return the guarantee that a change adds or removes, and the paths of its field, if both sides have the guarantee."""
    if change.thing != FIELD or change.old is None or change.new is None:
        return None
    if _is_of_list(change):
        paths = (_field(change.old, change.aspect[0]), _field(change.new, change.aspect[0]))
        return (ENUM, *paths) if known.is_own_list(paths) and all(known.of(ENUM, paths)) else None
    for name, metric in GUARANTEES.items():
        is_key = change.aspect == (name,) and True in (change.before, change.after)
        is_rule = change.kind in (ChangeKind.ADDED, ChangeKind.REMOVED) and change.aspect[:1] == ("quality",)
        if is_key or (is_rule and isinstance(change.value, dict) and is_zero(change.value, metric)):
            paths = (_field(change.old, change.aspect[0]), _field(change.new, change.aspect[0]))
            if True in (each.get(name) for each in known.fields(paths)) and all(known.of(name, paths)):
                return name, *paths
    return None


def _is_of_list(change: Change) -> bool:
    """Return whether a change concerns a list of allowed values in any notation."""
    is_new_or_gone = change.kind in (ChangeKind.ADDED, ChangeKind.REMOVED)
    if change.aspect[:1] == ("quality",) and is_new_or_gone:
        return isinstance(change.value, dict) and permitted_values(change.value) is not None
    if change.aspect[:1] == ("customProperties",) and is_new_or_gone:
        return lists_values(change.value)
    return change.aspect[:1] == (ENUM,) or change.aspect[:2] == ("logicalTypeOptions", ENUM)


def _is_value(change: Change) -> bool:
    """Return whether a change concerns one value of a list that exists before and after."""
    return (change.aspect[:1] == (ENUM,) and len(change.aspect) > 1) or (
        change.aspect[:2] == ("logicalTypeOptions", ENUM) and len(change.aspect) > len(("options", "enum"))
    )


def _field(spot: ChangeLocation, key: str) -> Path:
    """Return the path of the field that contains a path."""
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
    """Return the declaration of a guarantee: true, a quality rule or the allowed values; None if undeclared.

    If the value of the key has the wrong type, quality rules are not considered.
    """
    if name == ENUM:
        return _permitted(field)
    stated = field.get(name, False)
    if stated is not False:
        return True if stated is True else None
    rules = field.get("quality")
    return next(
        (
            each
            for each in (rules if isinstance(rules, list) else [])
            if isinstance(each, dict) and is_zero(each, GUARANTEES[name])
        ),
        None,
    )


def _permitted(field: dict[str, Any]) -> list[str] | None:
    """Return the values that all lists of a field allow, normalised; None if there are no lists."""
    rules = field.get("quality")
    if unreadable_in(
        [field.get(each) for each in (ENUM, "logicalTypeOptions", "customProperties", "quality")]
    ):
        return None
    found = [*stated_lists(field)]
    for each in rules if isinstance(rules, list) else []:
        listed = permitted_values(each) if isinstance(each, dict) else None
        if listed is not None:
            found.append(listed)
    if not found:
        return None
    first, *others = found
    return [json.loads(each) for each in first if all(each in other for other in others)]
