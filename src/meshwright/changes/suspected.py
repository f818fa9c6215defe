"""Suspected renames: a removed field and an added field that differ only in name.

Suspected renames are only shown as a note; no verdict depends on them.
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

_MOST = 100
"""The maximum number of candidates to compare by name.

If there are more fields, only the field at the same position is a candidate.
"""
Likeness = tuple[str, str | None, str | None, str | None]
Added = dict[Likeness, dict[int | str, int]]
"""The added fields, by the properties that a renamed field keeps, and by position."""


def renamed_to(change: Change, before: Mesh, after: Mesh) -> At | None:
    """Return the location of the added field that a removed field may have become.

    Both fields have the same types, level and container, and a similar name or the same position. Fields with
    different ids are not candidates.
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
    known = after.derived(_none_yet)
    if (old, new) not in known:
        known[old, new] = _added(old, new)
    fields, was = new.fact.fields, found.field
    beside = known[old, new].get(_likeness(old, was), {})
    step = old.fact.fields.steps[was]
    ids = old.fact.fields.more.get("id", {}).get(was), fields.more.get("id", {})
    candidates = beside.values() if len(beside) <= _MOST else filter(None, [beside.get(step)])
    alike = [each for each in candidates if ids[0] is None or ids[1].get(each) in (None, ids[0])]
    meant = nearest(old.fact.fields.names[was], [fields.names[each] for each in alike])
    for each in alike:
        if fields.names[each] == meant or (meant is None and fields.steps[each] == step):
            return new.home.at(*fields.path(each), "name")
    return None


def _added(old: Contract, new: Contract) -> Added:
    """Return the fields that are only in the later contract."""
    known = {_name(old, each) for each in range(len(old.fact.fields))}
    found: Added = {}
    for each in range(len(new.fact.fields)):
        if _name(new, each) not in known:
            found.setdefault(_likeness(new, each), {}).setdefault(new.fact.fields.steps[each], each)
    return found


def _name(contract: Contract, index: int) -> str:
    return contract.fact.fields.name(index, contract.fact.objects)


def _likeness(contract: Contract, index: int) -> Likeness:
    """Return the properties that do not change when a field is renamed: its container, types and level."""
    fields = contract.fact.fields
    types = fields.logical_types[index], fields.physical_types[index]
    return (_name(contract, index).rpartition("/")[0], *types, fields.classifications[index])


def _none_yet(_: Mesh) -> dict[tuple[Contract, Contract], Added]:
    return {}
