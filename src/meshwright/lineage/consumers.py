"""Who reads a port, and of those who reads a column: data products and agreements, with owners and hops.

Who consumes is asked of the mesh as it is now; what they make of a column, of the mesh in which the column still was.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from meshwright.lineage.columns import columns
from meshwright.lineage.inputs import sources
from meshwright.mesh.inheritance import exposing_product, owners_of, team_of
from meshwright.mesh.version import parse_version

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from meshwright.mesh.finding import At
    from meshwright.mesh.mesh import Contract, Input, Mesh, Product


@dataclass(frozen=True, slots=True)
class Consumer:
    """Somebody who reads a port."""

    name: str
    """A product's address; of an agreement, its use."""
    team: str
    owners: tuple[str, ...]
    """User names, of a product; an agreement has its team alone."""
    hops: int
    """1 for those who read it themselves."""
    reads: bool | None
    """Whether it reads what is asked for: None where only the port is known, and not the columns."""
    columns: tuple[str, ...]
    """What it makes of it, as `<object>/<field>`."""
    at: At
    """Where it says so."""
    is_product: bool


def consumers(
    contract: Contract, fields: Iterable[int] | None, before: Mesh, after: Mesh
) -> tuple[Consumer, ...]:
    """Give who, in the later mesh, needs a contract of the earlier one, or those of its fields that are given.

    In the order of hops and names. Products that only hand on what they have from others are more hops away.
    """
    reading = None if fields is None else _readers(contract, fields, before, after)
    found = [*_products(contract, reading, before, after), *_agreements(contract, fields, after)]
    direct = sorted(found, key=lambda each: (each.reads is False, each.reads is None, each.name))
    return (*direct, *_farther(contract, direct, before, after))


def needing(contract: Contract, mesh: Mesh) -> Iterator[tuple[Product, Input]]:
    """Give the inputs of a mesh that a contract meets, or that are met by later versions in its line."""
    own = parse_version(contract.fact.version)
    for product in mesh.products:
        for each in product.inputs:
            if each.fact.contract_id != contract.fact.id or not contract.fact.id:
                continue
            least = parse_version(each.fact.version)
            if own is None or least is None or _is_line(own, least):
                yield product, each
                break


def _is_line(one: tuple[int, int, int], other: tuple[int, int, int]) -> bool:
    return one[0] == other[0] and (one[0] > 0 or one[1] == other[1])


def _products(
    contract: Contract, reading: dict[str, list[str]] | None, before: Mesh, after: Mesh
) -> Iterator[Consumer]:
    own = exposing_product(contract, before)
    for product, each in needing(contract, after):
        if own is not None and product.fact.id == own.fact.id:
            continue
        reads: bool | None = True
        made: list[str] = []
        if reading is not None:
            made = reading.get(product.address, [])
            reads = True if made else None if product.address not in reading else False
        yield Consumer(
            product.address,
            team_of(product, after) or "",
            owners_of(product, after),
            1,
            reads,
            tuple(made),
            each.at("contractId"),
            is_product=True,
        )


def _agreements(contract: Contract, fields: Iterable[int] | None, after: Mesh) -> Iterator[Consumer]:
    names = None
    if fields is not None:
        fact = contract.fact
        names = {fact.fields.name(each, fact.objects) for each in fields}
    for agreement in after.agreements:
        if agreement.port != contract.address or not agreement.is_current(after.today):
            continue
        reads: bool | None = True
        if names is not None:
            reads = None
            if agreement.columns:
                reads = any(_overlaps(name, column) for name in names for column in agreement.columns)
        yield Consumer(
            agreement.use or agreement.team,
            agreement.team,
            (),
            1,
            reads,
            (),
            agreement.home.at("port"),
            is_product=False,
        )


def _overlaps(one: str, other: str) -> bool:
    return one == other or one.startswith(f"{other}/") or other.startswith(f"{one}/")


def _readers(contract: Contract, fields: Iterable[int], before: Mesh, after: Mesh) -> dict[str, list[str]]:
    """Give, by product, the columns that are made of some fields, and still are.

    A product that states column lineage from the contract, but none from these fields, has no columns;
    one that states none at all is missing.
    """
    known = before.once(columns)
    if contract not in known.first:
        return {}
    wanted = {hit for each in fields for hit in known.overlapping(known.id(contract, each))}
    vague = {
        _product_of(known.contract(each.target), before) for each in known.wholes if each.source is contract
    }
    found: dict[str, list[str]] = {}
    start = known.first[contract]
    for field in range(start, start + len(contract.fact.fields)):
        for edge in known.edges_out_of(field):
            target = known.targets[edge]
            reader = known.contract(target)
            product = _product_of(reader, before)
            if product is None or reader is contract or product in vague:
                continue
            made = found.setdefault(product, [])
            name = known.name(target)
            if field in wanted and name not in made and _is_still(reader, known.index(target), after):
                made.append(name)
    return found


def _product_of(contract: Contract, mesh: Mesh) -> str | None:
    product = exposing_product(contract, mesh)
    return product.address if product else None


def _is_still(contract: Contract, field: int, after: Mesh) -> bool:
    """Say whether a field is still made as it was."""
    other = after.contract_at.get(contract.address)
    if other is None:
        return True
    own, fact = contract.fact, other.fact
    name = own.fields.name(field, own.objects)
    here = (at for at, each in enumerate(fact.fields.names) if each == own.fields.names[field])
    at = next((each for each in here if fact.fields.name(each, fact.objects) == name), None)
    if at is None:
        return False
    return all(
        fact.fields.more.get(key, {}).get(at) == own.fields.more.get(key, {}).get(field)
        for key in ("sources", "logic")
    )


def _farther(contract: Contract, direct: Iterable[Consumer], before: Mesh, after: Mesh) -> Iterator[Consumer]:
    """Follow the ports of those that may be hit."""
    hit = {each.name for each in direct if each.is_product and each.reads is not False}
    seen = {each.name for each in direct}
    own = exposing_product(contract, before)
    if own is not None:
        seen.add(own.address)
    made_of: dict[str, list[str]] = {}
    for port, found in after.once(sources).items():
        for source in found:
            made_of.setdefault(source, []).append(port)
    ports = [port.address for name in hit for port in after.product_of[name].outputs]
    hops = 1
    while ports:
        hops += 1
        following: dict[str, None] = {}
        for port in ports:
            for target in made_of.get(port, ()):
                product = after.product_of[after.ports[target].product]
                if product.address not in seen:
                    seen.add(product.address)
                    following[product.address] = None
        for name in sorted(following):
            product = after.product_of[name]
            yield Consumer(
                name,
                team_of(product, after) or "",
                owners_of(product, after),
                hops,
                None,
                (),
                product.home.name(),
                is_product=True,
            )
        ports = [port.address for name in following for port in after.product_of[name].outputs]
