"""The usage of an entity: its columns, its meaning in each domain, and gaps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from meshwright.analysis.meaning.crosswalks import keys, reach
from meshwright.analysis.meaning.entities import vocabulary
from meshwright.analysis.meaning.identifier_guesses import suspects
from meshwright.analysis.meaning.identifier_links import linked
from meshwright.mesh.inheritance import domain_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from meshwright.analysis.meaning.entities import Entity
    from meshwright.finding.finding import At
    from meshwright.mesh.mesh import Mesh


@dataclass(frozen=True, slots=True)
class EntityColumn:
    """A column that identifies an entity."""

    domain: str
    relation: str
    means: str
    """The domain's meaning; empty if undeclared."""
    product: str
    """The product's address; empty for a contract that no product exposes."""
    port: str
    column: str
    """The column as `<object>/<field>`."""
    scheme: str
    part: str | None
    role: str | None
    said_by: str
    """The location of the declaration, as `file:line`."""
    explicit: bool
    """Whether the contract itself declares that the column identifies the entity."""


@dataclass(frozen=True, slots=True)
class CrosswalkPort:
    """A port that connects schemes."""

    port: str
    schemes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UnlinkedDomain:
    """A domain that declares a meaning for the entity but does not link a column."""

    name: str
    relation: str
    means: str


@dataclass(frozen=True, slots=True)
class EntityUsage:
    """Everything that the mesh declares about an entity."""

    entity: str
    definition: str
    steward: str
    identifier: str
    crosswalks: tuple[CrosswalkPort, ...]
    appearances: tuple[EntityColumn, ...]
    without_columns: tuple[UnlinkedDomain, ...]
    gaps: tuple[str, ...]


def places(entity: str, mesh: Mesh) -> Iterator[At]:
    """Return the locations that link columns to an entity."""
    return (link.at for link in mesh.derived(linked).all() if link.entity == entity)


def portrait(entity: Entity, mesh: Mesh, lines: Mapping[At, str]) -> EntityUsage:
    """Return the usage of an entity; `lines` maps each of its `places` to `file:line`."""
    appearances = tuple(sorted(_appearances(entity.name, mesh, lines), key=_order))
    present = {each.domain for each in appearances}
    meanings = (each for each in mesh.derived(vocabulary).meanings if each.entity == entity.name)
    return EntityUsage(
        entity=entity.name,
        definition=entity.definition,
        steward=entity.steward,
        identifier=entity.identifier,
        crosswalks=tuple(_crosswalks(entity, mesh)),
        appearances=appearances,
        without_columns=tuple(
            UnlinkedDomain(each.domain, each.relation, each.means)
            for each in meanings
            if each.domain not in present
        ),
        gaps=tuple(_gaps(entity, appearances, mesh)),
    )


def _order(appearance: EntityColumn) -> tuple[str, str, str, str]:
    return appearance.domain, appearance.port, appearance.column, appearance.scheme


def _appearances(entity: str, mesh: Mesh, lines: Mapping[At, str]) -> Iterator[EntityColumn]:
    words = mesh.derived(vocabulary)
    for link in mesh.derived(linked).all():
        if link.entity == entity:
            domain = domain_of(link.contract, mesh) or "-"
            meaning = words.said.get((domain, entity))
            yield EntityColumn(
                domain=domain,
                relation=meaning.relation if meaning else "",
                means=meaning.means if meaning else "",
                product=mesh.ports[link.contract.port].product if link.contract.port else "",
                port=link.contract.address,
                column=link.column,
                scheme=link.scheme.name,
                part=link.part,
                role=link.role,
                said_by=lines[link.at],
                explicit=link.is_explicit,
            )


def _crosswalks(entity: Entity, mesh: Mesh) -> Iterator[CrosswalkPort]:
    for address in dict.fromkeys(filter(None, entity.crosswalks)):
        port = mesh.ports.get(address)
        own = keys(port.contract, mesh) if port and port.contract else ()
        found = dict.fromkeys(key.scheme.name for key in own if key.entity == entity.name)
        yield CrosswalkPort(address, tuple(found))


def _gaps(entity: Entity, appearances: tuple[EntityColumn, ...], mesh: Mesh) -> Iterator[str]:
    """Describe the gaps: likely columns that are not linked, unconnected schemes, and domains without a meaning."""
    reached = reach(entity.name, entity.identifier, mesh) if entity.identifier else frozenset()
    schemes: dict[str, set[str]] = {}
    for each in appearances:
        schemes.setdefault(each.scheme, set()).add(each.domain)
    for scheme, domains in sorted(schemes.items()):
        if scheme not in reached:
            yield f"nothing connects {scheme} ({', '.join(sorted(domains))}) with {entity.identifier}"
    for domain in sorted({each.domain for each in appearances if not each.means}):
        yield f"{domain} declares no meaning for {entity.name}"
    for contract, found in mesh.derived(suspects).items():
        for suspect in found:
            if suspect.entity == entity.name:
                yield f"{contract.address}/{suspect.column} looks like an identifier but is not linked"
