"""The state of ports, open or deprecated, according to their contracts and the products that offer them.

The stricter status counts, because a product may be retired before its contracts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from meshwright.analysis.access.levels import column_levels

if TYPE_CHECKING:
    from meshwright.mesh.items import Contract, Port, Product
    from meshwright.mesh.mesh import Mesh

_OPEN_STATUSES = frozenset({"active", "deprecated"})


class Offer(NamedTuple):
    """A port that exposes a contract, with the product that it belongs to."""

    port: Port
    product: Product

    @property
    def is_open(self) -> bool:
        """Whether the product may have readers."""
        fact = self.product.fact
        return fact.is_sound("status") and fact.status in _OPEN_STATUSES

    @property
    def is_ending(self) -> bool:
        """Whether the port or the product is deprecated."""
        fact = self.product.fact
        return self.port.fact.is_deprecated or fact.is_deprecated or fact.status == "deprecated"


class Offers:
    """The offers in one mesh."""

    def __init__(self, mesh: Mesh) -> None:
        self._mesh = mesh
        self._addresses = _ports_by_address(mesh)
        self._of: dict[Contract, dict[str, list[Offer]]] = {}
        """The offers of each contract, by port address; several products may share an address by mistake."""
        for product in mesh.products:
            for port in product.outputs:
                if port.contract is not None:
                    own = self._of.setdefault(port.contract, {})
                    own.setdefault(port.address, []).append(Offer(port, product))

    def closed(self, contract: Contract, address: str = "") -> str:
        """Explain why a contract, or the port at the given address, grants no access; empty if it grants access."""
        if len(self._addresses.get(contract.address, ())) > 1:
            return f"several ports have the address `{contract.address}`"
        fact = contract.fact
        same = [each for each in self._mesh.contracts_by_id[fact.id] if each.fact.version == fact.version]
        if len(same) > 1:
            return f"several contracts have the id `{fact.id}` and the version `{fact.version}`"
        status = self._mesh.status(contract)
        if not contract.fact.is_sound("status") or status not in _OPEN_STATUSES:
            return f"the status of the port is `{status}`" if status else "the status of the port is unknown"
        own = self._of.get(contract, {})
        found = list(own.values()) if address not in own else [own[address]]
        if found and not any(all(each.is_open for each in offers) for offers in found):
            return _not_offered(found[0])
        return "" if self._mesh.derived(column_levels).levels else "the classification cannot be read"

    def is_deprecated(self, contract: Contract) -> bool:
        """Return whether a port is deprecated: its contract is deprecated, or every offer of the contract is."""
        found = self._of.get(contract, {}).values()
        is_ending = bool(found) and all(any(each.is_ending for each in offers) for offers in found)
        return is_ending or self._mesh.status(contract) == "deprecated"

    def is_retired(self, contract: Contract) -> bool:
        """Return whether a port is retired: its contract is retired, or the product of every offer is."""
        found = [each for offers in self._of.get(contract, {}).values() for each in offers]
        is_ended = bool(found) and all(each.product.fact.status == "retired" for each in found)
        return is_ended or self._mesh.status(contract) == "retired"


def offers(mesh: Mesh) -> Offers:
    """Return the offers of a mesh; call it through `mesh.derived(offers)`."""
    return Offers(mesh)


def _ports_by_address(mesh: Mesh) -> dict[str, list[object]]:
    """Return the contracts and ports at each address."""
    found: dict[str, list[object]] = {}
    for contract in mesh.contracts:
        found.setdefault(contract.address, []).append(contract)
    for product in mesh.products:
        for port in product.outputs:
            if port.contract is None or port.contract.address != port.address:
                found.setdefault(port.address, []).append(port)
    return found


def _not_offered(found: list[Offer]) -> str:
    product = next(each.product for each in found if not each.is_open)
    state = f"`{product.fact.status}`" if product.fact.status else "unknown"
    return f"the status of product `{product.address}` is {state}"
