"""Suspected renames: a removed field and an added one that differ only in name.

A hint for people; no verdict depends on it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.changes.change import FIELD, ChangeKind, subject_at
from meshwright.mesh.items import Contract
from meshwright.mesh.references import Resolved, resolve
from meshwright.quantities.suggestions import nearest

if TYPE_CHECKING:
    from meshwright.changes.change import Change
    from meshwright.finding.finding import At
    from meshwright.mesh.mesh import Mesh


def renamed_to(change: Change, before: Mesh, after: Mesh) -> At | None:
    """Return the name of the field that a removed field may be now: of the same type, level and place.

    It has a similar name, or is where the old one was. None where the two state different ids.
    """
    if (
        change.thing != FIELD
        or change.kind is not ChangeKind.REMOVED
        or change.old is None
        or change.new is None
    ):
        return None
    old = subject_at(change.old, before)
    new = subject_at(change.new, after)
    if not isinstance(old, Contract) or not isinstance(new, Contract):
        return None
    found = resolve(change.old.address, old, before)
    if not isinstance(found, Resolved) or found.contract is not old or found.field is None:
        return None
    alike = _alike(old, found.field, new)
    fields = new.fact.fields
    meant = nearest(old.fact.fields.names[found.field], [fields.names[each] for each in alike])
    for each in alike:
        is_in_place = fields.steps[each] == old.fact.fields.steps[found.field]
        if fields.names[each] == meant or (meant is None and is_in_place):
            return new.home.at(*fields.path(each), "name")
    return None


def _alike(old: Contract, index: int, new: Contract) -> list[int]:
    """Return the fields that came beside a field that went, and state the same but for the name."""
    was, now = old.fact.fields, new.fact.fields
    around = was.name(index, old.fact.objects).rpartition("/")[0]
    known = {was.names[each] for each in range(len(was)) if was.parents[each] == was.parents[index]}
    ids = was.more.get("id", {}), now.more.get("id", {})

    def is_alike(each: int) -> bool:
        stated = ids[0].get(index), ids[1].get(each)
        return (
            now.name(each, new.fact.objects).rpartition("/")[0] == around
            and now.names[each] not in known
            and now.logical_types[each] == was.logical_types[index]
            and now.physical_types[each] == was.physical_types[index]
            and now.classifications[each] == was.classifications[index]
            and (None in stated or stated[0] == stated[1])
        )

    return [each for each in range(len(now)) if is_alike(each)]
