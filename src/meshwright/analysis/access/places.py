"""Places: the servers, table and column from which a field is read; another place may have different data."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from meshwright.mesh.server_location import location, uncertain_location

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from meshwright.analysis.access.row_filters import RowFilter
    from meshwright.facts.facts import ServerFact
    from meshwright.mesh.items import Contract

_NO_LOCATION = frozenset({"delimiter"})
"""The server settings that do not affect which data is read."""


_Location = tuple[tuple[str, str], ...]
"""The settings that define where a server is, and its environment, which determines the scripts that include the server.
"""


class Place(NamedTuple):
    """The place of a field."""

    servers: tuple[tuple[str, _Location], ...]
    """The servers from which the field is read, with their locations."""
    table: str
    column: str
    """The physical names of the field and the fields around it, joined by `/`."""
    filters: tuple[tuple[str, str], ...] = ()
    """The fields by which rows are filtered, each with its column."""


NOWHERE = Place((), "", "")
"""The place of an absent field."""


def places(contract: Contract, server: str) -> list[Place]:
    """Return the place of each field of a contract at one server, or at all servers if the name is empty."""
    fields, objects = contract.fact.fields, contract.fact.objects
    physical = fields.more.get("physical_name", {})
    servers = tuple(
        (each.server, _location(each)) for each in contract.fact.servers if server in ("", each.server)
    )
    found: list[Place] = []
    for field, parent in enumerate(fields.parents):
        own = physical.get(field) or fields.names[field]
        if parent >= 0:
            around = found[parent]
            found.append(around._replace(column=f"{around.column}/{own}"))
        else:
            stated = objects[-1 - parent]
            found.append(Place(servers, stated.physical_name or stated.name, own))
    return found


def filters(contract: Contract, field: int, rows: Iterable[RowFilter]) -> tuple[tuple[str, str], ...]:
    """Return the fields in a field's object that row filters compare, each with its column."""
    fields = contract.fact.fields
    physical = fields.more.get("physical_name", {})
    root = -1 - fields.object(field)
    found = {
        each.field: physical.get(child) or fields.names[child]
        for one in rows
        for each in one.conditions
        if (child := fields.child(root, each.field)) is not None
    }
    return tuple(sorted(found.items()))


def moves(before: Place, after: Place) -> Iterator[str]:
    """Yield descriptions of the differences between two places of a field; none if one of them is `NOWHERE`."""
    if NOWHERE in (before, after):
        return
    if before.column != after.column:
        yield f"the column changes from {before.column} to {after.column}"
    if before.table != after.table:
        yield f"the table changes from {before.table} to {after.table}"
    compared = dict(before.filters)
    for name, column in after.filters:
        if compared.get(name, column) != column:
            yield f"the rows are filtered by column {column} instead of {compared[name]}"
    yield from _server_moves(dict(before.servers), dict(after.servers))


def _server_moves(was: Mapping[str, _Location], now: Mapping[str, _Location]) -> Iterator[str]:
    for name in sorted(now.keys() - was.keys()):
        yield f"server {name} is new"
    for name in sorted(was.keys() - now.keys()):
        yield f"server {name} is removed"
    for name in sorted(was.keys() & now.keys()):
        old, new = dict(was[name]), dict(now[name])
        for key in sorted(old.keys() | new.keys()):
            if old.get(key) != new.get(key):
                states = old.get(key, "nothing"), new.get(key, "nothing")
                yield f"{key} of server {name} changes from {states[0]} to {states[1]}"


def _location(server: ServerFact) -> _Location:
    found = {
        **uncertain_location(server.type, server.custom),
        **location(server.type, server.settings, server.custom),
    }
    if "environment" in server.settings:
        found["environment"] = server.settings["environment"]
    return tuple(sorted((key, str(value)) for key, value in found.items() if key not in _NO_LOCATION))
