"""The declared sensitivity of fields: their classification level, and whether they are personal data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.mesh.address import segment
from meshwright.mesh.elements import objects_of
from meshwright.mesh.references import Resolved, resolve
from meshwright.quantities.service_level import service_level

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from meshwright.facts.fields import FieldColumns
    from meshwright.mesh.items import Contract
    from meshwright.mesh.mesh import Mesh
    from meshwright.mesh.registries import Classification

PERSONAL_PREFIX = "user."
"""The prefix of categories of personal data in the Fides taxonomy, for categories that are not registered."""


def ranks(contract: Contract, ladder: Classification) -> Iterator[tuple[int, int]]:
    """Yield the index and rank of each field with a known level: the higher of its own level and that of its linked
    definition.
    """
    known: dict[str | None, int] = {level: rank for rank, level in enumerate(ladder.levels)}
    defined = contract.fact.fields.more.get("defined", {})
    for field, level in enumerate(contract.fact.fields.classifications):
        rank = known.get(level, -1)
        if field in defined:
            rank = max(rank, known.get(defined[field][0], -1))
        if rank >= 0:
            yield field, rank


def covered(contract: Contract, columns: Sequence[str], mesh: Mesh) -> frozenset[int]:
    """Return the fields that columns (`<object>/<field>`) name, with their parts."""
    fields: set[int] = set()
    for column in columns:
        address = "/".join((contract.address, *map(segment, column.split("/"))))
        target = resolve(address, contract, mesh)
        if isinstance(target, Resolved) and target.field is not None:
            fields.update(_with_inner(contract.fact.fields, target.field))
    return frozenset(fields)


def _with_inner(columns: FieldColumns, field: int) -> Iterable[int]:
    """Return a field with its parts, which follow it."""
    end = field + 1
    while end < len(columns) and columns.parents[end] >= field:
        end += 1
    return range(field, end)


def unclassified(columns: FieldColumns) -> Iterator[int]:
    """Yield the fields that have values but neither a level of their own nor a level from a container."""
    if None not in columns.classifications:
        return
    parents = set(columns.parents)
    for field in range(len(columns)):
        index = field
        while index >= 0 and columns.classifications[index] is None:
            index = columns.parents[index]
        if index < 0 and field not in parents:
            yield field


def personal(contract: Contract, ladder: Classification | None) -> Iterator[int]:
    """Yield the fields whose data category denotes personal data."""
    for field, custom in contract.fact.fields.more.get("custom", {}).items():
        key = custom.get("dataCategory")
        if isinstance(key, str) and is_personal(key, ladder):
            yield field


def unkept(contract: Contract, ladder: Classification | None) -> list[int]:
    """Return the fields with personal data for which neither the contract nor the object declares a retention period."""
    fact = contract.fact
    promised = [level for level in fact.sla if service_level(level.property) == "retention"]
    if any(not level.elements for level in promised) or not fact.is_sound("slaProperties"):
        return []
    kept = objects_of((element for level in promised for element in level.elements), fact.objects)
    return [field for field in personal(contract, ladder) if fact.fields.object(field) not in kept]


def is_personal(key: str, ladder: Classification | None) -> bool:
    """Return whether a data category denotes personal data: as registered, or else by its name."""
    registered = ladder.categories.get(key) if ladder else None
    return registered.is_personal if registered else key.startswith(PERSONAL_PREFIX)
