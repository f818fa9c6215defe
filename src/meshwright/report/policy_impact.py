"""The findings of a policy in a mesh, and the past commits that it would have stopped, as text and JSON."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from meshwright.report.summary import counted
from meshwright.report.terminal import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from meshwright.policies.impact import Violation

VERSION = 1
SHOWN = 20
"""The maximum number of findings in the text."""


class StoppedCommit(NamedTuple):
    """A commit that the policy would have stopped, with its new findings."""

    name: str
    day: date
    subject: str
    findings: tuple[Violation, ...]


class Backtest(NamedTuple):
    """The result of applying a policy to past commits."""

    tried: int
    """The number of tested commits."""
    stopped: tuple[StoppedCommit, ...]
    """The commits with new findings, newest first."""


class PolicyImpact(NamedTuple):
    """The current findings of a policy, and the commits that it would have stopped."""

    name: str
    status: str
    findings: tuple[Violation, ...]
    backtest: Backtest | None
    """None if no backtest was requested."""


def as_text(impact: PolicyImpact) -> str:
    """Render the first findings, and all commits that the policy would have stopped, as text."""
    return "".join(f"{one_line(line)}\n" for line in _lines(impact))


def _lines(impact: PolicyImpact) -> Iterator[str]:
    found = impact.findings
    yield f"{impact.name} ({impact.status}): {counted(len(found), 'finding')} now"
    for what, of in (("domain", [each.domain for each in found]), ("team", [each.team for each in found])):
        for name, number in _counts(of):
            yield f"  {what} {name or '(none)'}: {number:,}"
    for each in found[:SHOWN]:
        yield f"  {each.address}: {each.message}"
    if len(found) > SHOWN:
        yield f"  and {len(found) - SHOWN:,} more"
    if impact.backtest is not None:
        tried, stopped = impact.backtest
        commits = counted(tried, "commit")
        yield f"of the last {commits} that changed documents, it would have stopped {len(stopped):,}"
        for commit in stopped:
            new = commit.findings
            more = f" and {len(new) - 1:,} more" if len(new) > 1 else ""
            yield f"  {commit.name[:12]} {commit.day} {commit.subject}: {new[0].address}{more}"


def _counts(names: Iterable[str]) -> list[tuple[str, int]]:
    return sorted(Counter(names).items(), key=lambda each: (-each[1], each[0]))


def as_json(impact: PolicyImpact) -> str:
    """Render all findings and commits as one JSON object."""
    tried = impact.backtest
    content = {
        "version": VERSION,
        "policy": impact.name,
        "status": impact.status,
        "findings": _findings(impact.findings),
        "backtest": None
        if tried is None
        else {
            "commits": tried.tried,
            "stopped": [
                {
                    "commit": each.name,
                    "date": each.day.isoformat(),
                    "subject": each.subject,
                    "findings": _findings(each.findings),
                }
                for each in tried.stopped
            ],
        },
    }
    return json.dumps(content, indent=2) + "\n"


def _findings(found: Iterable[Violation]) -> list[dict[str, Any]]:
    return [
        {
            "address": each.address,
            "key": each.key or None,
            "message": each.message,
            "domain": each.domain or None,
            "team": each.team or None,
        }
        for each in found
    ]
