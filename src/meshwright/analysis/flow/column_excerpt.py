"""Subgraphs of column lineage, in the same format as subgraphs of ports; only displayed nodes get names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.analysis.flow.columns import columns
from meshwright.analysis.flow.graph import Edge, Subgraph, contract_node
from meshwright.analysis.flow.sql_binding import readings
from meshwright.mesh.references import Resolved, sources_by_contract

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from meshwright.mesh.mesh import Mesh


def around(mesh: Mesh, fields: Sequence[int], depth: int | None, *, is_upstream: bool) -> Subgraph:
    """Return the columns upstream or downstream of fields."""
    known = mesh.derived(columns)
    walk = known.upstream if is_upstream else known.downstream
    reach = walk(fields, depth)
    hops = dict.fromkeys(fields, 0)
    edges: list[int] = []
    for field, hop in reach.hops.items():
        if depth is None or hop < depth:
            found = known.edges_into(field) if is_upstream else known.edges_out_of(field)
            edges += found
            ends = (end for edge in found for end in (known.sources[edge], known.targets[edge]))
            hops.update((end, reach.hops[end]) for end in ends)
    return _excerpt(mesh, fields, hops, edges, is_upstream=is_upstream)


def beyond_columns(mesh: Mesh, fields: Sequence[int]) -> Iterator[str]:
    """Describe the sources of fields that are not columns in this mesh, and SQL that cannot be read."""
    known = mesh.derived(columns)
    wanted = set(fields)
    for whole in known.wholes:
        if whole.target in wanted:
            address = whole.source.address
            if whole.object is not None:
                address += f"/{whole.source.fact.objects[whole.object].name}"
            yield f"derives from `{address}`, but that column is not declared"
    for field in fields:
        contract, index = known.contract(field), known.index(field)
        for source in mesh.derived(sources_by_contract).get(contract, ()):
            if source.field == index and not isinstance(source.target, Resolved):
                yield f"derives from `{source.text}`, which is unknown in this mesh"
        reading = mesh.derived(readings).get(contract, {}).get(index)
        if reading is not None and reading.unread:
            yield f"has SQL that cannot be read: {reading.unread}"
        elif reading is not None and reading.outside:
            yield f"SQL reads `{reading.outside}`, which is unknown in this mesh"


def way(mesh: Mesh, fields: Sequence[int], ends: Iterable[int]) -> Subgraph | None:
    """Return a shortest path between two groups of fields; if there are several, the first in order of ids."""
    known = mesh.derived(columns)
    reach = known.downstream(fields)
    end = min(
        (end for end in ends if end in reach.hops), key=lambda end: (reach.hops[end], end), default=None
    )
    if end is None:
        return None
    edges = reach.path(end)
    shown = [field for edge in edges for field in (known.sources[edge], known.targets[edge])] or [end]
    return _excerpt(mesh, shown[:1], {field: reach.hops[field] for field in shown}, edges, is_upstream=False)


def _excerpt(
    mesh: Mesh, fields: Sequence[int], hops: dict[int, int], edges: Iterable[int], *, is_upstream: bool
) -> Subgraph:
    known = mesh.derived(columns)
    names = {field: known.address(field) for field in hops}
    ordered = sorted(hops, key=lambda field: (hops[field], names[field]))
    return Subgraph(
        tuple(names[field] for field in fields),
        {names[field]: contract_node(known.contract(field), names[field], mesh) for field in ordered},
        {names[field]: hops[field] for field in ordered},
        tuple(
            Edge(names[known.sources[edge]], names[known.targets[edge]], known.edge_at(edge))
            for edge in dict.fromkeys(edges)
        ),
        is_upstream=is_upstream,
    )
