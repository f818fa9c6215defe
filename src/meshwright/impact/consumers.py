"""The direct consumers of a port, and those that read one of its columns: data products, contracts and agreements.

The later mesh determines the consuming products and the columns that they read. A removed column exists only
in the earlier mesh, so the column lineage of that mesh is used as well, unless the consuming field has
changed. The agreements of both meshes are considered, because the producer can also edit agreements.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

from meshwright.analysis.flow.column_readers import column_readers
from meshwright.analysis.flow.columns import columns
from meshwright.changes.pairing import agreements
from meshwright.impact.affected_consumers import AffectedConsumer
from meshwright.mesh.inheritance import exposing_product, owners_in, owners_of, team_of
from meshwright.mesh.items import Contract, Product
from meshwright.mesh.registries import agreement_of
from meshwright.quantities.version import is_line, major_of, parse_version

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from meshwright.analysis.flow.column_readers import MaybeReader
    from meshwright.analysis.flow.columns import Whole
    from meshwright.mesh.items import Input
    from meshwright.mesh.mesh import Mesh
    from meshwright.mesh.registries import Agreement


def consumers(
    contract: Contract, fields: Sequence[int] | None, before: Mesh, after: Mesh
) -> tuple[AffectedConsumer, ...]:
    """Return the later mesh's consumers of a contract in the earlier mesh, readers of the given fields first.

    `fields` are indexes of the contract's fields, or None for the whole port, which all consumers read.
    """
    return tuple(each for each in readers(contract, fields, before, after) if each.hops)


def readers(
    contract: Contract, fields: Sequence[int] | None, before: Mesh, after: Mesh
) -> tuple[AffectedConsumer, ...]:
    """Return the result of `consumers`, and the contract's own product if it is affected.

    The contract's own product (0 hops) is included if its other columns or ports derive from the contract.
    """
    now = _counterpart(contract, after)
    found = [
        *_products(contract, now, fields, before, after),
        *_agreements(contract, now, fields, before, after),
    ]
    return tuple(sorted(found, key=lambda each: (each.reads is False, each.reads is None, each.name)))


@dataclass(slots=True)
class _Taking:
    """The columns that a consumer uses, according to column lineage."""

    columns: dict[str, None] = field(default_factory=dict)
    """The addresses of the columns that derive from the changed item."""
    is_vague: bool = False
    """Whether the consumer uses a source that may contain the changed item, without declaring its columns."""

    @property
    def reads(self) -> bool | None:
        return True if self.columns else None if self.is_vague else False


def _products(
    contract: Contract, now: Contract | None, fields: Sequence[int] | None, before: Mesh, after: Mesh
) -> Iterator[AffectedConsumer]:
    """Yield the products that declare the contract as an input, and other products with column lineage from it."""
    own = exposing_product(contract, before)
    taken = _taken(contract, now, fields, before, after)
    inputs: dict[str, Input] = {}
    for product, each in needing(contract, after):
        inputs.setdefault(product.address, each)
    named = (after.ports[each].product if each in after.ports else each for each in taken)
    for address in dict.fromkeys((*inputs, *named, *([own.address] if own else ()))):
        thing = after.product_of.get(address) or after.contract_at.get(address)
        if thing is None:
            continue
        is_own = thing is now or _is_of(own, thing, after)
        declared = None if is_own else inputs.get(address)
        ports = _made_from(contract, thing, taken, is_input=declared is not None)
        if fields is None and now is not None and now.address in ports:
            ports.remove(now.address)
        if not ports and not is_own:
            ports = [address]
        reads: bool | None = bool(ports)
        made: tuple[str, ...] = ()
        if fields is not None:
            made = tuple(column for port in ports if port in taken for column in taken[port].columns)
            ports = [port for port in ports if port not in taken or taken[port].reads is not False]
            reads = True if made else None if ports else False
        if declared is not None or reads is not False:
            yield AffectedConsumer(
                0 if is_own else 1,
                "product" if isinstance(thing, Product) else "contract",
                address,
                team_of(thing, after) or "",
                owners_of(thing, after),
                reads,
                declared.at("contractId") if declared else thing.home.name(),
                tuple(port for port in ports if port != address),
                made,
            )


def _is_of(product: Product | None, thing: Product | Contract, after: Mesh) -> bool:
    """Return whether an item of the later mesh belongs to a given product of the earlier mesh."""
    if product is None:
        return False
    if isinstance(thing, Product):
        return thing.fact.id == product.fact.id
    contracts = (port.contract for port in product.outputs if port.contract is not None)
    return any(_counterpart(each, after) is thing for each in contracts)


def _made_from(
    contract: Contract, thing: Product | Contract, taken: Mapping[str, _Taking], *, is_input: bool
) -> list[str]:
    """Return the ports that derive from a contract, according to their lineage or to the inputs of their product."""
    if isinstance(thing, Contract):
        return [thing.address]
    return [
        port.address
        for port in thing.outputs
        if port.address in taken
        or contract.fact.id in (identity for identity, _ in port.fact.needs)
        or (is_input and not port.fact.needs)
    ]


def needing(contract: Contract, mesh: Mesh) -> Iterator[tuple[Product, Input]]:
    """Yield the inputs of a mesh that accept a contract, or a later contract version with the same major version."""
    own = parse_version(contract.fact.version)
    for product, each in mesh.derived(_inputs).get(contract.fact.id, ()):
        least = parse_version(each.fact.version)
        if own is None or least is None or is_line(own, least):
            yield product, each


def _inputs(mesh: Mesh) -> dict[str, list[tuple[Product, Input]]]:
    """Map each contract id to the inputs of all products that name it."""
    found: dict[str, list[tuple[Product, Input]]] = {}
    for product in mesh.products:
        for each in product.inputs:
            if each.fact.contract_id:
                found.setdefault(each.fact.contract_id, []).append((product, each))
    return found


def _agreements(
    contract: Contract, now: Contract | None, fields: Iterable[int] | None, before: Mesh, after: Mesh
) -> Iterator[AffectedConsumer]:
    """Yield the agreements on the port that are in force in either mesh, with the columns that they name in either."""
    ports = {contract.address, now.address if now else contract.address}
    own = contract.fact
    names = None if fields is None else {own.fields.name(each, own.objects) for each in fields}
    for pair in agreements(before, after):
        sides = [agreement_of(each) if each else None for each in pair]
        counting = [each for each in sides if each and each.port in ports and each.is_current(after.today)]
        is_one = len({each.team for each in counting}) == 1
        for same in [counting] if counting and is_one else [[each] for each in counting]:
            agreement = same[-1]
            stated = [each for side in same for each in side.columns if each]
            read = [column for column in stated if names and any(_overlaps(name, column) for name in names)]
            is_whole = any(not any(side.columns) for side in same)
            yield affected_consumer(
                agreement,
                before,
                after,
                is_gone=agreement is not sides[1],
                reads=names is None or is_whole or bool(read),
                columns=tuple(dict.fromkeys(f"{agreement.port}/{column}" for column in read)),
            )


def affected_consumer(  # noqa: PLR0913 - what is known of a consumer
    agreement: Agreement,
    before: Mesh,
    after: Mesh,
    *,
    is_gone: bool,
    reads: bool | None = True,
    columns: tuple[str, ...] = (),
) -> AffectedConsumer:
    """Return the consumer of an agreement, which may exist only in the earlier mesh."""
    return AffectedConsumer(
        1,
        "agreement",
        agreement.port,
        agreement.team,
        owners_in(agreement.team, after) or owners_in(agreement.team, before),
        reads,
        replace(agreement.home.at("port"), in_base=is_gone),
        columns=columns,
        agreement=agreement,
    )


def _overlaps(one: str, other: str) -> bool:
    return one == other or one.startswith(f"{other}/") or other.startswith(f"{one}/")


def _taken(
    contract: Contract, now: Contract | None, fields: Sequence[int] | None, before: Mesh, after: Mesh
) -> dict[str, _Taking]:
    """Return the fields that derive from the given fields, by the address of their contract.

    A contract with column lineage from the given contract, but not from these fields, has an empty entry;
    a contract without any such lineage has none.
    """
    wanted = range(len(contract.fact.fields)) if fields is None else fields
    found: dict[str, _Taking] = {}
    for reader, position, is_it in _edges(contract, wanted, before):
        later = _counterpart(reader, after)
        if later is not None:
            still = _unchanged_position(reader, position, later, after)
            _note(found, later, still, is_it if still is not None else False, after)
        elif after.may_be_broken(reader.fact.id):
            _note(found, reader, position, is_it, before)
    if now is not None:
        here = [at for at in (_same_field(contract, each, now, after) for each in wanted) if at is not None]
        for reader, position, is_it in _edges(now, here, after):
            _note(found, reader, position, is_it, after)
    return found


def _note(
    found: dict[str, _Taking],
    reader: Contract,
    position: int | None,
    is_it: bool | None,
    mesh: Mesh,
) -> None:
    taking = found.setdefault(reader.address, _Taking())
    if is_it and position is not None:
        known = mesh.derived(columns)
        taking.columns[known.address(known.id(reader, position))] = None
    taking.is_vague = taking.is_vague or is_it is None


def _edges(
    contract: Contract, fields: Iterable[int], mesh: Mesh
) -> Iterator[tuple[Contract, int, bool | None]]:
    """Yield the fields derived from a contract: their contract, position, and whether they derive from the given fields.

    The third value is None if a field derives from an object or the whole port. Of the fields that derive
    only from other fields of the contract, one per deriving contract is yielded.
    """
    known = mesh.derived(columns)
    start = known.first.get(contract)
    if start is None:
        return
    edges, fields = _edges_of(contract, mesh), frozenset(fields)
    yield from edges.all
    wanted = {consumer for each in fields for consumer in known.overlapping(start + each)}
    for source in sorted(wanted & edges.by_source.keys()):
        yield from edges.by_source[source]
    objects = {contract.fact.fields.object(each) for each in fields}
    for maybe in edges.maybe:
        is_read = None if maybe.object.position in objects else False
        yield known.contract(maybe.target), known.index(maybe.target), is_read
    if edges.tables:
        changed = Counter(contract.fact.fields.object(each) for each in fields)
        entire = {each for each, count in changed.items() if count == edges.sizes[each]}
        for table in edges.tables:
            yield known.contract(table.target), known.index(table.target), table.object.position in entire
    for whole in edges.wholes:
        is_within = whole.object is None or whole.object in objects
        yield known.contract(whole.target), known.index(whole.target), None if is_within else False


class _Edges(NamedTuple):
    """The fields and ports that derive from any part of a contract."""

    all: tuple[tuple[Contract, int, bool], ...]
    """One field of each contract that has fields derived from fields of this contract."""
    by_source: Mapping[int, tuple[tuple[Contract, int, bool | None], ...]]
    maybe: tuple[MaybeReader, ...]
    tables: tuple[MaybeReader, ...]
    wholes: tuple[Whole, ...]
    sizes: Counter[int]
    """The number of fields of each object."""


def _edges_of(contract: Contract, mesh: Mesh) -> _Edges:
    """Return the fields that derive from a contract.

    The result is computed once per contract, because many of its fields may have changed.
    """
    found = mesh.derived(_no_edges_yet)
    if contract in found:
        return found[contract]
    known, read = mesh.derived(columns), mesh.derived(column_readers)
    start, fields = known.first[contract], contract.fact.fields
    by_source: dict[int, tuple[tuple[Contract, int, bool | None], ...]] = {}
    every: dict[Contract, tuple[Contract, int, bool]] = {}
    for source in range(start, start + len(fields)):
        targets = [(each, True) for each in read.readers_of(source)]
        perhaps = [(each, None) for each in read.perhaps.get(source, ())]
        if targets or perhaps:
            by_source[source] = tuple(
                (known.contract(target), known.index(target), is_it) for target, is_it in (*targets, *perhaps)
            )
            for reader, position, _ in by_source[source]:
                every.setdefault(reader, (reader, position, False))
    wholes = tuple(each for each in known.wholes if each.source is contract)
    maybe, tables = read.maybe.get(contract, ()), read.tables.get(contract, ())
    sizes = Counter(fields.object(each) for each in range(len(fields)))
    found[contract] = _Edges(tuple(every.values()), by_source, maybe, tables, wholes, sizes)
    return found[contract]


def _no_edges_yet(_: Mesh) -> dict[Contract, _Edges]:
    return {}


def _counterpart(contract: Contract, other: Mesh) -> Contract | None:
    """Find a contract in another revision: by address, else by id and major version."""
    of_line = (
        each
        for each in other.contracts_by_id.get(contract.fact.id, ())
        if major_of(each.fact.version) == major_of(contract.fact.version)
    )
    return other.contract_at.get(contract.address) or next(of_line, None)


def _same_field(contract: Contract, position: int, other: Contract, mesh: Mesh) -> int | None:
    """Find a field of another revision in a contract of a mesh, by name."""
    known = mesh.derived(_no_names_yet)
    if other not in known:
        fields, objects = other.fact.fields, other.fact.objects
        known[other] = {fields.name(each, objects): each for each in reversed(range(len(fields)))}
    return known[other].get(contract.fact.fields.name(position, contract.fact.objects))


def _no_names_yet(_: Mesh) -> dict[Contract, dict[str, int]]:
    return {}


def _unchanged_position(contract: Contract, position: int, later: Contract, mesh: Mesh) -> int | None:
    """Find the field in a later revision, if its sources and transformation are unchanged."""
    at = _same_field(contract, position, later, mesh)
    own, fields = contract.fact.fields, later.fact.fields
    is_still = at is not None and all(
        fields.more.get(key, {}).get(at) == own.more.get(key, {}).get(position)
        for key in ("sources", "logic")
    )
    return at if is_still else None
