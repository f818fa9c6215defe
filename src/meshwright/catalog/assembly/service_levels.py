"""The service levels of a contract, and how they derive from those of its inputs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.analysis.promises.derivation import shares, spare
from meshwright.analysis.promises.production import makings
from meshwright.analysis.promises.service_level_assessment import ServiceLevelStatus
from meshwright.analysis.promises.service_levels import promises
from meshwright.catalog.documents.contract import ServiceLevel, ServiceLevelHop, Share
from meshwright.mesh.registries import mappings, text
from meshwright.quantities.amounts import written
from meshwright.quantities.service_level import UNITS, Duration, service_level

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.catalog.assembly.overview import Overview
    from meshwright.mesh.items import Contract
    from meshwright.quantities.service_level import Reading


def said(value: Reading) -> str:
    """Return a value as text. Months and years are not converted to days, because their lengths vary."""
    if isinstance(value, Duration):
        for unit in ("year", "month"):
            number = value.longest / UNITS[unit][1]
            if number.denominator == 1 and value.shortest == number * UNITS[unit][0]:
                return f"{number} {unit}{'' if number == 1 else 's'}"
    return written(value)


def service_levels_of(contract: Contract, overview: Overview) -> Iterator[ServiceLevel]:
    """Yield a contract's service levels in document order; for unreadable values, only the text of the contract."""
    making = overview.mesh.derived(makings).of.get(contract)
    assessed = overview.mesh.derived(promises)
    assessments = {each.level.fact.position: each for each in assessed.of.get(contract, ())}
    levels = making.levels.values() if making else ()
    read = {each.fact.position: each.value for own in levels for each in own}
    stated = tuple(mappings(overview.source.values(contract.home).get("slaProperties")))
    for fact in contract.fact.sla:
        assessment, position = assessments.get(fact.position), fact.position
        taken = tuple(shares(assessment)) if assessment else ()
        feeds = making is not None and making.feeds
        is_derived = assessment is not None and bool(taken or assessment.missing or feeds)
        bound = assessment.bound if assessment else None
        is_kept = assessment is not None and assessment.verdict is ServiceLevelStatus.SUPPORTED
        yield ServiceLevel(
            property=fact.property,
            name=service_level(fact.property) or "",
            value=fact.value,
            unit=fact.unit or "",
            elements=tuple(fact.elements),
            description=text(stated[position].get("description")) if position < len(stated) else "",
            reads=said(read[position]) if position in read else "",
            verdict=assessment.verdict.value if assessment else None,
            is_derived=is_derived,
            bound=written(bound) if bound is not None else "",
            spare=(spare(assessment) or "") if assessment and is_kept else "",
            reason=assessment.reason if assessment else "",
            note=assessment.note if assessment else "",
            shares=tuple(Share(label=label, text=written(lost)) for _, label, lost in taken),
            missing=tuple(each.what for each in assessment.missing) if assessment else (),
            hops=tuple(
                ServiceLevelHop(address=each.making.contract.address, promised=each.level.text)
                for each in assessed.path(assessment)
            )
            if assessment and is_derived
            else (),
        )
