"""All products and the flows between them, for scripts that select or draw products.

A row's values are address, title, domain, status, freshness, whether the product has personal data, team, quality,
and the route if it does not follow from the address. Domains and teams are positions in their lists; -1 means none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from meshwright.catalog import routes
from meshwright.catalog.html.durations import durations
from meshwright.catalog.html.page import File
from meshwright.catalog.indexes.scripts import script
from meshwright.catalog.natural import natural
from meshwright.catalog.text import shown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from meshwright.catalog.documents.mesh import Lineage
    from meshwright.catalog.documents.register import Domains, Products, Summary

PATH = "assets/data/mesh.js"


def mesh_file(products: Products, domains: Domains, lineage: Lineage) -> File:
    """Return the script with the data for all products."""
    return File(PATH, script("mesh", mesh_data(products, domains, lineage)))


def mesh_data(products: Products, domains: Domains, lineage: Lineage) -> dict[str, Any]:
    """Return domains (name, title, colour), teams (title), ports (name), products, and edges with the ports read."""
    known = {each.name: at for at, each in enumerate(domains.domains)}
    teams = sorted(
        {each.team.title or each.team.name for each in products.products if each.team}, key=natural
    )
    ports = sorted({port for own in lineage.ports for port in own})
    at_team, at_port = ({name: at for at, name in enumerate(names)} for names in (teams, ports))
    return {
        "domains": [[each.name, shown(each.title or each.name), each.colour] for each in domains.domains],
        "teams": [*map(shown, teams)],
        "ports": [*map(shown, ports)],
        "products": [_row(each, known, at_team) for each in products.products],
        "edges": [
            [source, target, at_port[port]]
            for (source, target), own in zip(lineage.edges, lineage.ports, strict=True)
            for port in own
        ],
    }


def _row(each: Summary, domains: Mapping[str, int], teams: Mapping[str, int]) -> list[Any]:
    route = routes.product(each.address)
    row = [
        each.address,
        shown(each.title),
        domains.get(each.domain.name, -1) if each.domain else -1,
        each.status,
        durations(each.freshness),
        int(each.is_personal),
        teams[each.team.title or each.team.name] if each.team else -1,
        -1 if each.score is None else each.score,
    ]
    return row if route == f"products/{each.address}" else [*row, route]
