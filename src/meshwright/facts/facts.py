"""Facts: the declarations in one document that others may need, as compact values without positions.

Locations are not stored: a fact contains its path in the document, and `locations` finds the text.
An empty identity means that the identity is missing, so nothing can refer to it.
"""

from __future__ import annotations

import marshal
from typing import TYPE_CHECKING, Any

from meshwright.facts.fields import (
    DEPRECATED,
    DESCRIBED,
    KEY,
    REQUIRED,
    UNIQUE,
    FieldFact,
    FieldMore,
    ObjectFact,
)
from meshwright.records import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from meshwright.facts.fields import FieldColumns
    from meshwright.source.place import Path, Step
    from meshwright.source.rows import Form


@dataclass(frozen=True, slots=True)
class InputFact:
    """An input port of a product (ODPS `inputPorts[]`); its location is its position in the list."""

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
    """The id and lowest version of each contract that the port derives from (ODPS `inputContracts`)."""
    definitions: tuple[tuple[str, str], ...]
    """The types and URLs of the authoritative definitions."""
    stated: frozenset[str]
    """The declared keys; see `facts/stated.py`."""


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
    """The user names of members whose role is owner, or else the owners in a custom property."""
    has_support: bool
    inputs: tuple[InputFact, ...]
    outputs: tuple[OutputFact, ...]
    definitions: tuple[tuple[str, str], ...]
    """The types and URLs of the authoritative definitions."""
    custom: Mapping[str, Any]
    """The custom properties by name; for duplicates, the first."""
    described: tuple[str, ...] = ()
    """The nonempty keys in the description: `purpose`, `limitations`, `usage`."""
    faults: tuple[Path, ...] = ()
    """The paths of reported problems, whose values are unknown; see `is_sound`."""
    status_text: str = ""
    """The status as written, if it was normalised: `Active`."""
    stated: frozenset[str] = frozenset()
    """The declared keys; see `facts/stated.py`."""

    def is_sound(self, *path: Step) -> bool:
        """Return whether an absent value at a path is missing from the document, rather than rejected."""
        return _is_sound(self.faults, path)


@dataclass(frozen=True, slots=True)
class SlaFact:
    """A service level (ODCS `slaProperties[]`), as written."""

    property: str
    value: Any
    unit: str | None
    elements: tuple[str, ...]
    position: int
    custom: Mapping[str, Any]
    value_ext: Any = None
    schedule: str | None = None


@dataclass(frozen=True, slots=True)
class ServerFact:
    """A physical location (ODCS `servers[]`)."""

    server: str
    type: str
    position: int
    settings: Mapping[str, Any]
    """The keys of the server's type, as written: host, database, location, …"""
    custom: Mapping[str, Any]
    roles: tuple[RoleFact, ...] = ()


@dataclass(frozen=True, slots=True)
class RoleFact:
    """An access role of a contract (ODCS `roles[]`)."""

    role: str
    access: str | None
    position: int
    custom: Mapping[str, Any]
    approvers: tuple[tuple[str, str], ...] = ()
    """The approvers, by key (ODCS `firstLevelApprovers`, `secondLevelApprovers`), as written."""


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
    """The nonempty keys in the description: `purpose`, `limitations`, `usage`."""
    faults: tuple[Path, ...] = ()
    """The paths of reported problems, whose values are unknown; see `is_sound`."""
    status_text: str = ""
    """The status as written, if it was normalised: `Active`."""
    stated: frozenset[str] = frozenset()
    """The declared keys; see `facts/stated.py`."""

    def is_sound(self, *path: Step) -> bool:
        """Return whether an absent value at a path is missing from the document, rather than rejected."""
        return _is_sound(self.faults, path)

    def each_field(self) -> Iterator[FieldFact]:
        """Yield the fields one by one, in document order."""
        return (self.field(index) for index in range(len(self.fields)))

    def field(self, index: int) -> FieldFact:
        """Return one field."""
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
            columns.stated[index],
            FieldMore(**{name: values[index] for name, values in columns.more.items() if index in values}),
        )


_FEW = 8
"""The maximum number of faults to compare one by one; most documents have none."""


class _Faults:
    """The paths of the faults in one document, for queries about many paths; only the latest document is cached."""

    last: _Faults | None = None

    def __init__(self, faults: tuple[Path, ...]) -> None:
        self.faults = faults
        self.places = frozenset(faults)
        self.around = frozenset(fault[:length] for fault in faults for length in range(len(fault) + 1))

    def touch(self, path: Path) -> bool:
        """Return whether any fault is at a path, at one of its ancestors or below it."""
        return path in self.around or any(path[:length] in self.places for length in range(len(path)))


def _is_sound(faults: tuple[Path, ...], path: Path) -> bool:
    if len(faults) <= _FEW:
        return not any(fault[: len(path)] == path[: len(fault)] for fault in faults)
    known = _Faults.last
    if known is None or known.faults is not faults:
        known = _Faults.last = _Faults(faults)
    return not known.touch(path)


@dataclass(frozen=True, slots=True)
class RegistryFact:
    """A governance document: an entry of a registry, or settings of the mesh."""

    kind: str
    name: str
    """The name that references use; empty if documents of this kind have no names."""
    content: Mapping[str, Any]
    """The document's values under their YAML keys, validated by the model of the kind."""
    faults: tuple[Path, ...] = ()
    """The paths of reported problems, whose values are unknown."""


@dataclass(frozen=True, slots=True)
class PartialFacts:
    """The guessed identities of a document that failed to compile, which prevent follow-on errors in references to it."""

    kind: str | None
    id: str | None
    name: str | None
    exposes: tuple[str, ...]
    """The contract ids that the document names."""
    is_foreign: bool = False
    """Whether the document follows another standard and so cannot be a document of the mesh."""


@dataclass(frozen=True, slots=True)
class SampleFact:
    """The first rows of a data sample."""

    form: Form
    columns: tuple[str, ...]
    """The header of a CSV file, or all keys in the rows of JSON Lines."""
    is_whole: bool
    """Whether every row was readable; false if the whole sample was unreadable."""
    packed: bytes = b""
    """The rows, packed in the unit's details."""

    def rows(self) -> list[dict[str, Any]]:
        """Unpack the rows as cells by column; in CSV, cells are text or None.

        The path of a cell is `("rows", n, column)`.
        """
        rows: list[dict[str, Any]] = marshal.loads(self.packed)[0][0]["rows"] if self.packed else []  # noqa: S302 - our own bytes
        return rows


@dataclass(frozen=True, slots=True)
class DefinitionFact:
    """The classifications in a file that properties link to; it is not a document of the mesh."""

    id: str | None
    levels: Mapping[str, str]
    """The classifications, by the pointers in the links."""


Fact = ProductFact | ContractFact | RegistryFact | SampleFact | DefinitionFact | PartialFacts
