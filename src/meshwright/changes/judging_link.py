"""Judging what a column is linked to: what it says itself, and what its domain says of it where it says nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from meshwright.analysis.meaning.identifier_links import NOTHING, PREFIX, linked
from meshwright.changes.judging_options import told
from meshwright.changes.naming import text
from meshwright.changes.verdict import Promise, Verdict, breaking, compatible, harmless
from meshwright.mesh.items import Contract

if TYPE_CHECKING:
    from meshwright.changes.change import Change, Spot
    from meshwright.mesh.items import Product
    from meshwright.mesh.mesh import Mesh

LINKS = "authoritativeDefinitions"


def judge_link(
    change: Change, old: Contract | Product | None, new: Contract | Product | None, before: Mesh, after: Mesh
) -> Verdict:
    """Judge an authoritative definition of a field, which is in the documents given."""
    stated, states = _url(change.before), _url(change.after)
    was = stated or _by_meaning(change.old, old, before)
    now = states or _by_meaning(change.new, new, after)
    none = f"{PREFIX}{NOTHING}"
    was, now = (each if each != none else None for each in (was, now))
    if stated == states or was == now:
        return harmless(told(change))
    if was is None:
        return compatible(f"it is linked to `{now}` now")
    words = f"it was linked to `{was}` and is to `{now}`" if now else f"it is linked to `{was}` no more"
    return breaking(words, "entity-link-changed", Promise.MEANING)


def _url(definition: Any) -> str | None:  # noqa: ANN401 - a YAML value
    is_link = isinstance(definition, dict) and definition.get("type") == "semanticDefinition"
    return text(definition.get("url")) if is_link else None


def _by_meaning(spot: Spot | None, thing: Contract | Product | None, mesh: Mesh) -> str | None:
    """Return what a field's domain links it to, as the field itself would say it."""
    if spot is None or not isinstance(thing, Contract):
        return None
    column = spot.address.removeprefix(f"{thing.address}/")
    found = (each for each in mesh.derived(linked).of.get(thing, ()) if not each.is_explicit)
    return next(
        (f"{PREFIX}{each.entity}/{each.scheme.name}" for each in found if each.column == column), None
    )
