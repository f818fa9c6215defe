"""Inputs of ports, as declared by the products."""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING

from meshwright.mesh.link import meeting

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from meshwright.finding.finding import At
    from meshwright.mesh.items import Contract, Input, Port, Product
    from meshwright.mesh.mesh import Mesh


def made_from(port: Port, product: Product, mesh: Mesh) -> Iterator[tuple[Contract, At]]:
    """Yield the contracts of this mesh that an output port derives from, each with the declaring location.

    These are the contracts in its `inputContracts`, which may be other ports of the same product;
    without `inputContracts`, all inputs of the product except its own ports (`self-input`).
    """
    if port.fact.needs:
        for position, (identity, version) in enumerate(port.fact.needs):
            contract = meeting(identity, version, mesh.contracts_by_id)
            if contract is not None:
                yield contract, port.at("inputContracts", position, "id")
    else:
        own = {port.contract for port in product.outputs}
        for each in product.inputs:
            if each.contract is not None and each.contract not in own:
                yield each.contract, each.at("contractId")


def readers(each: Input, product: Product, mesh: Mesh) -> tuple[Port, ...]:
    """Return the output ports of a product that derive from one of its inputs."""
    return tuple(
        port
        for port in product.outputs
        if any(contract is each.contract for contract, _ in made_from(port, product, mesh))
    )


def sources(mesh: Mesh) -> dict[str, dict[str, At]]:
    """Return the sources of each output port by address, each with the declaring location."""
    edges: dict[str, dict[str, At]] = {}
    for product in mesh.products:
        for port in product.outputs:
            found = edges.setdefault(port.address, {})
            for contract, at in made_from(port, product, mesh):
                if contract.port is not None:
                    found.setdefault(contract.port, at)
    return edges


def cycles(edges: Mapping[str, Mapping[str, At]]) -> Iterator[tuple[str, ...]]:
    """Find cycles of 2 or more ports, each once, until none is left; a port leads to its sources."""
    left = {port: {source for source in found if source != port} for port, found in sorted(edges.items())}
    while True:
        try:
            TopologicalSorter(left).prepare()
        except CycleError as error:
            cycle = list(reversed(error.args[1]))[:-1]
        else:
            return
        start = cycle.index(min(cycle))
        cycle = cycle[start:] + cycle[:start]
        yield tuple(cycle)
        for position, port in enumerate(cycle):
            left[port].discard(cycle[(position + 1) % len(cycle)])
