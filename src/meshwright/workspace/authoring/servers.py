"""The server of a new port, stated by the author or derived from another port in the mesh."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from meshwright.mesh.address import slug
from meshwright.quantities.template import filled, names_of
from meshwright.workspace.authoring.names import column_name, prose
from meshwright.workspace.drafting import DraftError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.mesh.items import Contract
    from meshwright.mesh.mesh import Mesh
    from meshwright.workspace.authoring.drafts import Drafts
    from meshwright.workspace.authoring.names import PortName

FORM = "`NAME,type=TYPE,KEY=VALUE,…`, such as `lake,type=s3,location=s3://bucket/orders/,format=parquet`"
_BUCKET = re.compile(r"[a-z0-9]+://([^/]+)/")
_NUMBER = re.compile(r"(?:0|[1-9][0-9]{0,8})")
_FILES = re.compile(r"\*\.[a-z0-9.]+$")


@dataclass(frozen=True, slots=True)
class Place:
    """The location of a port's data."""

    servers: tuple[dict[str, Any], ...]
    physical_name: str = ""
    """The physical name of the object; empty if it equals the object's name."""


def place_of(stated: str, new: PortName, object_name: str, drafts: Drafts) -> Place:
    """Return the location for a new port, without servers if none can be derived. Raises DraftError."""
    mesh = drafts.mesh
    names = names_of(f"{slug(new.of.domain)}/{new.of.product}/{new.port}@{new.major}") | {
        "object": object_name
    }
    if stated:
        server = _stated(stated)
        return _named(server, names, mesh)
    for contract in _like(new, mesh):
        server = drafts.edit(contract.home).value("servers", 0)
        if isinstance(server, dict):
            moved = _moved(server, contract, names, mesh)
            if moved is not None:
                return _named(moved, names, mesh)
    return Place(())


def _stated(text: str) -> dict[str, Any]:
    name, *pairs = text.split(",")
    values: dict[str, Any] = {"server": prose(name, "--server")}
    for each in pairs:
        key, is_given, value = each.partition("=")
        if not is_given:
            raise DraftError(f"`--server {text}` cannot be read; expected {FORM}")
        values[column_name(key, "a key")] = (
            int(value) if _NUMBER.fullmatch(value) else prose(value, "--server")
        )
    if "type" not in values:
        raise DraftError(f"`--server {text}` has no `type`; expected {FORM}")
    return values


def _named(server: dict[str, Any], names: dict[str, str], mesh: Mesh) -> Place:
    """Return a location with the object's name added, unless the location already contains the name.

    The name is added according to the server type's template.
    """
    template = _template(server, mesh)
    is_located = isinstance(server.get("location"), str) or _topic(server) is not None
    physical = filled(template, names) if template and not is_located else None
    return Place((server,), physical or "")


def _like(new: PortName, mesh: Mesh) -> Iterator[Contract]:
    """Yield the contracts that have a server: the product's first, then those of its domain, then all others."""
    own = [each for each in mesh.contracts if each.fact.servers and each.port is not None]
    yield from sorted(
        own,
        key=lambda each: (
            not (each.port or "").startswith(f"{new.of.address}/"),
            (each.port or "").partition("/")[0] != new.of.address.partition("/")[0],
        ),
    )


def _moved(
    server: dict[str, Any], contract: Contract, names: dict[str, str], mesh: Mesh
) -> dict[str, Any] | None:
    """Return the server of another port, adapted to a new port; None if the new location cannot be derived."""
    moved = {key: value for key, value in server.items() if key not in ("description", "roles", "id")}
    template = _template(server, mesh)
    location = server.get("location")
    if isinstance(location, str):
        bucket = _BUCKET.match(location)
        own = filled(template, names | ({"bucket": bucket[1]} if bucket else {})) if template else None
        if own is not None:
            moved["location"] = own + _below(own, location, names)
        else:
            moved["location"] = _renamed(location, contract, names)
        if moved["location"] == location:
            return None
    if _topic(server) is not None:
        was = _topic(server) or ""
        topic = (filled(template, names) if template else None) or _renamed(was, contract, names)
        if topic == was:
            return None
        moved["customProperties"] = [
            {**each, "value": topic} if each.get("property") == "topic" else each
            for each in server["customProperties"]
        ]
    return moved


def _below(start: str, was: str, names: dict[str, str]) -> str:
    """Return the end of a location, which its template does not define: the object's folder and a file pattern."""
    files = _FILES.search(was)
    if files is None:
        return ""
    slash = "" if start.endswith("/") else "/"
    return f"{slash}{names['object']}/{files[0]}" if names["object"] not in start else f"{slash}{files[0]}"


def _renamed(text: str, contract: Contract, names: dict[str, str]) -> str:
    """Return a location with the other port's names and version replaced."""
    was = names_of(contract.address)
    for key, old in was.items():
        if key == "major":
            text = re.sub(rf"(?<![A-Za-z0-9])v{re.escape(old)}(?![A-Za-z0-9])", f"v{names[key]}", text)
        else:
            text = re.sub(rf"(?<![A-Za-z0-9]){re.escape(old)}(?![A-Za-z0-9-])", names[key], text)
    for each in contract.fact.objects:
        text = re.sub(rf"(?<=/){re.escape(each.name)}(?=/|$)", names["object"], text)
    return text


def _template(server: dict[str, Any], mesh: Mesh) -> str | None:
    kind = str(server.get("type"))
    return next((each.physical_names[kind] for each in mesh.standards if kind in each.physical_names), None)


def _topic(server: dict[str, Any]) -> str | None:
    custom = server.get("customProperties")
    found = [
        each.get("value")
        for each in (custom if isinstance(custom, list) else ())
        if isinstance(each, dict) and each.get("property") == "topic"
    ]
    return found[0] if found and isinstance(found[0], str) else None
