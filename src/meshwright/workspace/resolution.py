"""A description of an addressed item: its location, owner and status."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from meshwright.facts.owning import is_owner
from meshwright.mesh.inheritance import owners_of, team_of
from meshwright.mesh.registries import mappings, text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from meshwright.mesh.items import Contract, Home, Product
    from meshwright.mesh.mesh import Mesh
    from meshwright.mesh.resolve import Named
    from meshwright.rulekit.locator import Locator
    from meshwright.source.place import Path

_PASSWORD = re.compile(r"(?<=://)[^/@\s]*@")
_SECRET = re.compile(r"passw|secret|token|credential|private", re.IGNORECASE)
_CHANNEL_KEYS = ("channel", "url", "tool", "scope")


def resolution_json(named: Named, mesh: Mesh, locator: Locator) -> dict[str, Any]:
    """Return an item as JSON; unknown values are None or empty. Passwords in URLs are omitted."""
    content: dict[str, Any] = {
        "address": named.address,
        "kind": named.kind,
        **_where(named.home, named.path, locator),
    }
    if named.entry is not None:
        entry = named.entry
        owner = entry.get("owner") or entry.get("steward") or (entry.name if named.kind == "team" else None)
        about = next(
            (entry.get(key) for key in ("purpose", "definition", "description") if entry.get(key)), None
        )
        team = {"team": owner, "members": _members(mesh, owner, is_all=named.kind == "team")}
        return {**content, "about": about, "owner": team, "support": channels(mesh, owner, ())}
    thing = named.contract or named.product
    assert thing is not None  # every address outside the registries belongs to a product or a contract
    team_name = team_of(thing, mesh)
    homes = [each.home for each in (named.contract, named.product) if each is not None]
    documents = [locator.value(home.file, home.document) for home in homes]
    return {
        **content,
        "version": thing.fact.version,
        "status": mesh.status(named.contract) if named.contract else thing.fact.status,
        "contract": _contract(named.contract, locator) if named.contract else None,
        "product": _product(named.product, locator) if named.product else None,
        "owner": {"team": team_name, "members": list(owners_of(thing, mesh))},
        "support": channels(mesh, team_name, documents),
        "places": list(_places(named)),
        **_field(named),
    }


def _where(home: Home, path: Path, locator: Locator) -> dict[str, Any]:
    return {"path": home.file, "line": locator.range(home.name(*path)).start.line}


def _contract(contract: Contract, locator: Locator) -> dict[str, Any]:
    return {"id": contract.fact.id, **_where(contract.home, (), locator)}


def _product(product: Product, locator: Locator) -> dict[str, Any]:
    return {"address": product.address, **_where(product.home, (), locator)}


def _members(mesh: Mesh, team: str | None, *, is_all: bool) -> list[str]:
    entry = mesh.teams.get(team or "")
    members = mappings(entry.get("members")) if entry else iter(())
    return [text(each.get("username")) for each in members if is_all or is_owner(each.get("role"))]


def channels(mesh: Mesh, team: str | None, documents: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - YAML values
    """Return the support channels that the first of the documents declares, or else those of the team."""
    entry = mesh.teams.get(team or "")
    stated = [each.get("support") for each in documents if isinstance(each, dict)]
    for support in (*stated, entry.get("support") if entry else None):
        channels = (
            [each for each in support if isinstance(each, dict)] if isinstance(support, list | tuple) else []
        )
        if channels:
            return [{key: each[key] for key in _CHANNEL_KEYS if key in each} for each in channels]
    return []


def _places(named: Named) -> Iterator[dict[str, Any]]:
    """Yield each server that the address covers, with the covered objects."""
    if named.contract is None:
        return
    fact = named.contract.fact
    is_server = named.kind == "server"
    for server in fact.servers:
        if is_server and server.position != named.path[-1]:
            continue
        yield {
            "server": server.server,
            "type": server.type,
            **_public(server.settings),
            **({"topic": server.custom["topic"]} if "topic" in server.custom else {}),
            "objects": [
                {"name": each.name, "physicalName": each.physical_name, "physicalType": each.physical_type}
                for number, each in enumerate(fact.objects)
                if named.object in (None, number)
            ],
        }


def _public(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return settings without credentials."""
    return {
        key: _PASSWORD.sub("", value) if isinstance(value, str) else value
        for key, value in settings.items()
        if not _SECRET.search(key) and isinstance(value, str | int | float | bool)
    }


def _field(named: Named) -> dict[str, Any]:
    if named.contract is None or named.field is None:
        return {}
    field = named.contract.fact.field(named.field)
    return {
        "field": {
            "name": field.name,
            "physicalName": field.more.physical_name,
            "logicalType": field.logical_type,
            "physicalType": field.physical_type,
            "classification": field.classification,
        }
    }
