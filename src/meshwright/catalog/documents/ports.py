"""An output port with its contract, as its section of the product's page shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from meshwright.catalog import routes
from meshwright.catalog.documents.fields import fields_of
from meshwright.catalog.documents.marks import rule_words
from meshwright.catalog.documents.masked import column_masks
from meshwright.catalog.documents.values import at, word
from meshwright.mesh.ending import end, successors
from meshwright.mesh.references import Resolved, resolve
from meshwright.mesh.registers import mapping, mappings, text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from meshwright.catalog.documents.fields import FieldView
    from meshwright.catalog.overview import Overview
    from meshwright.mesh.mesh import Contract, Port
    from meshwright.mesh.samples import Sample


@dataclass(frozen=True, slots=True)
class ObjectView:
    """A table, view, topic or file of a port."""

    name: str
    anchor: str
    physical: str
    kind: str
    description: str
    grain: str
    fields: tuple[FieldView, ...]
    rules: tuple[str, ...]
    sample: SampleView | None


@dataclass(frozen=True, slots=True)
class SampleView:
    """Rows that somebody committed beside the contract."""

    file: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    count: int
    """How many there are, of which `rows` are the first."""


@dataclass(frozen=True, slots=True)
class ServerView:
    """A physical place."""

    name: str
    type: str
    environment: str
    description: str
    settings: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class RoleView:
    """A role that may read."""

    name: str
    access: str
    description: str
    approvers: str
    purposes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PortView:
    """A port, and what its contract says."""

    port: Port
    title: str
    """`daily@1`."""
    anchor: str
    name: str
    """What the contract calls itself."""
    type: str
    description: str
    status: str
    version: str
    contract_id: str
    contract: Contract | None
    file: str
    ends: date | None
    successors: tuple[tuple[str, str], ...]
    """Address and route of what takes its place."""
    purpose: str
    limitations: str
    usage: str
    objects: tuple[ObjectView, ...]
    servers: tuple[ServerView, ...]
    roles: tuple[RoleView, ...]
    snippets: tuple[tuple[str, str], ...]
    """Language and text of what reads it."""

    @property
    def address(self) -> str:
        """Its address."""
        return self.port.address


ROWS_SHOWN = 5


def port_view(port: Port, overview: Overview) -> PortView:
    """Give a port as it is shown; of a contract that is not in the mesh, what the port itself says."""
    from meshwright.catalog.documents.snippets import snippets

    mesh, contract = overview.mesh, port.contract
    own = at(overview.source.values(port.home), ("outputPorts", port.fact.position))
    values = overview.source.values(contract.home) if contract else {}
    described = mapping(values.get("description"))
    objects = tuple(_objects(contract, values, overview)) if contract else ()
    return PortView(
        port=port,
        title=port.address.rpartition("/")[2],
        anchor=routes.port_anchor(port.address),
        name=(contract.fact.name if contract else None) or port.fact.name,
        type=port.fact.type or "",
        description=text(mapping(own).get("description")),
        status=(mesh.status(contract) if contract else None) or "",
        version=(contract.fact.version if contract else port.fact.version) or "",
        contract_id=port.fact.contract_id or "",
        contract=contract,
        file=contract.home.file if contract else "",
        ends=end(contract) if contract else None,
        successors=tuple(following(contract, overview)) if contract else (),
        purpose=text(described.get("purpose")),
        limitations=text(described.get("limitations")),
        usage=text(described.get("usage")),
        objects=objects,
        servers=tuple(_servers(values)),
        roles=tuple(_roles(values, overview)),
        snippets=tuple(snippets(port, contract, values)) if contract else (),
    )


def _objects(contract: Contract, values: Mapping[str, Any], overview: Overview) -> Iterator[ObjectView]:
    port = contract.address
    fields: list[list[FieldView]] = [[] for _ in contract.fact.objects]
    for number, view in fields_of(contract, values, overview):
        fields[number].append(view)
    samples = {each.object: each for each in overview.samples.get(contract, ())}
    for number, fact in enumerate(contract.fact.objects):
        own = mapping(at(values, ("schema", number)))
        sample = samples.get(number)
        yield ObjectView(
            name=fact.name,
            anchor=routes.object_anchor(port, fact.name),
            physical=fact.physical_name or "",
            kind=fact.physical_type or "",
            description=text(own.get("description")),
            grain=text(own.get("dataGranularityDescription")),
            fields=tuple(fields[number]),
            rules=tuple(map(rule_words, mappings(own.get("quality")))),
            sample=_sample(sample, overview) if sample else None,
        )


def following(contract: Contract, overview: Overview) -> Iterator[tuple[str, str]]:
    """Give what takes a contract's place, each once: its address, and the route of its page, empty where it has none.

    What is none of the mesh's addresses is given as it is written.
    """
    seen = set()
    for written, _ in successors(contract, overview.mesh):
        target = resolve(written, contract, overview.mesh)
        port = target.contract.port if isinstance(target, Resolved) else None
        address = port or written
        if address not in seen:
            seen.add(address)
            yield address, routes.product(overview.mesh.ports[port].product) if port else ""


def _servers(values: Mapping[str, Any]) -> Iterator[ServerView]:
    said = {"server", "type", "environment", "description", "customProperties", "roles", "id"}
    for each in mappings(values.get("servers")):
        settings = tuple((key, word(value)) for key, value in each.items() if key not in said)
        yield ServerView(
            text(each.get("server")),
            text(each.get("type")),
            text(each.get("environment")),
            text(each.get("description")),
            settings,
        )


def _roles(values: Mapping[str, Any], overview: Overview) -> Iterator[RoleView]:
    for each in mappings(values.get("roles")):
        name = text(each.get("role"))
        registered = overview.mesh.roles.get(name)
        yield RoleView(
            name,
            text(each.get("access")),
            text(each.get("description")),
            text(each.get("firstLevelApprovers")),
            registered.purposes if registered else (),
        )


def _sample(sample: Sample, overview: Overview) -> SampleView:
    rows = sample.fact.rows()
    masks = column_masks(sample, overview)
    return SampleView(
        file=sample.home.file,
        columns=tuple(sample.fact.columns),
        rows=tuple(
            tuple(_cell(row.get(column), masks.get(column)) for column in sample.fact.columns)
            for row in rows[:ROWS_SHOWN]
        ),
        count=len(rows),
    )


def _cell(value: object, mask: str | None) -> str:
    return "" if value is None else mask or word(value)
