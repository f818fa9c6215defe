"""Use of access: the reads in an engine's log, compared with the access that documents grant.

The documents are those of one revision; for earlier days, the comparison considers only the dates in these documents.
This module knows groups, service accounts and counts; subjects that no document names are counted but never named.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from meshwright.analysis.access.atoms import Visibility

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from meshwright.analysis.access.atoms import Access
    from meshwright.analysis.access.grants import Grant
    from meshwright.analysis.access.identities import Identity
    from meshwright.mesh.items import Contract

    Names = dict[Grant, dict["Place", set[str]]]
    """The names of the columns that each grant shows, by object."""
    Seen = Mapping[tuple[Identity, "Place"], Iterable[tuple[date, str]]]
    """The days and columns of reads, by reader and object."""

UNUSED_AFTER = 90
"""The number of days without a read after which a grant counts as unused."""


class LoggedRead(NamedTuple):
    """A subject's reads from a column on one day."""

    subject: str
    object: str
    """The name of the object in the log."""
    column: str
    """The name of the column; empty if the log has no columns."""
    day: date
    """The day, in UTC."""


class Place(NamedTuple):
    """An object of a port."""

    contract: Contract
    object: int


class Outside(NamedTuple):
    """Reads from a column that no document allows."""

    identity: Identity
    place: Place
    column: str
    """The name of the column; empty for the object as a whole."""
    reads: int
    first: date
    last: date


class Strangers(NamedTuple):
    """Reads from an object by subjects that no document names."""

    place: Place
    subjects: int
    reads: int


class Unused(NamedTuple):
    """A grant without recent reads."""

    grant: Grant
    last: date | None
    """The last day on which the reader read anything that the grant shows; None if the log has no such read."""


class FirstRead(NamedTuple):
    """The first read after a grant starts."""

    grant: Grant
    day: date


class Usage(NamedTuple):
    """The comparison of a log with the documents."""

    begins: date | None
    """The first day of the log; None for an empty log."""
    ends: date | None
    outside: tuple[Outside, ...]
    strangers: tuple[Strangers, ...]
    unused: tuple[Unused, ...] | None
    """The grants without recent reads; None if the log is too short to find any."""
    first_reads: tuple[FirstRead, ...]
    elsewhere: int
    """The number of reads from objects outside the mesh."""


def usage(
    granted: Access, log: Mapping[LoggedRead, int], day: date, unused_after: int = UNUSED_AFTER
) -> Usage:
    """Compare a log of reads with the documents: disallowed reads, unknown subjects, unused grants and first reads."""
    places, readers, names = _places(granted), _readers(granted), _names(granted)
    grants = _by_reader(names)
    own = {(each.identity.name, each.contract) for each in granted.owners}
    outside: dict[tuple[Identity, Place, str], list[tuple[date, int]]] = {}
    strangers: dict[Place, dict[str, int]] = {}
    seen: dict[tuple[Identity, Place], list[tuple[date, str]]] = {}
    elsewhere = 0
    for read, count in log.items():
        found = places.get(read.object.casefold(), ())
        if not found:
            elsewhere += count
            continue
        identity = readers.get(read.subject)
        is_own = any((read.subject, place.contract) in own for place in found)
        if identity is None:
            if not is_own:
                subjects = strangers.setdefault(found[0], {})
                subjects[read.subject] = subjects.get(read.subject, 0) + count
            continue
        for place in found:
            seen.setdefault((identity, place), []).append((read.day, read.column))
        if not is_own and not any(_is_allowed(grants.get((identity, place), ()), read) for place in found):
            outside.setdefault((identity, found[0], read.column), []).append((read.day, count))
    days = [each.day for each in log]
    is_long = bool(days) and min(days) <= day - timedelta(days=unused_after)
    return Usage(
        min(days, default=None),
        max(days, default=None),
        tuple(
            Outside(*key, sum(count for _, count in found), min(found)[0], max(found)[0])
            for key, found in sorted(
                outside.items(), key=lambda each: (each[0][1].contract.address, each[0][2])
            )
        ),
        tuple(
            Strangers(place, len(subjects), sum(subjects.values()))
            for place, subjects in sorted(strangers.items(), key=lambda each: each[0].contract.address)
        ),
        tuple(_unused(granted, names, seen, day, unused_after)) if is_long else None,
        tuple(_first_reads(granted, names, seen)),
        elsewhere,
    )


def _places(granted: Access) -> dict[str, tuple[Place, ...]]:
    """Map each name that a log may use to the objects that it may refer to; there may be several, if ports share a table."""
    found: dict[str, tuple[Place, ...]] = {}
    for contract in granted.mesh.contracts:
        for position, each in enumerate(contract.fact.objects):
            names = {f"{contract.address}/{each.name}"}
            for table in {each.name, each.physical_name or each.name}:
                for server in contract.fact.servers:
                    schema, database = (server.settings.get(key) for key in ("schema", "database"))
                    if isinstance(schema, str):
                        tables = {f"{schema}.{table}", f"{schema}_read.{table}"}
                        names |= tables
                        names |= {f"{database}.{one}" for one in tables if isinstance(database, str)}
            for name in names:
                key = name.casefold()
                found[key] = tuple(dict.fromkeys((*found.get(key, ()), Place(contract, position))))
    return found


def _readers(granted: Access) -> dict[str, Identity]:
    """Return the identities by name and by id, except ambiguous names."""
    found: dict[str, Identity | None] = {}
    known = [each.identity for each in granted.grants]
    known += [each.identity for each in granted.withheld if each.identity is not None]
    for identity in known:
        for name in {identity.name, identity.key}:
            if found.setdefault(name, identity) != identity:
                found[name] = None
    return {name: identity for name, identity in found.items() if identity is not None}


def _names(granted: Access) -> Names:
    """Return the names of the columns that each grant shows, grouped by object."""
    names: Names = {}
    for contract, grants in granted.grants_of.items():
        fields, objects = contract.fact.fields, contract.fact.objects
        for grant in grants:
            own: dict[Place, set[str]] = {}
            for field, visibility in enumerate(granted.visibilities(grant)):
                if visibility != Visibility.ABSENT:
                    name = fields.name(field, objects).partition("/")[2].casefold()
                    own.setdefault(Place(contract, fields.object(field)), set()).add(name)
            names[grant] = own
    return names


def _by_reader(names: Names) -> dict[tuple[Identity, Place], list[tuple[Grant, set[str]]]]:
    """Return the grants that show columns of an object to a reader, with the column names."""
    found: dict[tuple[Identity, Place], list[tuple[Grant, set[str]]]] = {}
    for grant, own in names.items():
        for place, columns in own.items():
            found.setdefault((grant.identity, place), []).append((grant, columns))
    return found


def _is_allowed(grants: Iterable[tuple[Grant, set[str]]], read: LoggedRead) -> bool:
    """Return whether any of the grants shows the column (or, if the log has none, any column) on the day of a read."""
    column = read.column.casefold()
    return any(grant.is_in_force(read.day) and (not column or column in names) for grant, names in grants)


def _unused(granted: Access, names: Names, seen: Seen, day: date, after: int) -> Iterator[Unused]:
    """Yield the grants that have been in force for the given number of days without a read."""
    since = day - timedelta(days=after)
    for grant in granted.grants:
        is_old = grant.starts is None or grant.starts <= since
        if not (grant.is_in_force(day) and is_old and names[grant]):
            continue
        last = max(_days(grant, names, seen), default=None)
        if last is None or last < since:
            yield Unused(grant, last)


def _first_reads(granted: Access, names: Names, seen: Seen) -> Iterator[FirstRead]:
    for grant in granted.grants:
        if grant.starts is not None:
            days = [each for each in _days(grant, names, seen) if grant.is_in_force(each)]
            if days:
                yield FirstRead(grant, min(days))


def _days(grant: Grant, names: Names, seen: Seen) -> Iterator[date]:
    """Yield the days on which the grant's reader read something that the grant shows."""
    for place, columns in names[grant].items():
        for day, column in seen.get((grant.identity, place), ()):
            if not column or column.casefold() in columns:
                yield day
