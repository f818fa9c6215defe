"""A backtest of a policy: the past commits in which the policy would have reported a new finding."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.mesh.link import link
from meshwright.policies.impact import violations
from meshwright.relational.source import MeshSource
from meshwright.report.policy_impact import Backtest, StoppedCommit
from meshwright.rulekit.locator import Locator
from meshwright.rulekit.redaction import blank_forms
from meshwright.workspace.pipeline import redactor_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from meshwright.policies.impact import Violation
    from meshwright.policies.policy import BoundPolicy
    from meshwright.workspace.main_line import MainLine, Period


def backtest(
    bound: BoundPolicy, line: MainLine, period: Period, today: date, announce: Callable[[int, int], None]
) -> Backtest:
    """Return the result of applying a policy to the commits of a period; raises GitError and QueryError.

    `announce` is called with the number of commits done and their total.
    """
    commits = line.within(period)

    def found_at(revision: str) -> tuple[Violation, ...]:
        source = line.at(revision)
        mesh = link(source.linkable, today)
        locator = Locator(source)
        redactor = redactor_of(source, locator)
        return violations(bound, MeshSource(mesh, locator.value, redactor.blank, is_clean=redactor.is_clean))

    known: dict[str, tuple[Violation, ...]] = {}
    stopping = []
    for number, commit in enumerate(commits):
        announce(number, len(commits))
        for each in filter(None, (commit.name, commit.parent)):
            if each not in known:
                known[each] = found_at(each)
        earlier = known[commit.parent] if commit.parent is not None else ()
        before = {(each.address, each.key) for each in earlier}
        new = tuple(each for each in known[commit.name] if (each.address, each.key) not in before)
        if new:
            stopping.append(StoppedCommit(commit.name, commit.when.date(), blank_forms(commit.subject), new))
    return Backtest(len(commits), tuple(stopping))
