"""Access levels of columns, and the masks of levels; an uncertain level is above every clearance.

A field's level is the highest of its own level, the levels of its container and its linked definition, and the minimum for
its data category. A field without a declared level inherits one along lineage, or else has the default level.
"""

from __future__ import annotations

from collections import Counter
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from meshwright.analysis.sensitivity.classification import UNKNOWN, sensitivity
from meshwright.mesh.registries import mapping, mappings, text
from meshwright.records import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from meshwright.analysis.sensitivity.classification import Sensitivity
    from meshwright.mesh.items import Contract, RegistryEntry
    from meshwright.mesh.mesh import Mesh

CLOSED = 255
"""The rank of an unreadable level: above every clearance, and without a mask."""
MOST = 250
"""The maximum number of levels; a larger classification is unsupported."""


class MaskKind(Enum):
    """The kind of a mask."""

    NULLIFY = "nullify"
    CONSTANT = "constant"
    FIRST = "first"
    YEAR = "year"
    KEYED_HASH = "keyed-hash"


class Mask(NamedTuple):
    """A replacement for a value, of the same type."""

    kind: MaskKind
    value: str | int | float | bool | None = None
    """The value of a constant mask."""
    length: int = 0
    """The number of characters that `FIRST` keeps."""


NULLIFY = Mask(MaskKind.NULLIFY)
_STRINGS, _DATES = frozenset({"string"}), frozenset({"date", "timestamp"})
_CONSTANTS = {"string": (str,), "integer": (int,), "number": (int, float), "boolean": (bool,)}


def fitting(mask: Mask, logical_type: str | None, *, has_parts: bool) -> Mask:
    """Return a mask if it preserves the field's type, else `NULLIFY`, which always does."""
    if has_parts:
        return NULLIFY
    if mask.kind is MaskKind.CONSTANT:
        is_fit = type(mask.value) in _CONSTANTS.get(logical_type or "", ())
    elif mask.kind is MaskKind.YEAR:
        is_fit = logical_type in _DATES
    else:
        is_fit = logical_type in _STRINGS
    return mask if is_fit else NULLIFY


@dataclass(frozen=True, slots=True)
class AccessLevel:
    """The properties of a classification level that affect access."""

    name: str
    needs_agreement: bool
    """Whether access requires an agreement in addition to a role."""
    mask: Mask | None
    """The mask of values that are not readable; None if such values are absent."""
    is_governed: bool = False
    """Whether governance must approve additional access at this level; also true for all higher levels."""


@dataclass(frozen=True, slots=True, eq=False)
class ColumnLevels:
    """The levels of all fields of a mesh."""

    levels: tuple[AccessLevel, ...]
    """The levels, from the least to the most sensitive; empty if the classification cannot be read."""
    ranks: Mapping[Contract, bytes]
    """The rank of each field of a contract; `CLOSED` if it cannot be read."""
    open_rank: int | None
    """The highest rank at which columns added later are covered automatically; None if undeclared, -1 if unreadable."""

    def rank(self, name: str) -> int | None:
        """Return the rank of a level; None for an unknown level."""
        return next((at for at, each in enumerate(self.levels) if each.name == name), None)

    def name(self, contract: Contract, field: int) -> str:
        """Return the name of a field's level; empty if unreadable."""
        rank = self.ranks[contract][field]
        return self.levels[rank].name if rank != CLOSED else ""

    def mask(self, contract: Contract, field: int) -> Mask | None:
        """Return the mask of a field; None if its level has none."""
        rank = self.ranks[contract][field]
        mask = self.levels[rank].mask if rank != CLOSED else None
        if mask is None:
            return None
        fields = contract.fact.fields
        has_parts = field + 1 < len(fields) and fields.parents[field + 1] == field
        return fitting(mask, fields.logical_types[field], has_parts=has_parts)


def needs_agreements(mesh: Mesh) -> bool:
    """Return whether any level of the classification requires an agreement."""
    levels = (each for entry in mesh.register("Classification") for each in mappings(entry.get("levels")))
    return any(each.get("grants", "role") != "role" for each in levels)


def column_levels(mesh: Mesh) -> ColumnLevels:
    """Find the levels of all fields; call it through `mesh.derived(column_levels)`."""
    entries = mesh.register("Classification")
    entry = entries[0] if len(entries) == 1 else None
    sensitivities = mesh.derived(sensitivity)
    levels = tuple(_levels(entry)) if entry is not None and not entry.fact.faults else ()
    names = [each.name for each in levels]
    if entry is None or sensitivities is None or len(set(names)) < len(names) or len(names) > MOST:
        levels = ()
    if not levels or entry is None or sensitivities is None:
        closed = {each: bytes([CLOSED]) * len(each.fact.fields) for each in mesh.contracts}
        return ColumnLevels((), closed, -1)
    reader = _Reader(entry, names, sensitivities)
    opened = entry.get("defaultOpenLevel")
    return ColumnLevels(
        levels,
        {contract: reader.ranks(contract) for contract in mesh.contracts},
        None if opened is None else names.index(opened) if opened in names else -1,
    )


def _levels(entry: RegistryEntry) -> Iterator[AccessLevel]:
    is_governed = False
    for each in mappings(entry.get("levels")):
        is_governed = is_governed or "approver" in each
        mask = mapping(each.get("mask")) if "mask" in each else None
        yield AccessLevel(
            text(each.get("name")),
            each.get("grants", "role") != "role",
            _mask(mask) if mask is not None else None,
            is_governed,
        )


def _mask(stated: Mapping[str, object]) -> Mask:
    """Parse a mask. If a value that its kind requires is missing, return the mask that shows nothing."""
    kind = MaskKind(stated.get("kind"))
    value, length = stated.get("value"), stated.get("length")
    if kind is MaskKind.CONSTANT and isinstance(value, str | int | float):
        return Mask(kind, value=value)
    if kind is MaskKind.FIRST and isinstance(length, int):
        return Mask(kind, length=length)
    return Mask(kind) if kind in (MaskKind.YEAR, MaskKind.KEYED_HASH) else NULLIFY


class _Reader:
    """Determines the ranks of fields, with the registered levels and data categories by name."""

    def __init__(self, entry: RegistryEntry, names: list[str], sensitivities: Sensitivity) -> None:
        self._known: dict[object, int] = {name: rank for rank, name in enumerate(names)}
        default = entry.get("defaultLevel")
        self._default = len(names) - 1 if default is None else self._known.get(default, CLOSED)
        self._highest = len(names) - 1
        self._minimum: dict[object, int] = {}
        for each in mappings(entry.get("dataCategories")):
            rank = self._known.get(each["minimumLevel"], CLOSED) if "minimumLevel" in each else 0
            self._minimum[each.get("key")] = max(rank, self._minimum.get(each.get("key"), 0))
        self._sensitivities = sensitivities
        columns = sensitivities.columns
        self._doubtful = columns.foreign | {each.target for each in columns.wholes}

    def ranks(self, contract: Contract) -> bytes:
        """Return the rank of each field; the rank of a nested field is at least that of its container."""
        fields = contract.fact.fields
        start = self._sensitivities.columns.first[contract]
        declared: list[int | None] = []
        ranks = bytearray()
        defined = fields.more.get("defined", {})
        for field, (parent, stated) in enumerate(zip(fields.parents, fields.classifications, strict=True)):
            around = declared[parent] if parent >= 0 else None
            own = around if stated is None else self._known.get(stated, CLOSED)
            declared.append(own)
            rank = self._inherited(start + field) if own is None else own
            if parent >= 0:
                rank = max(rank, ranks[parent])
            if field in defined:
                rank = max(rank, self._known.get(defined[field][0], CLOSED))
            ranks.append(rank)
        for field, custom in fields.more.get("custom", {}).items():
            if "dataCategory" in custom:
                self._raise(ranks, field, self._category(custom["dataCategory"]), fields.parents)
        for field in _repeated(contract):
            self._raise(ranks, field, CLOSED, fields.parents)
        if contract.fact.faults:
            for field in range(len(fields)):
                if not contract.fact.is_sound(*fields.path(field)):
                    self._raise(ranks, field, CLOSED, fields.parents)
        return bytes(ranks)

    def _inherited(self, column: int) -> int:
        """Return the rank that a field inherits along lineage; if the lineage is uncertain, at least the default rank."""
        columns = self._sensitivities.columns
        rank = self._sensitivities.rank(column)
        field = column
        is_certain = rank != UNKNOWN
        while field >= 0 and is_certain:
            is_certain = field not in self._doubtful
            field = columns.parents[field]
        return rank if is_certain else max(rank, self._default)

    def _category(self, stated: object) -> int:
        """Return the minimum rank for a data category, or the highest rank if the category is not registered."""
        return self._minimum.get(stated, self._highest) if isinstance(stated, str) else CLOSED

    @staticmethod
    def _raise(ranks: bytearray, field: int, rank: int, parents: tuple[int, ...]) -> None:
        """Raise a field and its nested fields to a rank."""
        if ranks[field] >= rank:
            return
        ranks[field] = rank
        inner = field + 1
        while inner < len(ranks) and parents[inner] >= field:
            ranks[inner] = max(ranks[inner], rank)
            inner += 1


def _repeated(contract: Contract) -> Iterator[int]:
    """Yield the fields with a duplicate name, and the fields in objects with a duplicate name."""
    fields, objects = contract.fact.fields, contract.fact.objects
    pairs = list(zip(fields.parents, fields.names, strict=True))
    names = [each.name for each in objects]
    if len(set(pairs)) == len(pairs) and len(set(names)) == len(names):
        return
    seen = Counter(pairs)
    repeated = {at for at, name in enumerate(names) if names.count(name) > 1}
    for field, pair in enumerate(pairs):
        if seen[pair] > 1 or fields.object(field) in repeated:
            yield field
