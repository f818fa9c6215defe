"""The names in SQL bound to the fields of the mesh: a table is an input's object, a column one of its fields.

Bound for certain or not at all: of two objects that a name may mean, neither is taken.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from meshwright.lineage.inputs import made_from
from meshwright.mesh.references import Resolved

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from meshwright.mesh.mesh import Contract, Mesh
    from meshwright.mesh.sql import Reads, SqlColumn


class Object(NamedTuple):
    """A schema object of a contract."""

    contract: Contract
    position: int


class Read(NamedTuple):
    """A field that SQL reads."""

    contract: Contract
    field: int


class Stray(NamedTuple):
    """A column that SQL reads of an object that has no such field."""

    object: Object
    name: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What the SQL of a field reads of the mesh."""

    values: tuple[Read, ...]
    """What the field's value is made of."""
    others: tuple[Read, ...]
    """What decides beside them."""
    strays: tuple[Stray, ...]
    objects: frozenset[Object]
    """The tables."""
    is_whole: bool
    """Whether those are all, and every name is bound."""
    effect: str
    """What becomes of the value, as `mesh.sql.Reads` has it."""
    equal: tuple[tuple[Read, Read], ...] = ()
    """The fields that are compared for equality, where both are bound."""


def readings(mesh: Mesh) -> Mapping[Contract, Mapping[int, Reading]]:
    """Bind the SQL of every field that has any; ask for it by `mesh.once(readings)`."""
    return {
        contract: dict(_bound(contract, mesh))
        for contract in mesh.contracts
        if "reads" in contract.fact.fields.more
    }


def _bound(contract: Contract, mesh: Mesh) -> Iterator[tuple[int, Reading]]:
    declared: dict[int, list[Object]] = {}
    for source in mesh.sources.get(contract, ()):
        if isinstance(source.target, Resolved) and source.target.object is not None:
            of_field = declared.setdefault(source.field, [])
            found = Object(source.target.contract, source.target.object)
            if found not in of_field:
                of_field.append(found)
    rings = _rings(contract, declared, mesh)
    names = _Names()
    for field, reads in contract.fact.fields.more["reads"].items():
        yield field, _reading(reads, rings, declared.get(field, []), names)


def _rings(
    contract: Contract, declared: Mapping[int, Iterable[Object]], mesh: Mesh
) -> tuple[tuple[Object, ...], ...]:
    """Give the objects that a table may be, nearest first: of declared sources, of inputs, of the contract itself."""
    near = [found.contract for of_field in declared.values() for found in of_field]
    far: list[Contract] = []
    if contract.port is not None:
        port = mesh.ports[contract.port]
        product = mesh.product_of[port.product]
        near += (each for each, _ in made_from(port, product, mesh))
        far += (each.contract for each in product.inputs if each.contract is not None)
        far += (each.contract for each in product.outputs if each.contract is not None)
    return tuple(
        tuple(Object(each, at) for each in dict.fromkeys(ring) for at in range(len(each.fact.objects)))
        for ring in (
            [each for each in near if each is not contract],
            [each for each in far if each is not contract],
            [contract],
        )
    )


class _Names:
    """The fields of objects by the names that SQL may know them by."""

    def __init__(self) -> None:
        self._fields: dict[tuple[Contract, int], dict[str, int]] = {}

    def field(self, found: Object, path: tuple[str, ...]) -> int | None:
        """Find a field, or as much of the way to it as there is; None where not even the first name is known."""
        contract, field = found.contract, None
        parent = -1 - found.position
        for name in path:
            below = self._below(contract, parent).get(name.casefold())
            if below is None:
                break
            parent = field = below
        return field

    def _below(self, contract: Contract, parent: int) -> dict[str, int]:
        key = (contract, parent)
        if key not in self._fields:
            columns = contract.fact.fields
            physical = columns.more.get("physical_name", {})
            fields = [field for field, above in enumerate(columns.parents) if above == parent]
            by_name = {columns.names[field].casefold(): field for field in reversed(fields)}
            by_place = {physical[field].casefold(): field for field in reversed(fields) if field in physical}
            self._fields[key] = {**by_name, **by_place}
        return self._fields[key]


def _reading(
    reads: Reads, rings: tuple[tuple[Object, ...], ...], declared: list[Object], names: _Names
) -> Reading:
    tables = [_table(name, rings) for name in reads.tables]
    is_whole = reads.is_whole and None not in tables
    found: tuple[dict[Read, None], dict[Read, None]] = ({}, {})
    strays: dict[Stray, None] = {}
    for into, columns in zip(found, (reads.values, reads.others), strict=True):
        for column in columns:
            bound = _column(column, [tables[table] for table in column.tables], declared, names)
            if isinstance(bound, Read):
                into[bound] = None
            else:
                is_whole = is_whole and isinstance(bound, Stray)
                if isinstance(bound, Stray) and into is found[0]:
                    strays[bound] = None
    objects = frozenset(table for table in tables if table is not None)
    pairs = (
        tuple(_column(each, [tables[table] for table in each.tables], declared, names) for each in pair)
        for pair in reads.equal
    )
    equal = tuple((one, other) for one, other in pairs if isinstance(one, Read) and isinstance(other, Read))
    return Reading(tuple(found[0]), tuple(found[1]), tuple(strays), objects, is_whole, reads.effect, equal)


def _table(name: str, rings: tuple[tuple[Object, ...], ...]) -> Object | None:
    """Find what a table is: by `physicalName`, else by name, among the nearest objects that have it."""
    wanted = name.casefold()
    for ring in rings:
        places = [(_place(each), each) for each in ring]
        tiers = (
            [each for place, each in places if place == wanted],
            [
                each
                for place, each in places
                if place and (f".{place}".endswith(f".{wanted}") or f".{wanted}".endswith(f".{place}"))
            ],
            [each for each in ring if _name(each) == wanted.rpartition(".")[2]],
        )
        for tier in tiers:
            if tier:
                return tier[0] if len(tier) == 1 else None
    return None


def _place(found: Object) -> str:
    return (found.contract.fact.objects[found.position].physical_name or "").casefold()


def _name(found: Object) -> str:
    return found.contract.fact.objects[found.position].name.casefold()


def _column(
    column: SqlColumn, tables: list[Object | None], declared: list[Object], names: _Names
) -> Read | Stray | None:
    """Find what a column is; None where that is not certain."""
    path = column.path
    if not tables:
        qualified = [each for each in declared if path[0].casefold() in (_name(each), _place(each))]
        tables, path = (list(qualified), path[1:]) if qualified and len(path) > 1 else (list(declared), path)
        if len(tables) > 1 or not qualified:
            return _among(tables, path, names)
    if len(tables) > 1:
        return _among(tables, path, names)
    table = tables[0]
    if table is None:
        return None
    field = names.field(table, path)
    if field is not None:
        return Read(table.contract, field)
    has_fields = -1 - table.position in table.contract.fact.fields.parents
    return Stray(table, path[0]) if has_fields and len(path) == 1 else None


def _among(tables: list[Object | None], path: tuple[str, ...], names: _Names) -> Read | None:
    """Find a column in the one table that has it, where all are known."""
    found = [(each, names.field(each, path)) for each in tables if each is not None]
    having = [Read(each.contract, field) for each, field in found if field is not None]
    return having[0] if len(having) == 1 and len(found) == len(tables) else None
