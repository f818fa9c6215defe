"""Functions that all formats share: order by severity, numbers with nouns, and the summary sentence."""

from __future__ import annotations

from textwrap import shorten
from typing import TYPE_CHECKING

from meshwright.finding.finding import Severity
from meshwright.rulekit.diagnostic import PreexistingIn

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from meshwright.rulekit.diagnostic import Diagnostic, Range, Report, Summary

MESH_PLACE = "governance/mesh.yaml"
"""The placeholder for the mesh as a whole, in formats that require a file."""

NOTHING_MEASURED = "nothing was measured, so nothing is known about the data"

MOST_WAIVED = 10
MOST_OF_REASON = 80

WORDS = {PreexistingIn.BASELINE: "in the baseline", PreexistingIn.BASE: "older than the change"}
"""The words for a preexisting finding, by the record that contains it."""


def worst_first(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Sort by severity, active findings before excluded ones; the sort is stable."""
    return sorted(diagnostics, key=lambda each: (not each.counts, -each.severity))


def path_and_line(place: Range | None) -> tuple[str, int]:
    """Return the file and line of a diagnostic, for formats that require both."""
    return (place.path, place.start.line) if place else (MESH_PLACE, 1)


def counted(number: int, noun: str) -> str:
    """Format a number with its noun, whose plural ends in `s`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def by_severity(summary: Summary) -> dict[Severity, str]:
    """Return the nonzero counts by severity, most severe first."""
    numbers = {
        Severity.ERROR: summary.errors,
        Severity.WARNING: summary.warnings,
        Severity.NOTICE: summary.notices,
    }
    return {severity: counted(number, str(severity)) for severity, number in numbers.items() if number}


def looked_at(summary: Summary) -> str:
    """Describe what was checked, and the numbers of waived, suppressed and preexisting findings."""
    numbers = {
        "waived": summary.waived,
        "suppressed": summary.suppressed,
        WORDS[PreexistingIn.BASELINE]: summary.baseline,
        WORDS[PreexistingIn.BASE]: summary.base,
    }
    apart = [f"{count:,} {word}" for word, count in numbers.items() if count]
    return (
        f"{counted(summary.documents, 'document')}: {counted(summary.products, 'product')}, "
        f"{counted(summary.contracts, 'contract')}, {counted(summary.fields, 'field')}"
    ) + (f" ({', '.join(apart)})" if apart else "")


def waived(report: Report) -> Iterator[str]:
    """Describe the waived findings with dates and reasons, as plain text for the format to escape."""
    pardoned = [each for each in report.diagnostics if each.waived is not None]
    for each in pardoned[:MOST_WAIVED]:
        assert each.waived is not None  # a name chosen for this purpose
        reason = shorten(each.waived.reason, MOST_OF_REASON, placeholder=" …")
        yield f"waived until {each.waived.expires}: {each.rule} at {each.waivable_address} ({reason})"
    if len(pardoned) > MOST_WAIVED:
        yield f"and {len(pardoned) - MOST_WAIVED} more waived"


def not_applied(report: Report) -> Iterator[str]:
    """Describe documents of other standards that are not applied, in at most one line."""
    if report.not_applied:
        kinds = (
            f"{counted(each.documents, 'document')} of kind `{each.kind}` (first: `{each.path}`)"
            for each in report.not_applied
        )
        yield f"not applied: {', '.join(kinds)}"


def nothing_found(report: Report) -> str:
    """Return the sentence for a report without findings: `all clear`, or `no findings` if something was not examined."""
    is_incomplete = report.unexamined or report.not_applied or report.not_measured
    return "no findings" if is_incomplete else "all clear"


def is_unmeasured(report: Report) -> bool:
    """Return whether data should have been measured, but no data was."""
    return report.not_measured > 0 and not report.summary.documents


def unexamined(report: Report) -> Iterator[str]:
    """Describe what was not examined, one line per reason, as plain text for the format to escape."""
    for each in report.unexamined:
        more = f" and {each.count - len(each.paths):,} more" if each.count > len(each.paths) else ""
        yield f"not examined, {each.reason}: {', '.join(each.paths)}{more}"


def sentence(report: Report) -> str:
    """Summarise a report in one sentence."""
    counts = ", ".join(by_severity(report.summary).values())
    if not counts and is_unmeasured(report):
        return NOTHING_MEASURED
    return f"{counts or nothing_found(report)} in {looked_at(report.summary)}"
