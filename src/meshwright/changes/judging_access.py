"""What changes of access mean: agreements that give more or less, waivers, and lowered levels; and who approves them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from meshwright.changes.approval import CLAIMED, Approver, governance, needed, owner, role_approvers
from meshwright.changes.change import AGREEMENT, CONTRACT, FIELD, PORT, PRODUCT, WAIVER, Kind
from meshwright.changes.judging_options import told
from meshwright.changes.judging_ownership import (
    OWNED_BY,
    TEAM,
    approvers_of_owned,
    approvers_of_team,
    team_to_notify,
)
from meshwright.changes.judging_unreadable import GOVERNED_KINDS
from meshwright.changes.unreadable import unreadable_in
from meshwright.changes.verdict import Bump, Promise, Verdict
from meshwright.mesh.inheritance import team_of
from meshwright.mesh.registries import agreement_of, day, mapping, text
from meshwright.quantities.version import major_of

if TYPE_CHECKING:
    from meshwright.changes.change import Change, Spot
    from meshwright.mesh.items import Contract, Product, RegistryEntry
    from meshwright.mesh.mesh import Mesh
    from meshwright.mesh.registries import Agreement

_PROSE = frozenset({"description", "title", "reason"})


def entry_at(spot: Spot | None, kind: str, mesh: Mesh) -> RegistryEntry | None:
    """Return the governance document that a change is in."""
    if spot is None:
        return None
    here = (spot.at.file, spot.at.document)
    return next((each for each in mesh.register(kind) if (each.home.file, each.home.document) == here), None)


def agreements_of(change: Change, before: Mesh, after: Mesh) -> tuple[Agreement | None, Agreement | None]:
    """Return the agreement that a change is in, as it was and as it is."""
    old, new = entry_at(change.old, AGREEMENT, before), entry_at(change.new, AGREEMENT, after)
    return agreement_of(old) if old else None, agreement_of(new) if new else None


def judge_agreement(change: Change, before: Mesh, after: Mesh) -> Verdict:
    """Judge an edit of an agreement: what is taken from its consumer breaks it; what is given needs an approval."""
    old, new = agreements_of(change, before, after)
    words = told(change) if change.aspect else "it is new" if new else "it is gone"
    if unreadable_in(change.before) or unreadable_in(change.after):
        return Verdict(words, Bump.NONE)
    takes = _takes(change, old, new, before, after)
    if not takes:
        return Verdict(words, Bump.NONE)
    return Verdict(words, Bump.NONE, readers=True, promise=Promise.QUERY)


def _takes(change: Change, old: Agreement | None, new: Agreement | None, before: Mesh, after: Mesh) -> bool:
    """Return whether an edit takes something from a consumer who had it on the day of the check."""
    if old is None or not old.is_current(after.today):
        return False
    return new is None or _lessens(change, old, new, before, after)


def _gives(change: Change, old: Agreement | None, new: Agreement | None, before: Mesh, after: Mesh) -> bool:
    """Return whether an edit gives something; what has ended by the day of the check gives nothing."""
    if new is None or not new.is_current(after.today):
        return False
    return old is None or _lessens(change, new, old, after, before)


def _lessens(change: Change, one: Agreement, other: Agreement, mesh: Mesh, its: Mesh) -> bool:
    """Return whether the second of two agreements permits less than the first in what a change is about.

    `mesh` is the first one's.
    """
    aspect = change.aspect[:1]
    if aspect == ("columns",):
        return _uncovered(change, one, other)
    if aspect == ("expires",):
        return (other.expires or date.max) < (one.expires or date.max)
    if aspect == ("startDate",):
        today = max(mesh.today, its.today)
        return max(other.starts or today, today) > max(one.starts or today, today)
    if aspect == ("port",):
        return not _is_port_moved(one.port, other.port, mesh, its)
    if aspect == ("consumer",):
        is_renamed = one.team == other.team and one.use != other.use
        return not is_renamed
    return aspect in (("purpose",), ("role",))


def _uncovered(change: Change, one: Agreement, other: Agreement) -> bool:
    """Return whether columns of the first agreement are not in the second; no list is all columns."""
    rest = [each for each in other.columns if each]
    if not other.columns:
        return False
    if not one.columns:
        return True
    named = [text(change.before), text(change.after)]
    own = [each for each in one.columns if each and each in named]
    return any(not any(each == wide or each.startswith(f"{wide}/") for wide in rest) for each in own)


def _is_port_moved(one: str, other: str, mesh: Mesh, its: Mesh) -> bool:
    """Return whether an agreement follows its port to another address."""
    was, now = mesh.contract_at.get(one), its.contract_at.get(other)
    if was is None or now is None or one in its.contract_at:
        return False
    same = was.fact.id == now.fact.id, major_of(was.fact.version) == major_of(now.fact.version)
    return all(same)


def with_approvers(
    verdict: Verdict,
    change: Change,
    things: tuple[Contract | Product | None, Contract | Product | None],
    before: Mesh,
    after: Mesh,
) -> Verdict:
    """Name who must approve a change; `things` are the contract or product that it is in, on both sides."""
    found = tuple(dict.fromkeys(_approvers(verdict, change, things, before, after)))
    if team := team_to_notify(change, entry_at(change.old, change.thing, before)):
        verdict = replace(verdict, words=f"{verdict.words}; team `{team}` must be notified")
    return replace(verdict, approvers=found, needs=needed(found)) if found else verdict


def _approvers(
    verdict: Verdict,
    change: Change,
    things: tuple[Contract | Product | None, Contract | Product | None],
    before: Mesh,
    after: Mesh,
) -> tuple[Approver, ...]:
    if change.thing == AGREEMENT:
        return _of_agreement(change, before, after)
    if change.thing == WAIVER:
        return _of_waiver(change, before, after)
    if change.thing == TEAM:
        entries = entry_at(change.old, TEAM, before), entry_at(change.new, TEAM, after)
        return approvers_of_team(change, *entries, before, after)
    if change.thing in OWNED_BY:
        return approvers_of_owned(change, entry_at(change.old, change.thing, before), before, after)
    if change.thing in GOVERNED_KINDS:
        return (governance(before, after),)
    old, new = things
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


def _of_agreement(change: Change, before: Mesh, after: Mesh) -> tuple[Approver, ...]:
    old, new = agreements_of(change, before, after)
    is_doubtful = bool(unreadable_in(change.after) or unreadable_in(change.before))
    is_other_use = change.aspect[:1] == ("consumer",) and new is not None
    if new is None or not (is_doubtful or is_other_use or _gives(change, old, new, before, after)):
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


def words_of_waiver(change: Change, before: Mesh, after: Mesh) -> str:
    """Describe what a waiver that came or went lets stand, and who is said to have approved it."""
    entry = entry_at(change.new, WAIVER, after) or entry_at(change.old, WAIVER, before)
    if entry is None:
        return ""
    claimed = text(entry.get("approvedBy"))
    return (
        f"waiver of `{text(entry.get('rule'))}` at `{text(entry.get('address'))}` until {entry.get('expires')}"
        f", approved by `{claimed}` (claimed)"
    )


def _may_lower(verdict: Verdict, change: Change) -> bool:
    """Return whether a field may count as less sensitive than before."""
    if change.aspect[:1] == ("classification",):
        return verdict.row == "classification-lowered" or verdict.readers is None
    if change.aspect[:1] != ("customProperties",):
        return False
    stated = {mapping(each).get("property") for each in (change.before, change.after)} - {None}
    if "deidentification" in stated:
        return change.kind is not Kind.REMOVED
    return "dataCategory" in stated and change.kind is not Kind.ADDED


def _roles(change: Change) -> tuple[str, ...]:
    """Return the roles of a contract, or of one of its servers, that get or may get more access."""
    if change.aspect[:1] == ("roles",):
        if change.kind is Kind.REMOVED or _is_prose(change.before, change.after):
            return ()
        after = mapping(change.value)
        return (text(after.get("role")) or change.aspect[-1],)
    if change.aspect[:1] == ("servers",) and change.kind is Kind.CHANGED:
        was, now = (_by_role(each) for each in (change.before, change.after))
        return tuple(name for name, role in now.items() if not _is_prose(was.get(name), role))
    return ()


def _by_role(server: object) -> dict[str, object]:
    stated = mapping(server).get("roles")
    items = stated if isinstance(stated, list | tuple) else ()
    return {text(mapping(each).get("role")): each for each in items}


def _is_prose(before: object, after: object) -> bool:
    """Return whether two roles differ in words alone."""
    if before is None or after is None:
        return False
    was, now = (
        {key: value for key, value in mapping(each).items() if key not in ("description", "id")}
        for each in (before, after)
    )
    return was == now
