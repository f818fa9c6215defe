"""The findings of the rules that compare documents with the directory of an identity provider."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.analysis.access.directory import Directory
from meshwright.rulekit.configuration import is_on
from meshwright.rulekit.engine import check_directory
from meshwright.rulekit.registry import all_rules

if TYPE_CHECKING:
    from meshwright.rulekit.findings import Findings
    from meshwright.rulekit.settle import CheckContext
    from meshwright.workspace.directory_file import KeptDirectory


def add_findings(kept: KeptDirectory, context: CheckContext, findings: Findings) -> frozenset[str]:
    """Add the findings of the active rules to `findings`, and return the names of these rules."""
    active = [rule for rule in all_rules() if rule.is_of_directory and is_on(rule, context.configuration)]
    directory = Directory(kept.groups, kept.accounts, context.locator.value)
    found = check_directory(active, directory, context.mesh)
    findings.add(found.findings, found.failures)
    return frozenset(rule.name for rule in active)
