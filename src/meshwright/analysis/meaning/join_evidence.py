"""Columns that contracts join, in `relationships` and in SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from meshwright.analysis.flow.sql_binding import readings
from meshwright.mesh.references import Resolved, resolve

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.finding.finding import At
    from meshwright.mesh.items import Contract
    from meshwright.mesh.mesh import Mesh

Column = tuple["Contract", int]


class Pair(NamedTuple):
    """Two joined columns, each as a contract and the index of a field in it."""

    left: Column
    right: Column
    at: At
    """The location that declares it."""


def joined(mesh: Mesh) -> Iterator[Pair]:
    """Yield the pairs of joined columns: for composite keys, one pair for each column."""
    for contract in mesh.contracts:
        columns = contract.fact.fields
        for field, references in columns.more.get("references", {}).items():
            for position, ends in enumerate(references):
                at = contract.home.at(*columns.path(field), "relationships", position, "to")
                for end in ends:
                    right = _column(end, contract, mesh)
                    if right is not None:
                        yield Pair((contract, field), right, at)
        for number, each in enumerate(contract.fact.objects):
            for position, (starts, ends) in enumerate(each.relationships):
                at = contract.home.at("schema", number, "relationships", position, "to")
                for start, end in zip(starts, ends, strict=False):
                    left, right = _column(start, contract, mesh), _column(end, contract, mesh)
                    if left is not None and right is not None:
                        yield Pair(left, right, at)
    yield from _compared(mesh)


def _compared(mesh: Mesh) -> Iterator[Pair]:
    """Yield the pairs that SQL compares; a pair that several fields of a contract compare is yielded once."""
    for contract, of_field in mesh.derived(readings).items():
        seen: set[tuple[Column, Column]] = set()
        for field, reading in of_field.items():
            at = contract.home.at(*contract.fact.fields.path(field), "transformLogic")
            for one, other in reading.equal:
                pair = ((one.contract, one.field), (other.contract, other.field))
                if pair not in seen:
                    seen.add(pair)
                    yield Pair(*pair, at)


def _column(reference: str, contract: Contract, mesh: Mesh) -> Column | None:
    found = resolve(reference, contract, mesh)
    return (found.contract, found.field) if isinstance(found, Resolved) and found.field is not None else None
