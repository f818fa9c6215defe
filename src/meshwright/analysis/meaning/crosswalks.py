"""Crosswalks: objects in which each row has the identifiers of one entity instance in several schemes.

Only ports that an entity's steward names are crosswalks: in other ports, two keys in a row may identify
different instances.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from meshwright.analysis.meaning.entities import vocabulary
from meshwright.analysis.meaning.identifier_links import linked
from meshwright.facts.fields import KEY, UNIQUE
from meshwright.records import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from meshwright.analysis.meaning.entities import Scheme
    from meshwright.analysis.meaning.identifier_links import IdentifierLink
    from meshwright.mesh.items import Contract
    from meshwright.mesh.mesh import Mesh


@dataclass(frozen=True, slots=True)
class Key:
    """An identifier in an object: a column, or a column for each part of a composite identifier."""

    contract: Contract
    object: int
    scheme: Scheme
    role: str | None
    links: tuple[IdentifierLink, ...]
    """The columns, in the order of the scheme's parts."""
    is_unique: bool
    """Whether each identifier occurs in at most one row, according to the contract."""

    @property
    def entity(self) -> str:
        """The entity that is identified."""
        return self.scheme.entity

    @property
    def object_name(self) -> str:
        """The object's name."""
        return self.contract.fact.objects[self.object].name

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns as `<object>/<field>`."""
        return tuple(link.column for link in self.links)


class Crossing(NamedTuple):
    """A mapping from one scheme to another, through an object that has both."""

    entry: Key
    exit: Key


def keys(contract: Contract, mesh: Mesh) -> tuple[Key, ...]:
    """Return the identifiers in a contract's objects, except incomplete composite identifiers."""
    return mesh.derived(_keys_of).get(contract, ())


def _keys_of(mesh: Mesh) -> Mapping[Contract, tuple[Key, ...]]:
    return {contract: _keys(contract, links) for contract, links in mesh.derived(linked).of.items()}


def _keys(contract: Contract, all_links: Iterable[IdentifierLink]) -> tuple[Key, ...]:
    found: list[Key] = []
    parts: dict[tuple[int, str, str | None], dict[str, IdentifierLink]] = {}
    for link in all_links:
        if link.scheme.parts:
            parts.setdefault((link.object, link.scheme.label, link.role), {})[link.part or ""] = link
        else:
            found.append(_key(contract, link.scheme, link.role, (link,)))
    for (_, _, role), links in parts.items():
        scheme = next(iter(links.values())).scheme
        if links.keys() >= scheme.parts.keys():
            found.append(_key(contract, scheme, role, tuple(links[part] for part in scheme.parts)))
    return tuple(sorted(found, key=lambda key: (key.object, key.links[0].field)))


def _key(contract: Contract, scheme: Scheme, role: str | None, links: tuple[IdentifierLink, ...]) -> Key:
    number = links[0].object
    return Key(contract, number, scheme, role, links, is_unique=_is_unique(contract, number, links))


def _is_unique(contract: Contract, number: int, links: tuple[IdentifierLink, ...]) -> bool:
    """Return whether columns of an object include a unique column or the whole primary key."""
    fields = {link.field for link in links}
    columns = contract.fact.fields
    if any(columns.flags[field] & UNIQUE for field in fields):
        return True
    if not any(columns.flags[field] & KEY for field in fields):
        return False
    flags = enumerate(columns.flags)
    return fields.issuperset(index for index, flag in flags if flag & KEY and columns.object(index) == number)


def crossings(mesh: Mesh) -> Mapping[str, Mapping[str, tuple[Crossing, ...]]]:
    """Return the mappings that crosswalks provide, by entity and starting scheme."""
    ways: dict[str, dict[str, list[Crossing]]] = {}
    for name, entity in mesh.derived(vocabulary).entities.items():
        found = ways.setdefault(name, {})
        for address in dict.fromkeys(entity.crosswalks):
            port = mesh.ports.get(address)
            contract = port.contract if port else None
            if contract is not None:
                for crossing in _side_by_side(contract, name, mesh):
                    found.setdefault(crossing.entry.scheme.name, []).append(crossing)
    return {name: {scheme: tuple(each) for scheme, each in found.items()} for name, found in ways.items()}


def _side_by_side(contract: Contract, entity: str, mesh: Mesh) -> Iterator[Crossing]:
    own = [key for key in keys(contract, mesh) if key.entity == entity]
    for one in own:
        for other in own:
            if one.object == other.object and one.role == other.role and one.scheme is not other.scheme:
                yield Crossing(one, other)


def unnamed_crosswalks(entity: str, mesh: Mesh) -> Iterator[tuple[Key, Key]]:
    """Yield the pairs of keys that connect two schemes of an entity.

    Only ports that the entity's steward does not name as crosswalks are searched.
    """
    named = mesh.derived(vocabulary).entities[entity].crosswalks
    for contract in mesh.derived(linked).of:
        if contract.port is not None and contract.port not in named:
            for crossing in _side_by_side(contract, entity, mesh):
                yield crossing.entry, crossing.exit


def route(entity: str, start: str, end: str, mesh: Mesh) -> tuple[Crossing, ...] | None:
    """Find the shortest path from one scheme of an entity to another: empty if they are equal, None if there is no path.

    Among equally short paths, choose the one through the ports that the steward lists first.
    """
    ways = mesh.derived(crossings).get(entity, {})
    came: dict[str, Crossing | None] = {start: None}
    front = [start]
    while front and end not in came:
        following = []
        for scheme in front:
            for crossing in ways.get(scheme, ()):
                if crossing.exit.scheme.name not in came:
                    came[crossing.exit.scheme.name] = crossing
                    following.append(crossing.exit.scheme.name)
        front = following
    if end not in came:
        return None
    steps: list[Crossing] = []
    at = came[end]
    while at is not None:
        steps.append(at)
        at = came[at.entry.scheme.name]
    return tuple(reversed(steps))


def reach(entity: str, scheme: str, mesh: Mesh) -> frozenset[str]:
    """Return the schemes of an entity that crosswalks connect to a scheme, including the scheme itself."""
    ways = mesh.derived(crossings).get(entity, {})
    seen, front = {scheme}, [scheme]
    while front:
        for crossing in ways.get(front.pop(), ()):
            if crossing.exit.scheme.name not in seen:
                seen.add(crossing.exit.scheme.name)
                front.append(crossing.exit.scheme.name)
    return frozenset(seen)
