"""The effects of changes to a registered role: readers can lose access.

This module does not know the readers with a role, or the approvers (`approvers` does).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.changes.change import ROLE, entry_at
from meshwright.changes.rows import describe
from meshwright.changes.unreadable import unreadable_in
from meshwright.changes.verdict import Bump, CompatibilityLevel, Verdict
from meshwright.mesh.registries import role_of

if TYPE_CHECKING:
    from meshwright.changes.change import Change, ChangeSides
    from meshwright.mesh.mesh import Mesh
    from meshwright.mesh.registries import Role


def assess_role(change: Change, sides: ChangeSides) -> Verdict:
    """Assess an edit to a role: consumers lose access if its clearance, purposes or group change."""
    old, new = entry_at(change.old, ROLE, sides.before), entry_at(change.new, ROLE, sides.after)
    words = describe(change) if change.aspect else f"role {change.kind.value}"
    if old is None or unreadable_in(change.before) or unreadable_in(change.after):
        return Verdict(words, Bump.NONE)
    if not takes(change, role_of(old), role_of(new) if new else None, sides.after):
        return Verdict(words, Bump.NONE)
    return Verdict(words, Bump.NONE, readers=True, promise=CompatibilityLevel.QUERY)


def takes(change: Change, old: Role, new: Role | None, after: Mesh) -> bool:
    """Return whether an edit takes access away from readers with the role."""
    if new is None:
        return True
    aspect = change.aspect[:1]
    if aspect == ("clearance",):
        ladder = after.classification
        was, now = (ladder.rank(each.clearance) if ladder else None for each in (old, new))
        return was is None or now is None or now < was
    if aspect == ("purposes",):
        return bool(new.purposes) and not {*old.purposes} <= {*new.purposes}
    return aspect in (("group",), ("name",)) and old != new
