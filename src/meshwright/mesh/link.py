"""Linking of units to a mesh: names are resolved over facts alone.

Broken documents are linked as far as possible. This module does not report missing, duplicate or broken items;
rules do that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.facts.facts import ContractFact, DefinitionFact, ProductFact, RegistryFact, SampleFact
from meshwright.mesh.address import port_address, product_address, unexposed_address
from meshwright.mesh.items import Contract, Home, Input, Port, Product, RegistryEntry, UnreadableDocument
from meshwright.mesh.linked_definitions import with_defined_levels
from meshwright.mesh.mesh import Mesh
from meshwright.mesh.samples import bind_samples
from meshwright.mesh.terms import USUAL
from meshwright.quantities.version import Version, major_of, parse_version
from meshwright.quantities.version_range import least_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from meshwright.facts.facts import InputFact, OutputFact
    from meshwright.facts.unit import Unit
    from meshwright.mesh.terms import CompatibilityTerms

_NEVER = Version(-1, 0, 0)
_Key = tuple[str, int]


def link(
    units: Mapping[str, Unit], today: date, terms: CompatibilityTerms = USUAL, revision: str = ""
) -> Mesh:
    """Link the units of one repository, given by file path, with the as-of date and the terms for changes."""
    products: list[tuple[ProductFact, Home]] = []
    contracts: list[tuple[ContractFact, Home]] = []
    registers: dict[str, list[RegistryEntry]] = {}
    broken: list[UnreadableDocument] = []
    samples: dict[str, tuple[SampleFact, Home]] = {}
    definitions: dict[str, DefinitionFact] = {}
    for file in sorted(units):
        for index, fact in enumerate(units[file].facts):
            home = Home(file, index)
            if isinstance(fact, ContractFact):
                contracts.append((fact, home))
            elif isinstance(fact, ProductFact):
                products.append((fact, home))
            elif isinstance(fact, SampleFact):
                samples[file] = (fact, home)
            elif isinstance(fact, DefinitionFact):
                definitions[file] = fact
            elif isinstance(fact, RegistryFact):
                registers.setdefault(fact.kind, []).append(RegistryEntry(fact, home))
            elif fact is not None:
                broken.append(UnreadableDocument(fact, file))
    contracts = with_defined_levels(contracts, definitions)
    exposed = _exposures(products, contracts)
    linked = _contracts(contracts, exposed)
    offers = _offers(linked.values())
    in_order = tuple(
        sorted(
            linked.values(),
            key=lambda contract: (
                contract.fact.id,
                parse_version(contract.fact.version) or _NEVER,
                contract.home.file,
                contract.home.document,
            ),
        )
    )
    return Mesh(
        products=tuple(
            sorted(
                (_product(fact, home, linked, exposed, offers) for fact, home in products),
                key=lambda product: (product.address, product.home.file, product.home.document),
            )
        ),
        contracts=in_order,
        registers={kind: tuple(entries) for kind, entries in sorted(registers.items())},
        broken=tuple(broken),
        today=today,
        samples=bind_samples(samples, in_order),
        terms=terms,
        revision=revision,
    )


def address_of(fact: ProductFact) -> str:
    """Return a product's address."""
    return product_address(fact.domain, fact.name, fact.id)


def _exposures(
    products: Iterable[tuple[ProductFact, Home]], contracts: Iterable[tuple[ContractFact, Home]]
) -> dict[tuple[_Key, int], tuple[_Key, str]]:
    """Pair output ports with contracts by exact id and version.

    The result maps each port (its product's home, its position) to its contract's home and its address. A port without a
    version takes its contract's version if exactly one contract has the id.
    """
    homes: dict[str, list[tuple[str | None, Home]]] = {}
    for contract, home in contracts:
        if contract.id:
            homes.setdefault(contract.id, []).append((contract.version, home))
    joined = {}
    for fact, home in products:
        for port in fact.outputs:
            candidates = homes.get(port.contract_id or "", [])
            if port.version is None and len(candidates) == 1:
                found = candidates
            else:
                found = [each for each in candidates if _is_same(each[0], port.version)]
            if found:
                version, contract_home = found[0]
                address = port_address(address_of(fact), port.name, major_of(port.version or version))
                key = (contract_home.file, contract_home.document)
                joined[(home.file, home.document), port.position] = (key, address)
    return joined


def _is_same(one: str | None, other: str | None) -> bool:
    """Return whether versions are equal; an unreadable version is treated as equal to any other."""
    return (
        not one
        or one == other
        or (parse_version(one) is not None and parse_version(one) == parse_version(other))
    )


def _contracts(
    contracts: Iterable[tuple[ContractFact, Home]], exposed: Mapping[tuple[_Key, int], tuple[_Key, str]]
) -> dict[_Key, Contract]:
    port_of: dict[_Key, str] = {}
    for key, address in exposed.values():
        port_of.setdefault(key, address)
    linked = {}
    for fact, home in contracts:
        key = (home.file, home.document)
        port = port_of.get(key)
        address = port or unexposed_address(fact.id, major_of(fact.version))
        linked[key] = Contract(fact, home, address, port)
    return linked


def _offers(contracts: Iterable[Contract]) -> dict[str, list[Contract]]:
    """Return the contracts by id, newest version first: the candidates for inputs."""
    offers: dict[str, list[Contract]] = {}
    for contract in contracts:
        if contract.fact.id:
            offers.setdefault(contract.fact.id, []).append(contract)
    for found in offers.values():
        found.sort(key=lambda contract: parse_version(contract.fact.version) or _NEVER, reverse=True)
    return offers


def _product(
    fact: ProductFact,
    home: Home,
    contracts: Mapping[_Key, Contract],
    exposed: Mapping[tuple[_Key, int], tuple[_Key, str]],
    offers: Mapping[str, list[Contract]],
) -> Product:
    address = address_of(fact)

    def port(output: OutputFact) -> Port:
        key, found = exposed.get(((home.file, home.document), output.position), (None, None))
        at = found or port_address(address, output.name, major_of(output.version))
        return Port(output, home, address, at, contracts[key] if key else None)

    def input_(each: InputFact) -> Input:
        return Input(each, home, meeting(each.contract_id, each.version, offers))

    return Product(fact, home, address, tuple(map(port, fact.outputs)), tuple(map(input_, fact.inputs)))


def meeting(
    contract_id: str | None,
    needed: str | None,
    offers: Mapping[str, list[Contract]] | Mapping[str, tuple[Contract, ...]],
) -> Contract | None:
    """Find the newest contract that satisfies an input: by id, and by an equal or compatible version.

    A range is treated as its lowest version, so that consumers that require a range are still found.
    """
    candidates = offers.get(contract_id or "", ())
    least: Version | None = None
    for number, contract in enumerate(candidates):
        if needed is None or not contract.fact.version or contract.fact.version == needed:
            return contract
        if number == 0:
            versions = (each.fact.version for each in candidates)
            least = parse_version(needed) or parse_version(least_of(needed, versions))
        version = parse_version(contract.fact.version)
        if least and version and version.meets(least):
            return contract
    return None
