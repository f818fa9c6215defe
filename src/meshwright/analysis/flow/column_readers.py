"""Consumers of a column: derived columns, and columns whose SQL names it, even in filters and joins.

This is separate from column lineage: a filter does not affect classification, but the query fails without its column.
"""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, NamedTuple

from meshwright.analysis.flow.columns import by_source, columns
from meshwright.analysis.flow.reach import Direction, walk
from meshwright.analysis.flow.sql_binding import SqlObject, readings
from meshwright.analysis.flow.unresolved import unresolved
from meshwright.records import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from meshwright.analysis.flow.columns import Columns
    from meshwright.analysis.flow.reach import Reach
    from meshwright.mesh.items import Contract
    from meshwright.mesh.mesh import Mesh


class MaybeReader(NamedTuple):
    """A field whose SQL may read every field of an object."""

    target: int
    object: SqlObject


@dataclass(frozen=True, slots=True, eq=False)
class ColumnReaders:
    """The fields of a mesh with their consumers."""

    columns: Columns
    way: Direction
    maybe: Mapping[Contract, tuple[MaybeReader, ...]]
    """Fields whose SQL may read any column of a contract, by that contract."""
    tables: Mapping[Contract, tuple[MaybeReader, ...]]
    """Fields whose SQL reads from an object, whichever columns it reads, by the object's contract."""
    perhaps: Mapping[int, tuple[int, ...]]
    """Fields whose SQL contains an ambiguous name, by each field that the name may refer to."""

    def readers_of(self, field: int) -> Sequence[int]:
        """Return the fields whose SQL reads exactly this field."""
        starts, order, _, further = self.way
        first, last = starts[field], starts[field + 1]
        edges = range(first, last) if order is None else order[first:last]
        return [further[edge] for edge in edges]

    def downstream(self, fields: Iterable[int], depth: int | None = None) -> Reach:
        """Return the columns that depend on the given fields, within a number of hops."""
        return walk(self.columns, self.way, fields, depth)


def column_readers(mesh: Mesh) -> ColumnReaders:
    """Connect the fields of a mesh to their consumers; call it through `mesh.derived(column_readers)`."""
    known = mesh.derived(columns)
    sources, targets = array("i"), array("i")
    maybe: dict[Contract, list[MaybeReader]] = {}
    tables: dict[Contract, list[MaybeReader]] = {}
    perhaps: dict[int, list[int]] = {}
    for contract, of_field in mesh.derived(readings).items():
        for field, reading in of_field.items():
            target = known.id(contract, field)
            for each in reading.others:
                sources.append(known.id(each.contract, each.field))
                targets.append(target)
            for each in reading.maybe:
                perhaps.setdefault(known.id(each.contract, each.field), []).append(target)
            for found in reading.objects:
                tables.setdefault(found.contract, []).append(MaybeReader(target, found))
            for found in reading.blind:
                maybe.setdefault(found.contract, []).append(MaybeReader(target, found))
    for entry in mesh.derived(unresolved):
        for found in entry.objects:
            target = known.id(entry.contract, entry.source.field)
            maybe.setdefault(found.contract, []).append(MaybeReader(target, found))
    way = Direction(known.out_starts, known.out, known.sources, known.targets)
    if sources:
        all_sources, all_targets = known.sources + sources, known.targets + targets
        starts, out = by_source(all_sources, len(known))
        way = Direction(starts, out, all_sources, all_targets)
    return ColumnReaders(
        known,
        way,
        {contract: tuple(found) for contract, found in maybe.items()},
        {contract: tuple(found) for contract, found in tables.items()},
        {field: tuple(found) for field, found in perhaps.items()},
    )
