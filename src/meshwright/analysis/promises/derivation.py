"""The derivation of a service level's bound, hop by hop, as data."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from meshwright.quantities.amounts import NOTHING, written
from meshwright.quantities.service_level import Duration

if TYPE_CHECKING:
    from meshwright.analysis.promises.service_level_assessment import BoundTerm, ServiceLevelAssessment
    from meshwright.analysis.promises.service_levels import ServiceLevelAssessments
    from meshwright.finding.finding import At
    from meshwright.quantities.service_level import Reading

Line = Callable[["At"], str]
"""A function that returns a location as `file:line`."""


def derivation(
    assessment: ServiceLevelAssessment, promises: ServiceLevelAssessments, line: Line
) -> dict[str, Any]:
    """Return an assessment as data, together with the upstream assessments on which it depends."""
    return {**_step(assessment, line), "hops": [_step(each, line) for each in promises.path(assessment)]}


def _step(assessment: ServiceLevelAssessment, line: Line) -> dict[str, Any]:
    bound = assessment.bound
    return {
        "address": assessment.making.contract.address,
        "promise": assessment.level.name,
        "promised": {
            "text": assessment.level.text,
            **_exact(assessment.level.value),
            "place": line(assessment.level.at),
        },
        "verdict": assessment.verdict.value,
        "bound": None if bound is None else {"text": written(bound), **_exact(bound)},
        "toSpare": spare(assessment),
        "shares": [_share(*each, line) for each in shares(assessment)],
        "missing": [{"what": each.what, "place": line(each.at)} for each in assessment.missing],
        "reason": assessment.reason or None,
        "note": assessment.note or None,
    }


def shares(assessment: ServiceLevelAssessment) -> Iterator[tuple[BoundTerm, str, Reading]]:
    """Yield the nonzero terms of a bound, each with its label and amount. For an input's availability, the amount is
    the share of time lost.
    """
    for share in assessment.shares:
        if share.amount != NOTHING:
            is_outage = assessment.level.name == "availability" and share.source is not None
            lost = 1 - share.amount if is_outage and isinstance(share.amount, Fraction) else share.amount
            yield share, f"{share.label} {written(share.amount)}" if is_outage else share.label, lost


def _share(share: BoundTerm, label: str, lost: Reading, line: Line) -> dict[str, Any]:
    return {
        "label": label,
        "text": written(lost),
        **_exact(lost),
        "from": share.source.address if share.source else None,
        "place": line(share.at),
    }


def _exact(value: Reading) -> dict[str, Any]:
    """Return an exact value as data: the shortest and longest duration in seconds, a fraction of 1, or a date."""
    if isinstance(value, Duration):
        return {"seconds": [str(value.shortest), str(value.longest)]}
    return {"date": value.isoformat()} if isinstance(value, date) else {"share": str(value)}


def spare(assessment: ServiceLevelAssessment) -> str | None:
    """Return the difference between a service level and its bound, as text; None if there is no bound."""
    bound, promised = assessment.bound, assessment.level.value
    if isinstance(bound, Duration) and isinstance(promised, Duration):
        return written(_length(abs(promised.longest - bound.longest)))
    if isinstance(bound, Fraction) and isinstance(promised, Fraction):
        return written(abs(promised - bound))
    if isinstance(bound, date) and isinstance(promised, date):
        return written(_length(Fraction(abs((promised - bound).days) * 86400)))
    return None


def _length(seconds: Fraction) -> Duration:
    return Duration(seconds, seconds)
