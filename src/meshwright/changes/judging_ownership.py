"""Who must approve a change of who owns and who approves: members of teams, and owners of what is registered.

All of it by the base. Does not: judge products, whose teams their own documents state.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.changes.approval import OWNER, Approver, governance, names_in, team
from meshwright.changes.change import Kind
from meshwright.changes.unreadable import unreadable_in
from meshwright.facts.owning import is_owner
from meshwright.mesh.registries import mapping, mappings, text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from meshwright.changes.change import Change
    from meshwright.mesh.items import RegistryEntry
    from meshwright.mesh.mesh import Mesh

TEAM = "Team"
OWNED_BY = {"Domain": "owner", "Entity": "steward", "System": "owner"}
"""The kinds of governance documents that have an owner, and the key that names it."""


def approvers_of_team(
    change: Change, old: RegistryEntry | None, new: RegistryEntry | None, before: Mesh, after: Mesh
) -> tuple[Approver, ...]:
    """Return who must approve an edit of a team by which somebody may come to approve for it."""
    if new is None or change.kind is Kind.REMOVED:
        return ()
    is_doubtful = bool(unreadable_in(change.before) or unreadable_in(change.after))
    if not change.aspect and old is None and not _is_registered(new.name, before):
        members = [*mappings(new.get("members"))]
        is_anybody = any(_account(each) in before.derived(_accounts) for each in members)
        is_named = new.name.casefold() in before.derived(_teams_named)
        is_given = is_doubtful or (bool(members) and (is_anybody or is_named))
        return (governance(before, after),) if is_given else ()
    name = old.name if old is not None else new.name
    if change.aspect == ("name",):
        return (team(name, before, after), governance(before, after))
    if change.aspect[:1] not in ((), ("members",)):
        return ()
    members = [mapping(change.after)] if text(mapping(change.after).get("username")) and change.aspect else []
    if is_doubtful or _gains(name, members or [*mappings(new.get("members"))], before):
        return (team(name, before, after),)
    return ()


def team_to_notify(change: Change, old: RegistryEntry | None) -> str:
    """Return the team that lost a member by an edit; empty where none did."""
    is_loss = change.thing == TEAM and change.kind is Kind.REMOVED and change.aspect[:1] in ((), ("members",))
    return old.name if is_loss and old is not None else ""


def approvers_of_owned(
    change: Change, old: RegistryEntry | None, before: Mesh, after: Mesh
) -> tuple[Approver, ...]:
    """Return who must approve that a registered thing has another owner or goes: its former owner, and governance."""
    key = OWNED_BY[change.thing]
    if old is None or change.aspect not in ((), ("name",), (key,)):
        return ()
    former = text(old.get(key))
    owner = (Approver(OWNER, (former,), change.old.address if change.old else ""),) if former else ()
    return (*owner, governance(before, after))


def _gains(name: str, members: list[Mapping[str, object]], before: Mesh) -> bool:
    """Return whether a team gains a member or an owner."""
    was: dict[str, bool] = {}
    for entry in before.register(TEAM):
        if entry.name.casefold() == name.casefold():
            for each in mappings(entry.get("members")):
                was[_account(each)] = was.get(_account(each), False) or is_owner(each.get("role"))
    return any(
        _account(each) not in was or (is_owner(each.get("role")) and not was[_account(each)])
        for each in members
    )


def _account(member: Mapping[str, object]) -> str:
    return text(member.get("username")).casefold()


def _is_registered(name: str, mesh: Mesh) -> bool:
    return any(each.name.casefold() == name.casefold() for each in mesh.register(TEAM))


def _accounts(mesh: Mesh) -> frozenset[str]:
    """Return the accounts that are on a team."""
    teams = mesh.register(TEAM)
    return frozenset(_account(each) for entry in teams for each in mappings(entry.get("members")))


def _teams_named(mesh: Mesh) -> frozenset[str]:
    """Return the teams, registered or not, that a document names as an owner or as an approver."""
    return frozenset(name.casefold() for name in _named(mesh))


def _named(mesh: Mesh) -> Iterator[str]:
    for kind, key in (*OWNED_BY.items(), ("Mesh", "owner"), ("Waiver", "approvedBy")):
        yield from (text(entry.get(key)) for entry in mesh.register(kind))
    yield from (product.fact.team or "" for product in mesh.products)
    for contract in mesh.contracts:
        yield contract.fact.team or ""
        for role in contract.fact.roles:
            yield from (name for _, names in role.approvers for name in names_in(names))
