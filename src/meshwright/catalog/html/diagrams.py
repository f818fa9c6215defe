"""Diagrams of the mesh for several pages, and diagrams as files."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from meshwright.catalog import routes
from meshwright.catalog.diagrams.diagram import DiagramEdge, DiagramNode
from meshwright.catalog.diagrams.domains import domains
from meshwright.catalog.diagrams.ring import ring
from meshwright.catalog.diagrams.standalone import standalone
from meshwright.catalog.html.page import File
from meshwright.catalog.natural import natural
from meshwright.catalog.text import counted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from meshwright.catalog.diagrams.diagram import Diagram
    from meshwright.catalog.documents.register import Domain

MOST_FLOWS = 80
"""The maximum number of lines between domains that people can distinguish."""


def domains_diagram(found: Iterable[Domain], route: str, only: Domain | None = None) -> Diagram:
    """Draw the flows between domains; `only` restricts them to one domain and its neighbours."""
    known = {each.name: each for each in found}
    flows = sorted((each.name, to.domain.name, to.products) for each in known.values() for to in each.feeds)
    pairs = {(of, to): count for of, to, count in flows if only is None or only.name in (of, to)}
    left_out = max(0, len(pairs) - MOST_FLOWS)
    if left_out:
        strongest = sorted(pairs, key=lambda pair: (-pairs[pair], pair))[:MOST_FLOWS]
        pairs = {pair: pairs[pair] for pair in sorted(strongest)}
    names = {name for pair in pairs for name in pair} | ({only.name} if only is not None else set())
    if only is None:
        names |= {name for name, each in known.items() if each.products}
    nodes = [
        DiagramNode(
            name,
            known[name].title if name else "no domain",
            counted(len(known[name].products), "product"),
            routes.link(route, routes.domain(name)),
            "self" if only is not None and name == only.name else "",
            colour=known[name].colour,
        )
        for name in sorted(names, key=natural)
    ]
    edges = [
        DiagramEdge(of, to, f"{counted(count, 'product')} read it", weight=count)
        for (of, to), count in pairs.items()
    ]
    title = "Data flows between domains"
    if only is not None:
        title = f"Upstream and downstream domains of {only.title if only.name else ''}"
    if left_out:
        title += f" (the {MOST_FLOWS} strongest of {MOST_FLOWS + left_out} flows)"
    return domains("domains-diagram", title, nodes, edges)


def mesh_picture(found: Iterable[Domain], route: str) -> Diagram:
    """Draw a small diagram of the mesh for a corner of a page: a dot for each domain with products, and the flows."""
    known = {each.name: each for each in found if each.products}
    nodes = [
        DiagramNode(
            name,
            each.title if name else "no domain",
            counted(len(each.products), "product"),
            routes.link(route, routes.domain(name)),
            colour=each.colour,
        )
        for name, each in known.items()
    ]
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
