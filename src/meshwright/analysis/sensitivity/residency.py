"""Data residency: fields with data that must stay in certain jurisdictions, and where servers are.

Data keeps its category along lineage however it is transformed, except in figures about groups. This module
knows only declarations.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from meshwright.analysis.flow.columns import columns
from meshwright.analysis.sensitivity.masking import masking
from meshwright.mesh.registries import mappings, text, texts
from meshwright.records import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from meshwright.analysis.flow.columns import Columns
    from meshwright.mesh.items import Contract
    from meshwright.mesh.mesh import Mesh


class Carried(NamedTuple):
    """A field that carries data of a given category."""

    field: int
    origin: int
    """The id in `Columns` of the field that declares the category: the field itself, or a field from which it derives."""
    category: str
    """The category that the origin declares."""


@dataclass(frozen=True, slots=True, eq=False)
class Residency:
    """The allowed jurisdictions of a data category, with the fields of each contract that carry such data."""

    category: str
    jurisdictions: tuple[str, ...]
    carried: Mapping[Contract, tuple[Carried, ...]]


@dataclass(frozen=True, slots=True, eq=False)
class Residencies:
    """The content of the `Regions` documents of a mesh."""

    by_category: tuple[Residency, ...]
    places: Mapping[str, frozenset[str]]
    """The jurisdictions of each region, in lower case."""


def residencies(mesh: Mesh) -> Residencies:
    """Read the registries and follow the data; call it through `mesh.derived(residencies)`."""
    allowed: dict[str, set[str]] = {}
    places: dict[str, set[str]] = {}
    for entry in mesh.register("Regions"):
        for each in mappings(entry.get("residency")):
            if category := text(each.get("dataCategory")):
                allowed.setdefault(category, set()).update(filter(None, texts(each.get("jurisdictions"))))
        for each in mappings(entry.get("jurisdictions")):
            for region in filter(None, texts(each.get("regions"))):
                places.setdefault(region.casefold(), set()).add(text(each.get("name")))
    origins: dict[str, dict[int, str]] = {category: {} for category in allowed}
    known = mesh.derived(columns)
    for contract in mesh.contracts:
        for field, custom in contract.fact.fields.more.get("custom", {}).items():
            declared = custom.get("dataCategory")
            governing = _governing(declared, allowed) if isinstance(declared, str) else None
            if governing is not None:
                origins[governing][known.id(contract, field)] = declared
    found = (
        Residency(category, tuple(sorted(names)), _carried(origins[category], known))
        for category, names in sorted(allowed.items())
        if names
    )
    return Residencies(tuple(found), {region: frozenset(names) for region, names in places.items()})


def _governing(category: str, allowed: Iterable[str]) -> str | None:
    """Return the longest registered category that includes a given category; None if there is none."""
    including = [each for each in allowed if f"{category}.".startswith(f"{each}.")]
    return max(including, key=len, default=None)


def _carried(origins: Mapping[int, str], known: Columns) -> dict[Contract, tuple[Carried, ...]]:
    """Return the fields that the data reaches from its origins, by contract."""
    reached: dict[int, int] = {origin: origin for origin in sorted(origins)}
    waiting = list(reversed(reached))
    while waiting:
        field = waiting.pop()
        for target in _targets(field, known):
            if target not in reached:
                reached[target] = reached[field]
                waiting.append(target)
    found: dict[Contract, list[Carried]] = {}
    for field in sorted(reached):
        contract, index = known.place(field)
        found.setdefault(contract, []).append(Carried(index, reached[field], origins[reached[field]]))
    return {contract: tuple(carried) for contract, carried in found.items()}


def _targets(field: int, known: Columns) -> Iterator[int]:
    """Yield the fields that derive from a field, its parts or its containers, except figures about groups."""
    for each in known.overlapping(field):
        for edge in known.edges_out_of(each):
            target = known.targets[edge]
            contract, index = known.place(target)
            if not masking(contract.fact.fields.more.get("custom", {}).get(index)).is_figure:
                yield target
