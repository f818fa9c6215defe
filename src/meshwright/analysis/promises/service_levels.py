"""Assessment of all ports' service levels against those of their inputs.

Inputs are assumed to keep their promises, so each fault is reported once, at its origin.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.analysis.promises.freshness import ages, assess_age, assess_frequency, periods
from meshwright.analysis.promises.production import makings
from meshwright.analysis.promises.service import (
    assess_availability,
    assess_end,
    assess_retention,
    assess_start,
    first_days,
)
from meshwright.analysis.promises.service_level_assessment import ServiceLevelAssessment, ServiceLevelStatus
from meshwright.records import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from meshwright.analysis.promises.production import DeclaredServiceLevel, PortProduction
    from meshwright.mesh.items import Contract
    from meshwright.mesh.mesh import Mesh

ASSESSED = (
    "latency",
    "frequency",
    "availability",
    "retention",
    "generalAvailability",
    "endOfSupport",
    "endOfLife",
)
"""The service levels that are assessed."""


@dataclass(frozen=True, slots=True, eq=False)
class ServiceLevelAssessments:
    """The assessments of the service levels of all ports."""

    of: Mapping[Contract, tuple[ServiceLevelAssessment, ...]]
    """The assessments by contract; only exposed contracts have any."""

    def all(self) -> Iterator[ServiceLevelAssessment]:
        """Return all assessments."""
        return (each for found in self.of.values() for each in found)

    def path(self, assessment: ServiceLevelAssessment) -> Iterator[ServiceLevelAssessment]:
        """Follow the critical path upstream: at each step, yield the assessment of the input on which the bound depends
        most.
        """
        seen = {assessment.making.contract}
        while assessment.critical is not None and assessment.critical not in seen:
            seen.add(assessment.critical)
            found = [
                each
                for each in self.of.get(assessment.critical, ())
                if each.level.name == assessment.level.name
            ]
            if not found:
                return
            assessment = found[0]
            yield assessment


def promises(mesh: Mesh) -> ServiceLevelAssessments:
    """Assess the service levels of a mesh; call it through `mesh.derived(promises)`."""
    made = mesh.derived(makings)
    known, refreshed, first = ages(made), periods(made), first_days(made)

    def assess(making: PortProduction, level: DeclaredServiceLevel) -> ServiceLevelAssessment:
        if making.contract in made.circular:
            return ServiceLevelAssessment(
                making, level, ServiceLevelStatus.UNKNOWN, None, note="it is part of an input cycle"
            )
        if level.name == "latency":
            return assess_age(making, level, known, made)
        if level.name == "frequency":
            return assess_frequency(making, level, refreshed, made)
        if level.name == "availability":
            return assess_availability(making, level, made)
        if level.name == "retention":
            return assess_retention(making, level, made)
        if level.name == "generalAvailability":
            return assess_start(making, level, first)
        return assess_end(making, level, made)

    return ServiceLevelAssessments(
        {
            contract: tuple(
                assess(making, level) for name in ASSESSED for level in making.levels.get(name, ())
            )
            for contract, making in made.of.items()
            if making.port is not None and mesh.status(contract) != "retired"
        }
    )
