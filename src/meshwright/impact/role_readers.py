"""Consumers that read through a role: agreements that use the role, and possibly the consumers of a contract that grants it.

No document declares through which of a contract's roles a product reads.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from meshwright.analysis.sensitivity.declared import covered, ranks
from meshwright.changes.change import entry_at
from meshwright.impact.affected_consumers import order
from meshwright.impact.consumers import affected_consumer, consumers
from meshwright.mesh.registries import role_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.changes.change import Change
    from meshwright.impact.affected_consumers import AffectedConsumer
    from meshwright.mesh.items import Contract
    from meshwright.mesh.mesh import Mesh
    from meshwright.mesh.registries import Role


def role_readers(change: Change, before: Mesh, after: Mesh) -> tuple[AffectedConsumer, ...]:
    """Return the consumers that lose access because a role changed: first agreements, then other consumers
    that may use the role.
    """
    was, now = entry_at(change.old, change.thing, before), entry_at(change.new, change.thing, after)
    if was is None:
        return ()
    old, new = role_of(was), role_of(now) if now is not None else None
    found = {
        (consumer.address, consumer.name, consumer.team): consumer
        for consumer in _products(change, old, new, before, after)
    }
    return (*_agreements(change, old, new, before, after), *sorted(found.values(), key=order))


def _agreements(
    change: Change, old: Role, new: Role | None, before: Mesh, after: Mesh
) -> Iterator[AffectedConsumer]:
    for agreement in after.agreements:
        if agreement.role != old.name or not agreement.is_current(after.today):
            continue
        contract = after.contract_at.get(agreement.port)
        columns = tuple(each for each in agreement.columns if each)
        is_purpose = change.aspect[:1] == ("purposes",)
        if is_purpose and new is not None and agreement.purpose in new.purposes:
            continue
        if is_purpose or contract is None or _loses(change, new, contract, columns, after):
            yield affected_consumer(agreement, before, after, is_gone=False)


def _products(
    change: Change, old: Role, new: Role | None, before: Mesh, after: Mesh
) -> Iterator[AffectedConsumer]:
    if change.aspect[:1] == ("purposes",):  # products do not declare the purpose of their reads
        return
    for contract in before.contracts:
        later = after.contract_at.get(contract.address)
        stated = [each for each in later.fact.roles if each.role == old.name] if later is not None else []
        if later is None or not stated or not _loses(change, new, later, (), after):
            continue
        for consumer in consumers(contract, None, before, after):
            if consumer.agreement is None and consumer.hops == 1:
                yield replace(consumer, reads=None)


def _loses(
    change: Change, role: Role | None, contract: Contract, columns: tuple[str, ...], mesh: Mesh
) -> bool:
    """Return whether a role loses access to some of a contract's columns; a lower clearance excludes the
    columns above it.
    """
    ladder = mesh.classification
    cleared = ladder.rank(role.clearance) if ladder and role else None
    if change.aspect[:1] != ("clearance",) or ladder is None or cleared is None:
        return True
    own = covered(contract, columns, mesh) if columns else None
    return any(rank > cleared and (own is None or field in own) for field, rank in ranks(contract, ladder))
