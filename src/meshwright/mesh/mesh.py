"""The mesh: products, ports, contracts and registries by name; every reference is resolved or known to be unresolved.

It contains facts and their locations. Lookups never fail: they return an empty result if nothing is found.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from meshwright.mesh.address import REGISTERS, segment
from meshwright.mesh.registries import agreement_of, classification_of, role_of
from meshwright.mesh.standard import standard_of
from meshwright.mesh.terms import USUAL, CompatibilityTerms
from meshwright.records import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from meshwright.finding.finding import At
    from meshwright.mesh.items import Contract, Home, Port, Product, RegistryEntry, UnreadableDocument
    from meshwright.mesh.registries import Agreement, Classification, Role
    from meshwright.mesh.samples import Sample
    from meshwright.mesh.standard import Standard


T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class Mesh:
    """The linked content of one repository, in the order of addresses, files and positions."""

    products: tuple[Product, ...]
    contracts: tuple[Contract, ...]
    registers: Mapping[str, tuple[RegistryEntry, ...]]
    """The entries of each kind of governance document."""
    broken: tuple[UnreadableDocument, ...]
    today: date
    """The as-of date; rules never read the clock."""
    samples: tuple[Sample, ...] = ()
    """The samples next to contracts, and those that contracts name."""
    terms: CompatibilityTerms = USUAL
    """The terms by which changes to the mesh are assessed."""
    revision: str = ""
    """The revision as the user named it; empty for a folder or the index."""

    @cached_property
    def _derived(self) -> dict[Callable[[Mesh], Any], Any]:
        return {}

    def derived(self, derive: Callable[[Mesh], T]) -> T:
        """Return the result of a function of the mesh; computed once, regardless of the number of rules."""
        if derive not in self._derived:
            self._derived[derive] = derive(self)
        result: T = self._derived[derive]
        return result

    def register(self, kind: str) -> tuple[RegistryEntry, ...]:
        """Return the entries of a registry; empty if the mesh has no such registry."""
        return self.registers.get(kind, ())

    @cached_property
    def names(self) -> Mapping[str, frozenset[str]]:
        """The names in each registry, including those guessed from broken documents."""
        names = {kind: {entry.name for entry in entries} for kind, entries in self.registers.items()}
        for broken in self.broken:
            if broken.sketch.kind in names and broken.sketch.name:
                names[broken.sketch.kind].add(broken.sketch.name)
        return {kind: frozenset(found) for kind, found in names.items()}

    def is_known(self, kind: str, name: str) -> bool:
        """Return whether a registry contains a name, or may contain it in a file that failed to compile."""
        return name in self.names.get(kind, frozenset()) or any(
            broken.sketch.kind == kind for broken in self.broken
        )

    def is_usable(self, kind: str, name: object) -> bool:
        """Return whether a name is given and may be registered, so that rules that depend on it can run."""
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
        """The access agreements, including expired ones."""
        return tuple(map(agreement_of, self.register("AccessAgreement")))

    @cached_property
    def standards(self) -> tuple[Standard, ...]:
        """The organisation's standards."""
        return tuple(map(standard_of, self.register("Standard")))

    @cached_property
    def classification(self) -> Classification | None:
        """The registered classification; if there are several, the first."""
        return next(map(classification_of, self.register("Classification")), None)

    @cached_property
    def ports(self) -> Mapping[str, Port]:
        """The output ports by address; if several ports share an address, the first."""
        ports: dict[str, Port] = {}
        for product in self.products:
            for port in product.outputs:
                ports.setdefault(port.address, port)
        return ports

    @cached_property
    def product_of(self) -> Mapping[str, Product]:
        """The products by address; if several products share an address, the first."""
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
        """The addresses of documents that have one, by file and position; a sample has the address of its object."""
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
        """The contracts by address; if several contracts share an address, the first."""
        return {contract.address: contract for contract in reversed(self.contracts)}

    @cached_property
    def contracts_in(self) -> Mapping[str, tuple[Contract, ...]]:
        """The contracts in each file, in the file's order."""
        found: dict[str, list[Contract]] = {}
        for contract in sorted(self.contracts, key=lambda each: each.home.document):
            found.setdefault(contract.home.file, []).append(contract)
        return {file: tuple(each) for file, each in found.items()}

    def status(self, contract: Contract) -> str | None:
        """Return a contract's status: its own, or `deprecated` if its port is deprecated, or else that of its product."""
        return self._status(contract)[0]

    def status_at(self, contract: Contract) -> At:
        """Return the location of a contract's status."""
        _, thing, key = self._status(contract)
        return thing.at(key)

    def _status(self, contract: Contract) -> tuple[str | None, Home | Port, str]:
        """Return a contract's status, and the item and key that declare it."""
        if contract.fact.status or contract.port is None:
            return contract.fact.status, contract.home, "status"
        port = self.ports[contract.port]
        product = self.product_of[port.product]
        if product.fact.status != "retired":
            if port.fact.is_deprecated:
                return "deprecated", port, "deprecated"
            if product.fact.is_deprecated:
                return "deprecated", product.home, "deprecated"
        return product.fact.status, product.home, "status"

    def may_be_broken(self, contract_id: str) -> bool:
        """Return whether a contract that is not found may be in a file that failed to compile, or may lack its id."""
        return "" in self.contracts_by_id or any(
            broken.sketch.kind in (None, "DataContract") and broken.sketch.id in (None, contract_id)
            for broken in self.broken
        )

    @property
    def has_products(self) -> bool:
        """Whether the repository describes any product, even in a broken file."""
        return bool(self.products) or any(broken.sketch.kind == "DataProduct" for broken in self.broken)
