"""Fields whose SQL was not read completely: the reason, and the most sensitive column that may reach each field
undetected.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from meshwright.analysis.flow.sql_binding import readings
from meshwright.analysis.sensitivity.classification import UNKNOWN, sensitivity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.analysis.flow.sql_binding import BoundSql
    from meshwright.analysis.sensitivity.classification import Sensitivity
    from meshwright.mesh.items import Contract
    from meshwright.mesh.mesh import Mesh


class Unread(NamedTuple):
    """A field whose SQL may read unknown columns."""

    contract: Contract
    field: int
    reason: str
    origin: int | None
    """The id of the most sensitive column that may reach the field, if its level exceeds the field's declared level;
    else None.
    """


def unread(mesh: Mesh) -> Iterator[Unread]:
    """Yield the fields whose SQL was not read completely.

    A table outside the mesh does not count if the SQL also reads an input, or if there is no input.
    """
    levels = mesh.derived(sensitivity)
    for contract, of_field in mesh.derived(readings).items():
        for field, reading in of_field.items():
            reason = reading.unread
            if not reason and reading.outside and not reading.objects and reading.blind:
                reason = f"`{reading.outside}` is not the table of an input"
            if reason:
                is_declared = field in contract.fact.fields.more.get("sources", {})
                origin = None if levels is None or is_declared else _origin(contract, field, reading, levels)
                yield Unread(contract, field, reason, origin)


def _origin(contract: Contract, field: int, reading: BoundSql, levels: Sensitivity) -> int | None:
    """Return the id of the most sensitive column that may reach a field; None if the field's declared level allows it."""
    known = levels.columns
    target = known.id(contract, field)
    allowed = levels.allowed(target)
    sources = [known.id(each.contract, each.field) for each in reading.maybe]
    for home, position in reading.blind:
        own = range(len(home.fact.fields))
        sources += (known.id(home, each) for each in own if home.fact.fields.object(each) == position)
    found = max(sources, key=lambda each: (levels.rank(each), -each), default=None)
    if found is None or allowed == UNKNOWN or levels.lowered(levels.rank(found), target) <= allowed:
        return None
    return found
