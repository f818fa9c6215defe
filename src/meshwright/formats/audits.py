"""The JSON of `evidence` and `policy impact`.

The module has no future import, because the types are read at run time.
"""

from typing import Annotated, Literal, TypedDict

from meshwright.formats.schema import defined
from meshwright.formats.words import Version

_Day = Annotated[str, "A day: `2026-11-22`."]


@defined("EvidenceGap")
class EvidenceGap(TypedDict):
    """A gap in the evidence."""

    message: str
    incomplete: Annotated[bool, "Whether it is certain that something was not examined."]


@defined("EvidenceRow")
class EvidenceRow(TypedDict):
    """A decision made in the period, or an earlier one that was still in force."""

    kind: Literal["grant", "exception", "level", "classification", "policy", "breaking-change"]
    action: Annotated[
        str, "`added`, `changed`, `removed`, …; for breaking changes `breaking` or `may break`."
    ]
    decided: Annotated[Literal["period", "before"], "Whether it was decided in the period or before."]
    address: Annotated[str, "The address of its subject; empty for the whole mesh. For comments, the file."]
    subject: Annotated[str, "The consumer, role, rule, setting or policy."]
    details: str
    reason: Annotated[str, "As the document states it; for a grant, the purpose."]
    owner: Annotated[str, "As the document states it."]
    approvedBy: Annotated[str, "The approver that the document names; not verified."]
    inForceFrom: Annotated[str | None, "The first day in force; null if unknown."]
    inForceUntil: Annotated[str | None, "The last day in force, or the day of its end; null if unknown."]
    endedBy: Annotated[str | None, "The commit that changed or removed it."]
    commit: Annotated[str | None, "The commit; null if it was made before the known history."]
    committed: Annotated[
        str | None, "The time of the merge according to the forge, or else of the commit, in UTC."
    ]
    author: Annotated[
        str | None,
        "The account according to the forge, if known, and the authors of the commits according to Git.",
    ]
    pullRequest: Annotated[str | None, "The number of the pull request at the forge."]
    reviewers: Annotated[list[str] | None, "The accounts that approved the pull request; null if unverified."]
    file: str


Evidence = TypedDict(
    "Evidence",
    {
        "version": Version,
        "from": _Day,
        "to": _Day,
        "product": Annotated[str | None, "The product that the evidence covers; null for the whole mesh."],
        "commit": Annotated[str, "The commit whose history was read."],
        "historyFrom": Annotated[str, "The day of the first known commit."],
        "historyTo": Annotated[str, "The day of the last commit."],
        "complete": Annotated[bool, "Whether everything was examined."],
        "gaps": list[EvidenceGap],
        "rows": Annotated[list[EvidenceRow], "The decisions, in the order of the history."],
    },
)
Evidence.__doc__ = "The output of `meshwright evidence --format json`."


@defined("PolicyFinding")
class PolicyFinding(TypedDict):
    """A finding of the policy."""

    address: str
    key: Annotated[str | None, "The part that distinguishes several findings at one address."]
    message: str
    domain: str | None
    team: str | None


@defined("StoppedCommit")
class StoppedCommit(TypedDict):
    """A commit that the policy would have stopped."""

    commit: str
    date: _Day
    subject: str
    findings: Annotated[list[PolicyFinding], "The findings that the commit adds."]


@defined("Backtest")
class Backtest(TypedDict):
    """The effect that the policy would have had on past commits."""

    commits: Annotated[int, "The number of tested commits."]
    stopped: Annotated[list[StoppedCommit], "The stopped commits, newest first."]


class PolicyImpact(TypedDict):
    """The output of `meshwright policy impact --format json`."""

    version: Version
    policy: str
    status: Annotated[str, "`draft`, `audit`, `enforced` or `retired`."]
    findings: Annotated[list[PolicyFinding], "The current findings of the policy."]
    backtest: Annotated[Backtest | None, "Null without `--last` and `--since`."]
