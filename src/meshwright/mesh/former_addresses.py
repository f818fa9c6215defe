"""Former addresses of contracts and products, so that baselines and waivers still apply after a move.

Contracts are paired by id and major version, or else by id alone; products are paired by id. The id must be unique, and
nothing else may use the former address now.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, TypeVar

from meshwright.mesh.address import unexposed_address
from meshwright.quantities.version import major_of

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Mapping

    from meshwright.mesh.items import Contract, Product
    from meshwright.mesh.mesh import Mesh

T = TypeVar("T")
FormerAddresses = dict[str, tuple[str, ...]]


def former_addresses(mesh: Mesh, base: Mesh | None = None) -> FormerAddresses:
    """Map current to former addresses: a contract's address without a product and, given a base, the address in the base."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    contracts = _contracts(mesh)
    for contract in contracts.values():
        if contract.port is not None:
            alone = unexposed_address(contract.fact.id or "", major_of(contract.fact.version))
            found[contract.address][alone] = None
    if base is not None:
        pairs = (
            *_moved(contracts, _contracts(base)),
            *_moved(_only_of_id(mesh), _only_of_id(base)),
            *_moved(_products(mesh), _products(base)),
        )
        for new, old in pairs:
            found[new][old] = None
    taken = {*mesh.documents.values()}
    return {
        address: left
        for address, former in found.items()
        if (left := tuple(each for each in former if each not in taken))
    }


def formerly(address: str, former: FormerAddresses) -> Iterator[str]:
    """Yield the former forms of an address, including those that result from the former addresses of its containers."""
    whole = address
    while address:
        if address in former:
            yield from (f"{each}{whole[len(address) :]}" for each in former[address])
            return
        address = address[: max(address.rfind("/"), address.rfind("#"), 0)]


def _contracts(mesh: Mesh) -> dict[Hashable, Contract]:
    return _unique(
        ((each.fact.id, major_of(each.fact.version)), each) for each in mesh.contracts if each.fact.id
    )


def _only_of_id(mesh: Mesh) -> dict[Hashable, Contract]:
    """Return the contracts with a single version, by id: the major version may differ, or was unreadable before."""
    return _unique((each.fact.id, each) for each in mesh.contracts if each.fact.id)


def _products(mesh: Mesh) -> dict[Hashable, Product]:
    return _unique((each.fact.id, each) for each in mesh.products if each.fact.id)


def _unique(pairs: Iterable[tuple[Hashable, T]]) -> dict[Hashable, T]:
    found: dict[Hashable, list[T]] = defaultdict(list)
    for key, thing in pairs:
        found[key].append(thing)
    return {key: things[0] for key, things in found.items() if len(things) == 1}


def _moved(
    now: Mapping[Hashable, Contract | Product], then: Mapping[Hashable, Contract | Product]
) -> Iterator[tuple[str, str]]:
    for key, thing in now.items():
        if key in then and then[key].address != thing.address:
            yield thing.address, then[key].address
