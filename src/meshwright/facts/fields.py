"""The fields of a contract as facts, stored in columns because most rules read one fact of very many fields."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, Any

from meshwright.records import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping

    from meshwright.facts.sql.reads import Reads
    from meshwright.quantities.conformance import ListedValues
    from meshwright.source.place import Path


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
    """The relationships; each consists of the references in its `from` and those in its `to`."""
    has_grain: bool = False
    """Whether the object describes what a row represents (ODCS `dataGranularityDescription`)."""
    has_quality: bool = False
    """Whether the object or one of its fields has a quality rule."""
    stated: frozenset[str] = frozenset()
    """The declared keys; see `facts/stated.py`."""


@dataclass(frozen=True, slots=True)
class FieldMore:
    """Declarations that only some fields have."""

    id: str | None = None
    physical_name: str | None = None
    links: tuple[tuple[int, str], ...] = ()
    """The position and the URL of each authoritative definition of type `semanticDefinition`."""
    definitions: tuple[str, ...] = ()
    """The URLs of authoritative definitions that name a file or a document instead of a web address."""
    defined: tuple[str, str] | None = None
    """The classification of a linked definition, and the definition's file; set while the mesh is linked."""
    sources: tuple[str, ...] = ()
    """The sources of the values (ODCS `transformSourceObjects`)."""
    logic: str | None = None
    """The transformation of the values (ODCS `transformLogic`)."""
    reads: Reads | None = None
    """The columns that the field's SQL reads; None if the transformation is not SQL or is unreadable."""
    is_explained: bool = False
    """Whether the transformation is described in words (ODCS `transformDescription`)."""
    references: tuple[tuple[str, ...], ...] = ()
    """The referenced fields (ODCS `relationships[].to`)."""
    options: Mapping[str, Any] | None = None
    """ODCS `logicalTypeOptions`."""
    enum: tuple[Any, ...] = ()
    examples: tuple[Any, ...] = ()
    metrics: tuple[str, ...] = ()
    """The metrics of the field's quality rules (ODCS `quality[].metric`); empty for a rule without a metric."""
    listed: tuple[ListedValues, ...] = ()
    """The lists of values in the field's quality rules."""
    patterns: tuple[tuple[int, str], ...] = ()
    """The patterns in the quality rules (ODCS `quality[].arguments.pattern`), each with the position of its rule."""
    custom: Mapping[str, Any] | None = None
    encrypted_name: str | None = None


@dataclass(frozen=True, slots=True)
class FieldFact:
    """A single field (ODCS `properties[]`, `items`, `map` key or value)."""

    name: str
    """The path of names, starting with the object's: `plays/artist/id`."""
    path: Path
    object: int
    """The position of the field's object in the contract."""
    logical_type: str | None
    physical_type: str | None
    classification: str | None
    is_required: bool
    is_unique: bool
    is_key: bool
    is_deprecated: bool
    is_described: bool
    stated: frozenset[str]
    """The declared keys; see `facts/stated.py`."""
    more: FieldMore


REQUIRED, UNIQUE, KEY, DEPRECATED, DESCRIBED = (1 << bit for bit in range(5))


@dataclass(frozen=True, slots=True)
class FieldColumns:
    """All fields of a contract in preorder, one column per fact: a million of them must fit in memory."""

    names: tuple[str, ...]
    parents: tuple[int, ...]
    """For each field, the index of its parent field; -1 - o for a top-level field in object o."""
    steps: tuple[int | str, ...]
    """For each field, its position among the parent's properties, or `items`, `key` or `value`."""
    logical_types: tuple[str | None, ...]
    physical_types: tuple[str | None, ...]
    classifications: tuple[str | None, ...]
    flags: bytes
    stated: tuple[frozenset[str], ...]
    """The keys that each field declares; fields with equal keys share a set."""
    more: Mapping[str, Mapping[int, Any]]
    """Rare declarations: for each attribute of `FieldMore`, its value by field."""

    def __len__(self) -> int:
        return len(self.names)

    def path(self, index: int) -> Path:
        """Return the field's path in its document."""
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
        """Return the path of names, starting with the object's, joined by `/`."""
        names: list[str] = []
        while index >= 0:
            names.append(self.names[index])
            index = self.parents[index]
        return "/".join((objects[-1 - index].name, *reversed(names)))

    def stored_name(self, index: int) -> str:
        """Return the name of a field in the data: its physical name, or its name."""
        return self.more.get("physical_name", {}).get(index) or self.names[index]

    def child(self, parent: int, name: str) -> int | None:
        """Find a field by name among the children of a parent; `parents` defines how parents are numbered."""
        index = parent
        if parent < 0:
            index = bisect_left(range(len(self.names)), -1 - parent, key=self.object) - 1
        try:
            while True:
                index = self.names.index(name, index + 1)
                if self.parents[index] == parent:
                    return index
                if not self._is_below(index, parent):
                    return None
        except ValueError:
            return None

    def _is_below(self, index: int, parent: int) -> bool:
        """Return whether a field is below a parent, at any depth; such fields are contiguous."""
        while index > parent and index >= 0:
            index = self.parents[index]
        return index == parent

    def object(self, index: int) -> int:
        """Return the position of the object that the field belongs to."""
        while index >= 0:
            index = self.parents[index]
        return -1 - index
