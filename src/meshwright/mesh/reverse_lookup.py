"""Lookup of the addresses of data in a physical table, topic, location or file, and of addresses by id.

This module answers a question that people on call ask: who owns this broken table? Quotes and letter case are ignored
when names are compared; `schema.table` also matches `database.schema.table`. This module does not query a database or
guess from similar names.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from meshwright.mesh.address import REGISTERS, segment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.facts.facts import ServerFact
    from meshwright.facts.fields import ObjectFact
    from meshwright.mesh.items import Contract
    from meshwright.mesh.mesh import Mesh

_QUOTES = re.compile(r"[\"`\[\]]")
_OPEN = re.compile(r"[*?{$]")
"""The start of the variable part of a location: a wildcard or a placeholder."""
_DATABASES = ("catalog", "database", "project")
_SCHEMAS = ("schema", "dataset")
_TOPICS = ("topic", "queue", "stream")
_LOCATIONS = ("location", "path", "url", "endpointUrl")


def addresses_at(mesh: Mesh, place: str) -> tuple[str, ...]:
    """Return the addresses of the data at a location, newest major version first; only exact matches if there are any."""
    ranked = {
        address: rank for contract in mesh.contracts for address, rank in _held(contract, place.strip())
    }
    best = min(ranked.values(), default=0)
    found = {address for address, rank in ranked.items() if rank == best}
    found -= {address.rpartition("/")[0] for address in found}  # a port whose only object is this one
    return tuple(sorted(found, key=_by_age))


def addresses_in(mesh: Mesh, file: str) -> tuple[str, ...]:
    """Return the addresses that a file of the mesh declares, in the order of their positions in it."""
    names = {kind: prefix for prefix, kind in REGISTERS.items()}
    homes = [(product.home, product.address) for product in mesh.products]
    homes += [(contract.home, contract.address) for contract in mesh.contracts]
    homes += [
        (entry.home, f"{prefix}:{entry.name}")
        for kind, prefix in names.items()
        for entry in mesh.register(kind)
        if entry.name
    ]
    declared = sorted((home.document, address) for home, address in homes if home.file == file)
    return tuple(dict.fromkeys(address for _, address in declared))


def addresses_of_id(mesh: Mesh, identity: str) -> tuple[str, ...]:
    """Return the addresses of the items with an id, contracts before products, newest major version first."""
    contracts = {each.address for each in mesh.contracts if each.fact.id == identity}
    products = {each.address for each in mesh.products if each.fact.id == identity}
    return (*sorted(contracts, key=_by_age), *sorted(products))


def _by_age(address: str) -> tuple[str, int, str]:
    port, _, rest = address.partition("@")
    major, _, below = rest.partition("/")
    return port, -int(major) if major.isdecimal() else 0, below


def _held(contract: Contract, place: str) -> Iterator[tuple[str, int]]:
    """Yield the addresses in a contract that match a location, with the distance from an exact match."""
    wanted = _plain(place)
    for thing in contract.fact.objects:
        address = f"{contract.address}/{segment(thing.name)}"
        if any(_ends_with(name, wanted) for name in _names(thing, contract.fact.servers)):
            yield address, 0
    for server in contract.fact.servers:
        if any(_plain(topic) == wanted for topic in _texts(server, _TOPICS)):
            yield contract.address, 0
        for location in _texts(server, _LOCATIONS):
            if (rank := _distance(location, place)) is not None:
                yield _below(contract, place), rank


def _plain(name: str) -> str:
    return _QUOTES.sub("", name).casefold()


def _ends_with(name: str, wanted: str) -> bool:
    return name == wanted or name.endswith("." + wanted)


def _names(thing: ObjectFact, servers: tuple[ServerFact, ...]) -> Iterator[str]:
    """Yield the full names of an object, one for each server."""
    own = _plain(thing.physical_name or thing.name)
    yield own
    for server in servers:
        above = [next(_texts(server, keys), "") for keys in (_DATABASES, _SCHEMAS)]
        yield ".".join((*filter(None, map(_plain, above)), own))


def _texts(server: ServerFact, keys: tuple[str, ...]) -> Iterator[str]:
    for key in keys:
        value = server.settings.get(key, server.custom.get(key))
        if isinstance(value, str) and value:
            yield value


def _distance(location: str, place: str) -> int | None:
    """Return the depth of one location below another: 0 if they are equal, None if the first is not below the second."""
    fixed = _OPEN.split(location, maxsplit=1)[0]
    if place.rstrip("/") in (location.rstrip("/"), fixed.rstrip("/")):
        return 0
    folder = fixed if fixed != location else fixed.rstrip("/") + "/"
    if "/" in folder.partition("://")[2] and place.startswith(folder):
        return 1 + len(place) - len(folder)
    return None


def _below(contract: Contract, place: str) -> str:
    """Return the address of the object that a part of a path names, or else the address of the contract."""
    parts = {_plain(part.partition(".")[0]) for part in place.split("/")}
    named = [
        each
        for each in contract.fact.objects
        if {_plain(each.name), _plain(each.physical_name or each.name)} & parts
    ]
    only = named if len(named) == 1 else contract.fact.objects
    return f"{contract.address}/{segment(only[0].name)}" if len(only) == 1 else contract.address
