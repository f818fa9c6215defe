"""The inputs of a product: the ports that it reads, with their contracts and minimum versions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.mesh.address import slug
from meshwright.quantities.version import major_of
from meshwright.workspace.authoring.columns import target_of
from meshwright.workspace.drafting import DraftError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from meshwright.mesh.items import Contract, Product
    from meshwright.mesh.mesh import Mesh


def contracts_of(addresses: Iterable[str], mesh: Mesh) -> list[Contract]:
    """Return the contracts of the ports to which the addresses belong, without duplicates; raises DraftError."""
    found = [target_of(each, mesh).contract for each in addresses]
    return list(dict.fromkeys(found))


def input_ports(addresses: Iterable[str], taken: Iterable[str], mesh: Mesh) -> list[dict[str, str]]:
    """Return input ports for the contracts to read, with unused names. Raises DraftError."""
    return [*_ports(contracts_of(addresses, mesh), set(taken))]


def missing_inputs(contracts: Iterable[Contract], product: Product) -> list[dict[str, str]]:
    """Return the additional input ports that a product needs in order to read the given contracts."""
    stated = {(each.fact.contract_id, major_of(each.fact.version)) for each in product.inputs}
    lacking = [each for each in contracts if (each.fact.id, major_of(each.fact.version)) not in stated]
    return [*_ports(lacking, {each.fact.name for each in product.inputs})]


def needs(contracts: Iterable[Contract]) -> list[dict[str, str]]:
    """Return the `inputContracts` (ODPS) of a port that reads the given contracts."""
    return [{"id": each.fact.id, "version": version_of(each)} for each in contracts]


def version_of(contract: Contract) -> str:
    """Return a contract's version; raises DraftError if it does not declare one."""
    if not contract.fact.version:
        raise DraftError(f"`{contract.address}` has no version; add one first")
    return contract.fact.version


def _ports(contracts: Iterable[Contract], taken: set[str]) -> list[dict[str, str]]:
    ports = []
    for each in contracts:
        path, _, major = each.address.partition("@")
        names = path.split("/")
        choices = (slug(names[-2] if names[0] != "-" else names[-1]), slug("-".join(names[-2:])))
        name = next((choice for choice in choices if choice not in taken), f"{choices[-1]}-v{major}")
        taken.add(name)
        ports.append({"name": name, "version": version_of(each), "contractId": each.fact.id})
    return ports
