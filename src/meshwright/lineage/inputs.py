"""Which ports are made from which, as the products declare it."""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING

from meshwright.mesh.link import meeting

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from meshwright.mesh.mesh import Input, Mesh, Port, Product


def inputs_of(port: Port, product: Product, mesh: Mesh) -> tuple[Input, ...]:
    """Give the inputs that an output port is made from.

    Those that its `inputContracts` name; all inputs of its product, where it names none.
    """
    if not port.fact.needs:
        return product.inputs
    needed = {meeting(identity, version, mesh.contracts_by_id) for identity, version in port.fact.needs}
    return tuple(each for each in product.inputs if each.contract is not None and each.contract in needed)


def sources(mesh: Mesh) -> dict[str, dict[str, Input]]:
    """Give, for each output port, the ports that it is made from, each with the input that says so."""
    edges: dict[str, dict[str, Input]] = {}
    for product in mesh.products:
        for port in product.outputs:
            found = edges.setdefault(port.address, {})
            for each in inputs_of(port, product, mesh):
                if each.contract is not None and each.contract.port is not None:
                    found.setdefault(each.contract.port, each)
    return edges


def cycles(edges: Mapping[str, Mapping[str, Input]]) -> Iterator[tuple[str, ...]]:
    """Find cycles of two or more ports, each once, until none is left; a port leads to the one it is made from."""
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
