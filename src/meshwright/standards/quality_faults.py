"""Quality rules of an unknown kind, which cause one problem instead of one for each key.

Since ODCS 3.1, a rule without `type` and `metric` can have only the common keys; all others are refused.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING, Any, get_args

from meshwright.source.place import Part
from meshwright.source.problem import Former, MissingKey, UnknownKey
from meshwright.standards.key_suggestions import near
from meshwright.standards.odcs.quality import Metric

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from meshwright.source.place import Path
    from meshwright.source.problem import Problem

UNTYPED = "a quality rule without `metric`"
"""The name of a rule without a type, for messages."""
_ANY = "a quality rule"
_TYPED = f"{_ANY} of type "
_QUALITY, _RULE, _METRIC, _TYPE = "quality", "rule", "metric", "type"
_SINCE = "v3.1.0"
_METRICS = frozenset(get_args(Metric))
_TODAY = {"duplicateCount": "duplicateValues", "invalidCount": "invalidValues"}
"""The current names of metrics that had a different name in `rule` in ODCS 3.0."""
_OF_TYPES = {"query": "sql", "engine": "custom", "implementation": "custom"}
"""Keys that only one `type` permits."""


def of_sorts(found: Iterable[Problem], document: object) -> Iterator[Problem]:
    """Yield problems; those in one quality rule are combined if the kind of the rule is missing or unknown.

    A rule's problems are consecutive, so only those of one rule are kept in memory.
    """
    for rule, own in groupby(found, _rule_of):
        if rule is None:
            yield from own
        else:
            yield from _of_rule(tuple(own), document)


def _rule_of(problem: Problem) -> Path | None:
    """Return the path of the quality rule that a problem belongs to."""
    path = problem.path
    at = path.index(_QUALITY) if _QUALITY in path else len(path)
    return path[: at + 2] if len(path) > at + 1 and isinstance(path[at + 1], int) else None


def _of_rule(found: Sequence[Problem], document: object) -> Iterator[Problem]:
    unsorted: dict[Path, list[UnknownKey]] = {}
    elsewhere: dict[Path, UnknownKey] = {}
    for each in found:
        if not isinstance(each, UnknownKey):
            continue
        if each.owner == UNTYPED:
            unsorted.setdefault(each.path[:-1], []).append(each)
        elif each.owner.startswith(_TYPED) and _is_of_rules(each) and each.key in _OF_TYPES:
            elsewhere.setdefault(each.path[:-1], each)
    for each in found:
        around = each.path[:-1] if isinstance(each, UnknownKey) else each.path
        if isinstance(each, UnknownKey) and around in unsorted:
            if each is unsorted[around][0]:
                yield from _of_one(unsorted[around])
        elif isinstance(each, MissingKey | UnknownKey) and around in elsewhere:
            yield from _of_another(each, elsewhere[around])
        elif isinstance(each, MissingKey) and each.key == _METRIC:
            yield _renamed(each, _at(document, each.path))
        else:
            yield each


def _of_another(problem: MissingKey | UnknownKey, key: UnknownKey) -> Iterator[Problem]:
    """Yield the faults in a rule, such as misspelt keys, except a key that belongs to another type."""
    if problem is key:
        yield replace(key, home=f"{_TYPED}{_OF_TYPES[key.key]}")
    elif isinstance(problem, UnknownKey) and not _is_of_rules(problem):
        yield problem


def _is_of_rules(problem: UnknownKey) -> bool:
    """Return whether quality rules of another sort have the key."""
    return problem.home is not None and problem.home.startswith(_ANY)


def _of_one(strangers: Sequence[UnknownKey]) -> Iterator[Problem]:
    """Combine the problems of one rule, given all of its refused keys."""
    misspelt = [_for_sort(each) for each in strangers if not _is_of_rules(each)]
    keys = {each.key: each for each in strangers if _is_of_rules(each)}
    yield from misspelt
    if not keys or any(each.near in (_METRIC, _TYPE) for each in misspelt):
        return
    path = next(iter(keys.values())).path[:-1]
    first = next((key for key in _OF_TYPES if key in keys), None)
    lacking = _METRIC if first is None or _RULE in keys else _TYPE
    first = _RULE if _RULE in keys else first or next(iter(keys))
    missing = MissingKey(
        path=path, part=Part.NAME, key=lacking, owner=_ANY, why=f"a quality rule with `{first}`"
    )
    stated = keys[_RULE].value if _RULE in keys else None
    yield _renamed(missing, {_RULE: stated} if isinstance(stated, str) else {})


def _for_sort(problem: UnknownKey) -> UnknownKey:
    meant = near(problem.key, (_METRIC,))
    return replace(problem, near=meant) if meant is not None and problem.near is None else problem


def _renamed(missing: MissingKey, rule: dict[str, Any]) -> MissingKey:
    """Return the problem for a missing metric; it names the older key `rule` if that key declares the metric."""
    stated = rule.get(_RULE)
    if not isinstance(stated, str):
        return missing
    metric = _TODAY.get(stated, stated)
    former = Former(_RULE, _SINCE, metric if metric in _METRICS else None)
    return replace(missing, owner=_ANY, why=_ANY, former=former)


def _at(value: object, path: Path) -> dict[str, Any]:
    for step in path:
        if isinstance(value, dict | list | tuple):
            value = value[step]  # type: ignore[index] # a path of this very document
    return value if isinstance(value, dict) else {}
