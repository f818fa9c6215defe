"""Diagrams of the mesh for several pages, and diagrams as files."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from meshwright.catalog import routes
from meshwright.catalog.diagrams.diagram import DiagramEdge, DiagramNode
from meshwright.catalog.diagrams.domains import domains
from meshwright.catalog.diagrams.folding import MORE
from meshwright.catalog.diagrams.ring import ring
from meshwright.catalog.diagrams.standalone import standalone
from meshwright.catalog.html.page import File
from meshwright.catalog.natural import natural
from meshwright.catalog.text import counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from meshwright.catalog.diagrams.diagram import Diagram
    from meshwright.catalog.documents.register import Domain

MOST_FLOWS = 80
"""The maximum number of lines between domains that people can distinguish."""
MOST_NEIGHBOURS = 12
"""The maximum number of neighbours in a domain's diagram; the page also lists all of them."""


def domains_diagram(found: Iterable[Domain], route: str, only: Domain | None = None) -> Diagram:
    """Draw the flows between domains; `only` restricts them to one domain and its strongest neighbours."""
    known = {each.name: each for each in found}
    flows = {(each.name, to.domain.name): to.products for each in known.values() for to in each.feeds}
    if only is not None:
        return _neighbours(known, flows, route, only)
    shown = sorted(sorted(flows, key=lambda pair: (-flows[pair], pair))[:MOST_FLOWS])
    names = {name for pair in shown for name in pair} | {
        name for name, each in known.items() if each.products
    }
    nodes = [_box(known[name], route) for name in sorted(names, key=natural)]
    title = "Data flows between domains"
    if len(shown) < len(flows):
        title += f" (the {MOST_FLOWS} strongest of {len(flows)} flows)"
    return domains("domains-diagram", title, nodes, [_line(pair, flows[pair]) for pair in shown])


def _neighbours(
    known: Mapping[str, Domain], flows: Mapping[tuple[str, str], int], route: str, only: Domain
) -> Diagram:
    """Draw one domain with its strongest neighbours; one box represents the others."""
    weights: dict[str, int] = defaultdict(int)
    for (of, to), count in flows.items():
        if only.name in (of, to):
            weights[to if of == only.name else of] += count
    names = sorted(weights, key=lambda name: (-weights[name], natural(name)))
    kept, hidden = {only.name, *names[:MOST_NEIGHBOURS]}, set(names[MOST_NEIGHBOURS:])
    nodes = [
        _box(known[name], route, "self" if name == only.name else "") for name in sorted(kept, key=natural)
    ]
    edges = [
        _line(pair, count)
        for pair, count in sorted(flows.items())
        if only.name in pair and kept.issuperset(pair)
    ]
    title = f"Upstream and downstream domains of {only.title if only.name else ''}"
    if hidden:
        title += f" (the {MOST_NEIGHBOURS} strongest of {len(names)})"
        # No other node has this key: names do not contain line ends.
        nodes.append(DiagramNode("\n", f"and {len(hidden)} more", kind=MORE))
        is_fed = any(each.domain.name in hidden for each in only.feeds)
        edges.append(DiagramEdge(only.name, "\n") if is_fed else DiagramEdge("\n", only.name))
    return domains("domains-diagram", title, nodes, edges)


def _box(domain: Domain, route: str, kind: str = "") -> DiagramNode:
    return DiagramNode(
        domain.name,
        domain.title if domain.name else "no domain",
        counted(len(domain.products), "product"),
        routes.link(route, routes.domain(domain.name)),
        kind,
        colour=domain.colour,
    )


def _line(pair: tuple[str, str], count: int) -> DiagramEdge:
    return DiagramEdge(*pair, f"{counted(count, 'product')} read it", weight=count)


def mesh_picture(found: Iterable[Domain], route: str) -> Diagram:
    """Draw a small diagram of the mesh for a corner of a page: a dot for each domain with products, and the flows."""
    known = {each.name: each for each in found if each.products}
    nodes = [_box(each, route) for each in known.values()]
    edges = [
        DiagramEdge(each.name, to.domain.name, weight=to.products)
        for each in known.values()
        for to in each.feeds
    ]
    return ring("domains-diagram", "Data flows between domains", nodes, edges)


def drawing(path: str, diagram: Diagram) -> File:
    """Return a diagram as a self-contained file."""
    return File(path, standalone(diagram, _styles()).encode())


@cache
def _styles() -> str:
    return files("meshwright.catalog").joinpath("assets/css/diagrams.css").read_text(encoding="utf-8")
