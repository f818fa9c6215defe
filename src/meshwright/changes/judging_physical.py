"""What a physical name that is stated, changed or dropped means: whether the column or table is another one.

Where none is stated, the name of the field or object is implied.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.changes.change import Kind
from meshwright.changes.judging_options import told
from meshwright.changes.naming import text
from meshwright.changes.verdict import Promise, Verdict, breaking, doubtful, harmless
from meshwright.mesh.address import spoken

if TYPE_CHECKING:
    from collections.abc import Iterable

    from meshwright.changes.change import Change, Spot
    from meshwright.mesh.facts import ServerFact

_VARIABLES = ("${", "{{")
_PLACES = frozenset({"schema", "database", "dataset", "project", "catalog"})
"""The settings of a server that qualify the names of its tables."""
_INNER = frozenset({"[]", "{key}", "{value}"})
"""The names in addresses of what has none: items of lists, keys and values of maps."""


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
    """Return whether a name is another one behind the place that a server states."""
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
