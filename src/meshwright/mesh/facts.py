"""Facts: what one document states that others may need, as compact values without positions.

Places are not stored: a fact knows the path of its document's part, and `places` finds the text.
An empty identity stands for one that is missing; nothing refers to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from meshwright.source.place import Path, Step


@dataclass(frozen=True, slots=True)
class InputFact:
    """An input port of a product (ODPS `inputPorts[]`); its place is the list's position."""

    name: str
    contract_id: str | None
    version: str | None
    position: int


@dataclass(frozen=True, slots=True)
class OutputFact:
    """An output port of a product (ODPS `outputPorts[]`)."""

    name: str
    contract_id: str | None
    version: str | None
    position: int
    is_deprecated: bool
    type: str | None
    needs: tuple[tuple[str, str], ...]
    """Id and least version of the contracts that it is made from (ODPS `inputContracts`)."""


@dataclass(frozen=True, slots=True)
class ProductFact:
    """A data product (ODPS `DataProduct`)."""

    id: str
    name: str | None
    version: str | None
    domain: str | None
    status: str | None
    archetype: str | None
    is_deprecated: bool
    team: str | None
    owners: tuple[str, ...]
    """User names of the members whose role is `owner`."""
    has_support: bool
    inputs: tuple[InputFact, ...]
    outputs: tuple[OutputFact, ...]
    definitions: tuple[tuple[str, str], ...]
    """Type and URL of the authoritative definitions."""
    custom: Mapping[str, Any]
    """The custom properties by name; of a name twice, the first."""
    described: tuple[str, ...] = ()
    """The keys of its description that say something: `purpose`, `limitations`, `usage`."""
    faults: tuple[Path, ...] = ()
    """Where a mistake was told, so that what stands there is not known; see `is_sound`."""

    def is_sound(self, *path: Step) -> bool:
        """Say whether what is absent at a path was never there, rather than refused."""
        return _is_sound(self.faults, path)


@dataclass(frozen=True, slots=True)
class SlaFact:
    """A service level (ODCS `slaProperties[]`), as it is written."""

    property: str
    value: Any
    unit: str | None
    elements: tuple[str, ...]
    position: int
    custom: Mapping[str, Any]
    value_ext: Any = None


@dataclass(frozen=True, slots=True)
class ServerFact:
    """A physical place (ODCS `servers[]`)."""

    server: str
    type: str
    position: int
    settings: Mapping[str, Any]
    """The keys of its type, as written: host, database, location, …"""
    custom: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class RoleFact:
    """An access role of a contract (ODCS `roles[]`)."""

    role: str
    access: str | None
    position: int


@dataclass(frozen=True, slots=True)
class ObjectFact:
    """A schema object (ODCS `schema[]`): a table, view, topic or file."""

    name: str
    id: str | None
    physical_name: str | None
    physical_type: str | None
    is_deprecated: bool
    custom: Mapping[str, Any]
    definitions: tuple[tuple[str, str], ...]
    relationships: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]
    """From and to of each, as lists of references."""


@dataclass(frozen=True, slots=True)
class FieldMore:
    """What only some fields state."""

    id: str | None = None
    physical_name: str | None = None
    links: tuple[str, ...] = ()
    """URLs of the authoritative definitions of type `semanticDefinition`."""
    sources: tuple[str, ...] = ()
    """Where the values come from (ODCS `transformSourceObjects`)."""
    logic: str | None = None
    """How they are made (ODCS `transformLogic`)."""
    references: tuple[tuple[str, ...], ...] = ()
    """What they refer to (ODCS `relationships[].to`)."""
    options: Mapping[str, Any] | None = None
    """ODCS `logicalTypeOptions`."""
    enum: tuple[Any, ...] = ()
    custom: Mapping[str, Any] | None = None
    encrypted_name: str | None = None


@dataclass(frozen=True, slots=True)
class FieldFact:
    """A field (ODCS `properties[]`, `items`, `map` key or value), looked at one by one."""

    name: str
    """The names from the object's own on, joined by `/`: `plays/artist/id`."""
    path: Path
    object: int
    """The position of its object in the contract."""
    logical_type: str | None
    physical_type: str | None
    classification: str | None
    is_required: bool
    is_unique: bool
    is_key: bool
    is_deprecated: bool
    is_described: bool
    more: FieldMore


REQUIRED, UNIQUE, KEY, DEPRECATED, DESCRIBED = (1 << bit for bit in range(5))


@dataclass(frozen=True, slots=True)
class FieldColumns:
    """All fields of a contract, a column a fact, in preorder: a million of them must fit."""

    names: tuple[str, ...]
    parents: tuple[int, ...]
    """The parent field's index; for a field of object o, -1 - o."""
    steps: tuple[int | str, ...]
    """The position among the parent's properties, or `items`, `key`, `value`."""
    logical_types: tuple[str | None, ...]
    physical_types: tuple[str | None, ...]
    classifications: tuple[str | None, ...]
    flags: bytes
    more: Mapping[str, Mapping[int, Any]]
    """What only some fields state: for an attribute of `FieldMore`, the fields that have it."""

    def __len__(self) -> int:
        return len(self.names)

    def path(self, index: int) -> Path:
        """Give the field's path in its document."""
        steps: list[int | str] = []
        while index >= 0:
            step = self.steps[index]
            steps += (
                (step,)
                if step == "items"
                else (step, "map")
                if isinstance(step, str)
                else (step, "properties")
            )
            index = self.parents[index]
        return ("schema", -1 - index, *reversed(steps))

    def name(self, index: int, objects: tuple[ObjectFact, ...]) -> str:
        """Give the names from the object's own on, joined by `/`."""
        names: list[str] = []
        while index >= 0:
            names.append(self.names[index])
            index = self.parents[index]
        return "/".join((objects[-1 - index].name, *reversed(names)))

    def object(self, index: int) -> int:
        """Give the position of the object that the field belongs to."""
        while index >= 0:
            index = self.parents[index]
        return -1 - index


@dataclass(frozen=True, slots=True)
class ContractFact:
    """A data contract (ODCS `DataContract`)."""

    id: str
    name: str | None
    version: str | None
    domain: str | None
    status: str | None
    team: str | None
    owners: tuple[str, ...]
    has_support: bool
    objects: tuple[ObjectFact, ...]
    fields: FieldColumns
    sla: tuple[SlaFact, ...]
    servers: tuple[ServerFact, ...]
    roles: tuple[RoleFact, ...]
    definitions: tuple[tuple[str, str], ...]
    custom: Mapping[str, Any]
    described: tuple[str, ...] = ()
    """The keys of its description that say something: `purpose`, `limitations`, `usage`."""
    faults: tuple[Path, ...] = ()
    """Where a mistake was told, so that what stands there is not known; see `is_sound`."""

    def is_sound(self, *path: Step) -> bool:
        """Say whether what is absent at a path was never there, rather than refused."""
        return _is_sound(self.faults, path)

    def each_field(self) -> Iterator[FieldFact]:
        """Look at the fields one by one, in the document's order."""
        return (self.field(index) for index in range(len(self.fields)))

    def field(self, index: int) -> FieldFact:
        """Look at one field."""
        columns = self.fields
        flags = columns.flags[index]
        return FieldFact(
            columns.name(index, self.objects),
            columns.path(index),
            columns.object(index),
            columns.logical_types[index],
            columns.physical_types[index],
            columns.classifications[index],
            bool(flags & REQUIRED),
            bool(flags & UNIQUE),
            bool(flags & KEY),
            bool(flags & DEPRECATED),
            bool(flags & DESCRIBED),
            FieldMore(**{name: values[index] for name, values in columns.more.items() if index in values}),
        )


def _is_sound(faults: tuple[Path, ...], path: Path) -> bool:
    return not any(fault[: len(path)] == path[: len(fault)] for fault in faults)


@dataclass(frozen=True, slots=True)
class RegisterFact:
    """A governance document: an entry of a register, or a setting of the mesh."""

    kind: str
    name: str
    """What it is referred to by; empty where its kind has no names."""
    content: Mapping[str, Any]
    """The document's values under their YAML keys, checked by its model."""


@dataclass(frozen=True, slots=True)
class Sketch:
    """What a document that does not compile lets one guess, so that references to it don't cascade."""

    kind: str | None
    id: str | None
    name: str | None
    exposes: tuple[str, ...]
    """The contract ids that it names."""


Fact = ProductFact | ContractFact | RegisterFact | Sketch
