"""One run, in four steps: findings, diagnostics, housekeeping, report.

`check`, `diff` and the gate for changes differ only in findings and scope.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from meshwright.records import dataclass
from meshwright.rulekit.diagnostic import Diagnostic, PreexistingIn, Report, summary
from meshwright.rulekit.exceptions.waiving import known
from meshwright.rulekit.findings import Findings, RuleFinding
from meshwright.rulekit.fingerprints import distinguished
from meshwright.rulekit.masking import mask
from meshwright.rulekit.settle import build_diagnostics, match_waivers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from meshwright.rulekit.settle import CheckContext


def unchanged(diagnostic: Diagnostic) -> Diagnostic:
    """Return the diagnostic unchanged."""
    return diagnostic


@dataclass(frozen=True, slots=True)
class Scope:
    """The files and rules that a run covers, and how its diagnostics are compared with earlier ones."""

    counts: Mapping[str, int]
    """The number of checked documents, products, contracts and fields."""
    is_reported: Callable[[str], bool] = lambda _: True
    """Returns whether the findings of a file are reported."""
    housekept: tuple[str, ...] = ()
    """The files whose suppressions and waivers are checked."""
    ran: frozenset[str] = frozenset()
    """The rules that have reported all their findings, so that unused exceptions to them can be detected."""
    mark: Callable[[Diagnostic], Diagnostic] = unchanged
    """Returns a diagnostic, marked as preexisting if it existed before a change."""

    def covers(self, found: RuleFinding) -> bool:
        """Return whether a finding is reported; a finding about the mesh as a whole always is."""
        return not found.file or self.is_reported(found.file)


def build_report(findings: Findings, scope: Scope, context: CheckContext) -> Report:
    """Convert the findings to diagnostics, check the exceptions to rules, and report the results of both."""
    match_waivers((each for each in findings.found if not scope.covers(each)), context)
    reported = filter(scope.covers, findings.found)
    diagnostics = build_diagnostics(chain(reported, findings.problems), context)
    diagnostics += build_diagnostics(_housekeeping(scope, context).problems, context)
    return _report(diagnostics, scope, context)


def _housekeeping(scope: Scope, context: CheckContext) -> Findings:
    """Return the findings about comments and waivers; call this after all uses of them have been recorded."""
    findings = Findings(context.policies)
    if not scope.housekept:
        return findings
    rules = findings.rules
    is_whole = not context.mesh.broken
    looked = {name for name in scope.ran if is_whole or rules[name].is_local}
    """The rules whose unused comments can be detected: if a file is unreadable, other rules may miss findings there."""
    comments = [
        (each, file)
        for file in scope.housekept
        for each in context.suppressions.unneeded(file, rules.values(), looked)
    ]
    waivers = ((each, each.waiver.home.file) for each in context.waivers.appraised(rules.values(), scope.ran))
    files = frozenset(scope.housekept)
    for problem, file in (*comments, *waivers):
        if file in files:
            findings.add_problem(problem, file)
    return findings


def _report(diagnostics: Iterable[Diagnostic], scope: Scope, context: CheckContext) -> Report:
    """Order, mark and count diagnostics, with secrets blanked."""
    distinct = distinguished(sorted(diagnostics, key=_order))
    shown = map(context.redactor.blanked, known(distinct, context.baseline, PreexistingIn.BASELINE))
    reported, masked = mask(tuple(map(scope.mark, shown)), context.locator)
    return Report(reported, summary(reported, **scope.counts), masked, text_of=context.redactor.text)


def _order(diagnostic: Diagnostic) -> tuple[object, ...]:
    place = diagnostic.range
    if place is None:
        return ("", 0, 0, diagnostic.rule, diagnostic.message)
    return (place.path, *place.start, diagnostic.rule, diagnostic.message)
