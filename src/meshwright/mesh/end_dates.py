"""The last days of contracts' support and life, and their successors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.quantities.service_level import day, service_level

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from meshwright.finding.finding import At
    from meshwright.mesh.items import Contract
    from meshwright.mesh.mesh import Mesh

SUCCESSOR = "successor"
"""The type of the authoritative definition that names the successor."""


def days(contract: Contract, name: str) -> Iterator[tuple[date, At]]:
    """Yield the dates that a contract declares for one service level, such as `endOfLife`."""
    for level in contract.fact.sla:
        stated = day(level.value) if service_level(level.property) == name else None
        if stated is not None:
            yield stated, contract.home.at("slaProperties", level.position, "value")


def end(contract: Contract) -> date | None:
    """Return the earliest end of a contract's life, or else of its support."""
    for name in ("endOfLife", "endOfSupport"):
        stated = [found for found, _ in days(contract, name)]
        if stated:
            return min(stated)
    return None


def successors(contract: Contract, mesh: Mesh) -> Iterator[tuple[str, At]]:
    """Yield the successors that a contract, its port or its product declares."""
    port = mesh.ports[contract.port] if contract.port is not None else None
    product = mesh.product_of[port.product] if port else None
    stated = [(contract.fact.definitions, contract.home.at())]
    if port is not None and product is not None:
        stated += [(port.fact.definitions, port.at()), (product.fact.definitions, product.home.at())]
    for definitions, at in stated:
        for position, (kind, url) in enumerate(definitions):
            if kind == SUCCESSOR:
                yield url, at / "authoritativeDefinitions" / position / "url"
