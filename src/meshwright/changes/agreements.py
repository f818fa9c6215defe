"""Assessment of changes to access agreements, and the wording of waivers."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from meshwright.changes.change import AGREEMENT, WAIVER, entry_at
from meshwright.changes.rows import describe
from meshwright.changes.unreadable import unreadable_in
from meshwright.changes.verdict import Bump, CompatibilityLevel, Verdict
from meshwright.mesh.registries import agreement_of, text
from meshwright.quantities.version import major_of
from meshwright.source.limits import DEPTH

if TYPE_CHECKING:
    from meshwright.changes.change import Change, ChangeLocation, ChangeSides
    from meshwright.mesh.mesh import Mesh
    from meshwright.mesh.registries import Agreement


def agreements_of(change: Change, before: Mesh, after: Mesh) -> tuple[Agreement | None, Agreement | None]:
    """Return the agreement that contains a change, in its versions before and after the change."""
    return _agreement_at(change.old, before), _agreement_at(change.new, after)


def _agreement_at(spot: ChangeLocation | None, mesh: Mesh) -> Agreement | None:
    return mesh.derived(_by_document).get((spot.at.file, spot.at.document)) if spot else None


def _by_document(mesh: Mesh) -> dict[tuple[str, int], Agreement]:
    """Return the agreements by file and document.

    The result is computed once per mesh, because many columns may have changed.
    """
    found = map(agreement_of, mesh.register(AGREEMENT))
    return {(each.home.file, each.home.document): each for each in found}


def assess_agreement(change: Change, sides: ChangeSides) -> Verdict:
    """Assess an edit of an agreement: a loss of access breaks the consumer, and a gain requires an approval."""
    old, new = agreements_of(change, sides.before, sides.after)
    words = describe(change) if change.aspect else f"agreement {change.kind.value}"
    if unreadable_in(change.before) or unreadable_in(change.after):
        return Verdict(words, Bump.NONE)
    if not _takes(change, old, new, sides):
        return Verdict(words, Bump.NONE)
    return Verdict(words, Bump.NONE, readers=True, promise=CompatibilityLevel.QUERY)


def _takes(change: Change, old: Agreement | None, new: Agreement | None, sides: ChangeSides) -> bool:
    """Return whether an edit removes access that a consumer has on the as-of date."""
    if old is None or not old.is_current(sides.after.today):
        return False
    return new is None or _lessens(change, old, new, sides.before, sides.after)


def gives(change: Change, old: Agreement | None, new: Agreement | None, sides: ChangeSides) -> bool:
    """Return whether an edit grants access. An agreement that ended before the as-of date grants none."""
    if new is None or not new.is_current(sides.after.today):
        return False
    return old is None or _lessens(change, new, old, sides.after, sides.before)


def _lessens(change: Change, one: Agreement, other: Agreement, mesh: Mesh, its: Mesh) -> bool:
    """Return whether the second agreement permits less than the first, considering only the part that a change edits.

    `mesh` contains the first agreement, `its` the second.
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
    """Return whether the second agreement lacks columns of the first. An agreement without a list covers all columns."""
    if not other.columns:
        return False
    if not one.columns:
        return True
    own = {text(change.before), text(change.after)} & one.named
    return any(other.named.isdisjoint(_and_wider(each)) for each in own)


def _and_wider(column: str) -> set[str]:
    """Return a column and its containers: `t/a/b`, `t/a`, `t`. The depth is limited, as it is in documents."""
    parts = column.split("/", DEPTH)
    return {column, *("/".join(parts[:number]) for number in range(1, len(parts)))}


def _is_port_moved(one: str, other: str, mesh: Mesh, its: Mesh) -> bool:
    """Return whether both addresses belong to the same port, which moved."""
    was, now = mesh.contract_at.get(one), its.contract_at.get(other)
    if was is None or now is None or one in its.contract_at:
        return False
    same = was.fact.id == now.fact.id, major_of(was.fact.version) == major_of(now.fact.version)
    return all(same)


def words_of_waiver(change: Change, sides: ChangeSides) -> str:
    """Describe a waiver that was added or removed: its rule, its address, its last day, and its claimed approver."""
    entry = entry_at(change.new, WAIVER, sides.after) or entry_at(change.old, WAIVER, sides.before)
    if entry is None:
        return ""
    claimed = text(entry.get("approvedBy"))
    return (
        f"`{text(entry.get('rule'))}` at `{text(entry.get('address'))}` until {entry.get('expires')}"
        f", approved by `{claimed}` (claimed)"
    )
