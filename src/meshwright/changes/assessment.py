"""Assessment of a change: the table row that describes it, limited by the compatibility level of the base."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from meshwright.changes.agreements import assess_agreement, words_of_waiver
from meshwright.changes.approvers import GOVERNED_KINDS, with_approvers
from meshwright.changes.assessment_field import assess_field
from meshwright.changes.assessment_server import assess_server
from meshwright.changes.assessment_slo import assess_service_level
from meshwright.changes.change import (
    AGREEMENT,
    CONTRACT,
    FIELD,
    OBJECT,
    PORT,
    PRODUCT,
    ROLE,
    WAIVER,
    ChangeKind,
    ChangeSides,
    subject_at,
)
from meshwright.changes.compatibility_level import CUSTOM, compatibility_level, is_free
from meshwright.changes.roles import assess_role
from meshwright.changes.rows import by_flag, by_kind, by_row, describe, harmless
from meshwright.changes.unreadable import Unreadable, unreadable_in
from meshwright.changes.verdict import Bump, Verdict, failed, undetermined
from meshwright.quantities.lifecycle import NEXT, STATUSES
from meshwright.quantities.version import is_line, major_of, parse_version

if TYPE_CHECKING:
    from collections.abc import Callable

    from meshwright.changes.change import Change
    from meshwright.mesh.mesh import Mesh

GOVERNED = "approval by governance"
_DATA = frozenset({CONTRACT, PRODUCT, PORT, OBJECT, FIELD})
_PROSE = frozenset(
    {"description", "tags", "businessName", "support", "team", "examples", "dataGranularityDescription"}
)
"""Keys whose values cannot break a consumer."""


def assess(change: Change, before: Mesh, after: Mesh) -> Verdict:
    """Return the verdict on a change; a change is breaking only if it breaks a promise in the base.

    The verdict is computed once for each change and pair of meshes, because many rules need it.
    """
    known = after.derived(_verdicts).setdefault(before, {})
    if id(change) not in known:
        known[id(change)] = (change, _verdict(change, before, after))
    return known[id(change)][1]


def _verdicts(_: Mesh) -> WeakKeyDictionary[Mesh, dict[int, tuple[Change, Verdict]]]:
    """Return the cache of verdicts for a later mesh: by the earlier mesh, then by the `id()` of the change.

    The cache also keeps the change itself, so that its `id()` is not reused.
    """
    return WeakKeyDictionary()


def _verdict(change: Change, before: Mesh, after: Mesh) -> Verdict:
    try:
        sides = ChangeSides(before, after, subject_at(change.old, before), subject_at(change.new, after))
        found = _unreadable(change) or _assessed(change, sides)
        found = with_approvers(found, change, sides)
    except MemoryError:
        raise  # due to the machine, not to the change
    except Exception as error:  # noqa: BLE001 - the wall around a change: what throws is reported, and the rest assessed
        return failed(type(error).__name__)
    if found.failure:
        return found  # also for a draft: a failure is never hidden
    if sides.old is not None and is_free(sides.old, before):
        return found.exempted
    if found.row in before.terms.majors and found.writers is not None:
        found = found.doubtless
    kept = compatibility_level(sides.old, before)
    is_kept = found.promise is None or found.promise >= kept
    return found if is_kept else found.unpromised(kept)


def _unreadable(change: Change) -> Verdict | None:
    """Assess a change from or to an unreadable value; None if both values are readable.

    Unreadable parts of an added or removed item are ignored.
    """
    is_whole = (
        not change.aspect and change.kind in (ChangeKind.ADDED, ChangeKind.REMOVED) and change.thing in _DATA
    )
    before, after = (
        (each if isinstance(each, Unreadable) else None) if is_whole else unreadable_in(each)
        for each in (change.before, change.after)
    )
    found = after or before
    if found is None:
        return None
    if found.failure:
        return failed(found.failure)
    what = "/".join(change.aspect)
    side = "" if after else " with the base"
    words = (
        f"{f'`{what}`' if what else change.thing} cannot be compared{side}: "
        f"expected {found.expected}, found {found.found}"
    )
    if change.thing not in _DATA:
        return replace(undetermined(words, GOVERNED if change.thing in GOVERNED_KINDS else ""), readers=False)
    if after is None and change.aspect and change.aspect[0] in _PROSE:
        return Verdict(words, Bump.PATCH)
    return undetermined(words)


def _assessed(change: Change, sides: ChangeSides) -> Verdict:
    if change.thing in (OBJECT, FIELD):
        return assess_field(change, sides)
    if change.thing in (CONTRACT, PRODUCT) and _is_of_level(change):
        return _level(change, sides)
    if change.thing in _DATA:
        aspect = ".".join((change.thing, *change.aspect[:1]))
        find = _ASPECTS.get(aspect)
        if find is None and not change.aspect:
            return by_row(change, aspect, change.kind.value)
        return find(change, sides) if find else by_kind(change, aspect)
    if change.thing == AGREEMENT:
        return assess_agreement(change, sides)
    if change.thing == ROLE:
        return assess_role(change, sides)
    itself = f"{change.thing} {change.kind.value}"
    if change.thing == WAIVER:
        itself = f"waiver {change.kind.value}: {words_of_waiver(change, sides)}"
    return Verdict(describe(change) if change.aspect else itself, Bump.NONE)


def _is_of_level(change: Change) -> bool:
    stated = (each.get("property") for each in (change.before, change.after) if isinstance(each, dict))
    return change.aspect[:1] == ("customProperties",) and CUSTOM in stated


def _level(change: Change, sides: ChangeSides) -> Verdict:
    """Assess a change to the compatibility level by its most severe loss for consumers."""
    was, now = compatibility_level(sides.old, sides.before), compatibility_level(sides.new, sides.after)
    if was == now:
        return harmless(change)
    return by_row(change, "level", "raised" if was > now else f"lowered-to-{now}", was=was, now=now)


def _contract(change: Change, _: ChangeSides) -> Verdict:
    is_exposed = change.old is not None and not change.old.address.startswith("-/")
    if change.kind is ChangeKind.REMOVED and is_exposed:
        return by_row(change, "contract", "removed-from-its-port")
    return by_row(change, "contract", change.kind.value)


def _version(change: Change, _: ChangeSides) -> Verdict:
    """Assess a change to a contract's version: a new major version removes the old one, and a lower version
    removes newer content.
    """
    was, now = (parse_version(each) for each in (change.before, change.after))
    if was is None or now is None:
        return by_kind(change, "contract.version")
    if not is_line(was, now):
        line = f"{was.major}" if was.major else f"{was.major}.{was.minor}"
        return by_row(change, "contract.version", "line-removed", line=line)
    return by_row(change, "contract.version", "lowered") if now < was else by_kind(change, "contract.version")


def _status(change: Change, _: ChangeSides) -> Verdict:
    before, after = (
        STATUSES.index(each) if each in STATUSES else None for each in (change.before, change.after)
    )
    at_once = "" if change.after in NEXT.get(change.before, STATUSES) else "-at-once"
    if change.after == "retired":
        return by_row(change, "status", f"retired{at_once}")
    if before is None or after is None:
        return harmless(change)
    if change.after == "deprecated":
        return by_row(change, "status", "deprecated")
    if change.before == "deprecated" and change.after == "active":
        return by_row(change, "status", "restored")
    return by_row(change, "status", f"withdrawn{at_once}" if after < before else "advanced")


def _role(change: Change, _: ChangeSides) -> Verdict:
    if change.kind is ChangeKind.CHANGED and change.before.get("access") == change.after.get("access"):
        return harmless(change)
    if change.kind in (ChangeKind.ADDED, ChangeKind.CHANGED):
        return by_kind(change, "role")
    gone = change.before if change.kind is ChangeKind.REMOVED else change.before.get("role")
    name = str(gone.get("role")) if isinstance(gone, dict) else str(gone)
    return by_row(change, "role", "removed", name=name)


def _address(change: Change, _: ChangeSides) -> Verdict:
    is_moved = change.old and change.new and change.old.address != change.new.address
    return by_kind(change, "product.address") if is_moved else harmless(change)


def _version_of_port(change: Change, sides: ChangeSides) -> Verdict:
    """Assess a port that exposes a new major version.

    If the old version was removed, the change to its contract reports that.
    """
    address = change.old.address if change.old else ""
    was = sides.before.contract_at.get(address)
    stays = (
        sides.after.contracts_by_id.get(was.fact.id, ()) if was and address not in sides.after.ports else ()
    )
    if was and any(major_of(each.fact.version) == major_of(was.fact.version) for each in stays):
        return by_row(change, "port.version", "moved")
    return by_kind(change, "port.version")


def _contract_of_port(change: Change, sides: ChangeSides) -> Verdict:
    if change.kind is ChangeKind.ADDED:
        return by_kind(change, "port.contractId")
    is_renaming = (
        change.before not in sides.after.contracts_by_id and change.after not in sides.before.contracts_by_id
    )
    return by_row(change, "port.contractId", "renamed" if is_renaming else "replaced")


def _deprecated(change: Change, _: ChangeSides) -> Verdict:
    return by_flag(change, f"{change.thing}.deprecated")


_ASPECTS: dict[str, Callable[[Change, ChangeSides], Verdict]] = {
    "contract": _contract,
    "contract.version": _version,
    "contract.status": _status,
    "contract.slaProperties": lambda change, _: assess_service_level(change),
    "contract.servers": assess_server,
    "contract.roles": _role,
    "product.status": _status,
    "product.deprecated": _deprecated,
    "product.name": _address,
    "product.domain": _address,
    "product.id": _address,
    "port.version": _version_of_port,
    "port.contractId": _contract_of_port,
    "port.deprecated": _deprecated,
}
"""The function that finds the row of a change, by item and key.

For all other changes, the kind of change determines the row.
"""
