"""Inputs without a mapping to fields, which may be more sensitive than everything that a port declares."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from meshwright.analysis.promises.production import PortProduction, makings
from meshwright.analysis.sensitivity.classification import UNKNOWN, Sensitivity, sensitivity

if TYPE_CHECKING:
    from meshwright.finding.finding import At
    from meshwright.mesh.items import Contract
    from meshwright.mesh.mesh import Mesh


class UnmappedInput(NamedTuple):
    """Data that may arrive without a declared mapping."""

    field: int
    """The first of the source's most sensitive fields."""
    rank: int
    at: At
    """The location that declares the input."""


class UnmappedSensitivity(NamedTuple):
    """A port with a lower level than an unmapped input."""

    making: PortProduction
    rank: int
    """The highest level that the port or the named field declares."""
    target: int | None
    """The field that derives from a whole object or port; None if the port as a whole has the lower level."""
    origin: UnmappedInput
    is_first: bool
    """Whether this is the first entry for its port or field: a port's most sensitive input, or a field's first source."""


def blind(mesh: Mesh) -> tuple[UnmappedSensitivity, ...]:
    """Find the ports that may be more sensitive than they declare, once per input; call it through `mesh.derived(blind)`."""
    levels = mesh.derived(sensitivity)
    if levels is None:
        return ()
    found = list(_wholes(levels, mesh))
    reported = {each.making.contract for each in found}
    highest: dict[Contract, tuple[int, int]] = {}
    for contract, making in mesh.derived(makings).of.items():
        if contract in reported or making.port is None or not making.feeds:
            continue
        if _has_lineage(levels, contract) or _is_all_sql(contract):
            continue
        own = [levels.rank(field) for field in _fields(levels, contract)]
        if not own or UNKNOWN in own:
            continue
        above = []
        for feed in making.feeds:
            if feed.contract not in highest:
                highest[feed.contract] = _highest(levels, feed.contract)
            field, rank = highest[feed.contract]
            if rank > max(own):
                above.append(UnmappedInput(field, rank, feed.at))
        if above:
            above.sort(key=lambda each: (-each.rank, levels.columns.address(each.field)))
            found += (UnmappedSensitivity(making, max(own), None, each, each is above[0]) for each in above)
    return tuple(found)


def _wholes(levels: Sensitivity, mesh: Mesh) -> tuple[UnmappedSensitivity, ...]:
    """Find the fields that derive from a whole object or port."""
    known = levels.columns
    found: dict[int, list[UnmappedSensitivity]] = {}
    of = mesh.derived(makings).of
    for whole in known.wholes:
        allowed = levels.allowed(whole.target)
        if allowed == UNKNOWN:
            continue
        above = [
            (levels.lowered(levels.rank(field), whole.target), field)
            for field in _fields(levels, whole.source)
            if whole.object is None or whole.source.fact.fields.object(known.index(field)) == whole.object
        ]
        rank, field = max(above, key=lambda each: (each[0], -each[1]), default=(UNKNOWN, 0))
        if rank > allowed:
            at = known.at(whole.target) / "transformSourceObjects" / whole.entry
            making = of[known.contract(whole.target)]
            found.setdefault(whole.target, []).append(
                UnmappedSensitivity(
                    making, allowed, whole.target, UnmappedInput(field, rank, at), whole.target not in found
                )
            )
    return tuple(each for of_field in found.values() for each in of_field)


def _fields(levels: Sensitivity, contract: Contract) -> range:
    first = levels.columns.first[contract]
    return range(first, first + len(contract.fact.fields))


def _has_lineage(levels: Sensitivity, contract: Contract) -> bool:
    """Return whether a contract declares the sources of any field."""
    fields = _fields(levels, contract)
    into = levels.columns.into
    return "sources" in contract.fact.fields.more or into[fields.stop] > into[fields.start]


def _is_all_sql(contract: Contract) -> bool:
    """Return whether each field has SQL, so that its sources are known or reported per field."""
    fields = contract.fact.fields
    logic = fields.more.get("logic", {})
    above = set(fields.parents)
    return bool(logic) and all(each in logic for each in range(len(fields)) if each not in above)


def _highest(levels: Sensitivity, contract: Contract) -> tuple[int, int]:
    """Return the first of the most sensitive fields of a contract, with its level."""
    best = max(_fields(levels, contract), key=lambda field: (levels.rank(field), -field), default=None)
    return (0, UNKNOWN) if best is None else (best, levels.rank(best))
