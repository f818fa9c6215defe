"""Subgraphs and affected consumers: trees and lists for people, JSON for programs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from meshwright.report.terminal import one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from meshwright.analysis.flow.graph import Edge, Node, Subgraph
    from meshwright.finding.finding import At
    from meshwright.impact.affected_consumers import AffectedConsumer

DEEPEST = 40
"""The maximum depth of indentation in the tree; deeper nodes are shown at that depth with their number of hops."""


def tree(excerpt: Subgraph) -> str:
    """Render a subgraph as a tree. A node on several paths is expanded only once, where it is closest to the start."""
    return "".join(f"{line}\n" for line in _tree(excerpt))


def _tree(excerpt: Subgraph) -> Iterator[str]:
    below: dict[str, list[Edge]] = {address: [] for address in excerpt.nodes}
    for edge in excerpt.edges:
        below[edge.target if excerpt.is_upstream else edge.source].append(edge)
    held = _nearest(excerpt, below)
    if not excerpt.edges:
        direction = "has no sources in this mesh" if excerpt.is_upstream else "has no consumers in this mesh"
        yield from (f"{_label(excerpt.nodes[start])}: {direction}" for start in excerpt.starts)
        return
    for start in (each for each in excerpt.starts if below[each] or len(excerpt.starts) == 1):
        yield _label(excerpt.nodes[start])
        stack: list[tuple[Edge, str, bool]] = _below(start, below, "", excerpt)
        while stack:
            edge, prefix, is_last = stack.pop()
            address = edge.source if excerpt.is_upstream else edge.target
            is_here = held[address] == edge
            hop = excerpt.hops[address]
            depth = f"hop {hop}: " if hop > DEEPEST else ""
            again = "" if is_here or not below[address] else "  (expanded elsewhere)"
            yield f"{prefix}{'└─ ' if is_last else '├─ '}{depth}{_label(excerpt.nodes[address])}{_carried(edge)}{again}"
            if is_here:
                stack += _below(
                    address, below, prefix if depth else prefix + ("   " if is_last else "│  "), excerpt
                )


def _below(
    address: str, below: dict[str, list[Edge]], prefix: str, excerpt: Subgraph
) -> list[tuple[Edge, str, bool]]:
    """Return the steps from a node in reverse order."""
    edges = sorted(below[address], key=lambda edge: edge.source if excerpt.is_upstream else edge.target)
    return [(edge, prefix, edge is edges[-1]) for edge in reversed(edges)]


def _nearest(excerpt: Subgraph, below: dict[str, list[Edge]]) -> dict[str, Edge | None]:
    """Map each node to the step under which the tree expands it."""
    held: dict[str, Edge | None] = dict.fromkeys(excerpt.starts)
    for address in sorted(excerpt.nodes, key=lambda each: (excerpt.hops[each], each)):
        for edge in below[address]:
            held.setdefault(edge.source if excerpt.is_upstream else edge.target, edge)
    return held


def _carried(edge: Edge) -> str:
    if edge.columns is None:
        return ""
    if not edge.columns:
        return ", columns unknown"
    return f", {edge.columns} column{'' if edge.columns == 1 else 's'}"


def _label(node: Node) -> str:
    return one_line(f"{node.address}  ({node.team})" if node.team else node.address)


def way(excerpt: Subgraph, line: Callable[[At], str]) -> str:
    """Render a path hop by hop, each hop with the location of its declaration."""
    lines = [_label(excerpt.nodes[excerpt.starts[0]])]
    for edge in excerpt.edges:
        lines.append(f"→ {_label(excerpt.nodes[edge.target])}{_carried(edge)}")
        lines.append(f"  {one_line(line(edge.at))}")
    return "".join(f"{each}\n" for each in lines)


def as_json(excerpt: Subgraph, line: Callable[[At], str]) -> str:
    """Render a subgraph as JSON."""
    nodes = [
        {
            "address": node.address,
            "kind": node.kind,
            "product": node.product,
            "team": node.team,
            "owners": list(node.owners),
            "hop": excerpt.hops[node.address],
        }
        for node in excerpt.nodes.values()
    ]
    edges = [
        {
            "source": edge.source,
            "target": edge.target,
            "place": line(edge.at),
            **({} if edge.columns is None else {"columns": edge.columns or None}),
        }
        for edge in sorted(excerpt.edges, key=lambda edge: (edge.source, edge.target))
    ]
    direction = "upstream" if excerpt.is_upstream else "downstream"
    return _written({"starts": list(excerpt.starts), "direction": direction, "nodes": nodes, "edges": edges})


def affected_consumers(address: str, found: Sequence[AffectedConsumer]) -> str:
    """Render the affected consumers as text, closest first."""
    if not found:
        return f"a change to {one_line(address)} affects no consumer in this mesh\n"
    products = sum(consumer.agreement is None for consumer in found)
    agreements = len(found) - products
    teams = {consumer.team for consumer in found if consumer.team}
    counts = " and ".join(
        f"{count} {word}{'' if count == 1 else 's'}"
        for count, word in ((products, "data product"), (agreements, "agreement"))
        if count
    )
    of_teams = f" of {len(teams)} team{'' if len(teams) == 1 else 's'}" if teams else ""
    lines = [f"a change to {one_line(address)} affects {counts}{of_teams}"]
    for consumer in found:
        lines.append(f"  {_hop(consumer):<7} {_what(consumer)}{_who(consumer)}")
        if not consumer.reads:
            lines.append("          possibly: this depends on undeclared columns")
        lines += (f"          {one_line(each)}" for each in consumer.columns[:5])
        if len(consumer.columns) > 5:
            lines.append(f"          and {len(consumer.columns) - 5} more columns")
    return "".join(f"{line}\n" for line in lines)


def _hop(consumer: AffectedConsumer) -> str:
    return f"{consumer.hops} hop{'' if consumer.hops == 1 else 's'}"


def _what(consumer: AffectedConsumer) -> str:
    if consumer.agreement is None:
        return one_line(consumer.address)
    return one_line(f"{consumer.agreement.use or 'an agreement'} (agreement on {consumer.address})")


def _who(consumer: AffectedConsumer) -> str:
    people = " of ".join(filter(None, (", ".join(consumer.owners), consumer.team)))
    return one_line(f": {people}") if people else ""


def affected_consumers_as_json(address: str, found: Sequence[AffectedConsumer]) -> str:
    """Render the affected consumers as JSON."""
    return _written({"address": address, "hits": list(map(_consumer, found))})


def _consumer(consumer: AffectedConsumer) -> dict[str, Any]:
    content = {
        "kind": consumer.kind,
        "address": consumer.address,
        "hop": consumer.hops,
        "certain": consumer.reads is True,
        "team": consumer.team or None,
        "owners": list(consumer.owners),
        "columns": list(consumer.columns),
    }
    if consumer.agreement is None:
        return {**content, "ports": list(consumer.ports)}
    agreement = consumer.agreement
    expires = agreement.expires.isoformat() if agreement.expires else None
    return {
        **content,
        "use": agreement.use,
        "purpose": agreement.purpose,
        "expires": expires,
        "path": agreement.home.file,
    }


def _written(content: object) -> str:
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"
