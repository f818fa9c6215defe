"""Assessment of the service levels of all ports against those of their inputs.

Those of inputs are assumed to be kept, so that a fault is reported once, where it starts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.analysis.promises.freshness import ages, judge_age, judge_frequency, periods
from meshwright.analysis.promises.production import makings
from meshwright.analysis.promises.service import (
    first_days,
    judge_availability,
    judge_end,
    judge_retention,
    judge_start,
)
from meshwright.analysis.promises.service_level_assessment import ServiceLevelAssessment, ServiceLevelStatus
from meshwright.records import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from meshwright.analysis.promises.production import DeclaredServiceLevel, PortProduction
    from meshwright.mesh.items import Contract
    from meshwright.mesh.mesh import Mesh

JUDGED = (
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
    """By contract; only exposed ones have any."""

    def all(self) -> Iterator[ServiceLevelAssessment]:
        """Return all assessments."""
        return (each for found in self.of.values() for each in found)

    def path(self, judgement: ServiceLevelAssessment) -> Iterator[ServiceLevelAssessment]:
        """Yield the assessments of the same kind upstream: of the input that a bound depends on most, and so on."""
        seen = {judgement.making.contract}
        while judgement.critical is not None and judgement.critical not in seen:
            seen.add(judgement.critical)
            found = [
                each
                for each in self.of.get(judgement.critical, ())
                if each.level.name == judgement.level.name
            ]
            if not found:
                return
            judgement = found[0]
            yield judgement


def promises(mesh: Mesh) -> ServiceLevelAssessments:
    """Assess the service levels of a mesh; call it by `mesh.derived(promises)`."""
    made = mesh.derived(makings)
    known, refreshed, first = ages(made), periods(made), first_days(made)

    def judge(making: PortProduction, level: DeclaredServiceLevel) -> ServiceLevelAssessment:
        if making.contract in made.circular:
            return ServiceLevelAssessment(
                making, level, ServiceLevelStatus.UNKNOWN, None, note="it is part of an input cycle"
            )
        if level.name == "latency":
            return judge_age(making, level, known, made)
        if level.name == "frequency":
            return judge_frequency(making, level, refreshed, made)
        if level.name == "availability":
            return judge_availability(making, level, made)
        if level.name == "retention":
            return judge_retention(making, level, made)
        if level.name == "generalAvailability":
            return judge_start(making, level, first)
        return judge_end(making, level, made)

    return ServiceLevelAssessments(
        {
            contract: tuple(judge(making, level) for name in JUDGED for level in making.levels.get(name, ()))
            for contract, making in made.of.items()
            if making.port is not None and mesh.status(contract) != "retired"
        }
    )
