"""Messages about unresolved references."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.finding.finding import did_you_mean
from meshwright.mesh.references import Resolved, UnresolvedPart, UnresolvedReference, near, resolve

if TYPE_CHECKING:
    from meshwright.mesh.mesh import Mesh


def unresolved_message(unknown: UnresolvedReference, meant: str | None) -> str:
    """Describe the unresolved part of a reference, with a suggestion."""
    contract = unknown.contract
    if unknown.part is UnresolvedPart.ROOT:
        return f"`{unknown.name}` is outside the repository"
    if unknown.part is UnresolvedPart.FILE:
        return f"`{unknown.name}` is not a contract of this mesh{did_you_mean(meant)}"
    if unknown.part is UnresolvedPart.PORT or contract is None:
        return f"unknown port `{unknown.name}`{did_you_mean(meant)}"
    if unknown.part is UnresolvedPart.OBJECT:
        return f"`{contract.address}` has no object `{unknown.name}`{did_you_mean(meant)}"
    facts = contract.fact
    parent = unknown.parent
    name = facts.fields.name(parent, facts.objects) if parent >= 0 else facts.objects[-1 - parent].name
    return f"`{name}` of `{contract.address}` has no field `{unknown.name}`{did_you_mean(meant)}"


def target_or_message(address: str, mesh: Mesh) -> Resolved | str:
    """Find the port, object or field that an address names; otherwise describe the part of the address that is unknown.

    The message is empty if the address is not that of a port with a contract.
    """
    found = resolve(address, mesh.contracts[0], mesh) if mesh.contracts and "@" in address else None
    if isinstance(found, UnresolvedReference):
        hint = near(found, mesh)
        whole = found.corrected(address, hint) if hint is not None else None
        return f"there is no {found.part.value} `{found.name}`{did_you_mean(whole)}"
    return found if isinstance(found, Resolved) else ""
