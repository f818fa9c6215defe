"""The choice of faulty service levels to report: one per cause, each with its derivation."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from meshwright.analysis.promises.service_level_suggestion import suggest_service_level
from meshwright.analysis.promises.service_levels import promises
from meshwright.finding.finding import Finding, Related, Severity
from meshwright.quantities.amounts import NOTHING, written

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.analysis.promises.service_level_assessment import (
        ServiceLevelAssessment,
        ServiceLevelStatus,
    )
    from meshwright.analysis.promises.service_levels import ServiceLevelAssessments
    from meshwright.mesh.mesh import Mesh

MOST_HOPS = 50
"""The maximum number of hops that a derivation shows."""
_CAUSES = {"latency": "time", "frequency": "time", "endOfSupport": "end", "endOfLife": "end"}


def findings_of(mesh: Mesh, verdict: ServiceLevelStatus) -> Iterator[Finding]:
    """Yield the findings about service levels with a given faulty status, with derivations of the bounds and suggestions."""
    assessed = mesh.derived(promises)
    way = AssessmentPaths(assessed)
    for found in assessed.of.values():
        for fault in _gravest(found):
            if fault.verdict is verdict:
                yield Finding(
                    f"`{fault.making.contract.address}` promises {fault.level.text}, but {fault.reason}",
                    fault.level.at,
                    way(fault),
                    suggest_service_level(fault),
                    fault.level.name,
                    severity=Severity.WARNING if fault.is_doubtful else None,
                )


def _gravest(assessments: tuple[ServiceLevelAssessment, ...]) -> Iterator[ServiceLevelAssessment]:
    """Yield the most severe fault for each cause, the first if several are equal."""
    gravest: dict[str, ServiceLevelAssessment] = {}
    for each in assessments:
        if each.is_fault:
            cause = _CAUSES.get(each.level.name, each.level.name)
            known = gravest.get(cause)
            if known is None or (each.is_contradicted and not known.is_contradicted):
                gravest[cause] = each
    yield from gravest.values()


class AssessmentPaths:
    """Builds the derivations of assessments; the line for a hop that several derivations share is built once."""

    def __init__(self, promised: ServiceLevelAssessments) -> None:
        self.promised = promised
        self.written: dict[ServiceLevelAssessment, Related] = {}

    def __call__(self, assessment: ServiceLevelAssessment) -> tuple[Related, ...]:
        """Return the lines of a derivation: the terms of the bound, the inputs hop by hop, then other faults with the
        same cause.
        """
        own = (
            Related(f"{share.label} {written(share.amount)}", share.at)
            for share in assessment.shares
            if share.amount != NOTHING
        )
        also = (
            Related(
                f"also {each.verdict.value}: {each.level.name} {each.level.text}, but {each.reason}",
                each.level.at,
            )
            for each in self.promised.of[assessment.making.contract]
            if each.is_fault and each is not assessment and _is_one_cause(each, assessment)
        )
        return (*own, *map(self.hop, islice(self.promised.path(assessment), MOST_HOPS)), *also)

    def hop(self, assessment: ServiceLevelAssessment) -> Related:
        """Return the line for an input's service level, with its terms."""
        found = self.written.get(assessment)
        if found is None:
            found = self.written[assessment] = _hop(assessment)
        return found


def _is_one_cause(one: ServiceLevelAssessment, other: ServiceLevelAssessment) -> bool:
    first, second = one.level.name, other.level.name
    return _CAUSES.get(first, first) == _CAUSES.get(second, second)


def _hop(assessment: ServiceLevelAssessment) -> Related:
    shares = ", ".join(
        f"{each.label} {written(each.amount)}" for each in assessment.shares if each.amount != NOTHING
    )
    promise = f"`{assessment.making.contract.address}` promises {assessment.level.text}"
    return Related(f"{promise}: {shares}" if shares else promise, assessment.level.at)
