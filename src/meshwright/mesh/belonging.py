"""Names that belong to this mesh because their domain is registered, although the mesh does not contain the named items."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from meshwright.mesh.address import segment
from meshwright.mesh.masked_ports import may_be_masked
from meshwright.mesh.references import UnresolvedPart, UnresolvedReference, sources_by_contract

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from meshwright.mesh.items import Port, Product
    from meshwright.mesh.mesh import Mesh

_PART = re.compile(r"[./:]")


def domain_in(name: str, mesh: Mesh) -> str | None:
    """Return the registered domain that an address or a contract id starts with; None if there is none."""
    first, *rest = _PART.split(name)
    return first if rest and first in mesh.derived(_domains) else None


def lost_inputs(product: Product, mesh: Mesh) -> frozenset[str]:
    """Return the contract ids of unresolved inputs that belong to this mesh: their contracts were removed.

    The domain in an id shows that it belongs to the mesh. If the id has no domain, column lineage can show that the contract
    belongs to the mesh: if at least as many ports are missing in registered domains as there are unresolved inputs, the
    ports are assumed to be those of the inputs.
    """
    astray = {
        each.fact.contract_id
        for each in product.inputs
        if each.fact.contract_id and each.fact.contract_id not in mesh.contracts_by_id
    }
    own = {each for each in astray if domain_in(each, mesh) is not None}
    rest = astray - own
    if rest and len(set(_missing_ports(product, mesh))) >= len(astray):
        return frozenset(astray)
    return frozenset(own)


def _domains(mesh: Mesh) -> frozenset[str]:
    return frozenset(segment(entry.name) for entry in mesh.register("Domain") if entry.name)


def _missing_ports(product: Product, mesh: Mesh) -> Iterator[str]:
    """Yield the missing ports in registered domains that a product's columns derive from."""
    for port in product.outputs:
        for source in (
            mesh.derived(sources_by_contract).get(port.contract, ()) if port.contract is not None else ()
        ):
            target = source.target
            if (
                isinstance(target, UnresolvedReference)
                and target.part is UnresolvedPart.PORT
                and domain_in(target.name, mesh)
            ):
                yield target.name


def exposers(mesh: Mesh) -> Mapping[str, tuple[Port, ...]]:
    """Return the output ports that name a contract id, even if no such contract exists."""
    found: dict[str, list[Port]] = {}
    for port in mesh.ports.values():
        found.setdefault(port.fact.contract_id or "", []).append(port)
    return {contract_id: tuple(ports) for contract_id, ports in found.items()}


def has_hidden_sources(mesh: Mesh) -> bool:
    """Return whether the data flow is unknown because columns derive from ports that another error masks."""
    ports = {
        each.text.partition("@")[0]
        for sources in mesh.derived(sources_by_contract).values()
        for each in sources
        if each.target is None and "@" in each.text
    }
    return any(may_be_masked(port, mesh) for port in ports)
