"""Assessment of changes to servers: whether production data is still at the same location."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from meshwright.changes.change import ChangeKind
from meshwright.changes.naming import canonical, same, text
from meshwright.changes.rows import by_row, harmless
from meshwright.mesh.items import Contract
from meshwright.mesh.server_location import location, uncertain_location

if TYPE_CHECKING:
    from collections.abc import Mapping

    from meshwright.changes.change import Change, ChangeSides
    from meshwright.changes.verdict import Verdict
    from meshwright.mesh.mesh import Mesh

_OUTSIDE_PRODUCTION = frozenset(
    {"dev", "develop", "development", "test", "tests", "testing", "tst", "qa", "uat", "sit", "integration"}
    | {"stage", "staging", "stg", "acceptance", "acc", "pre", "preprod", "preproduction", "non", "nonprod"}
    | {"nonproduction", "sandbox", "sbx", "demo", "local", "ci", "poc", "playground", "experimental"}
)
"""Names, or parts of names, of environments that no consumer depends on. An unknown name may mean production: `prod-eu`."""


def assess_server(change: Change, sides: ChangeSides) -> Verdict:
    """Assess a server of a contract: consumers can no longer read from a server that moved or left production."""
    if change.kind is ChangeKind.ADDED:
        return by_row(change, "server", "added")
    if not is_production(change.before):
        return by_row(change, "server", "changed-outside-production")
    was = _place(change.before)
    is_there = change.kind is not ChangeKind.REMOVED and same(was, _place(change.after))
    if is_there and is_production(change.after):
        was, now = _own_places(change.before), _own_places(change.after)
        return (
            harmless(change)
            if same(was, now)
            else by_row(change, "server", "may-have-moved", how=_moved(was, now))
        )
    if isinstance(sides.new, Contract) and canonical(was) in _places_of(sides.new, sides.after):
        return by_row(change, "server", "renamed")
    if change.kind is ChangeKind.REMOVED:
        return by_row(change, "server", "removed")
    environment = f" to environment `{text(change.after.get('environment'))}`"
    how = environment if is_there else _moved(was, _place(change.after))
    return by_row(change, "server", "moved", how=how)


def _places_of(contract: Contract, mesh: Mesh) -> frozenset[str]:
    """Return the normalised locations of a contract's production servers, computed once."""
    known = mesh.derived(_no_places_yet)
    if contract not in known:
        known[contract] = frozenset(
            canonical(location(each.type, each.settings, each.custom))
            for each in contract.fact.servers
            if is_production(each.settings)
        )
    return known[contract]


def _no_places_yet(_: Mesh) -> dict[Contract, frozenset[str]]:
    return {}


def is_production(server: Mapping[str, Any]) -> bool:
    """Return whether consumers depend or may depend on a server. They may depend on a server without an environment."""
    words = re.split(r"[^a-z]+", str(server.get("environment") or "").casefold())
    return _OUTSIDE_PRODUCTION.isdisjoint(words)


def _moved(was: Mapping[str, Any], now: Mapping[str, Any]) -> str:
    """Describe the old and the new location of a server, if only one key differs."""
    keys = [key for key in {**was, **now} if not same(was.get(key), now.get(key))]
    if len(keys) != 1 or keys[0] not in was or keys[0] not in now:
        return ""
    return f": {keys[0]} changed from `{text(was[keys[0]])}` to `{text(now[keys[0]])}`"


def _stated(server: Mapping[str, Any]) -> dict[str, Any]:
    custom = server.get("customProperties")
    return {
        str(each.get("property")): each.get("value")
        for each in (custom if isinstance(custom, list) else [])
        if isinstance(each, dict)
    }


def _own_places(server: Mapping[str, Any]) -> dict[str, Any]:
    return uncertain_location(str(server.get("type", "")), _stated(server))


def _place(server: Mapping[str, Any]) -> dict[str, Any]:
    """Return the keys that define the location of a server."""
    own = {key: value for key, value in server.items() if key != "type"}
    return location(str(server.get("type", "")), own, _stated(server))
