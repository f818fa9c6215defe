"""What changes of parts that cannot be read mean: nobody knows, unless they say nothing about data."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from meshwright.changes.change import CONTRACT, FIELD, OBJECT, PORT, PRODUCT, Kind
from meshwright.changes.unreadable import Unreadable, unreadable_in
from meshwright.changes.verdict import failed, harmless, undetermined

if TYPE_CHECKING:
    from meshwright.changes.change import Change
    from meshwright.changes.verdict import Verdict

GOVERNED = "an approval by governance"
_DATA = frozenset({CONTRACT, PRODUCT, PORT, OBJECT, FIELD})
GOVERNED_KINDS = frozenset({"Classification", "Role", "Mesh"})
_PROSE = frozenset(
    {"description", "tags", "businessName", "support", "team", "examples", "dataGranularityDescription"}
)
"""What breaks nobody, whatever it says."""


def judge_unreadable(change: Change) -> Verdict | None:
    """Judge a change of what can't be read, on either side; data that came or went has no other side."""
    is_whole = not change.aspect and change.kind in (Kind.ADDED, Kind.REMOVED) and change.thing in _DATA
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
        return harmless(words)
    return undetermined(words)
