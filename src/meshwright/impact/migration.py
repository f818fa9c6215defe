"""The migration path of a breaking change that has declared consumers.

A version with consumers is kept, and the change goes into the next version alongside it. A removed or moved item
stays until its consumers have migrated. If a new version does not help, the consumers must agree. This module
does not assess changes or create the version (`meshwright new version` does).
"""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from meshwright.changes.change import PORT
from meshwright.changes.verdict import Bump
from meshwright.impact.change_impact import impact
from meshwright.impact.consumers import readers
from meshwright.mesh.items import Contract, Product
from meshwright.quantities.version import parse_version

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from meshwright.changes.change import Change
    from meshwright.changes.verdict import Verdict
    from meshwright.impact.affected_consumers import AffectedConsumer
    from meshwright.mesh.mesh import Mesh

STAY = "keep it as deprecated until they have migrated"
MOST_NAMED = 3
CONTRACT_ID = ("contractId",)
_REMOVED = frozenset(
    {"address-moved", "contract-replaced", "illegal-status-transition", "port-removed", "status-withdrawn"}
)
"""The rows of changes that remove the port itself, so that a new version of the port cannot contain the change."""
_OF_ALL_VERSIONS = frozenset({"classification-raised", "end-moved-earlier"})
"""The rows of changes that affect the data of every version, or are meaningless in the next version."""


def road(
    found: Sequence[tuple[Verdict, Change]], thing: Contract | Product, before: Mesh, after: Mesh
) -> str:
    """Return the actions for breaking changes to ports with declared consumers; empty if there are none.

    `thing` is the changed contract or product in the earlier mesh. A contract's own product is a consumer if
    other ports of the product derive from the contract.
    """
    if isinstance(thing, Contract):
        remaining = readers(thing, None, before, after)
        affected = [each for each in remaining if each.hops == 1 or each.ports]
    else:
        affected = [each for _, change in found for each in impact(change, before, after) if each.hops == 1]
        affected = list({(each.name, each.agreement is None): each for each in affected}.values())
    if not affected:
        return ""
    count = "1 consumer" if len(affected) == 1 else f"{len(affected)} consumers"
    name = (thing.port or thing.address) if isinstance(thing, Contract) else thing.address
    return f"`{name}` has {count}; {_way(found, thing, affected, before)}"


def road_of(
    verdict: Verdict,
    change: Change,
    thing: Contract | Product,
    affected: Iterable[AffectedConsumer],
    before: Mesh,
) -> str:
    """Return the action for one breaking change; empty if it breaks no declared consumer."""
    if verdict.readers is False or verdict.bump is not Bump.MAJOR:
        return ""
    direct = [each for each in affected if each.hops == 1 and each.reads is not False]
    return _way([(verdict, change)], thing, direct, before) if direct else ""


def _way(
    found: Sequence[tuple[Verdict, Change]],
    thing: Contract | Product,
    affected: Sequence[AffectedConsumer],
    before: Mesh,
) -> str:
    rows = {verdict.row for verdict, _ in found}
    if rows & _REMOVED or any(change.aspect == CONTRACT_ID for _, change in found):
        return STAY
    contract: Contract | None = None
    if isinstance(thing, Contract):
        contract = thing if thing.port is not None and not rows <= _OF_ALL_VERSIONS else None
    else:
        ports = {change.old.address for _, change in found if change.thing == PORT and change.old}
        contract = before.contract_at.get(ports.pop()) if len(ports) == 1 else None
    if contract is None or parse_version(contract.fact.version) is None:
        return consent(affected)
    return way(contract, before)


def way(contract: Contract, before: Mesh) -> str:
    """Return the command that keeps a contract of the earlier mesh and puts the change into the next version."""
    version = parse_version(contract.fact.version)
    assert version is not None
    keep = "keep" if before.revision else "restore"
    since = ["--changed-since", before.revision] if before.revision else []
    command = shlex.join(["meshwright", "new", "version", contract.port or "", *since])
    return f"{keep} it and make the change in version {version.major + 1}: `{command}`"


def consent(affected: Sequence[AffectedConsumer]) -> str:
    """Return a sentence that names the teams that must agree."""
    teams = list(dict.fromkeys(each.team for each in affected if each.team))
    if not teams:
        return "its consumers must agree; record this in a waiver"
    named = ", ".join(f"`{each}`" for each in teams[:MOST_NAMED])
    more = f" and {len(teams) - MOST_NAMED} more teams" if len(teams) > MOST_NAMED else ""
    return f"{named}{more} must agree; record this in a waiver"
