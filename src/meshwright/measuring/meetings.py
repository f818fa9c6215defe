"""References from identifiers to objects of other ports in which the identifiers must occur, such as crosswalks.

There are at most 3 references for each identifier; ports that the entity's steward names come first. This module
does not cover relationships that the contract declares.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from meshwright.analysis.meaning.crosswalks import Key, keys
from meshwright.analysis.meaning.entities import vocabulary
from meshwright.measuring.bounds import kind_of
from meshwright.measuring.probe import Check, Reference
from meshwright.mesh.address import segment

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from meshwright.measuring.probe import Column
    from meshwright.mesh.items import Contract
    from meshwright.mesh.mesh import Mesh

JOIN = "#join/"
NULLS = "#join/null/"
"""The key prefix of checks that count nulls in columns with identifiers."""
MOST_TARGETS = 3


def registers(mesh: Mesh) -> Mapping[str, tuple[Key, ...]]:
    """Map each identifier scheme to the columns in which its identifiers are unique, crosswalks first."""
    known = mesh.derived(vocabulary).entities
    found: dict[str, list[Key]] = {}
    for contract in mesh.contracts:
        if contract.port is None or mesh.status(contract) not in ("active", "deprecated"):
            continue
        for key in keys(contract, mesh):
            if key.is_unique and key.role is None and all(_is_top(key, each.field) for each in key.links):
                found.setdefault(key.scheme.label, []).append(key)
    order = {name: list(dict.fromkeys(entity.crosswalks)) for name, entity in known.items()}

    def rank(key: Key) -> tuple[int, str, int]:
        named = order.get(key.entity, [])
        port = key.contract.port or ""
        return (named.index(port) if port in named else len(named), key.contract.address, key.object)

    return {label: tuple(sorted(each, key=rank)) for label, each in found.items()}


def meetings(
    contract: Contract,
    at: int,
    mesh: Mesh,
    of_field: Mapping[int, int],
    related: frozenset[tuple[str, tuple[int, ...]]],
) -> Iterator[Reference]:
    """Yield a reference from each of an object's identifiers to each object in which it should occur.

    `of_field` maps fields to the positions of columns; `related` has the targets and columns of relationships that the
    contract declares.
    """
    own = [key for key in keys(contract, mesh) if key.object == at]
    known = mesh.derived(registers)
    for key in own:
        columns = tuple(of_field.get(each.field, -1) for each in key.links)
        if -1 in columns:
            continue
        others = (each for each in known.get(key.scheme.label, ()) if each.contract is not contract)
        for other in islice(others, MOST_TARGETS):
            reference = _reference(key, other, columns)
            if (reference.target, columns) not in related:
                yield reference


def null_checks(found: Iterable[Reference], columns: Sequence[Column]) -> Iterator[Check]:
    """Yield the checks that count rows without an identifier; a join drops such rows."""
    for position in sorted({each for reference in found for each in reference.columns}):
        column = columns[position]
        yield Check(f"{NULLS}{column.name}", position, "null", (), column.path)


def _reference(key: Key, other: Key, columns: tuple[int, ...]) -> Reference:
    target = f"{other.contract.address}/{segment(other.object_name)}"
    facts = [other.contract.fact.field(each.field) for each in other.links]
    field = key.contract.fact.field(key.links[0].field)
    names = ",".join(key.contract.fact.fields.names[each.field] for each in key.links)
    return Reference(
        f"{JOIN}{names}/{target}",
        columns,
        target,
        tuple(each.more.physical_name or each.name.rpartition("/")[2] for each in facts),
        tuple(kind_of(each.logical_type, each.physical_type) for each in facts),
        field.path,
    )


def _is_top(key: Key, field: int) -> bool:
    return key.contract.fact.fields.parents[field] < 0
