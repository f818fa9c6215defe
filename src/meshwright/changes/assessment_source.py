"""Assessment of changes to a field's sources: values from other columns can have a different meaning.

This module is used only for fields without readable SQL. SQL is more precise, and a change to it is reported
separately.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from meshwright.changes.naming import text
from meshwright.changes.rows import by_row, harmless
from meshwright.mesh.items import Contract
from meshwright.mesh.references import Resolved, sources_by_contract

if TYPE_CHECKING:
    from meshwright.changes.change import Change, ChangeLocation, ChangeSides
    from meshwright.changes.verdict import Verdict
    from meshwright.mesh.items import Product
    from meshwright.mesh.mesh import Mesh
    from meshwright.mesh.references import TransformSource

SOURCES = "transformSourceObjects"


def assess_source(change: Change, sides: ChangeSides) -> Verdict:
    """Assess a changed entry in `transformSourceObjects`. If several entries of a field changed, only one is reported."""
    old, new = _field(change.old, sides.old), _field(change.new, sides.new)
    if old is None or new is None or not _decide(old, new):
        return harmless(change)
    was, now = _sources(old, sides.before), _sources(new, sides.after)
    gone, come = (
        [text for meant, text in one.items() if meant not in other] for one, other in ((was, now), (now, was))
    )
    if text(change.value) not in (come[:1] or gone[:1]):
        return harmless(change)
    return by_row(change, SOURCES, "other-columns", how=_replaced(gone, come))


def _replaced(gone: list[str], come: list[str]) -> str:
    was, now = (" and ".join(f"`{each}`" for each in names) for names in (gone, come))
    if not gone or not come:
        return f"now also declared to come from {now}" if come else f"no longer declared to come from {was}"
    return f"now declared to come from {now} instead of {was}"


class _Field(NamedTuple):
    """A field with declared sources."""

    contract: Contract
    number: int

    def more(self, key: str) -> Any:  # noqa: ANN401 - a fact
        """Return the value of a rarely used key of the field."""
        return self.contract.fact.fields.more.get(key, {}).get(self.number)


def _field(spot: ChangeLocation | None, thing: Contract | Product | None) -> _Field | None:
    """Return the field that contains a change, in one of the revisions; None if the field does not declare sources there."""
    if spot is None or not isinstance(thing, Contract):
        return None
    path = spot.at.path
    path = path[: path.index(SOURCES)] if SOURCES in path else path
    fields = thing.fact.fields
    found = (index for index in fields.more.get("sources", {}) if fields.path(index) == path)
    return next((_Field(thing, index) for index in found), None)


def _decide(old: _Field, new: _Field) -> bool:
    """Return whether declared sources are assessed: the field's SQL is unchanged, and is missing or unreadable."""
    reads = old.more("reads")
    return old.more("logic") == new.more("logic") and (reads is None or bool(reads.unread))


def _sources(field: _Field, mesh: Mesh) -> dict[tuple[str, ...], str]:
    """Return the declared sources by the columns that they refer to, regardless of notation and major version."""
    declared = mesh.derived(sources_by_contract).get(field.contract, ())
    return {_meant(each): each.text for each in declared if each.field == field.number}


def _meant(source: TransformSource) -> tuple[str, ...]:
    target = source.target
    if not isinstance(target, Resolved):
        return (source.text,)
    fact, field = target.contract.fact, target.field
    if field is not None:
        column = fact.fields.name(field, fact.objects)
    else:
        column = fact.objects[target.object].name if target.object is not None else ""
    return (target.contract.address.rpartition("@")[0], column)
