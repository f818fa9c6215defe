"""GitLab's code quality report: active findings, with fingerprints that do not depend on line numbers.

GitLab compares two branches by fingerprint and does not support waivers, so waived and suppressed findings are
omitted; otherwise GitLab would count them.
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
"""GitLab's severity for each severity of a rule: an error is a `blocker`, because it blocks a change.

`critical` and `minor` are unused.
"""


def render(report: Report, style: Style) -> str:  # noqa: ARG001 - a format for programs has no style
    """Render the active findings as a JSON array, most severe first."""
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
