"""An output port with its contract, as its section of the product's page shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from meshwright.catalog import routes
from meshwright.catalog.views.marks import marks_of, rule_words, type_of
from meshwright.lineage.columns import columns
from meshwright.mesh.address import segment
from meshwright.mesh.ending import end, successors
from meshwright.mesh.linked import linked
from meshwright.mesh.registers import mapping, mappings, text
from meshwright.mesh.sensitivity import personal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from meshwright.catalog.overview import Card, Overview
    from meshwright.catalog.views.marks import Mark
    from meshwright.lineage.columns import Columns
    from meshwright.mesh.linked import Link
    from meshwright.mesh.mesh import Contract, Port
    from meshwright.source.place import Path


@dataclass(frozen=True, slots=True)
class ColumnLink:
    """A column somewhere else, from which or to which values go."""

    address: str
    product: str
    """The name of the product, or the contract's address where no product exposes it."""
    column: str
    """Its own name."""
    route: str
    """Empty where there is no page."""
    anchor: str


@dataclass(frozen=True, slots=True)
class Linked:
    """An entity that a column identifies."""

    entity: str
    scheme: str
    role: str


@dataclass(frozen=True, slots=True)
class FieldView:
    """A row of a schema table."""

    name: str
    path: str
    """The names from the object's own on, joined by `/`."""
    address: str
    anchor: str
    depth: int
    type: str
    physical: str
    marks: tuple[Mark, ...]
    level: str
    category: str
    """Of the register of data categories; empty where none is stated."""
    is_personal: bool
    description: str
    """Markdown."""
    examples: tuple[str, ...]
    values: tuple[tuple[str, str], ...]
    """The values of an enumeration, each with what it means."""
    options: tuple[tuple[str, str], ...]
    links: tuple[Linked, ...]
    sources: tuple[ColumnLink, ...]
    targets: tuple[ColumnLink, ...]
    logic: str
    made: str
    """In words, how it is made of its sources."""
    rules: tuple[str, ...]


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
    line: int
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
    from meshwright.catalog.views.snippets import snippets

    mesh, contract = overview.mesh, port.contract
    own = _at(overview.source.values(port.home), ("outputPorts", port.fact.position))
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
        line=0,
        ends=end(contract) if contract else None,
        successors=tuple(_successors(contract, overview)) if contract else (),
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
    for number, view in _fields(contract, values, overview):
        fields[number].append(view)
    samples = {each.object: each for each in overview.samples.get(contract, ())}
    for number, fact in enumerate(contract.fact.objects):
        own = mapping(_at(values, ("schema", number)))
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
            sample=_sample(sample) if sample else None,
        )


def _fields(
    contract: Contract, values: Mapping[str, Any], overview: Overview
) -> Iterator[tuple[int, FieldView]]:
    mesh = overview.mesh
    known = mesh.once(columns)
    links: dict[int, list[Link]] = {}
    for link in mesh.once(linked).of.get(contract, ()):
        links.setdefault(link.field, []).append(link)
    about_persons = frozenset(personal(contract, mesh.classification))
    first = known.first[contract]
    for index, fact in enumerate(contract.fact.each_field()):
        own = mapping(_at(values, fact.path))
        custom = fact.more.custom or {}
        names = fact.name.split("/")
        yield (
            fact.object,
            FieldView(
                name=names[-1],
                path=fact.name,
                address="/".join((contract.address, *map(segment, names))),
                anchor=routes.field_anchor(contract.address, fact.name),
                depth=len(names) - 2,
                type=type_of(fact),
                physical=fact.physical_type or "",
                marks=tuple(marks_of(fact, own)),
                level=fact.classification or "",
                category=text(custom.get("dataCategory")),
                is_personal=index in about_persons,
                description=text(own.get("description")),
                examples=tuple(map(_word, fact.more.examples)),
                values=tuple(_enumerated(own)),
                options=tuple((key, _word(value)) for key, value in (fact.more.options or {}).items()),
                links=tuple(
                    Linked(each.entity, each.scheme.name, each.role or "") for each in links.get(index, ())
                ),
                sources=_ends(
                    (known.sources[edge] for edge in known.edges_into(first + index)), known, overview
                ),
                targets=_ends(
                    (known.targets[edge] for edge in known.edges_out_of(first + index)), known, overview
                ),
                logic=fact.more.logic or "",
                made=text(own.get("transformDescription")),
                rules=tuple(map(rule_words, mappings(own.get("quality")))),
            ),
        )


def _ends(fields: Iterable[int], known: Columns, overview: Overview) -> tuple[ColumnLink, ...]:
    """Give the other ends of edges, a product's column of one name once, however many ports have it."""
    found: dict[tuple[str, str], ColumnLink] = {}
    for field in fields:
        contract, index = known.contract(field), known.index(field)
        card = overview.exposing(contract)
        key = card.address if card else contract.address, contract.fact.fields.names[index]
        if key not in found:
            found[key] = _end(field, contract, card, known)
    return tuple(found.values())


def _end(field: int, contract: Contract, card: Card | None, known: Columns) -> ColumnLink:
    name = known.name(field)
    return ColumnLink(
        address=known.address(field),
        product=card.name if card else contract.address,
        column=name.rpartition("/")[2],
        route=card.route if card else "",
        anchor=routes.field_anchor(contract.address, name) if card else "",
    )


def _successors(contract: Contract, overview: Overview) -> Iterator[tuple[str, str]]:
    for address, _ in successors(contract, overview.mesh):
        port = overview.mesh.ports.get(address)
        yield address, routes.product(port.product) if port else ""


def _servers(values: Mapping[str, Any]) -> Iterator[ServerView]:
    said = {"server", "type", "environment", "description", "customProperties", "roles", "id"}
    for each in mappings(values.get("servers")):
        settings = tuple((key, _word(value)) for key, value in each.items() if key not in said)
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


def _sample(sample: Any) -> SampleView:  # noqa: ANN401
    rows = sample.fact.rows()
    return SampleView(
        file=sample.home.file,
        columns=tuple(sample.fact.columns),
        rows=tuple(
            tuple(_cell(row.get(column)) for column in sample.fact.columns) for row in rows[:ROWS_SHOWN]
        ),
        count=len(rows),
    )


def _enumerated(own: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    found = own.get("enum")
    for each in found if isinstance(found, list | tuple) else ():
        if isinstance(each, dict):
            yield _word(each.get("value")), text(each.get("description"))
        else:
            yield _word(each), ""


def _cell(value: object) -> str:
    return "" if value is None else _word(value)


def _word(value: object) -> str:
    """Write a YAML value as one would in a line of YAML."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "null"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_word(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_word, value)) + "]"
    return str(value)


def _at(value: Any, path: Path) -> Any:  # noqa: ANN401 - a YAML value
    """Follow a path of a document; nothing where it leads nowhere."""
    for step in path:
        if isinstance(value, dict):
            value = value.get(step)
        elif isinstance(value, list | tuple) and isinstance(step, int) and step < len(value):
            value = value[step]
        else:
            return None
    return value
