"""Fields whose values samples and examples may show, because of their effective level or because they are synthetic."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Any

from meshwright.analysis.meaning.identifier_links import linked
from meshwright.analysis.sensitivity.classification import UNKNOWN, Sensitivity, sensitivity
from meshwright.analysis.sensitivity.declared import is_personal
from meshwright.mesh.disclosure import is_synthetic, mask_of
from meshwright.records import dataclass, field

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from meshwright.mesh.items import Contract
    from meshwright.mesh.mesh import Mesh

_OPEN_LEVELS = frozenset({"public", "internal"})
"""The levels that may be shown if none are registered: the two lowest of the usual levels."""


class Exposure(Enum):
    """The exposure that would result from showing a field's values."""

    OPEN = "open"
    """No exposure: the values are within the sample level, or synthetic."""
    SENSITIVE = "sensitive"
    """The values are above the sample level."""
    UNKNOWN = "unknown"
    """The level of the values is not declared or not registered."""


@dataclass(frozen=True, slots=True, eq=False)
class Disclosure:
    """The exposure of all fields in a mesh."""

    levels: Sensitivity | None
    """The levels of all fields; None if no levels are registered."""
    parts: dict[Contract, dict[int, list[int]]] = field(default_factory=dict)
    """The parts of fields, cached."""
    known: dict[tuple[Contract, int], Exposure] = field(default_factory=dict)
    """The exposures, cached."""

    def exposure(self, contract: Contract, field: int) -> Exposure:
        """Return the worst exposure of a field and its parts."""
        key = contract, field
        if key not in self.known:
            found = {self._of(contract, leaf) for leaf in _leaves(contract, field)}
            worst = (each for each in (Exposure.SENSITIVE, Exposure.UNKNOWN) if each in found)
            self.known[key] = next(worst, Exposure.OPEN)
        return self.known[key]

    def is_shown(self, contract: Contract, field: int) -> bool:
        """Return whether a catalog may show a field's values; False if unknown."""
        return self.exposure(contract, field) is Exposure.OPEN

    def reveals(self, contract: Contract, field: int, value: Any) -> bool:  # noqa: ANN401 - any value
        """Return whether a field's value has a sensitive part that is neither empty nor masked."""
        columns = contract.fact.fields
        is_sensitive = self.exposure(contract, field) is Exposure.SENSITIVE
        if not is_sensitive or value in (None, "", mask_of(columns, field)):
            return False
        parts = self._parts(contract).get(field, ())
        if not parts or not isinstance(value, list | dict):
            return True
        for part in parts:
            step = columns.steps[part]
            inner: Iterable[Any] = value
            if isinstance(value, dict):
                inner = value.values() if step == "value" else value
                inner = inner if isinstance(step, str) else [value.get(columns.names[part])]
            if any(self.reveals(contract, part, each) for each in inner):
                return True
        return False

    def _parts(self, contract: Contract) -> Mapping[int, list[int]]:
        """Return the direct parts of each field."""
        if contract not in self.parts:
            found = self.parts[contract] = {}
            for field, parent in enumerate(contract.fact.fields.parents):
                found.setdefault(parent, []).append(field)
        return self.parts[contract]

    def highest(self, contract: Contract, field: int) -> int:
        """Return the highest level among a field and its parts, except synthetic ones; -1 if unknown."""
        ranks = (
            self.rank(contract, leaf)
            for leaf in _leaves(contract, field)
            if not is_synthetic(contract.fact, leaf)
        )
        return max(ranks, default=UNKNOWN)

    def rank(self, contract: Contract, field: int) -> int:
        """Return the level of a field alone, but at least that of its data category; -1 if unknown."""
        if self.levels is None:
            return UNKNOWN
        ladder = self.levels.ladder
        stated = contract.fact.fields.classifications[field]
        if stated and stated not in ladder.levels:
            return UNKNOWN
        rank = self.levels.rank(self.levels.columns.id(contract, field))
        for key in _categories(contract, field):
            category = ladder.categories.get(key)
            least = ladder.rank(category.minimum_level) if category else None
            rank = max(rank, UNKNOWN if least is None else least)
        return rank

    def _of(self, contract: Contract, field: int) -> Exposure:
        if is_synthetic(contract.fact, field):
            return Exposure.OPEN
        if self.levels is None:
            return _unregistered(contract, field)
        rank, most = self.rank(contract, field), self.levels.ladder.sample_rank
        if rank == UNKNOWN:
            return Exposure.UNKNOWN
        if most is None:
            return Exposure.UNKNOWN if rank else Exposure.OPEN
        return Exposure.SENSITIVE if rank > most else Exposure.OPEN


def disclosure(mesh: Mesh) -> Disclosure:
    """Return the exposure of the fields in a mesh; call it through `mesh.derived(disclosure)`."""
    return Disclosure(mesh.derived(sensitivity))


def hidden_schemes(mesh: Mesh) -> frozenset[tuple[str, str | None, str]]:
    """Return the schemes with confidential examples, by entity, domain and name.

    An identifier is as sensitive as the columns that contain it. Examples of a scheme without columns may be shown. Call
    it through `mesh.derived(hidden_schemes)`.
    """
    known = mesh.derived(disclosure)
    return frozenset(
        link.scheme.identity
        for link in mesh.derived(linked).all()
        if not known.is_shown(link.contract, link.field)
    )


def _unregistered(contract: Contract, field: int) -> Exposure:
    """Assess a field by itself, without registered levels: by the usual names of levels."""
    columns = contract.fact.fields
    if any(is_personal(key, None) for key in _categories(contract, field)):
        return Exposure.UNKNOWN
    while field >= 0:
        level = columns.classifications[field]
        if level:
            return Exposure.OPEN if level.casefold() in _OPEN_LEVELS else Exposure.UNKNOWN
        field = columns.parents[field]
    return Exposure.OPEN


def _categories(contract: Contract, field: int) -> Iterator[str]:
    own = contract.fact.fields.more.get("custom", {})
    while field >= 0:
        key = own.get(field, {}).get("dataCategory")
        if isinstance(key, str):
            yield key
        field = contract.fact.fields.parents[field]


def _leaves(contract: Contract, field: int) -> Iterator[int]:
    """Yield a field and its parts, except those that contain other fields. Parts follow their field in document order."""
    parents = contract.fact.fields.parents
    end = field + 1
    while end < len(parents) and parents[end] >= field:
        end += 1
    above = set(parents[field + 1 : end])
    return (each for each in range(field, end) if each not in above)
