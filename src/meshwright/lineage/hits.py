"""Who is hit by a change: products and agreements downstream, with owners and hops.

A change of a port hits all that is made from it. A change of a column hits what column lineage says;
where a port is made from another and doesn't say which columns it takes, it may be hit, and all that follows.
"""

from __future__ import annotations

from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from typing import TYPE_CHECKING

from meshwright.lineage.columns import columns
from meshwright.lineage.graph import Edge, Excerpt, Graph, Node
from meshwright.mesh.inheritance import owners_in
from meshwright.mesh.references import Resolved, resolve

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from meshwright.mesh.mesh import Mesh
    from meshwright.mesh.registers import Agreement


@dataclass(frozen=True, slots=True)
class Hit:
    """Somebody who is hit."""

    hop: int
    kind: str
    """`product`, `contract` (that no product exposes) or `agreement`."""
    address: str
    """The product's or contract's; for an agreement its port's."""
    team: str | None
    owners: tuple[str, ...]
    is_certain: bool
    """False where it depends on columns that nobody declares."""
    ports: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    """The addresses of the columns that are known to be hit."""
    agreement: Agreement | None = None


def drawn(mesh: Mesh, starts: Sequence[str], hits: Sequence[Hit]) -> Excerpt:
    """Give the ports that it starts from, those that are hit, and agreements as nodes on their ports."""
    graph = mesh.once(Graph)
    hops = dict.fromkeys(starts, 0)
    users: dict[str, Node] = {}
    for hit in hits:
        if hit.agreement is None:
            hops.update((port, hops.get(port, hit.hop)) for port in hit.ports or (hit.address,))
        else:
            name = f"{hit.agreement.use or hit.agreement.purpose}, {hit.agreement.home.file}"
            users[name] = Node(name, "agreement", None, hit.team, hit.owners)
            hops[name] = hit.hop
    edges = [
        edge for port in hops if port in graph.nodes for edge in graph.edges_from(port) if edge.target in hops
    ]
    edges += (
        Edge(hit.address, name, hit.agreement.home.at("port"))
        for name, hit in zip(users, (each for each in hits if each.agreement), strict=True)
        if hit.agreement is not None
    )
    return Excerpt(
        tuple(starts), {each: users.get(each) or graph.nodes[each] for each in hops}, hops, tuple(edges)
    )


@dataclass(frozen=True, slots=True)
class _Struck:
    """How far ports are that are hit, those that it starts from among them."""

    fields: Mapping[int, int]
    """The fields that are known to be hit."""
    certain: Mapping[str, int]
    """The ports that are known to be hit."""
    possible: Mapping[str, int]
    """The ports of which any field may be hit."""

    def hop(self, address: str) -> int:
        return self.certain[address] if address in self.certain else self.possible[address]


def impact_of_ports(mesh: Mesh, starts: Sequence[str], depth: int | None = None) -> tuple[Hit, ...]:
    """Give who is hit by a change of whole ports, or of their going away."""
    graph, known = mesh.once(Graph), mesh.once(columns)
    contracts = (contract for contract in known.contracts if contract.address in starts)
    fields = [known.id(each, field) for each in contracts for field in range(len(each.fact.fields))]
    reach = known.downstream(fields, depth)
    return _hits(mesh, _Struck(reach.hops, graph.downstream(starts, depth).hops, {}), is_whole=True)


def impact_of_fields(mesh: Mesh, fields: Sequence[int], depth: int | None = None) -> tuple[Hit, ...]:
    """Give who is hit by a change of columns."""
    known = mesh.once(columns)
    hops = known.downstream(fields, depth).hops
    certain: dict[str, int] = {}
    for field, hop in hops.items():
        certain.setdefault(known.contract(field).address, hop)
    return _hits(mesh, _Struck(hops, certain, _possible(mesh, certain, hops, depth)), is_whole=False)


def _possible(
    mesh: Mesh, certain: Mapping[str, int], fields: Iterable[int], depth: int | None
) -> dict[str, int]:
    """Follow the steps that don't say which columns they carry, and from there every step."""
    graph, known = mesh.once(Graph), mesh.once(columns)
    queue = [
        (hop + 1, edge.target)
        for address, hop in certain.items()
        for edge in graph.edges_from(address)
        if edge.columns == 0
    ]
    hit = {(known.contract(field), known.object(field)) for field in fields} if known.wholes else set()
    queue += (
        (certain[whole.source.address] + 1, known.contract(whole.target).address)
        for whole in known.wholes
        if any(contract is whole.source and whole.object in (None, at) for contract, at in hit)
    )
    heapify(queue)
    hops: dict[str, int] = {}
    while queue:
        hop, address = heappop(queue)
        if address not in hops and (depth is None or hop <= depth):
            hops[address] = hop
            for edge in graph.edges_from(address):
                heappush(queue, (hop + 1, edge.target))
    return hops


def _hits(mesh: Mesh, struck: _Struck, *, is_whole: bool) -> tuple[Hit, ...]:
    hits = [*_products(mesh, struck), *_agreements(mesh, struck, is_whole=is_whole)]
    return tuple(sorted(hits, key=_order))


def _order(hit: Hit) -> tuple[object, ...]:
    return hit.hop, hit.agreement is not None, hit.address, hit.agreement.use if hit.agreement else ""


def _products(mesh: Mesh, struck: _Struck) -> Iterator[Hit]:
    graph, known = mesh.once(Graph), mesh.once(columns)
    columns_of: dict[str, list[str]] = {}
    for field, hop in struck.fields.items():
        if hop:
            columns_of.setdefault(known.contract(field).address, []).append(known.address(field))
    of_product: dict[str, list[str]] = {}
    for address in {**struck.certain, **struck.possible}:
        if struck.hop(address):
            of_product.setdefault(graph.nodes[address].product or address, []).append(address)
    for product, ports in of_product.items():
        node = graph.nodes[ports[0]]
        yield Hit(
            min(map(struck.hop, ports)),
            "contract" if node.kind == "contract" else "product",
            product,
            node.team,
            node.owners,
            any(port in struck.certain for port in ports),
            tuple(sorted(port for port in ports if port != product)),
            tuple(sorted(each for port in ports for each in columns_of.get(port, ()))),
        )


def _agreements(mesh: Mesh, struck: _Struck, *, is_whole: bool) -> Iterator[Hit]:
    """Look at the agreements that hold today; one that names columns is hit if one of them is."""
    known = mesh.once(columns)
    for agreement in mesh.agreements:
        port = agreement.port
        contract = mesh.contract_at.get(port)
        is_struck = port in struck.certain or port in struck.possible
        if not is_struck or contract is None or not agreement.is_current(mesh.today):
            continue
        named = (resolve(f"{port}/{each}", contract, mesh) for each in agreement.columns if each)
        fields = [
            known.id(contract, each.field)
            for each in named
            if isinstance(each, Resolved) and each.field is not None
        ]
        hit = [field for field in fields if field in struck.fields]
        is_certain = port in struck.certain and (is_whole or bool(hit) or not agreement.columns)
        if not is_certain and port not in struck.possible:
            continue
        near = min(struck.fields[field] for field in hit) if hit else None
        hop = struck.hop(port) if is_certain else struck.possible[port]
        yield Hit(
            1 + (hop if near is None else near),
            "agreement",
            port,
            agreement.team or None,
            owners_in(agreement.team, mesh),
            is_certain,
            columns=tuple(map(known.address, hit)),
            agreement=agreement,
        )
