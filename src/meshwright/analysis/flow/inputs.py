"""Inputs of ports, as declared by the products."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.mesh.link import meeting

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from meshwright.finding.finding import At
    from meshwright.mesh.items import Contract, Input, Port, Product
    from meshwright.mesh.mesh import Mesh


def made_from(port: Port, product: Product, mesh: Mesh) -> tuple[tuple[Contract, At], ...]:
    """Return the contracts of this mesh that an output port derives from, each with the declaring location.

    These are the contracts in its `inputContracts`, which may be other ports of the same product;
    without `inputContracts`, all inputs of the product except its own ports (`self-input`).
    """
    known = mesh.derived(_inputs_of_ports).get(port)
    return tuple(_inputs(port, product, mesh)) if known is None else known


def _inputs_of_ports(mesh: Mesh) -> dict[Port, tuple[tuple[Contract, At], ...]]:
    found = {}
    for product in mesh.products:
        shared = tuple(_inputs_of_others(product))
        for port in product.outputs:
            found[port] = tuple(_named(port, mesh)) if port.fact.needs else shared
    return found


def _inputs(port: Port, product: Product, mesh: Mesh) -> Iterator[tuple[Contract, At]]:
    return _named(port, mesh) if port.fact.needs else _inputs_of_others(product)


def _named(port: Port, mesh: Mesh) -> Iterator[tuple[Contract, At]]:
    """Yield the contracts that a port's `inputContracts` name."""
    for position, (identity, version) in enumerate(port.fact.needs):
        contract = meeting(identity, version, mesh.contracts_by_id)
        if contract is not None:
            yield contract, port.at("inputContracts", position, "id")


def _inputs_of_others(product: Product) -> Iterator[tuple[Contract, At]]:
    """Yield the inputs of a product except its own ports."""
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
    """Map each output port's address to the addresses of its sources, each with the declaring location."""
    edges: dict[str, dict[str, At]] = {}
    for product in mesh.products:
        for port in product.outputs:
            found = edges.setdefault(port.address, {})
            for contract, at in made_from(port, product, mesh):
                if contract.port is not None:
                    found.setdefault(contract.port, at)
    return edges


def cycles(edges: Mapping[str, Iterable[str]]) -> Iterator[tuple[str, ...]]:
    """Yield cycles of two or more nodes, such as ports, each once; an edge leads from a node to its source.

    This takes linear time: after each cycle, the search removes the cycle's edges and continues where the cycle meets the
    rest of the path.
    """
    targets: dict[str, list[str]] = {}
    for port, found in sorted(edges.items()):
        targets.setdefault(port, [])
        for source in sorted(found):
            if source != port:
                targets.setdefault(source, []).append(port)
    left = {port: iter(found) for port, found in targets.items()}
    done: set[str] = set()
    for root in targets:
        path, position = [root], {root: 0}
        while path and root not in done:
            target = next(left[path[-1]], None)
            if target is None:
                done.add(path[-1])
                del position[path.pop()]
            elif target in position:
                cycle = path[position[target] :]
                for port in cycle[1:]:
                    del position[port]
                del path[position[target] + 1 :]
                least = cycle.index(min(cycle))
                yield tuple(reversed(cycle[least + 1 :] + cycle[: least + 1]))
            elif target not in done:
                position[target] = len(path)
                path.append(target)
