"""The mesh: products, ports, contracts and registers by name, every reference resolved or known not to be.

Holds facts and where they stand; every lookup answers, with nothing where there is nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from meshwright.mesh.address import REGISTERS, segment
from meshwright.mesh.registries import agreement_of, classification_of, role_of
from meshwright.mesh.standard import standard_of
from meshwright.mesh.terms import USUAL, CompatibilityTerms

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from meshwright.finding.finding import At
    from meshwright.mesh.items import Contract, Port, Product, RegistryEntry, UnreadableDocument
    from meshwright.mesh.registries import Agreement, Classification, Role
    from meshwright.mesh.samples import Sample
    from meshwright.mesh.standard import Standard


T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class Mesh:
    """All of one repository, linked. Everything is in the order of addresses, files and positions."""

    products: tuple[Product, ...]
    contracts: tuple[Contract, ...]
    registers: Mapping[str, tuple[RegistryEntry, ...]]
    """The entries of each kind of governance document."""
    broken: tuple[UnreadableDocument, ...]
    today: date
    """The day as of which it is judged; rules ask no clock."""
    samples: tuple[Sample, ...] = ()
    """The samples beside contracts, and those that contracts name."""
    terms: CompatibilityTerms = USUAL
    """The terms on which changes of it are judged."""
    revision: str = ""
    """The revision that it is of, as the user calls it; empty for a folder or the index."""

    @cached_property
    def _derived(self) -> dict[Callable[[Mesh], Any], Any]:
        return {}

    def derived(self, derive: Callable[[Mesh], T]) -> T:
        """Return what a function of the mesh alone makes of it; it is run once, however many rules ask."""
        if derive not in self._derived:
            self._derived[derive] = derive(self)
        result: T = self._derived[derive]
        return result

    def register(self, kind: str) -> tuple[RegistryEntry, ...]:
        """Return the entries of a register; none where the mesh has no such register."""
        return self.registers.get(kind, ())

    @cached_property
    def names(self) -> Mapping[str, frozenset[str]]:
        """The names in each register, those guessed from broken documents among them."""
        names = {kind: {entry.name for entry in entries} for kind, entries in self.registers.items()}
        for broken in self.broken:
            if broken.sketch.kind in names and broken.sketch.name:
                names[broken.sketch.kind].add(broken.sketch.name)
        return {kind: frozenset(found) for kind, found in names.items()}

    def is_known(self, kind: str, name: str) -> bool:
        """Return whether a register has a name, or may have it in a file that does not compile."""
        return name in self.names.get(kind, frozenset()) or any(
            broken.sketch.kind == kind for broken in self.broken
        )

    def is_usable(self, kind: str, name: object) -> bool:
        """Return whether a name is stated and no register denies it, so that what stands on it can be judged."""
        return isinstance(name, str) and bool(name) and (not self.register(kind) or self.is_known(kind, name))

    @cached_property
    def teams(self) -> Mapping[str, RegistryEntry]:
        """The registered teams by name."""
        return {entry.name: entry for entry in reversed(self.register("Team"))}

    @cached_property
    def roles(self) -> Mapping[str, Role]:
        """The registered roles by name."""
        return {entry.name: role_of(entry) for entry in reversed(self.register("Role"))}

    @cached_property
    def agreements(self) -> tuple[Agreement, ...]:
        """The agreements on access, expired ones among them."""
        return tuple(map(agreement_of, self.register("AccessAgreement")))

    @cached_property
    def standards(self) -> tuple[Standard, ...]:
        """The organisation's standards."""
        return tuple(map(standard_of, self.register("Standard")))

    @cached_property
    def classification(self) -> Classification | None:
        """The ladder of sensitivity; of several, the first."""
        return next(map(classification_of, self.register("Classification")), None)

    @cached_property
    def ports(self) -> Mapping[str, Port]:
        """The output ports by address; of two that share one, the first."""
        ports: dict[str, Port] = {}
        for product in self.products:
            for port in product.outputs:
                ports.setdefault(port.address, port)
        return ports

    @cached_property
    def product_of(self) -> Mapping[str, Product]:
        """The products by address; of two that share one, the first."""
        products: dict[str, Product] = {}
        for product in self.products:
            products.setdefault(product.address, product)
        return products

    @cached_property
    def contracts_by_id(self) -> Mapping[str, tuple[Contract, ...]]:
        """The contracts by their id, oldest version first."""
        found: dict[str, list[Contract]] = {}
        for contract in self.contracts:
            found.setdefault(contract.fact.id, []).append(contract)
        return {identity: tuple(each) for identity, each in found.items()}

    @cached_property
    def documents(self) -> Mapping[tuple[str, int], str]:
        """The address of each document that has one, by file and position in it; a sample has its object's."""
        things: tuple[Product | Contract, ...] = (*self.products, *self.contracts)
        addresses = {(thing.home.file, thing.home.document): thing.address for thing in things}
        for prefix, kind in REGISTERS.items():
            named = (each for each in self.register(kind) if each.name)
            addresses.update(
                ((each.home.file, each.home.document), f"{prefix}:{each.name}") for each in named
            )
        for sample in self.samples:
            if sample.contract is not None:
                name = sample.contract.fact.objects[sample.object].name
                addresses[sample.home.file, 0] = f"{sample.contract.address}/{segment(name)}"
        return addresses

    @cached_property
    def contract_at(self) -> Mapping[str, Contract]:
        """The contracts by address; of two that share one, the first."""
        return {contract.address: contract for contract in reversed(self.contracts)}

    @cached_property
    def contracts_in(self) -> Mapping[str, tuple[Contract, ...]]:
        """The contracts in each file, in its order."""
        found: dict[str, list[Contract]] = {}
        for contract in sorted(self.contracts, key=lambda each: each.home.document):
            found.setdefault(contract.home.file, []).append(contract)
        return {file: tuple(each) for file, each in found.items()}

    def status(self, contract: Contract) -> str | None:
        """Return a contract's status: its own, else deprecated where its port is, else its product's."""
        return self._status(contract)[0]

    def status_at(self, contract: Contract) -> At:
        """Return the place where a contract's status is stated."""
        return self._status(contract)[1]

    def _status(self, contract: Contract) -> tuple[str | None, At]:
        if contract.fact.status or contract.port is None:
            return contract.fact.status, contract.home.at("status")
        port = self.ports[contract.port]
        product = self.product_of[port.product]
        if product.fact.status != "retired":
            if port.fact.is_deprecated:
                return "deprecated", port.at("deprecated")
            if product.fact.is_deprecated:
                return "deprecated", product.home.at("deprecated")
        return product.fact.status, product.home.at("status")

    def may_be_broken(self, contract_id: str) -> bool:
        """Return whether a contract that can't be found may stand in a file that does not compile, or lacks its id."""
        return "" in self.contracts_by_id or any(
            broken.sketch.kind in (None, "DataContract") and broken.sketch.id in (None, contract_id)
            for broken in self.broken
        )

    @property
    def has_products(self) -> bool:
        """Whether the repository describes products at all, be it in a broken file."""
        return bool(self.products) or any(broken.sketch.kind == "DataProduct" for broken in self.broken)
