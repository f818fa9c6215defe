"""Suggestions for service levels: the bound, in the unit of the current text."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from math import ceil, floor
from typing import TYPE_CHECKING

from meshwright.finding.finding import Fix, Replace
from meshwright.quantities.service_level import LEAST_PERCENTAGE, Duration, duration

if TYPE_CHECKING:
    from meshwright.analysis.promises.service_level_assessment import ServiceLevelAssessment
    from meshwright.quantities.service_level import Reading

PARTS_OF_A_PERCENT = 100
PARTS = 100 * PARTS_OF_A_PERCENT


def suggest_service_level(assessment: ServiceLevelAssessment) -> Fix | None:
    """Return the fix that declares the bound.

    None if the bound is not fully known, or if the value is not a plain number or date.

    The fix is unsafe, because the team may prefer to change the port.
    """
    bound = None if assessment.missing else assessment.bound
    text = None if bound is None else _text(assessment, bound)
    if text is None:
        return None
    unit = assessment.level.fact.unit
    title = f"promise {text.strip(chr(34))}{f' {unit}' if unit else ''}"
    return Fix((Replace(assessment.level.at, text),), safe=False, title=title)


def _text(assessment: ServiceLevelAssessment, bound: Reading) -> str | None:
    fact = assessment.level.fact
    if isinstance(bound, date):
        return f'"{bound.isoformat()}"'
    if isinstance(fact.value, bool) or not isinstance(fact.value, int | float):
        return None
    if isinstance(bound, Fraction):
        return _share(bound, is_of_one=not fact.unit and fact.value < 1)
    unit = duration(1, fact.unit)
    if unit is None or not isinstance(bound, Duration):
        return None
    if assessment.level.name == "retention":
        return str(floor(bound.shortest / unit.longest))
    return str(ceil(max(bound.longest / unit.longest, bound.shortest / unit.shortest)))


def _share(bound: Fraction, *, is_of_one: bool) -> str | None:
    """Format a share as a fraction of 1 or as a percentage, rounded down; None if the text would be parsed differently."""
    if is_of_one:
        whole, rest = divmod(floor(bound * PARTS), PARTS)
        return f"{whole}.{rest:04}".rstrip("0") if rest else None
    whole, rest = divmod(floor(bound * PARTS), PARTS_OF_A_PERCENT)
    return None if whole < LEAST_PERCENTAGE else f"{whole}.{rest:02}".rstrip("0").rstrip(".")
