"""Names of list items, used to pair the items in two revisions of a list regardless of order.

A stable `id` is used first, then natural keys from the most to the least specific.
"""

from __future__ import annotations

import json
import re
from collections import deque
from typing import TYPE_CHECKING, Any

from meshwright.changes.unreadable import Unreadable, plain
from meshwright.facts.sql.same_sql import with_one_placeholder
from meshwright.quantities.service_level import level_name
from meshwright.quantities.version import major_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Item = dict[str, Any]
Key = tuple[str, ...]

ORDERED = frozenset({"levels", "from", "to", "mustBeBetween", "mustNotBeBetween", "arguments"})
"""Lists whose order matters: ordered levels, columns of a composite key, ranges."""
UNIQUE = frozenset({"schema", "properties"})
"""Lists in which a name refers to the first item with that name.

Among duplicates, the first items are compared with each other, then the others in order.
"""
OPAQUE = frozenset({"value", "valueExt", "examples", "arguments", "implementation"})
"""Keys whose values are compared as a whole, because they can have any structure."""

_NAMES = (
    "name",
    "server",
    "property",
    "role",
    "channel",
    "username",
    "synonym",
    "scheme",
    "key",
    "value",
    "question",
    "constraint",
    "url",
    "prefix",
)
_LEVEL = "name of a service level, whichever synonym is used"
_SQL = "query without formatting"
_IN_WORDS = "rule in words without a name"
_FORMATTING = re.compile(r"--[^\n]*|/\*.*?(?:\*/|\Z)|[\s\"`\[\]();]", re.DOTALL)
"""The parts of SQL that formatters change. They are ignored when rules are paired, but not when rules are compared."""
_TIERS: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "slaProperties": ((_LEVEL, "element"), (_LEVEL,)),
    "servers": (("server", "environment"), ("server",)),
    "roles": (("role", "access"), ("role",)),
    "authoritativeDefinitions": (("type", "url"), ("type",)),
    "relationships": (("from", "to"), ("from",), ()),
    "quality": (
        ("name",),
        ("metric", "dimension"),
        ("metric",),
        ("query",),
        (_SQL,),
        ("engine", "implementation"),
        ("description",),
        (_IN_WORDS,),
    ),
    "outputPorts": (("name", "version"), ("name",), ("contractId",)),
    "inputPorts": (("name", "version"), ("name",), ("contractId", "version"), ("contractId",)),
    "inputContracts": (("id", "version"), ("id",)),
    "customProperties": (("property",),),
}
"""The naming keys of list items by list, in tiers; the empty tier pairs the remaining items."""
_NAMED_ALONE = frozenset({"inputContracts", "customProperties"})
"""Lists whose items are paired by name even if they have an `id`: an input's id is the contract that it reads, and a
custom property with a different name has a different meaning.
"""
NULL_CHECK = "nullCheck"
"""A `rule` of ODCS 3.0 that needs no operator: no value may be null."""
_METRICS = {
    "duplicateCount": "duplicateValues",
    "invalidCount": "invalidValues",
    "missingCount": "missingValues",
    "nullCount": "nullValues",
    NULL_CHECK: "nullValues",
}
"""The metrics that have a different name in the `rule` of ODCS 3.0."""


def canonical(value: object) -> str:
    """Return a string that is equal only for equal values; `1`, `1.0` and `true` are different."""
    return json.dumps(value, sort_keys=True, default=_written)


def _written(value: object) -> object:
    """Convert a value without a JSON type to a string.

    An unreadable value equals only an unreadable value with the same text.
    """
    return {"unreadable": plain(value)} if isinstance(value, Unreadable) else str(value)


def same(one: object, other: object) -> bool:
    """Return whether two values have the same canonical string; NaN equals NaN."""
    return one is other or canonical(one) == canonical(other)


def name_of(item: Item | Unreadable, of: str) -> str:
    """Return the display name of a list item; empty if it cannot be read."""
    if isinstance(item, Unreadable):
        return ""
    if of == "relationships":
        return text(item.get("to"))
    if of == "authoritativeDefinitions":
        return text(item.get("type"))
    for key in (*_NAMES, "metric", *(("rule",) if of == "quality" else ()), "id", "type"):
        if isinstance(item.get(key), str | int | float) and item[key] != "":
            return text(item[key])
    return ""


def text(value: object) -> str:
    """Return the display text of a value; list items are joined."""
    value = plain(value)
    return value if isinstance(value, str) else canonical(value)


def metric_of(rule: Mapping[str, Any]) -> str | None:
    """Return the metric of a library rule, by its name in ODCS 3.1 and later; None for any other rule."""
    for key in ("metric", "rule"):
        stated = rule.get(key)
        if stated == "validValues" and not any(each.startswith("must") for each in rule):
            return "invalidValues"
        if isinstance(stated, str):
            return _METRICS.get(stated, stated)
    return None


def naming_key(item: Item) -> str | None:
    """Return the key that contains an item's name."""
    return next((key for key in _NAMES if isinstance(item.get(key), str)), None)


def paired(old: list[Any], new: list[Any], of: str) -> tuple[list[tuple[int, int]], list[int], list[int]]:
    """Pair the items in two lists; return the pairs, and the unpaired positions on each side."""
    pairs: list[tuple[int, int]] = []
    seen = tuple(_distinct(items) if of in UNIQUE else list(range(len(items))) for items in (old, new))
    olds, news = (
        [at for at in found if isinstance(items[at], dict)]
        for found, items in zip(seen, (old, new), strict=True)
    )
    for tier in _tiers(of):
        before, after = _grouped(old, olds, tier), _grouped(new, news, tier)
        for key in before.keys() & after.keys():
            both = (before[key], after[key])
            found = list(zip(*both, strict=False) if of in UNIQUE else _zipped(old, new, *both))
            pairs += found
        taken = [frozenset(each) for each in zip(*pairs, strict=True)] or [frozenset(), frozenset()]
        olds, news = [at for at in olds if at not in taken[0]], [at for at in news if at not in taken[1]]
    return _completed(pairs, (old, new), seen, of)


def _distinct(items: list[Any]) -> list[int]:
    """Return the positions of items, except items that equal the first item with their name."""
    first: dict[str, object] = {}
    found = []
    for at, item in enumerate(items):
        name = item.get("name") if isinstance(item, dict) else None
        if not isinstance(name, str) or not name:
            found.append(at)
        elif name not in first or not same(first[name], item):
            found.append(at)
            first.setdefault(name, item)
    return found


def _completed(
    pairs: list[tuple[int, int]],
    lists: tuple[list[Any], list[Any]],
    seen: tuple[list[int], ...],
    of: str,
) -> tuple[list[tuple[int, int]], list[int], list[int]]:
    """Pair items without a readable name with unpaired items, first by position.

    Paired items may be the same item, so they are not reported as removed.
    """
    old, new = lists
    olds, news = {one for one, _ in pairs}, {other for _, other in pairs}
    gone = [at for at in seen[0] if at not in olds]
    come = [at for at in seen[1] if at not in news]
    unnamed = [at for at in gone if _is_unnamed(old[at], of)]
    waiting = {True: deque(gone), False: deque(unnamed)}
    left = {True: set(gone), False: set(unnamed)}
    for other in come:
        is_any = _is_unnamed(new[other], of)
        if not left[is_any]:
            continue
        while waiting[is_any][0] not in left[is_any]:
            waiting[is_any].popleft()
        at = other if other in left[is_any] else waiting[is_any][0]
        pairs.append((at, other))
        news.add(other)
        for each in left.values():
            each.discard(at)
    return sorted(pairs), [at for at in gone if at in left[True]], [at for at in come if at not in news]


def _is_unnamed(item: object, of: str) -> bool:
    """Return whether the name of an item is unreadable."""
    if not isinstance(item, dict):
        return True
    keys = ("id", *(key for tier in _TIERS.get(of, (_NAMES,)) for key in tier))
    return any(isinstance(item.get(key), Unreadable) for key in keys)


def _tiers(of: str) -> tuple[Callable[[Item], Key | None], ...]:
    tiers = tuple(_by(keys) for keys in _TIERS[of]) if of in _TIERS else tuple(_by((key,)) for key in _NAMES)
    own = () if of in _NAMED_ALONE else (_by(("id",)),)
    return (*own, *tiers)


def _by(keys: tuple[str, ...]) -> Callable[[Item], Key | None]:
    def key(item: Item) -> Key | None:
        if keys[:1] == ("metric",) and "rule" in item:
            item = {**item, "metric": metric_of(item)}
        if keys[:1] == (_LEVEL,) and isinstance(item.get("property"), str):
            item = {**item, _LEVEL: level_name(item["property"])}
        if keys == (_IN_WORDS,):
            is_in_words = item.get("type") == "text" and "name" not in item
            return keys if is_in_words else None
        if keys == (_SQL,):
            query = item.get("query")
            item = (
                {_SQL: _FORMATTING.sub("", with_one_placeholder(query)).casefold()}
                if isinstance(query, str)
                else {}
            )
        if keys and keys[0] not in item and keys[0] != "from":
            return None
        return tuple(
            major_of(text(item.get(each))) if each == "version" else text(item.get(each)) for each in keys
        )

    return key


def _grouped(
    items: list[Item], positions: list[int], key: Callable[[Item], Key | None]
) -> dict[Key, list[int]]:
    groups: dict[Key, list[int]] = {}
    for at in positions:
        found = key(items[at])
        if found is not None:
            groups.setdefault(found, []).append(at)
    return groups


def unordered(value: object) -> str:
    """Serialise a value so that the order of its parts does not matter, to distinguish items with the same name."""
    if isinstance(value, dict):
        return "{" + ",".join(sorted(f"{key}:{unordered(each)}" for key, each in value.items())) + "}"
    if isinstance(value, list):
        return "[" + ",".join(sorted(map(unordered, value))) + "]"
    return canonical(value)


def _zipped(old: list[Item], new: list[Item], olds: list[int], news: list[int]) -> zip[tuple[int, int]]:
    """Pair items with the same key: first equal items, then the others, sorted by their text."""
    if len(olds) == len(news) == 1:
        return zip(olds, news, strict=True)
    written = {unordered(new[at]): at for at in reversed(news)}
    equal = {}
    for at in olds:
        other = written.pop(unordered(old[at]), None)
        if other is not None:
            equal[at] = other
    left = sorted((at for at in olds if at not in equal), key=lambda at: unordered(old[at]))
    taken = frozenset(equal.values())
    right = sorted((at for at in news if at not in taken), key=lambda at: unordered(new[at]))
    count = min(len(left), len(right))
    return zip([*equal, *left[:count]], [*equal.values(), *right[:count]], strict=True)
