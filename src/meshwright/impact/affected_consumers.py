"""The consumers that a change affects, in one mesh: downstream products and agreements, with owners and hops.

A change to a whole port affects everything downstream. A change to a column affects the columns that derive
from it; a port without column lineage to its input may be affected, and so may everything downstream of it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from heapq import heapify, heappop, heappush
from typing import TYPE_CHECKING

from meshwright.analysis.flow.column_readers import column_readers
from meshwright.analysis.flow.columns import columns
from meshwright.analysis.flow.graph import Edge, Graph, Node, Subgraph
from meshwright.mesh.inheritance import owners_in
from meshwright.mesh.references import Resolved, resolve

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from meshwright.analysis.flow.columns import Whole
    from meshwright.finding.finding import At
    from meshwright.mesh.items import Contract
    from meshwright.mesh.mesh import Mesh
    from meshwright.mesh.registries import Agreement


@dataclass(frozen=True, slots=True)
class AffectedConsumer:
    """A direct or indirect consumer that a change affects or may affect."""

    hops: int
    """The number of hops; 1 for direct consumers."""
    kind: str
    """The kind: `product`, `contract` (a contract that no product exposes) or `agreement`."""
    address: str
    """The address of the product or contract; for an agreement, that of its port."""
    team: str
    """The owner; empty if none."""
    owners: tuple[str, ...]
    reads: bool | None
    """Whether the consumer reads the changed item.

    None if this depends on undeclared columns; False if the consumer reads only other items.
    """
    at: At
    """The location of the consumer's declaration."""
    ports: tuple[str, ...] = ()
    """The ports that are or may be affected."""
    columns: tuple[str, ...] = ()
    """The addresses of the columns that are known to be affected; for an agreement, its named columns."""
    agreement: Agreement | None = None

    @property
    def name(self) -> str:
        """The display name: the address or, for an agreement, the use."""
        return self.address if self.agreement is None else self.agreement.use or self.agreement.team


def drawn(mesh: Mesh, starts: Sequence[str], consumers: Sequence[AffectedConsumer]) -> Subgraph:
    """Return the graph whose nodes are the ports where the search starts, the affected ports, and the agreements
    on these ports.
    """
    graph = mesh.derived(Graph)
    hops = dict.fromkeys(starts, 0)
    users: dict[str, Node] = {}
    uses: list[Edge] = []
    for consumer in consumers:
        if consumer.agreement is None:
            hops.update(
                (port, hops.get(port, consumer.hops)) for port in consumer.ports or (consumer.address,)
            )
        else:
            home = consumer.agreement.home
            number = f"#{home.document + 1}" if home.document else ""
            name = f"{consumer.agreement.use or consumer.agreement.purpose}, {home.file}{number}"
            uses.append(Edge(consumer.address, name, consumer.at))
            users[name] = Node(name, "agreement", None, consumer.team or None, consumer.owners)
            hops[name] = consumer.hops
    edges = [
        edge for port in hops if port in graph.nodes for edge in graph.edges_from(port) if edge.target in hops
    ]
    return Subgraph(
        tuple(starts),
        {each: users.get(each) or graph.nodes[each] for each in hops},
        hops,
        (*edges, *uses),
    )


def impact_of_ports(
    mesh: Mesh, starts: Sequence[str], depth: int | None = None, *, has_columns: bool = True
) -> tuple[AffectedConsumer, ...]:
    """Return the consumers that a change or removal of whole ports affects, optionally with their affected columns."""
    known, at = mesh.derived(columns), mesh.derived(_contracts_at)
    contracts = (contract for address in dict.fromkeys(starts) for contract in at.get(address, ()))
    fields = [known.id(each, field) for each in contracts for field in range(len(each.fact.fields))]
    return _consumers(mesh, _affected(mesh, fields, starts, (), depth), has_columns=has_columns)


def _wholes_of(mesh: Mesh) -> Mapping[Contract, list[Whole]]:
    """Map each contract to the lineage entries that name its whole port, or one of its objects as a whole."""
    found: dict[Contract, list[Whole]] = {}
    for whole in mesh.derived(columns).wholes:
        found.setdefault(whole.source, []).append(whole)
    return found


def _contracts_at(mesh: Mesh) -> Mapping[str, list[Contract]]:
    """Return the contracts at each address."""
    found: dict[str, list[Contract]] = {}
    for contract in mesh.derived(columns).contracts:
        found.setdefault(contract.address, []).append(contract)
    return found


def impact_of_fields(
    mesh: Mesh, fields: Sequence[int], depth: int | None = None, *, has_columns: bool = True
) -> tuple[AffectedConsumer, ...]:
    """Return the consumers that a change of columns affects, optionally with their affected columns."""
    return _consumers(mesh, _affected(mesh, fields, (), (), depth), has_columns=has_columns)


def indirect_consumers(found: Iterable[AffectedConsumer], mesh: Mesh) -> tuple[AffectedConsumer, ...]:
    """Return the consumers that a change affects through the given direct consumers, except those already found."""
    done = {each.agreement or each.address for each in found if each.reads is not False}
    affected = [each for each in found if each.agreement is None and each.reads is not False]
    if not affected:
        return ()
    graph, known = mesh.derived(Graph), mesh.derived(columns)
    fields: list[int] = []
    whole: list[str] = []
    maybe: list[str] = []
    for consumer in affected:
        own = [field for column in consumer.columns for field in _fields(column, mesh)]
        named = {known.contract(field).address for field in own}
        ports = (
            each
            for each in consumer.ports or (consumer.address,)
            if each in graph.nodes and each not in named
        )
        (maybe if consumer.columns or consumer.reads is None else whole).extend(ports)
        fields += own
    return tuple(
        replace(each, hops=each.hops + 1)
        for each in _consumers(mesh, _affected(mesh, fields, whole, maybe, None))
        if (each.agreement or each.address) not in done
    )


@dataclass(frozen=True, slots=True)
class _AffectedPorts:
    """The distance of each affected port, including the ports where the search starts."""

    fields: Mapping[int, int]
    """The fields that are known to be affected."""
    whole: Mapping[str, int]
    """The ports that are affected as a whole."""
    certain: Mapping[str, int]
    """The ports that are known to be affected, at least in some fields."""
    possible: Mapping[str, int]
    """The ports in which any field may be affected."""

    def hop(self, address: str) -> int:
        return self.certain[address] if address in self.certain else self.possible[address]


def _affected(
    mesh: Mesh, fields: Sequence[int], whole: Sequence[str], maybe: Sequence[str], depth: int | None
) -> _AffectedPorts:
    """Follow lineage from fields, from ports affected as a whole, and from ports in which any field may be affected."""
    known = mesh.derived(columns)
    reach = mesh.derived(column_readers).downstream(fields, depth).hops
    wholly = mesh.derived(Graph).distances(whole, depth) if whole else {}
    certain = dict(wholly)
    for field, hop in reach.items():
        address = known.contract(field).address
        certain[address] = min(hop, certain.get(address, hop))
    return _AffectedPorts(reach, wholly, certain, _possible(mesh, certain, reach, maybe, depth))


def _possible(
    mesh: Mesh, certain: Mapping[str, int], fields: Iterable[int], maybe: Iterable[str], depth: int | None
) -> dict[str, int]:
    """Follow the flows between ports without column lineage, and all flows downstream of them."""
    graph, known = mesh.derived(Graph), mesh.derived(columns)
    queue = [
        (hop + 1, edge.target)
        for address, hop in certain.items()
        for edge in graph.edges_from(address)
        if edge.columns == 0
    ]
    queue += ((0, port) for port in maybe)
    reached = {(known.contract(field), known.object(field)) for field in fields} if known.wholes else set()
    wholes = mesh.derived(_wholes_of)
    queue += (
        (certain[contract.address] + 1, known.contract(whole.target).address)
        for contract in {contract for contract, _ in reached}
        for whole in wholes.get(contract, ())
        if whole.object is None or (contract, whole.object) in reached
    )
    queue += _maybe_read(mesh, certain, fields)
    heapify(queue)
    hops: dict[str, int] = {}
    while queue:
        hop, address = heappop(queue)
        if address not in hops and (depth is None or hop <= depth):
            hops[address] = hop
            for edge in graph.edges_from(address):
                heappush(queue, (hop + 1, edge.target))
    return hops


def _maybe_read(mesh: Mesh, certain: Mapping[str, int], fields: Iterable[int]) -> Iterator[tuple[int, str]]:
    """Yield the ports whose SQL may read affected items, each with its distance."""
    known, readers = mesh.derived(columns), mesh.derived(column_readers)
    at = mesh.derived(_contracts_at)
    whole = [each for address in certain for each in at.get(address, ()) if each in readers.maybe]
    objects = {(known.contract(field), known.object(field)) for field in fields} if whole else set()
    for contract in whole:
        for each in readers.maybe[contract]:
            if not any(affected is contract for affected, _ in objects) or tuple(each.object) in objects:
                yield certain[contract.address] + 1, known.contract(each.target).address
    for field in fields if readers.perhaps else ():
        for target in readers.perhaps.get(field, ()):
            yield certain[known.contract(field).address] + 1, known.contract(target).address


def _consumers(
    mesh: Mesh, affected: _AffectedPorts, *, has_columns: bool = True
) -> tuple[AffectedConsumer, ...]:
    columns_of = _columns_of(mesh, affected) if has_columns else {}
    return tuple(sorted((*_products(mesh, affected, columns_of), *_agreements(mesh, affected)), key=order))


def order(consumer: AffectedConsumer) -> tuple[object, ...]:
    """Return a sort key: distance, then products before agreements, then name."""
    return (
        consumer.hops,
        consumer.agreement is not None,
        consumer.address,
        consumer.agreement.use if consumer.agreement else "",
    )


def _columns_of(mesh: Mesh, affected: _AffectedPorts) -> Mapping[str, list[str]]:
    """Return the addresses of the affected columns of each port."""
    known = mesh.derived(columns)
    found: dict[str, list[str]] = {}
    for field, hop in affected.fields.items():
        if hop:
            found.setdefault(known.contract(field).address, []).append(known.address(field))
    return found


def _products(
    mesh: Mesh, affected: _AffectedPorts, columns_of: Mapping[str, list[str]]
) -> Iterator[AffectedConsumer]:
    graph = mesh.derived(Graph)
    of_product: dict[str, list[str]] = {}
    for address in {**affected.certain, **affected.possible}:
        if affected.hop(address):
            of_product.setdefault(graph.nodes[address].product or address, []).append(address)
    for address, ports in of_product.items():
        node = graph.nodes[ports[0]]
        thing = mesh.product_of[address] if node.product else mesh.contract_at[address]
        yield AffectedConsumer(
            min(map(affected.hop, ports)),
            "contract" if node.kind == "contract" else "product",
            address,
            node.team or "",
            node.owners,
            True if any(port in affected.certain for port in ports) else None,
            thing.home.name(),
            tuple(sorted(port for port in ports if port != address)),
            tuple(sorted(each for port in ports for each in columns_of.get(port, ()))),
        )


def current_agreements(mesh: Mesh) -> Mapping[str, list[Agreement]]:
    """Return the agreements in force today for each port with a contract."""
    found: dict[str, list[Agreement]] = {}
    for agreement in mesh.agreements:
        if agreement.port in mesh.contract_at and agreement.is_current(mesh.today):
            found.setdefault(agreement.port, []).append(agreement)
    return found


def _agreements(mesh: Mesh, affected: _AffectedPorts) -> Iterator[AffectedConsumer]:
    """Yield the affected agreements among those in force today.

    An agreement that names columns is affected if one of them is.
    """
    known, current = mesh.derived(columns), mesh.derived(current_agreements)
    ports = dict.fromkeys((*affected.certain, *affected.possible))
    for agreement in (each for port in ports for each in current.get(port, ())):
        port = agreement.port
        named = (f"{port}/{each}" for each in agreement.columns if each)
        fields = [field for each in named for field in _fields(each, mesh)]
        reached = [field for field in fields if field in affected.fields]
        is_whole = port in affected.whole or not agreement.columns
        is_certain = port in affected.certain and (is_whole or bool(reached))
        if not is_certain and port not in affected.possible:
            continue
        if is_certain and reached and port not in affected.whole:
            hop = min(affected.fields[field] for field in reached)
        else:
            hop = affected.hop(port) if is_certain else affected.possible[port]
        yield AffectedConsumer(
            1 + hop,
            "agreement",
            port,
            agreement.team,
            owners_in(agreement.team, mesh),
            True if is_certain else None,
            agreement.home.at("port"),
            columns=tuple(map(known.address, reached)),
            agreement=agreement,
        )


def _fields(address: str, mesh: Mesh) -> list[int]:
    """Return the field at an address in this mesh, or the fields of the object at it; empty if there are none."""
    known = mesh.derived(columns)
    found = resolve(address, mesh.contracts[0], mesh) if mesh.contracts else None
    if not isinstance(found, Resolved) or found.object is None:
        return []
    if found.field is not None:
        return [known.id(found.contract, found.field)]
    own = found.contract.fact.fields
    return [known.id(found.contract, each) for each in range(len(own)) if own.object(each) == found.object]
