"""GitLab's code quality report: the findings that count, by fingerprints without line numbers.

GitLab compares two branches by fingerprint and does not know waivers: waived and suppressed findings are left
out, because they would count as faults.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from meshwright.finding.finding import Severity
from meshwright.report.json import dumped
from meshwright.report.summary import path_and_line, worst_first
from meshwright.report.terminal import one_line

if TYPE_CHECKING:
    from meshwright.report.formats import Style
    from meshwright.rulekit.diagnostic import Diagnostic, Report

_SEVERITIES = {Severity.ERROR: "blocker", Severity.WARNING: "major", Severity.NOTICE: "info"}
"""An error blocks a change, as a blocker is meant to; `critical` and `minor` have no counterpart here."""


def render(report: Report, style: Style) -> str:  # noqa: ARG001 - a format for programs has no style
    """Write one JSON array, worst first."""
    return dumped([_entry(each) for each in worst_first(report.diagnostics) if each.counts])


def _entry(diagnostic: Diagnostic) -> dict[str, Any]:
    path, line = path_and_line(diagnostic.range)
    return {
        "description": one_line(diagnostic.message),
        "check_name": diagnostic.rule,
        "fingerprint": diagnostic.fingerprint,
        "severity": _SEVERITIES[diagnostic.severity],
        "location": {"path": path, "lines": {"begin": line}},
    }
