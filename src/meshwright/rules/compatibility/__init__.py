"""Compatibility: the meaning of changes, and the consumers and producers that they break.

The meaning of a change is a row in `changes/rows.py`; the rule that reports it consists of its page and one line of
code. Modules for comparisons are imported only if comparison rules run, because one rule in this group checks
contracts without comparing them.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from meshwright.finding.finding import Severity
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.changes.change import Change
    from meshwright.finding.finding import Finding
    from meshwright.mesh.mesh import Mesh
    from meshwright.rulekit.rule import Preset, Rule


def row_rule(
    name: str,
    module: str,
    page: str | None,
    severity: Severity = Severity.WARNING,
    preset: Preset = "standard",
) -> Rule:
    """Return the rule that reports the changes described by its rows; `module` and `page` are the name and docstring of its file."""
    from meshwright.changes.change import Change
    from meshwright.impact.change_finding import report_change

    @rule(name, on=Change, severity=severity, since="0.1", preset=preset)
    def report(change: Change, before: Mesh, after: Mesh) -> Iterator[Finding]:
        return report_change(name, change, before, after)

    definition = report.definition()._replace(doc=page or "")
    return replace(report, module=module, definition=lambda: definition)
