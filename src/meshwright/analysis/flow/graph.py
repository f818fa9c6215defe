"""The graph of products and ports: data flows, with the locations that declare them.

Only this module imports networkx. Columns are in separate arrays; see `columns`.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice, pairwise
from typing import TYPE_CHECKING

import networkx as nx

from meshwright.analysis.flow.columns import columns
from meshwright.analysis.flow.inputs import made_from
from meshwright.mesh.inheritance import exposing_product, owners_of, team_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from meshwright.analysis.flow.columns import Columns
    from meshwright.finding.finding import At
    from meshwright.mesh.items import Contract, Product
    from meshwright.mesh.mesh import Mesh


@dataclass(frozen=True, slots=True)
class Node:
    """A node that data flows through."""

    address: str
    kind: str
    """`port`, `contract` (not exposed by a product), `product` (without ports) or `field`."""
    product: str | None
    team: str | None
    owners: tuple[str, ...]
    contract: Contract | None = None


@dataclass(frozen=True, slots=True)
class Edge:
    """A data flow, from a source to a node that derives from the source."""

    source: str
    target: str
    at: At
    """The location that declares the flow."""
    columns: int | None = None
    """The number of columns that the flow is known to carry, 0 if unknown; None in column lineage."""


@dataclass(frozen=True, slots=True)
class Subgraph:
    """A requested part of the graph."""

    starts: tuple[str, ...]
    nodes: Mapping[str, Node]
    hops: Mapping[str, int]
    """The distance of each node from the start."""
    edges: tuple[Edge, ...]
    is_upstream: bool = False
    """Whether the walk goes upstream. Edges always point in the direction of the data flow."""


class Graph:
    """Products and ports, with the data flows between them; call it through `mesh.derived(Graph)`."""

    def __init__(self, mesh: Mesh) -> None:
        self._mesh = mesh
        self._graph: nx.DiGraph[str] = nx.DiGraph()
        self.nodes: dict[str, Node] = {}
        self.exposed: dict[str, tuple[str, ...]] = {}
        """Each product's ports that data can flow through, or the product itself if it has none."""
        for product in mesh.products:
            self._add_product(product)
        for contract in mesh.contracts:
            if contract.port is None:
                self._add(contract_node(contract, contract.address, mesh))
        for product in mesh.products:
            self._join(product)
        self._carry(mesh.derived(columns))
        self._from: dict[str, tuple[Edge, ...]] = {}

    def upstream(self, starts: Iterable[str], depth: int | None = None) -> Subgraph:
        """Return the nodes upstream of the starts, within a number of hops."""
        return self._excerpt(starts, depth, is_upstream=True)

    def downstream(self, starts: Iterable[str], depth: int | None = None) -> Subgraph:
        """Return the nodes downstream of the starts, within a number of hops."""
        return self._excerpt(starts, depth, is_upstream=False)

    def edges_from(self, address: str) -> Iterable[Edge]:
        """Return the flows to the direct consumers of a node."""
        known = self._from.get(address)
        if known is None:
            known = tuple(step["edge"] for step in self._graph.adj[address].values())
            self._from[address] = known
        return known

    def distances(self, starts: Iterable[str], depth: int | None = None) -> dict[str, int]:
        """Return the distance to each downstream node, within a number of hops."""
        return _hops(self._graph, tuple(dict.fromkeys(starts)), depth)

    def path(self, starts: Iterable[str], ends: Iterable[str]) -> Subgraph | None:
        """Return a shortest path between two groups of nodes; if there are several, the first in order of addresses."""
        reached = self.downstream(starts)
        here = min(
            (end for end in ends if end in reached.hops),
            key=lambda end: (reached.hops[end], end),
            default=None,
        )
        if here is None:
            return None
        way = [here]
        while reached.hops[way[-1]]:
            before = self._graph.predecessors(way[-1])
            way.append(min(each for each in before if reached.hops.get(each) == reached.hops[way[-1]] - 1))
        way.reverse()
        return Subgraph(
            (way[0],),
            {address: self.nodes[address] for address in way},
            {address: hop for hop, address in enumerate(way)},
            tuple(self._graph.edges[step]["edge"] for step in pairwise(way)),
        )

    def _excerpt(self, starts: Iterable[str], depth: int | None, *, is_upstream: bool) -> Subgraph:
        found = tuple(dict.fromkeys(starts))
        graph = self._graph.reverse(copy=False) if is_upstream else self._graph
        hops = _hops(graph, found, depth)
        return Subgraph(
            found,
            {address: self.nodes[address] for address in hops},
            hops,
            tuple(self._graph.edges[step]["edge"] for step in self._graph.subgraph(hops).edges),
            is_upstream=is_upstream,
        )

    def _add(self, node: Node) -> None:
        if node.address not in self.nodes:
            self.nodes[node.address] = node
            self._graph.add_node(node.address)

    def _add_product(self, product: Product) -> None:
        mesh = self._mesh
        for port in product.outputs:
            if port.contract is not None:
                self._add(contract_node(port.contract, port.address, mesh))
            else:
                who = team_of(product, mesh), owners_of(product, mesh)
                self._add(Node(port.address, "port", product.address, *who))
        if not product.outputs:
            self._add(
                Node(
                    product.address,
                    "product",
                    product.address,
                    team_of(product, mesh),
                    owners_of(product, mesh),
                )
            )
        self.exposed.setdefault(
            product.address, tuple(port.address for port in product.outputs) or (product.address,)
        )

    def _join(self, product: Product) -> None:
        """Connect a product's ports to their sources."""
        for port in product.outputs:
            for contract, at in made_from(port, product, self._mesh):
                self._step(Edge(contract.address, port.address, at, 0))
        if not product.outputs:
            for each in product.inputs:
                if each.contract is not None:
                    self._step(Edge(each.contract.address, product.address, each.at("contractId"), 0))

    def _step(self, edge: Edge) -> None:
        is_new = edge.source != edge.target and not self._graph.has_edge(edge.source, edge.target)
        if is_new and edge.source in self.nodes:
            self._graph.add_edge(edge.source, edge.target, edge=edge)

    def _carry(self, known: Columns) -> None:
        """Count the columns on each flow, and add the flows that only columns declare."""
        for (source, target), (count, first) in known.between().items():
            one, other = known.contracts[source].address, known.contracts[target].address
            at = (
                self._graph.edges[one, other]["edge"].at
                if self._graph.has_edge(one, other)
                else known.edge_at(first)
            )
            if one != other:
                self._graph.add_edge(one, other, edge=Edge(one, other, at, count))


def _hops(graph: nx.DiGraph[str], starts: tuple[str, ...], depth: int | None) -> dict[str, int]:
    layers = islice(nx.bfs_layers(graph, starts), None if depth is None else depth + 1)
    return {address: hop for hop, layer in enumerate(layers) for address in sorted(layer)}


def contract_node(contract: Contract, address: str, mesh: Mesh) -> Node:
    """Build the node of a contract, or of one of its fields."""
    product = exposing_product(contract, mesh)
    kind = "field" if address != contract.address else "port" if contract.port is not None else "contract"
    team, owners = team_of(contract, mesh), owners_of(contract, mesh)
    return Node(address, kind, product.address if product else None, team, owners, contract)
