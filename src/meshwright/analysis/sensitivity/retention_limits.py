"""Limits on the retention of personal data: an input's maximum binds all ports that keep the same data.

Counts, sums and averages over sufficiently large groups are no longer personal data.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from meshwright.analysis.promises.production import makings
from meshwright.analysis.promises.service_level_assessment import BoundTerm
from meshwright.analysis.sensitivity.masking import masking
from meshwright.mesh.references import Resolved, sources_by_contract
from meshwright.quantities.service_level import Duration

if TYPE_CHECKING:
    from fractions import Fraction

    from meshwright.analysis.promises.production import DeclaredServiceLevel, PortProduction
    from meshwright.mesh.items import Contract
    from meshwright.mesh.mesh import Mesh


class RetentionViolation(NamedTuple):
    """A port that keeps data longer than allowed."""

    making: PortProduction
    level: DeclaredServiceLevel
    limit: BoundTerm
    """The shortest allowed time, with the contract that sets it."""
    via: tuple[Contract, ...]
    """The upstream path to that contract, starting with the input."""


def overlong(mesh: Mesh) -> tuple[RetentionViolation, ...]:
    """Find the ports that keep data longer than their inputs allow; each violation is reported where it starts."""
    made = mesh.derived(makings)
    limits: dict[Contract, tuple[BoundTerm, Contract | None]] = {}
    """The limit on each contract's data, and the input that imposes it."""
    found = []
    for contract in made.order:
        making = made.of[contract]
        own = _own(making)
        inherited = _inherited(making, limits, mesh)
        over = None
        if inherited is not None:
            limit, source = inherited
            over = next(
                (level for level in making.levels.get("retention", ()) if _is_over(level, limit)), None
            )
            if over is not None and not making.is_view(over):
                found.append(RetentionViolation(making, over, limit, _way(source, limits)))
        if own is not None and (inherited is None or _most(own) <= _most(inherited[0]) or over is not None):
            limits[contract] = (own, None)
        elif inherited is not None:
            share = (
                BoundTerm(f"`{contract.address}` keeps", over.value, over.at, contract)
                if over
                else inherited[0]
            )
            limits[contract] = (share, None if over else inherited[1])
    return tuple(found)


def _own(making: PortProduction) -> BoundTerm | None:
    label = f"`{making.contract.address}` allows"
    stated = (
        BoundTerm(label, level.value, level.at, making.contract)
        for level in making.levels.get("retention", ())
        if level.fact.custom.get("retentionKind") == "maximum"
    )
    return min(stated, key=_most, default=None)


def _inherited(
    making: PortProduction, limits: dict[Contract, tuple[BoundTerm, Contract | None]], mesh: Mesh
) -> tuple[BoundTerm, Contract] | None:
    limited = [feed.contract for feed in making.feeds if feed.contract in limits]
    if not limited:
        return None
    free = _without_persons(making.contract, mesh)
    bound = [(limits[each][0], each) for each in limited if each not in free]
    return min(bound, key=lambda each: _most(each[0]), default=None)


def _without_persons(contract: Contract, mesh: Mesh) -> set[Contract]:
    """Return the inputs of which a contract keeps only aggregate figures."""
    carried: dict[Contract, bool] = {}
    custom = contract.fact.fields.more.get("custom", {})
    figures = {field for field, stated in custom.items() if masking(stated).is_figure}
    if not figures:
        return set()
    for source in mesh.derived(sources_by_contract).get(contract, ()):
        if isinstance(source.target, Resolved):
            from_ = source.target.contract
            carried[from_] = carried.get(from_, False) or source.field not in figures
    return {each for each, is_carried in carried.items() if not is_carried}


def _way(source: Contract, limits: dict[Contract, tuple[BoundTerm, Contract | None]]) -> tuple[Contract, ...]:
    way = [source]
    before = limits[source][1]
    while before is not None:
        way.append(before)
        before = limits[before][1]
    return tuple(way)


def _is_over(level: DeclaredServiceLevel, limit: BoundTerm) -> bool:
    assert isinstance(level.value, Duration)
    return level.value.shortest > _most(limit)


def _most(share: BoundTerm) -> Fraction:
    assert isinstance(share.amount, Duration)
    return share.amount.longest
