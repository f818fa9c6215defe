"""Binding of names in SQL to fields in the mesh: tables are objects of inputs, and columns their fields.

Only certain bindings count: ambiguous names are not bound.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from meshwright.analysis.flow.inputs import made_from
from meshwright.mesh.references import Resolved, sources_by_contract
from meshwright.records import dataclass, field

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from meshwright.facts.sql.reads import Reads, SqlColumn
    from meshwright.mesh.items import Contract
    from meshwright.mesh.mesh import Mesh


class SqlObject(NamedTuple):
    """A schema object of a contract."""

    contract: Contract
    position: int


class Read(NamedTuple):
    """A field that SQL reads."""

    contract: Contract
    field: int


class UnknownSqlColumn(NamedTuple):
    """A column that SQL reads but the object does not have."""

    object: SqlObject
    name: str


@dataclass(frozen=True, slots=True)
class BoundSql:
    """The fields in the mesh that a field's SQL reads."""

    values: tuple[Read, ...]
    """The fields that the value derives from."""
    others: tuple[Read, ...]
    """Other fields that the query reads, for example in filters and joins."""
    strays: tuple[UnknownSqlColumn, ...]
    objects: frozenset[SqlObject]
    """The schema objects that the SQL reads as tables."""
    unread: str
    """The reason why the result may be incomplete; empty if the result is complete and every name is bound."""
    effect: str
    """The transformation of the value, as in `facts.sql.reads.Reads`."""
    equal: tuple[tuple[Read, Read], ...] = ()
    """The pairs of bound fields that are compared for equality."""
    conditions: tuple[Read, ...] = ()
    """The fields that decide which value results, as in a CASE."""
    maybe: tuple[Read, ...] = ()
    """Fields that an ambiguous name may refer to."""
    blind: tuple[SqlObject, ...] = ()
    """The objects of which the SQL may read any field."""
    outside: str = ""
    """A table outside the mesh, if that is the only reason why the result is incomplete."""
    missing: tuple[UnknownSqlColumn, ...] = ()
    """Columns read from certainly bound objects that do not have them."""

    @property
    def is_whole(self) -> bool:
        """Whether the result is complete."""
        return not (self.unread or self.outside)


def readings(mesh: Mesh) -> Mapping[Contract, Mapping[int, BoundSql]]:
    """Bind the SQL of every field that has SQL; call it through `mesh.derived(readings)`."""
    return {
        contract: dict(_bound(contract, mesh))
        for contract in mesh.contracts
        if "reads" in contract.fact.fields.more
    }


def _bound(contract: Contract, mesh: Mesh) -> Iterator[tuple[int, BoundSql]]:
    declared: dict[int, list[SqlObject]] = {}
    for source in mesh.derived(sources_by_contract).get(contract, ()):
        if isinstance(source.target, Resolved) and source.target.object is not None:
            of_field = declared.setdefault(source.field, [])
            found = SqlObject(source.target.contract, source.target.object)
            if found not in of_field:
                of_field.append(found)
    rings = _rings(contract, declared, mesh)
    names = _Names()
    for index, reads in contract.fact.fields.more["reads"].items():
        yield index, _reading(reads, rings, declared.get(index, []), names)


def inputs_of(contract: Contract, mesh: Mesh) -> tuple[SqlObject, ...]:
    """Return the objects in the inputs of a contract's port."""
    return _rings(contract, {}, mesh)[0]


def _rings(
    contract: Contract, declared: Mapping[int, Iterable[SqlObject]], mesh: Mesh
) -> tuple[tuple[SqlObject, ...], ...]:
    """Return the objects that a table name may refer to, in three groups: the nearest inputs, the product's other
    contracts, and the contract itself.
    """
    near = [found.contract for of_field in declared.values() for found in of_field]
    far: list[Contract] = []
    if contract.port is not None:
        port = mesh.ports[contract.port]
        product = mesh.product_of[port.product]
        near += (each for each, _ in made_from(port, product, mesh))
        far += (each.contract for each in product.inputs if each.contract is not None)
        far += (each.contract for each in product.outputs if each.contract is not None)
    return tuple(
        tuple(SqlObject(each, at) for each in dict.fromkeys(ring) for at in range(len(each.fact.objects)))
        for ring in (
            [each for each in near if each is not contract],
            [each for each in far if each is not contract],
            [contract],
        )
    )


class _Names:
    """The fields of objects by their possible names in SQL."""

    def __init__(self) -> None:
        self._fields: dict[tuple[Contract, int], dict[str, int]] = {}

    def field(self, found: SqlObject, path: tuple[str, ...]) -> int | None:
        """Find a field, or the deepest existing field on its path; None if the first name is unknown."""
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


@dataclass(slots=True)
class _Bound:
    """Collects the bound names while a field's SQL is processed."""

    fields: dict[str, dict[Read, None]] = field(
        default_factory=lambda: {"values": {}, "conditions": {}, "others": {}}
    )
    strays: dict[UnknownSqlColumn, None] = field(default_factory=dict)
    missing: dict[UnknownSqlColumn, None] = field(default_factory=dict)
    maybe: dict[Read, None] = field(default_factory=dict)
    why: str = ""


def _reading(
    reads: Reads, rings: tuple[tuple[SqlObject, ...], ...], declared: list[SqlObject], names: _Names
) -> BoundSql:
    tables = [_table(name, rings) for name in reads.tables]
    bound = _Bound(why=reads.unread)
    for key, into in bound.fields.items():
        for column in getattr(reads, key):
            found = _column(column, tables, declared, rings[0], names)
            if isinstance(found, Read):
                into[found] = None
            elif isinstance(found, UnknownSqlColumn):
                if key == "values":
                    bound.strays[found] = None
                if all(_is_called(found.object, reads.tables[table]) for table in column.tables):
                    bound.missing[found] = None
            elif isinstance(found, list):
                bound.maybe.update(dict.fromkeys(found))
                bound.why = bound.why or f"no single table has `{column.path[0]}`"
            elif found is None:
                bound.why = bound.why or f"no table has `{column.path[0]}`"
    objects = frozenset(table for table in tables if table is not None)
    pairs = (tuple(_column(each, tables, declared, rings[0], names) for each in pair) for pair in reads.equal)
    equal = tuple((one, other) for one, other in pairs if isinstance(one, Read) and isinstance(other, Read))
    outside = next((name for name, table in zip(reads.tables, tables, strict=True) if table is None), "")
    unseen = tuple(each for each in rings[0] if each not in objects)
    is_open = bool(bound.why) and not bound.maybe
    return BoundSql(
        tuple(bound.fields["values"]),
        tuple(bound.fields["others"]),
        tuple(bound.strays),
        objects,
        bound.why,
        reads.effect,
        equal,
        tuple(bound.fields["conditions"]),
        tuple(bound.maybe),
        tuple(sorted(objects, key=_order)) * is_open + unseen * bool(outside or (is_open and not objects)),
        outside,
        () if bound.why else tuple(bound.missing),
    )


def _is_called(found: SqlObject, name: str) -> bool:
    """Return whether a table name certainly refers to an object; a name with a different schema may refer to another
    table.
    """
    wanted, place = f".{name.casefold()}", f".{_place(found)}"
    return "." not in name or (place != "." and (place.endswith(wanted) or wanted.endswith(place)))


def _order(found: SqlObject) -> tuple[str, int]:
    return found.contract.address, found.position


def _table(name: str, rings: tuple[tuple[SqlObject, ...], ...]) -> SqlObject | None:
    """Find the object that a table name refers to, in the nearest group that contains a match; None if it contains several.

    Within a group, an exact `physicalName` takes precedence, then a `physicalName` with a matching end, then the object's
    name.
    """
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


def _place(found: SqlObject) -> str:
    return (found.contract.fact.objects[found.position].physical_name or "").casefold()


def _name(found: SqlObject) -> str:
    return found.contract.fact.objects[found.position].name.casefold()


class _Outside:
    """A column of a table outside the mesh."""


_OUTSIDE = _Outside()


def _column(
    column: SqlColumn,
    objects: list[SqlObject | None],
    declared: list[SqlObject],
    inputs: Sequence[SqlObject],
    names: _Names,
) -> Read | UnknownSqlColumn | list[Read] | _Outside | None:
    """Find the field that a column refers to: a list if several are possible, None if it is unknown."""
    tables, path = [objects[table] for table in column.tables], column.path
    if not tables and not column.is_optional:
        if not declared:
            return _of_inputs(path, inputs, names)
        qualified = [each for each in declared if path[0].casefold() in (_name(each), _place(each))]
        tables, path = (list(qualified), path[1:]) if qualified and len(path) > 1 else (list(declared), path)
        if len(tables) > 1 or not qualified:
            return _among(tables, path, names)
    if len(tables) > 1 or column.outer or column.is_optional:
        found = _among(tables, path, names)
        if found is None and column.outer is not None:
            return _column(column.outer, objects, declared, inputs, names)
        return _OUTSIDE if column.is_optional and found is None else found
    table = tables[0]
    if table is None:
        return _OUTSIDE
    found_field = names.field(table, path)
    if found_field is not None:
        return Read(table.contract, found_field)
    return UnknownSqlColumn(table, path[0]) if _is_listed(table) and len(path) == 1 else None


def _of_inputs(path: tuple[str, ...], inputs: Sequence[SqlObject], names: _Names) -> Read | list[Read] | None:
    """Find a column in an expression without tables. A qualified name is looked up in the input with that name, any other
    name in all inputs.
    """
    called = [each for each in inputs if path[0].casefold() in (_name(each), _place(each))]
    if len(called) == 1 and len(path) > 1:
        found = names.field(called[0], path[1:])
        return None if found is None else Read(called[0].contract, found)
    fields = ((each.contract, names.field(each, path)) for each in inputs)
    return [Read(contract, field) for contract, field in fields if field is not None] or None


def _is_listed(table: SqlObject) -> bool:
    """Return whether an object lists its fields."""
    return -1 - table.position in table.contract.fact.fields.parents


def _among(
    tables: list[SqlObject | None], path: tuple[str, ...], names: _Names
) -> Read | list[Read] | _Outside | None:
    """Find the field that a column refers to if it may belong to any of several tables; a list if more than one has it."""
    found = [(each, names.field(each, path)) for each in dict.fromkeys(tables) if each is not None]
    having = [Read(each.contract, field) for each, field in found if field is not None]
    if len(having) == 1:
        return having[0]
    if having:
        return having
    is_foreign = None in tables or any(not _is_listed(each) for each, _ in found)
    return _OUTSIDE if is_foreign else None
