"""The findings of all rules of a run.

This module does not know severities, line numbers, or exceptions to rules.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.facts.unit import as_unread
from meshwright.rulekit.engine import LocalRules
from meshwright.rulekit.registry import all_rules
from meshwright.source.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable

    from meshwright.facts.unit import Failure, LocalFinding
    from meshwright.finding.finding import Finding
    from meshwright.rulekit.rule import Rule


class RuleFinding:
    """A finding with its rule and its file."""

    __slots__ = ("file", "finding", "rule")

    def __init__(self, rule: Rule, finding: Finding, file: str) -> None:
        self.rule = rule
        self.finding = finding
        self.file = finding.at.file or file
        """The file of the finding; empty for a finding about the mesh as a whole."""


class Findings:
    """The findings of the rules of one run, and the rules that failed."""

    def __init__(self, policies: Iterable[Rule] = ()) -> None:
        self.rules = {rule.name: rule for rule in (*all_rules(), *policies)}
        self.found: list[RuleFinding] = []
        self.problems: list[RuleFinding] = []
        """Problems that prevented files from being read completely; they are reported for all files."""
        self.failed: set[str] = set()
        self._local = LocalRules(self.rules.values())

    def add(self, found: Iterable[LocalFinding], failures: Iterable[Failure], file: str = "") -> None:
        """Add findings and failures of rules; `file` is the default file of their locations."""
        rules = self.rules
        self.found += [RuleFinding(rules[each.rule], each.finding, file) for each in found]
        for failure in failures:
            self.failed.add(failure.rule)
            self.add_problem(failure, file)

    def add_problem(self, problem: object, file: str) -> None:
        """Run the local rules on a problem in a file, and add their findings."""
        found: Iterable[LocalFinding] = self._local(problem, 0).findings
        if isinstance(problem, Problem) and problem.is_unread(has_facts=True):
            found = map(as_unread, found)
        self.problems += [RuleFinding(self.rules[each.rule], each.finding, file) for each in found]
