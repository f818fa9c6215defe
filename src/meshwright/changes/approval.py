"""The approvers of a change: the owner of a port, the approvers of a role, governance, or those that a waiver names.

Owners and approvers are taken from the base, so that a change cannot appoint its own approvers; if the base
names none, they are taken from the change, and the message says so. This module does not know who has
approved.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from meshwright.mesh.inheritance import owners_in, team_of
from meshwright.mesh.registries import text
from meshwright.quantities.version import major_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from meshwright.mesh.items import Contract, Product
    from meshwright.mesh.mesh import Mesh

OWNER, ROLE, GOVERNANCE, CLAIMED = "owner", "role", "governance", "claimed"
_TEAM = "team:"


@dataclass(frozen=True, slots=True)
class Approver:
    """A team that must approve a change."""

    part: str
    """The kind of approval: `owner`, `role`, `governance`, or `claimed` for an approver that a waiver names."""
    names: tuple[str, ...]
    """The teams, one of which must approve; empty if no document names any."""
    of: str = ""
    """The address of the owned item, or the name of the role."""
    is_own: bool = False
    """Whether the approver is named only in the change itself."""

    @property
    def is_of_team(self) -> bool:
        """Whether only an owner of the team can approve, because the change concerns its members."""
        return self.part == OWNER and self.of.startswith(_TEAM)

    @property
    def words(self) -> str:
        """The approver as a phrase for messages."""
        what = {
            OWNER: f"owner of `{self.of}`",
            ROLE: f"approver of role `{self.of}`",
            GOVERNANCE: "governance",
            CLAIMED: "claimed by the waiver",
        }[self.part]
        if not self.names:
            return f"the {what}, which no document declares" if self.part != GOVERNANCE else _UNSTATED
        own = ", as this change states" if self.is_own else ""
        return f"{' or '.join(f'`{each}`' for each in self.names)} ({what}{own})"


_UNSTATED = "governance, for which no Mesh document declares an `owner`"


def needed(approvers: Iterable[Approver]) -> str:
    """Describe the required approval; empty if none is required."""
    named = [each.words for each in approvers]
    if not named:
        return ""
    *first, last = named
    return f"approval by {', '.join(first)}{' and ' if first else ''}{last}"


def governance(before: Mesh, after: Mesh) -> Approver:
    """Return the team that owns the governance documents."""
    for mesh in (before, after):
        for entry in mesh.register("Mesh"):
            if owner := text(entry.get("owner")):
                return Approver(GOVERNANCE, (owner,), is_own=mesh is not before)
    return Approver(GOVERNANCE, ())


def team(name: str, before: Mesh, after: Mesh) -> Approver:
    """Return a team as an approver, or governance if the base does not name an owner in the team."""
    is_owned = bool(owners_in(name, before))
    return Approver(OWNER, (name,), f"{_TEAM}{name}") if is_owned else governance(before, after)


def owner(address: str, before: Mesh, after: Mesh) -> Approver:
    """Return the owner of the item at an address."""
    for mesh in (before, after):
        thing = _contract(address, mesh, after) or _product(address, mesh)
        team = team_of(thing, mesh) if thing is not None else None
        if team:
            return Approver(OWNER, (team,), address, is_own=mesh is not before)
    return Approver(OWNER, (), address)


def role_approvers(name: str, address: str, before: Mesh, after: Mesh) -> tuple[Approver, ...]:
    """Return the approvers of a port's role, level by level; empty if the contract does not name any approvers."""
    for mesh in (before, after):
        contract = _contract(address, mesh, after)
        stated = [each for each in contract.fact.roles if each.role == name] if contract is not None else []
        if any(each.approvers for each in stated):
            levels = dict.fromkeys(names_in(level) for each in stated for _, level in each.approvers)
            return tuple(Approver(ROLE, each, name, is_own=mesh is not before) for each in levels if each)
    return ()


def _contract(address: str, mesh: Mesh, after: Mesh) -> Contract | None:
    """Return the contract at an address, before or after the change."""
    found = mesh.contract_at.get(address)
    now = after.contract_at.get(address)
    if found is not None or now is None:
        return found
    same = (
        each
        for each in mesh.contracts_by_id.get(now.fact.id, ())
        if major_of(each.fact.version) == major_of(now.fact.version)
    )
    return next(same, None)


def _product(address: str, mesh: Mesh) -> Product | None:
    port = mesh.ports.get(address)
    return mesh.product_of.get(port.product if port is not None else address)


def names_in(written: str) -> tuple[str, ...]:
    """Return the names in a comma-separated string."""
    return tuple(filter(None, map(str.strip, written.replace(";", ",").split(","))))
