"""Messages about unresolved references."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.finding.finding import did_you_mean
from meshwright.mesh.references import UnresolvedPart

if TYPE_CHECKING:
    from meshwright.mesh.references import UnresolvedReference


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
