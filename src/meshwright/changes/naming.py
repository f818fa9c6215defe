"""What items of lists are called: by what two revisions of a list are paired, whatever their order.

A stable `id` comes first; then natural keys, from the one that says most to the one that says least.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from meshwright.mesh.version import major_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Item = dict[str, Any]
Key = tuple[str, ...]

ORDERED = frozenset({"levels", "from", "to", "mustBeBetween", "mustNotBeBetween", "arguments"})
"""Lists whose order means something: a ladder of levels, the columns of a composite key, a range."""
OPAQUE = frozenset({"value", "valueExt", "examples", "arguments", "implementation"})
"""Keys whose values are looked at as a whole: they are whatever their author wants."""

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
_TIERS: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "slaProperties": (("property", "element"), ("property",)),
    "servers": (("server", "environment"), ("server",)),
    "roles": (("role", "access"), ("role",)),
    "authoritativeDefinitions": (("type", "url"), ("type",)),
    "relationships": (("from", "to"), ("from",), ()),
    "quality": (("name",), ("metric", "dimension"), ("metric",), ("query",), ("description",)),
    "outputPorts": (("name", "version"), ("name",), ("contractId",)),
    "inputPorts": (("name", "version"), ("name",), ("contractId", "version"), ("contractId",)),
    "inputContracts": (("id", "version"), ("id",)),
}
"""For a list by its key: the keys that name its items, tier by tier; the empty tier pairs what is left."""


def canonical(value: object) -> str:
    """Write a value so that equal ones are written equally; `1`, `1.0` and `true` are three."""
    return json.dumps(value, sort_keys=True, default=str)


def same(one: object, other: object) -> bool:
    """Say whether two values are written alike; a value that equals nothing (NaN) is like itself."""
    return one is other or canonical(one) == canonical(other)


def name_of(item: Item, of: str) -> str:
    """Give what people call an item of a list."""
    if of == "relationships":
        return text(item.get("to"))
    if of == "authoritativeDefinitions":
        return text(item.get("type"))
    for key in (*_NAMES, "metric", "id", "type"):
        if isinstance(item.get(key), str | int | float) and item[key] != "":
            return text(item[key])
    return ""


def text(value: object) -> str:
    """Write a value for people, lists joined."""
    return value if isinstance(value, str) else canonical(value)


def naming_key(item: Item) -> str | None:
    """Give the key that an item's name stands under."""
    return next((key for key in _NAMES if isinstance(item.get(key), str)), None)


def paired(old: list[Item], new: list[Item], of: str) -> tuple[list[tuple[int, int]], list[int], list[int]]:
    """Pair the items of two lists by position; give the pairs, and the positions that are left on each side."""
    pairs: list[tuple[int, int]] = []
    olds, news = list(range(len(old))), list(range(len(new)))
    for tier in _tiers(of):
        before, after = _grouped(old, olds, tier), _grouped(new, news, tier)
        for key in before.keys() & after.keys():
            found = list(_zipped(old, new, before[key], after[key]))
            pairs += found
            olds = [at for at in olds if all(at != one for one, _ in found)]
            news = [at for at in news if all(at != other for _, other in found)]
    return sorted(pairs), olds, news


def _tiers(of: str) -> tuple[Callable[[Item], Key | None], ...]:
    tiers = tuple(_by(keys) for keys in _TIERS[of]) if of in _TIERS else tuple(_by((key,)) for key in _NAMES)
    own = () if of == "inputContracts" else (_by(("id",)),)
    return (*own, *tiers)


def _by(keys: tuple[str, ...]) -> Callable[[Item], Key | None]:
    def key(item: Item) -> Key | None:
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
    """Write a value without the order of what is in it, to tell items of one name apart."""
    if isinstance(value, dict):
        return "{" + ",".join(sorted(f"{key}:{unordered(each)}" for key, each in value.items())) + "}"
    if isinstance(value, list):
        return "[" + ",".join(sorted(map(unordered, value))) + "]"
    return canonical(value)


def _zipped(old: list[Item], new: list[Item], olds: list[int], news: list[int]) -> zip[tuple[int, int]]:
    """Pair what has the same key: what is equal first, the rest in the order of its text."""
    if len(olds) == len(news) == 1:
        return zip(olds, news, strict=True)
    written = {unordered(new[at]): at for at in reversed(news)}
    equal = {}
    for at in olds:
        other = written.pop(unordered(old[at]), None)
        if other is not None:
            equal[at] = other
    left = sorted((at for at in olds if at not in equal), key=lambda at: unordered(old[at]))
    right = sorted((at for at in news if at not in equal.values()), key=lambda at: unordered(new[at]))
    count = min(len(left), len(right))
    return zip([*equal, *left[:count]], [*equal.values(), *right[:count]], strict=True)
