"""Assessment of availability, retention, and the start and end of support."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from meshwright.analysis.promises.service_level_assessment import (
    BoundTerm,
    MissingFact,
    ServiceLevelAssessment,
    ServiceLevelStatus,
)
from meshwright.quantities.amounts import written
from meshwright.quantities.service_level import Duration

if TYPE_CHECKING:
    from collections.abc import Mapping

    from meshwright.analysis.promises.production import DeclaredServiceLevel, PortProduction, ProductionGraph


def assess_availability(
    making: PortProduction, level: DeclaredServiceLevel, made: ProductionGraph
) -> ServiceLevelAssessment:
    """Assess an availability.

    A view is unavailable if the view itself or any of its inputs fails; at worst, no two of them fail at the same time
    (Fréchet's bound). A stored port does not fail with its inputs: an input's outage affects only freshness.
    """
    assert isinstance(level.value, Fraction)
    if not making.is_view(level):
        return ServiceLevelAssessment(
            making,
            level,
            ServiceLevelStatus.SUPPORTED,
            None,
            note="stored, so an input's outage affects only freshness",
        )
    shares, missing = _promised(making, level, made)
    outage = making.outage(level)
    if outage is None or not outage.is_whole:
        at = making.contract.home.at("schema")
        is_reported = not making.contract.fact.is_sound("schema")
        missing = (*missing, MissingFact("it declares no `ownUnavailability`", at, is_reported))
    if outage is not None:
        shares = (*shares, BoundTerm(outage.text, outage.value, outage.at))
    worst = min((share for share in shares if share.source), key=_amount, default=None)
    source = worst.source if worst else None
    known_part = Fraction(1)
    for share in shares:
        assert isinstance(share.amount, Fraction)
        known_part -= 1 - share.amount if share.source else share.amount
    known_part = max(known_part, Fraction(0))
    bound = None if missing else known_part
    if level.value <= known_part:
        verdict = ServiceLevelStatus.UNKNOWN if missing else ServiceLevelStatus.SUPPORTED
        return ServiceLevelAssessment(making, level, verdict, bound, shares, missing, source)
    spoken = ", ".join(f"{share.label} {written(share.amount)}" for share in shares)
    reason = f"{'at most' if missing else 'only'} {written(known_part)} is certain: {spoken}"
    return ServiceLevelAssessment(
        making, level, ServiceLevelStatus.UNSUPPORTED, bound, shares, missing, source, reason
    )


def assess_retention(
    making: PortProduction, level: DeclaredServiceLevel, made: ProductionGraph
) -> ServiceLevelAssessment:
    """Assess a retention period: a view keeps only what its inputs keep.

    Stored data may be kept longer than its inputs, but then the older part cannot be rebuilt.
    """
    promised = level.value
    assert isinstance(promised, Duration)
    shares, missing = _promised(making, level, made)
    least = min(shares, key=_amount, default=None)
    shares = (least,) if least else ()
    bound = least.amount if least else None
    source = least.source if least else None
    is_longer = isinstance(bound, Duration) and promised.shortest > bound.longest
    if not making.is_view(level):
        note = f"cannot be rebuilt beyond {written(bound)}" if is_longer and bound else ""
        return ServiceLevelAssessment(
            making, level, ServiceLevelStatus.SUPPORTED, None, shares, (), source, note=note
        )
    if is_longer and bound and source:
        reason = f"a view keeps only what its inputs keep, and `{source.address}` keeps {written(bound)}"
        return ServiceLevelAssessment(
            making, level, ServiceLevelStatus.CONTRADICTED, bound, shares, missing, source, reason
        )
    if missing:
        return ServiceLevelAssessment(
            making, level, ServiceLevelStatus.UNKNOWN, None, shares, missing, source
        )
    return ServiceLevelAssessment(making, level, ServiceLevelStatus.SUPPORTED, bound, shares, (), source)


def _promised(
    making: PortProduction, level: DeclaredServiceLevel, made: ProductionGraph
) -> tuple[tuple[BoundTerm, ...], tuple[MissingFact, ...]]:
    """Return the inputs' service levels of the same kind, and the inputs without one."""
    shares, missing = [], []
    verb = "keeps" if level.name == "retention" else "promises"
    for feed in making.feeds:
        source = made.of[feed.contract]
        found = source.weakest_read(level.name)
        if found is None or level.name in source.unread:
            what = f"`{feed.contract.address}` declares no `{level.name}`"
            missing.append(MissingFact(what, feed.at, source.is_silent(level.name)))
        if found is not None:
            shares.append(
                BoundTerm(f"`{feed.contract.address}` {verb}", found.value, found.at, feed.contract)
            )
    if making.is_open:
        missing.append(MissingFact("an input is not in the mesh", level.at, is_reported=True))
    return tuple(shares), tuple(missing)


def _amount(share: BoundTerm) -> Fraction:
    if isinstance(share.amount, Duration):
        return share.amount.longest
    assert isinstance(share.amount, Fraction)
    return share.amount


def assess_end(
    making: PortProduction, level: DeclaredServiceLevel, made: ProductionGraph
) -> ServiceLevelAssessment:
    """Assess an end of support or life, which must not be later than that of any input."""
    assert isinstance(level.value, date)
    ends = []
    for feed in making.feeds:
        source = made.of[feed.contract]
        for name in dict.fromkeys((level.name, "endOfLife")):
            end = source.weakest_read(name)
            if end is not None:
                ends.append(BoundTerm(f"`{feed.contract.address}` ends on", end.value, end.at, feed.contract))
    if not ends:
        return ServiceLevelAssessment(making, level, ServiceLevelStatus.SUPPORTED, None)
    first = min(ends, key=_day)
    if level.value <= _day(first):
        return ServiceLevelAssessment(
            making, level, ServiceLevelStatus.SUPPORTED, first.amount, (first,), (), first.source
        )
    word = "life" if level.name == "endOfLife" else "support"
    reason = f"the {word} of its input {first.label} {written(first.amount)}"
    return ServiceLevelAssessment(
        making, level, ServiceLevelStatus.CONTRADICTED, first.amount, (first,), (), first.source, reason
    )


def assess_start(
    making: PortProduction, level: DeclaredServiceLevel, first: Mapping[str, BoundTerm]
) -> ServiceLevelAssessment:
    """Assess a start of availability, which must not be earlier than that of any input.

    `first` maps each contract id to its first availability, because a port may have read an earlier version.
    """
    assert isinstance(level.value, date)
    starts = [first[feed.contract.fact.id] for feed in making.feeds if feed.contract.fact.id in first]
    if not starts:
        return ServiceLevelAssessment(making, level, ServiceLevelStatus.SUPPORTED, None)
    last = max(starts, key=_day)
    if level.value >= _day(last):
        return ServiceLevelAssessment(
            making, level, ServiceLevelStatus.SUPPORTED, last.amount, (last,), (), last.source
        )
    reason = f"its input {last.label} {written(last.amount)}"
    return ServiceLevelAssessment(
        making, level, ServiceLevelStatus.CONTRADICTED, last.amount, (last,), (), last.source, reason
    )


def first_days(made: ProductionGraph) -> dict[str, BoundTerm]:
    """Map each contract id to the first day on which any version of the contract is available."""
    found: dict[str, BoundTerm] = {}
    for contract, making in made.of.items():
        for level in making.levels.get("generalAvailability", ()):
            share = BoundTerm(f"`{contract.address}` begins on", level.value, level.at, contract)
            known = found.get(contract.fact.id)
            if known is None or _day(share) < _day(known):
                found[contract.fact.id] = share
    return found


def _day(share: BoundTerm) -> date:
    assert isinstance(share.amount, date)
    return share.amount
