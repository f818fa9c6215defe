"""Comparison of an identity provider's groups with the readers in a mesh: groups and counts, never people."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from meshwright.analysis.access.identities import IdentityKind, group, principal_of
from meshwright.analysis.access.reidentification import reidentifications
from meshwright.mesh.registries import text
from meshwright.records import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date

    from meshwright.analysis.access.accounts import Accounts
    from meshwright.analysis.access.atoms import Access
    from meshwright.analysis.access.identities import Identity
    from meshwright.analysis.access.reidentification import Reidentification
    from meshwright.finding.finding import At
    from meshwright.mesh.mesh import Mesh


@dataclass(frozen=True, slots=True)
class DirectoryGroup:
    """A group in the identity provider."""

    id: str
    """The provider's immutable id."""
    name: str
    is_disabled: bool
    members: frozenset[str]
    """The hashes of the account names of its members, including members of nested groups."""
    more_names: tuple[str, ...] = ()
    """Other names of the group."""

    @property
    def names(self) -> tuple[str, ...]:
        """All names of the group."""
        return self.name, *self.more_names


@dataclass(frozen=True, slots=True)
class Directory:
    """An identity provider's directory, as rules see it."""

    groups: tuple[DirectoryGroup, ...]
    accounts: Accounts | None
    """The accounts; None if people are not compared."""
    values: Callable[[str, int], Any]
    """A function that returns a document's values, given its file and number."""


class GroupAnswer(NamedTuple):
    """A finding about a group in the mesh, based on the directory."""

    kind: str
    """`unknown-group`, `disabled-group`, `empty-group` or `renamed-group`."""
    reader: Identity
    words: str
    places: tuple[At, ...]
    """The locations of the roles, agreements and emergency grants that name the group."""


class Combination(NamedTuple):
    """A set of groups in the mesh that have members in common."""

    readers: tuple[Identity, ...]
    persons: int
    paths: tuple[Reidentification, ...]
    """The paths from a pseudonym to the person behind it that none of these groups has on its own."""


def readers_of(granted: Access) -> tuple[Identity, ...]:
    """Return the groups in the documents of a mesh, including those that may not read anything."""
    known = {each.identity for each in granted.grants}
    known |= {each.identity for each in granted.withheld if each.identity is not None}
    return tuple(
        sorted((each for each in known if each.kind is IdentityKind.GROUP), key=lambda each: each.order)
    )


def found_in(reader: Identity, groups: Iterable[DirectoryGroup]) -> DirectoryGroup | None:
    """Find a reader's group in a directory: by id if the mesh declares an id for the group, else by exact name."""
    stated = reader.key != reader.name
    return next(
        (each for each in groups if (each.id == reader.key if stated else reader.name in each.names)), None
    )


def group_answers(granted: Access, groups: tuple[DirectoryGroup, ...]) -> Iterator[GroupAnswer]:
    """Yield the findings about each group in the mesh, based on the directory."""
    by_name = {name.casefold(): each for each in groups for name in each.names}
    places = _places(granted.mesh)
    readers = readers_of(granted)
    for reader in (*readers, *_others(readers, places)):
        found = found_in(reader, groups)
        is_meant = reader.key != reader.name and reader in readers
        by_name_alone = places.get(group(reader.name), []) if is_meant else []
        at = (*places.get(reader, ()), *by_name_alone)
        if found is None:
            near = by_name.get(reader.name.casefold())
            hint = f"; `{near.name}` has id `{near.id}`" if near is not None else ""
            by = f" with id `{reader.key}`" if reader.key != reader.name else ""
            words = f"the directory has no group `{reader.name}`{by}{hint}"
            yield GroupAnswer("unknown-group", reader, words, at)
            continue
        if found.is_disabled:
            words = f"group `{found.name}` is disabled, so its members cannot read anything"
            yield GroupAnswer("disabled-group", reader, words, at)
        elif not found.members:
            yield GroupAnswer("empty-group", reader, f"group `{found.name}` has no members", at)
        if reader.name not in found.names:
            words = f"group `{reader.name}` is now called `{found.name}`; its id is still `{found.id}`"
            yield GroupAnswer("renamed-group", reader, words, at)


def _others(readers: Iterable[Identity], places: Iterable[Identity]) -> list[Identity]:
    """Return the groups that are named only in documents without effect, and those whose stated id differs from the id in
    their role.
    """
    known, names = {*readers}, {each.name for each in readers}
    others = {
        each
        for each in places
        if each.kind is IdentityKind.GROUP
        and each.name.strip()
        and each not in known
        and (each.key != each.name or each.name not in names)
    }
    return sorted(others, key=lambda each: each.order)


def _places(mesh: Mesh) -> dict[Identity, list[At]]:
    """Return the locations that name each group."""
    places: dict[Identity, list[At]] = {}
    for entry in mesh.register("Role"):
        reader = group(text(entry.get("group")), text(entry.get("groupId")))
        places.setdefault(reader, []).append(entry.home.at("group"))
    for entry in (*mesh.register("AccessAgreement"), *mesh.register("BreakGlass")):
        principal = principal_of(entry.get("principal"))
        if principal is not None:
            places.setdefault(principal, []).append(entry.home.at("principal", "name"))
    return places


def combinations(granted: Access, groups: tuple[DirectoryGroup, ...], day: date) -> Iterator[Combination]:
    """Yield the sets of two or more groups that have members in common, with the number of common members."""
    of_person: dict[str, list[Identity]] = {}
    for reader in readers_of(granted):
        group = found_in(reader, groups)
        if group is not None and not group.is_disabled:
            for member in group.members:
                of_person.setdefault(member, []).append(reader)
    counts = Counter(tuple(readers) for readers in of_person.values() if len(readers) > 1)
    for readers, persons in sorted(counts.items(), key=lambda each: [one.order for one in each[0]]):
        alone = {
            (found.pseudonym, found.category)
            for reader in readers
            for found in reidentifications(granted, (reader,), day)
        }
        together = reidentifications(granted, readers, day)
        paths = tuple(each for each in together if (each.pseudonym, each.category) not in alone)
        yield Combination(readers, persons, paths)
