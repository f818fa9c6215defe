"""The approvers of a planned access change that lets a reader see more.

The approvers are those of the role that grants the access or, if the role has no approvers, the owner of the port.
Governance must also approve if the classification levels require that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.analysis.access.levels import CLOSED
from meshwright.changes.approval import governance, owner, role_approvers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.analysis.access.atoms import Access
    from meshwright.analysis.access.levels import AccessLevel
    from meshwright.analysis.access.plan import AccessChange
    from meshwright.changes.approval import Approver


def access_approvers(change: AccessChange, base: Access, head: Access) -> tuple[Approver, ...]:
    """Return the distinct approvers of a change; empty if the change grants nothing."""
    return tuple(dict.fromkeys(_approvers(change, base, head))) if change.is_widening else ()


def _approvers(change: AccessChange, base: Access, head: Access) -> Iterator[Approver]:
    before, after = base.mesh, head.mesh
    for grant in change.causes:
        of_role = role_approvers(grant.role, change.address, before, after) if grant.role else ()
        yield from of_role or (owner(change.address, before, after),)
    if not change.causes:  # an owner's account, which no declaration grants
        yield owner(change.address, before, after)
    if any(_is_governed(name, change.address, base, head) for name in change.fields):
        yield governance(before, after)


def _is_governed(name: str, address: str, base: Access, head: Access) -> bool:
    """Return whether governance must approve access to a field, because of its level in either revision.

    A level requires approval if the classification of its own revision or of the base requires it.
    """
    levels = [each for granted in (base, head) if (each := _level(name, address, granted)) is not None]
    governed = {each.name for each in base.levels.levels if each.is_governed}
    return any(each.is_governed or each.name in governed for each in levels)


def _level(name: str, address: str, granted: Access) -> AccessLevel | None:
    contract = granted.mesh.contract_at.get(address)
    if contract is None:
        return None
    fields, objects = contract.fact.fields, contract.fact.objects
    field = next((each for each in range(len(fields)) if fields.name(each, objects) == name), None)
    rank = granted.levels.ranks[contract][field] if field is not None else CLOSED
    return granted.levels.levels[rank] if rank != CLOSED else None
