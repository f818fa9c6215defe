"""The items of a mesh: products, ports, contracts and registry entries, each with the document that declares it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from meshwright.finding.finding import At
from meshwright.records import dataclass
from meshwright.source.place import Part

if TYPE_CHECKING:
    from meshwright.facts.facts import (
        ContractFact,
        InputFact,
        OutputFact,
        PartialFacts,
        ProductFact,
        RegistryFact,
    )
    from meshwright.source.place import Step


@dataclass(frozen=True, slots=True)
class Home:
    """The document that declares a fact."""

    file: str
    document: int

    def at(self, *path: Step, part: Part = Part.VALUE) -> At:
        """Return a location in the document."""
        return At(path, part, self.document, self.file)

    def name(self, *path: Step) -> At:
        """Return the location for findings about something that the item at a path lacks."""
        return At(path, Part.NAME, self.document, self.file)

    def is_beside(self, other: Home) -> bool:
        """Return whether this document's file is in the folder of another document, or in a folder below that folder."""
        folder, slash, _ = other.file.rpartition("/")
        return self.file.startswith(folder + slash)


@dataclass(frozen=True, slots=True, eq=False)
class Contract:
    """A data contract in the mesh."""

    kind: ClassVar = "contract"
    fact: ContractFact
    home: Home
    address: str
    """The address of the port that exposes the contract; `-/<id>@<major>` if no port does."""
    port: str | None
    """The address of the output port that exposes the contract."""


@dataclass(frozen=True, slots=True, eq=False)
class Port:
    """An output port of a product in the mesh."""

    fact: OutputFact
    home: Home
    product: str
    """The product's address."""
    address: str
    contract: Contract | None
    """The contract of the port; None if the port has no contract, or if the contract is not in the mesh."""

    def at(self, *path: Step, part: Part = Part.VALUE) -> At:
        """Return a location in the port."""
        return self.home.at("outputPorts", self.fact.position, *path, part=part)


@dataclass(frozen=True, slots=True, eq=False)
class Input:
    """An input port of a product in the mesh."""

    fact: InputFact
    home: Home
    contract: Contract | None
    """The contract that satisfies the input port."""

    def at(self, *path: Step, part: Part = Part.VALUE) -> At:
        """Return a location in the input port."""
        return self.home.at("inputPorts", self.fact.position, *path, part=part)


@dataclass(frozen=True, slots=True, eq=False)
class Product:
    """A data product in the mesh."""

    kind: ClassVar = "product"
    fact: ProductFact
    home: Home
    address: str
    outputs: tuple[Port, ...]
    inputs: tuple[Input, ...]


@dataclass(frozen=True, slots=True, eq=False)
class RegistryEntry:
    """A registry entry."""

    fact: RegistryFact
    home: Home

    @property
    def name(self) -> str:
        """The name that references use."""
        return self.fact.name

    def get(self, key: str) -> Any:  # noqa: ANN401 - a YAML value
        """Return a value in the entry's document; None if there is none."""
        return self.fact.content.get(key)


@dataclass(frozen=True, slots=True)
class UnreadableDocument:
    """A document without usable facts; its identities are guessed."""

    sketch: PartialFacts
    file: str
