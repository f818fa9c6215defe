"""The evidence for a period: decisions in a mesh's history that matter to auditors, and the gaps in the evidence.

All data comes from commits; the working tree and the current date have no effect.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from meshwright.finding.finding import did_you_mean
from meshwright.mesh.link import link
from meshwright.quantities.suggestions import nearest
from meshwright.report.evidence import Evidence, EvidenceRow, Gap
from meshwright.report.summary import counted
from meshwright.rulekit.locator import Locator
from meshwright.source import git
from meshwright.source.history import COMMITS, authors
from meshwright.source.snapshot import of_revision
from meshwright.workspace.base_configuration import configuration_of
from meshwright.workspace.historic_ledger import ledger_of
from meshwright.workspace.ledger import REMOVED
from meshwright.workspace.main_line import MainLine
from meshwright.workspace.merge_decisions import commit_decisions
from meshwright.workspace.pipeline import redactor_of
from meshwright.workspace.project import PROJECT_FILE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import date, datetime
    from pathlib import Path

    from meshwright.mesh.mesh import Mesh
    from meshwright.source.history import Commit
    from meshwright.workspace.ledger import LedgerEntry
    from meshwright.workspace.merge_decisions import Decision
    from meshwright.workspace.pull_requests import PullRequest

MOST_GAPS = 20
"""The maximum number of gaps of each kind to list; any others are only counted."""
MOST_AUTHORS = 30
"""The maximum number of authors to list for each merge; any others are only counted."""


_Placed = tuple[int, EvidenceRow, tuple["Callable[[str], str]", ...]]
"""A commit's position, a row about the commit, and functions that blank the commit's secrets."""


class EvidenceError(Exception):
    """The evidence for a period cannot be collected; the message states the reason."""


class AuditPeriod(NamedTuple):
    """The request: two inclusive dates in UTC, and a product (empty for the whole mesh)."""

    first: date
    last: date
    product: str = ""

    def has(self, day: date) -> bool:
        """Return whether a day is in the period."""
        return self.first <= day <= self.last


def evidence_of(
    root: Path,
    period: AuditPeriod,
    *,
    proposed: Mapping[str, PullRequest] | None = None,
    jobs: int = 1,
    announce: Callable[[str, int, int], None] = lambda *_: None,
) -> Evidence:
    """Read the decisions of a period from the history of HEAD.

    Raises EvidenceError, GitError, and ConfigurationError for the settings at HEAD.

    `proposed` maps merge commits to their pull requests. `announce` is called with the name of a step, the number of
    processed commits, and their total.
    """
    commit = git.resolve(root, "HEAD")
    line = MainLine(root, configuration_of(of_revision(root, commit)).exclude, PROJECT_FILE)
    _refuse_unknown_period(line, period)
    return _Reading(line, period, proposed or {}).evidence(commit, jobs, announce)


def _refuse_unknown_period(line: MainLine, period: AuditPeriod) -> None:
    commits = line.log.commits
    way_out = "; the clone is shallow, so run `git fetch --unshallow`" if line.log.is_shallow else ""
    if not commits:
        raise EvidenceError(f"no commit in the known history changed a document{way_out}")
    first = min(each.when.date() for each in commits)
    if period.last < first:
        raise EvidenceError(
            f"the known history begins on {first}, after the period, so there is no evidence{way_out}"
        )


class _Reading:
    """One pass through the history."""

    def __init__(self, line: MainLine, period: AuditPeriod, proposed: Mapping[str, PullRequest]) -> None:
        self.line = line
        self.period = period
        self.proposed = proposed
        self.gaps: list[Gap] = []
        self._authors: dict[str, str] = {}
        self._order = {each.name: number for number, each in enumerate(reversed(line.log.commits), 1)}

    def evidence(self, commit: str, jobs: int, announce: Callable[[str, int, int], None]) -> Evidence:
        """Return the rows in the order of the history, with secrets blanked."""
        head = self.line.at(commit)
        read = ledger_of(self.line, head, jobs, lambda done, of: announce("reading commits", done, of))
        blank = [read.units.secrets(read.units.units).blank, redactor_of(head, Locator(head)).blank]
        mesh = link(head.linkable, self.line.log.commits[0].when.date())
        about = _About(self.period.product, mesh)
        rows: list[_Placed] = [
            (self._place(entry.commit), row, ())
            for entry in read.ledger.entries
            if (row := self._of_statement(entry)) is not None and about.covers(row)
        ]
        rows += self._of_merges(about, announce)
        if not about.is_known and not any(about.names(row.address) for _, row, _ in rows):
            hint = did_you_mean(nearest(self.period.product, mesh.product_of))
            raise EvidenceError(f"unknown product `{self.period.product}`{hint}")
        self._add_gaps(read.ledger.unread, [row for _, row, _ in rows])
        in_order = sorted(rows, key=lambda each: (each[0], each[1].values))
        dates = [each.when.date() for each in self.line.log.commits]
        return Evidence(
            self.period.first,
            self.period.last,
            self.period.product,
            commit,
            min(dates),
            max(dates),
            tuple(_blanked(row, (*blank, *own)) for _, row, own in in_order),
            tuple(Gap(_all(each.message, blank), each.is_incomplete) for each in self.gaps),
        )

    def _place(self, commit: Commit | None) -> int:
        return 0 if commit is None else self._order[commit.name]

    def _when(self, commit: Commit) -> datetime:
        """Return the time when a commit reached the main line, according to the forge, or else to Git."""
        request = self.proposed.get(commit.name)
        return commit.when if request is None else request.merged

    def _of_statement(self, entry: LedgerEntry) -> EvidenceRow | None:
        """Return the row for a statement that was made in the period or was in force during it.

        The result is None for any other statement.
        """
        commit, stated = entry.commit, entry.statement
        decided = None if commit is None else self._when(commit).date()
        is_removal = entry.action == REMOVED
        starts = decided if is_removal else max(filter(None, (decided, stated.starts)), default=None)
        ended = None if entry.ended is None else self._when(entry.ended).date()
        until = None if is_removal else min(filter(None, (ended, stated.expires)), default=None)
        is_of_period = decided is not None and self.period.has(decided)
        is_before = decided is None or decided < self.period.first
        if not is_of_period and (
            is_removal or not is_before or (until is not None and until < self.period.first)
        ):
            return None
        details = "; ".join(filter(None, (entry.words, stated.details)))
        return EvidenceRow(
            stated.kind,
            entry.action,
            is_of_period,
            stated.address,
            stated.subject,
            details,
            stated.reason,
            stated.owner,
            stated.approved_by,
            starts,
            until,
            entry.ended.name if entry.ended else "",
            *self._of_commit(commit),
            entry.path,
        )

    def _of_commit(self, commit: Commit | None) -> tuple[str, str, str, str, tuple[str, ...] | None]:
        """Return a commit's id, merge time, authors, pull request and reviewers, as strings.

        The strings are empty if the commit is unknown.
        """
        if commit is None:
            return "", "", "", "", None
        request = self.proposed.get(commit.name)
        if commit.name not in self._authors:
            names = authors(self.line.root, commit)
            more = f" and {len(names) - MOST_AUTHORS:,} more" if len(names) > MOST_AUTHORS else ""
            self._authors[commit.name] = ", ".join(names[:MOST_AUTHORS]) + more
        author = self._authors[commit.name]
        if request is not None and request.author:
            author = f"{request.author} ({author})"
        when = self._when(commit).isoformat()
        return (
            commit.name,
            when,
            author,
            request.number if request else "",
            request.reviewers if request else None,
        )

    def _of_merges(self, about: _About, announce: Callable[[str, int, int], None]) -> Iterator[_Placed]:
        """Yield the decisions about products and contracts in the period's commits."""
        commits = [each for each in self.line.log.commits if self.period.has(self._when(each).date())]
        for number, commit in enumerate(reversed(commits)):
            announce("comparing commits", number, len(commits))
            before = None if commit.parent is None else self.line.at(commit.parent)
            after = self.line.at(commit.name)
            if before is not None and before.snapshot.entries == after.snapshot.entries:
                continue  # the commit changed other YAML files
            found = commit_decisions(before, after, commit.when.date())
            for words in found.unread:
                self.gaps.append(Gap(found.blank(f"commit {commit.name[:12]}: {words}"), is_incomplete=True))
            for each in found.decisions:
                row = self._of_decision(each, commit)
                if about.covers(row):
                    yield self._place(commit), row, (found.blank,)

    def _of_decision(self, decision: Decision, commit: Commit) -> EvidenceRow:
        return EvidenceRow(
            decision.kind,
            decision.action,
            True,
            decision.address,
            decision.subject,
            decision.details,
            "",
            "",
            "",
            self._when(commit).date(),
            None,
            "",
            *self._of_commit(commit),
            decision.file,
        )

    def _add_gaps(
        self, unread: Iterable[tuple[Commit | None, str, str]], rows: Iterable[EvidenceRow]
    ) -> None:
        """Add the gaps in the history."""
        log, gaps = self.line.log, self.gaps
        dates = [each.when.date() for each in log.commits]
        if log.is_shallow or log.is_cut:
            what = "the clone is shallow" if log.is_shallow else f"more than {COMMITS:,} commits"
            lost = sum(not row.commit for row in rows)
            if self.period.first < min(dates):
                gaps.append(
                    Gap(
                        f"{what}: nothing is known before {min(dates)}, which is in the period",
                        is_incomplete=True,
                    )
                )
            elif lost:
                said = counted(lost, "decision")
                gaps.append(
                    Gap(f"{what}: the commits of {said} before the period are unknown", is_incomplete=True)
                )
        elif self.period.first < min(dates):
            gaps.append(
                Gap(f"the history begins on {min(dates)}; nothing earlier is known", is_incomplete=False)
            )
        if self.period.last > max(dates):
            gaps.append(Gap(f"the history ends on {max(dates)}; nothing later is known", is_incomplete=False))
        found = [(path, why, commit) for commit, path, why in unread]
        for path, why, commit in found[:MOST_GAPS]:
            where = f"commit {commit.name[:12]}" if commit else "before the known history"
            gaps.append(
                Gap(
                    f"{where}: `{path}` {why}; its earlier statements are treated as in force",
                    is_incomplete=True,
                )
            )
        if len(found) > MOST_GAPS:
            gaps.append(
                Gap(f"{counted(len(found) - MOST_GAPS, 'more file')} could not be read", is_incomplete=True)
            )
        self._add_doubtful_dates()
        if self.line.exclude:
            patterns = ", ".join(self.line.exclude)
            gaps.append(
                Gap(
                    f"files that the commit's settings exclude are left out: {patterns}",
                    is_incomplete=False,
                )
            )

    def _add_doubtful_dates(self) -> None:
        """Add a gap for commits dated before their predecessors, because authors can choose a commit's date."""
        late, doubtful = None, []
        for commit in reversed(self.line.log.commits):
            when = self._when(commit)
            if late is not None and when.date() < late.date():
                doubtful.append(commit)
            late = when if late is None else max(late, when)
        if doubtful:
            first = doubtful[0].name[:12]
            said = (
                f"{counted(len(doubtful), 'commit')} dated earlier than a predecessor, starting with {first}"
            )
            self.gaps.append(Gap(f"{said}; the author of a commit chooses its date", is_incomplete=False))


class _About:
    """The scope of the evidence: a product, or the whole mesh."""

    def __init__(self, product: str, mesh: Mesh) -> None:
        self.product = product
        found = mesh.product_of.get(product)
        self.is_known = found is not None or not product
        self._domain = product.partition("/")[0]
        self._others = tuple(
            f"{each.home.file.rpartition('/')[0]}/"
            for each in mesh.products
            if each.address != product and "/" in each.home.file
        )

    def covers(self, row: EvidenceRow) -> bool:
        """Return whether a row is in scope.

        Rows about the whole mesh, and rows that could be about any product, are always in scope.
        """
        if not self.product:
            return True
        address = row.address
        if not address:
            folder = row.file.split("/")
            is_of_domain = len(folder) > 2 and folder[0] == "products" and folder[2] == "policies"
            return not is_of_domain or folder[1] == self._domain
        if address == row.file or address.endswith((".yaml", ".yml", ".json")):
            return not address.startswith(self._others)
        return self.names(address)

    def names(self, address: str) -> bool:
        """Return whether an address belongs to the product."""
        return address == self.product or address.startswith((f"{self.product}/", f"{self.product}#"))


def _blanked(row: EvidenceRow, blank: Iterable[Callable[[str], str]]) -> EvidenceRow:
    """Blank the secrets in text from files, commits and the forge."""
    blank = tuple(blank)
    return replace(
        row,
        address=_all(row.address, blank),
        subject=_all(row.subject, blank),
        details=_all(row.details, blank),
        reason=_all(row.reason, blank),
        owner=_all(row.owner, blank),
        approved_by=_all(row.approved_by, blank),
        author=_all(row.author, blank),
        reviewers=None if row.reviewers is None else tuple(_all(each, blank) for each in row.reviewers),
        file=_all(row.file, blank),
    )


def _all(text: str, blank: Iterable[Callable[[str], str]]) -> str:
    for each in blank:
        text = each(text)
    return text
