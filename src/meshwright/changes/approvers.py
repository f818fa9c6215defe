"""The approvers of changes that grant access, lower classifications, change owners, or add members to teams with rights.

Members and owners of teams are taken from the base, so that a change cannot appoint its approvers. This
module does not know who has approved.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from meshwright.changes.agreements import agreements_of, gives
from meshwright.changes.approval import (
    CLAIMED,
    OWNER,
    Approver,
    governance,
    names_in,
    needed,
    owner,
    role_approvers,
    team,
)
from meshwright.changes.change import AGREEMENT, CONTRACT, FIELD, PORT, PRODUCT, WAIVER, ChangeKind, entry_at
from meshwright.changes.unreadable import unreadable_in
from meshwright.facts.owning import is_owner
from meshwright.mesh.inheritance import team_of
from meshwright.mesh.registries import day, mapping, mappings, text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from meshwright.changes.change import Change, ChangeSides
    from meshwright.changes.verdict import Verdict
    from meshwright.mesh.items import RegistryEntry
    from meshwright.mesh.mesh import Mesh

GOVERNED_KINDS = frozenset({"Classification", "Role", "Mesh"})
"""The kinds of documents for which governance approves every change."""
TEAM = "Team"
OWNED_BY = {"Domain": "owner", "Entity": "steward", "System": "owner"}
"""The key that names the owner in governance documents, by kind."""

_PROSE = frozenset({"description", "title", "reason"})


def with_approvers(verdict: Verdict, change: Change, sides: ChangeSides) -> Verdict:
    """Add to the verdict on a change its approvers, and the team to notify."""
    found = tuple(dict.fromkeys(_approvers(verdict, change, sides)))
    if loser := _team_to_notify(change, entry_at(change.old, change.thing, sides.before)):
        verdict = replace(verdict, words=f"{verdict.words}; team `{loser}` must be notified")
    return replace(verdict, approvers=found, needs=needed(found)) if found else verdict


def _approvers(verdict: Verdict, change: Change, sides: ChangeSides) -> tuple[Approver, ...]:
    before, after, old, new = sides
    if change.thing == AGREEMENT:
        return _of_agreement(change, sides)
    if change.thing == WAIVER:
        return _of_waiver(change, before, after)
    if change.thing == TEAM:
        entries = entry_at(change.old, TEAM, before), entry_at(change.new, TEAM, after)
        return _of_team(change, *entries, before, after)
    if change.thing in OWNED_BY:
        return _of_owned(change, entry_at(change.old, change.thing, before), before, after)
    if change.thing in GOVERNED_KINDS:
        return (governance(before, after),)
    thing = old or new
    if thing is None:
        return ()
    if change.thing == FIELD and _may_lower(verdict, change):
        return (owner(thing.address, before, after), governance(before, after))
    if change.thing == CONTRACT and (names := _roles(change)):
        address = thing.address
        approvers = (each for name in names for each in role_approvers(name, address, before, after))
        return (owner(address, before, after), *approvers)
    if change.thing in (CONTRACT, PRODUCT, PORT) and change.aspect[:1] == ("team",) and old and new:
        is_handed_over = team_of(old, before) not in (None, team_of(new, after))
        return (owner(old.address, before, after),) if is_handed_over else ()
    return ()


def _of_agreement(change: Change, sides: ChangeSides) -> tuple[Approver, ...]:
    before, after = sides.before, sides.after
    old, new = agreements_of(change, before, after)
    is_doubtful = bool(unreadable_in(change.after) or unreadable_in(change.before))
    is_other_use = change.aspect[:1] == ("consumer",) and new is not None
    if new is None or not (is_doubtful or is_other_use or gives(change, old, new, sides)):
        return ()
    return (owner(new.port, before, after), *role_approvers(new.role, new.port, before, after))


def _of_waiver(change: Change, before: Mesh, after: Mesh) -> tuple[Approver, ...]:
    old, new = entry_at(change.old, WAIVER, before), entry_at(change.new, WAIVER, after)
    if new is None or change.aspect[:1] in {(each,) for each in _PROSE}:
        return ()
    if change.aspect[:1] == ("expires",) and old is not None:
        was, now = day(old.get("expires")), day(new.get("expires"))
        if was is not None and now is not None and now <= was:
            return ()
    claimed = text(new.get("approvedBy"))
    return (Approver(CLAIMED, (claimed,) if claimed else ()), governance(before, after))


def _may_lower(verdict: Verdict, change: Change) -> bool:
    """Return whether a change can lower the classification of a field."""
    if change.aspect[:1] == ("classification",):
        return verdict.row == "classification-lowered" or verdict.readers is None
    if change.aspect[:1] != ("customProperties",):
        return False
    stated = {mapping(each).get("property") for each in (change.before, change.after)} - {None}
    if "deidentification" in stated:
        return change.kind is not ChangeKind.REMOVED
    return "dataCategory" in stated and change.kind is not ChangeKind.ADDED


def _roles(change: Change) -> tuple[str, ...]:
    """Return the roles that gain or may gain access, in a contract or in one of its servers."""
    if change.aspect[:1] == ("roles",):
        if change.kind is ChangeKind.REMOVED or _is_prose(change.before, change.after):
            return ()
        after = mapping(change.value)
        return (text(after.get("role")) or change.aspect[-1],)
    if change.aspect[:1] == ("servers",) and change.kind is ChangeKind.CHANGED:
        was, now = (_by_role(each) for each in (change.before, change.after))
        return tuple(name for name, role in now.items() if not _is_prose(was.get(name), role))
    return ()


def _by_role(server: object) -> dict[str, object]:
    stated = mapping(server).get("roles")
    items = stated if isinstance(stated, list | tuple) else ()
    return {text(mapping(each).get("role")): each for each in items}


def _is_prose(before: object, after: object) -> bool:
    """Return whether two versions of a role differ only in descriptive text."""
    if before is None or after is None:
        return False
    was, now = (
        {key: value for key, value in mapping(each).items() if key not in ("description", "id")}
        for each in (before, after)
    )
    return was == now


def _of_team(
    change: Change, old: RegistryEntry | None, new: RegistryEntry | None, before: Mesh, after: Mesh
) -> tuple[Approver, ...]:
    """Return the approvers for an edit to a team that can approve other changes."""
    if new is None or change.kind is ChangeKind.REMOVED:
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


def _team_to_notify(change: Change, old: RegistryEntry | None) -> str:
    """Return the team that loses a member; empty if no team loses one."""
    is_loss = (
        change.thing == TEAM and change.kind is ChangeKind.REMOVED and change.aspect[:1] in ((), ("members",))
    )
    return old.name if is_loss and old is not None else ""


def _of_owned(change: Change, old: RegistryEntry | None, before: Mesh, after: Mesh) -> tuple[Approver, ...]:
    """Return the approvers for a new owner, or for the removal of a registered item: its former owner, and governance."""
    key = OWNED_BY[change.thing]
    if old is None or change.aspect not in ((), ("name",), (key,)):
        return ()
    former = text(old.get(key))
    owner = (Approver(OWNER, (former,), change.old.address if change.old else ""),) if former else ()
    return (*owner, governance(before, after))


def _gains(name: str, members: list[Mapping[str, object]], before: Mesh) -> bool:
    """Return whether a team gains a member or an owner."""
    was = before.derived(_members).get(name.casefold(), {})
    return any(
        _account(each) not in was or (is_owner(each.get("role")) and not was[_account(each)])
        for each in members
    )


def _members(mesh: Mesh) -> dict[str, dict[str, bool]]:
    """Return the accounts of each team, and whether each account is an owner of the team."""
    found: dict[str, dict[str, bool]] = {}
    for entry in mesh.register(TEAM):
        team_members = found.setdefault(entry.name.casefold(), {})
        for each in mappings(entry.get("members")):
            account = _account(each)
            team_members[account] = team_members.get(account, False) or is_owner(each.get("role"))
    return found


def _account(member: Mapping[str, object]) -> str:
    return text(member.get("username")).casefold()


def _is_registered(name: str, mesh: Mesh) -> bool:
    return any(each.name.casefold() == name.casefold() for each in mesh.register(TEAM))


def _accounts(mesh: Mesh) -> frozenset[str]:
    """Return the accounts of all team members."""
    teams = mesh.register(TEAM)
    return frozenset(_account(each) for entry in teams for each in mappings(entry.get("members")))


def _teams_named(mesh: Mesh) -> frozenset[str]:
    """Return all teams that documents name as owners or approvers, registered or not."""
    return frozenset(name.casefold() for name in _named(mesh))


def _named(mesh: Mesh) -> Iterator[str]:
    for kind, key in (*OWNED_BY.items(), ("Mesh", "owner"), ("Waiver", "approvedBy")):
        yield from (text(entry.get(key)) for entry in mesh.register(kind))
    yield from (product.fact.team or "" for product in mesh.products)
    for contract in mesh.contracts:
        yield contract.fact.team or ""
        for role in contract.fact.roles:
            yield from (name for _, names in role.approvers for name in names_in(names))
