"""What a physical name or an object's type that is stated, changed or dropped means: whether it is another table.

Where no name is stated, the name of the field or object is implied.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from meshwright.changes.change import Kind
from meshwright.changes.judging_options import told
from meshwright.changes.naming import text
from meshwright.changes.verdict import Promise, Verdict, breaking, doubtful, harmless
from meshwright.mesh.address import spoken

if TYPE_CHECKING:
    from collections.abc import Iterable

    from meshwright.changes.change import Change, Spot
    from meshwright.facts.facts import ServerFact

_VARIABLES = ("${", "{{")
_PLACES = frozenset({"schema", "database", "dataset", "project", "catalog"})
"""The settings of a server that qualify the names of its tables."""
_INNER = frozenset({"[]", "{key}", "{value}"})
"""The names in addresses of what has none: items of lists, keys and values of maps."""
_QUERIED = frozenset(
    {"table", "view", "materialized view", "materializedview", "external table", "dynamic table"}
    | {"streaming table", "base table", "delta table", "iceberg table"}
)
"""What a consumer queries in one way, whatever is behind it."""
_OTHERS = frozenset(
    {"topic", "queue", "stream", "file", "files", "folder", "object", "document", "collection", "index"}
    | {"message", "event", "graph", "api", "endpoint", "sheet", "spreadsheet", "csv", "json", "parquet"}
)
"""What is read in another way than a table."""


def judge_type_of_object(change: Change) -> Verdict:
    """Judge the types of an object: a table that becomes a view is queried alike, one that becomes a topic is not."""
    was, now = (_kind(each) for each in (change.before, change.after))
    if was == now or not was or (not now and was in _QUERIED) or {was, now} <= _QUERIED:
        return harmless(told(change))
    words = f"type was `{was}` and is {f'`{now}`' if now else 'no longer declared'}"
    if {was, now} <= _QUERIED | _OTHERS:
        return breaking(words, "type-changed", Promise.QUERY, writers=True)
    return doubtful(f"{words}: whether it is read alike is unknown", "type-changed")


def _kind(stated: object) -> str:
    """Return an object's physical type, without letter case, hyphens and underscores."""
    return " ".join(re.sub(r"[-_]", " ", stated).casefold().split()) if isinstance(stated, str) else ""


def judge_physical_name(change: Change, servers: Iterable[ServerFact]) -> Verdict:
    """Judge a `physicalName`; on one side only it is compared with what the other side implies."""
    words = told(change)
    if change.kind is not Kind.CHANGED:
        was, now = _name(change.before, change.old), _name(change.after, change.new)
        words = f"physical name was `{was}` and is `{now}`"
        if (
            not (was and now)
            or was == now
            or _is_qualified(was, now, servers)
            or _is_qualified(now, was, servers)
        ):
            return harmless(told(change))
        if _may_be_same(was, now):
            return doubtful(
                f"{words}: whether that is the same one is unknown", "field-renamed", writers=None
            )
    return breaking(words, "field-renamed", Promise.QUERY, writers=True)


def _name(stated: object, spot: Spot | None) -> str:
    if stated is not None:
        return text(stated)
    name = spoken(spot.address.rpartition("/")[2]) if spot else ""
    return "" if name in _INNER else name


def _is_qualified(short: str, long: str, servers: Iterable[ServerFact]) -> bool:
    """Return whether the long name is the short one, qualified by what a server declares."""
    *places, last = long.split(".")
    stated = {
        str(value).casefold() for each in servers for key, value in each.settings.items() if key in _PLACES
    }
    return last == short and bool(places) and all(each.casefold() in stated for each in places)


def _may_be_same(was: str, now: str) -> bool:
    """Return whether names differ in letter case, in a qualifier, or in a variable that could be anything."""
    if any(mark in each for mark in _VARIABLES for each in (was, now)):
        return True
    return was.rpartition(".")[2].casefold() == now.rpartition(".")[2].casefold()
