"""Each team's open findings in Markdown, for the scheduled check of a main branch.

Teams with the most errors come first. Findings outside any product
are listed under the mesh as a whole.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.report.markdown import code, table
from meshwright.report.summary import sentence, worst_first

if TYPE_CHECKING:
    from meshwright.report.formats import Style
    from meshwright.rulekit.diagnostic import Diagnostic, Report


def render(report: Report, style: Style) -> str:  # noqa: ARG001 - there is one way to write it
    """Render a section for each team, with a table of its active findings, most severe first."""
    groups: dict[str, list[Diagnostic]] = {}
    for diagnostic in worst_first(each for each in report.diagnostics if each.counts):
        groups.setdefault(_team(diagnostic, report), []).append(diagnostic)
    order = sorted(groups, key=lambda team: ([-each.severity for each in groups[team]], team))
    parts = [f"**{sentence(report)}**"]
    for team in order:
        heading = code(team) if team else "the mesh as a whole"
        parts.append(f"### {heading} ({len(groups[team])})\n\n{table(groups[team])}")
    return "\n\n".join(parts) + "\n"


def _team(diagnostic: Diagnostic, report: Report) -> str:
    """Return the owner of the innermost item that contains the diagnostic's address, or of its file; empty if unknown."""
    address = (diagnostic.address or "").partition("#")[0]
    while address:
        if address in report.teams:
            return report.teams[address]
        address = address.rpartition("/")[0]
    return report.teams.get(diagnostic.range.path, "") if diagnostic.range else ""
