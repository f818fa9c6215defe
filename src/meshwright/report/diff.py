"""A comparison as plain data for all formats: the changes, the affected consumers and the findings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from meshwright.changes.verdict import INCOMPARABLE
from meshwright.finding.finding import Severity

if TYPE_CHECKING:
    from meshwright.changes.approval import Approver
    from meshwright.impact.affected_consumers import AffectedConsumer
    from meshwright.policies.forecast import Forecast
    from meshwright.rulekit.diagnostic import Diagnostic, Range, Report


NOT_COMPARED = ": not compared"
"""The suffix of a reason that needs no further explanation."""
MOST_UNCHANGED = 3
"""The maximum number of unchanged files to list."""


@dataclass(frozen=True, slots=True)
class DiffEntry:
    """A change with its verdict."""

    address: str
    document: str
    """The address of the document that contains the change."""
    thing: str
    kind: str
    aspect: tuple[str, ...]
    before: Any
    after: Any
    words: str
    impact: str
    """A description of the affected consumers; empty if there are none."""
    bump: str
    readers: bool | None
    writers: bool | None
    direction: str
    promise: str | None
    row: str
    """The rule that reports the change; empty if there is none."""
    needs: str
    is_exempt: bool
    old: Range | None
    new: Range | None
    consumers: tuple[AffectedConsumer, ...]
    notifies: bool = False
    """Whether affected consumers must be notified although the change does not break them."""
    approvers: tuple[Approver, ...] = ()

    @property
    def place(self) -> str:
        """The address relative to the document."""
        return self.address.removeprefix(self.document).lstrip("/#")

    @property
    def range(self) -> Range | None:
        """The location in the head, or in the base for a removed item."""
        return self.old if self.kind == "removed" else self.new or self.old

    @property
    def is_incomparable(self) -> bool:
        """Whether the change cannot be read or assessed, so that its effect is unknown."""
        return self.row == INCOMPARABLE


class NotCompared(NamedTuple):
    """A file or folder that was not compared because it cannot be read in base or head."""

    path: str
    why: str
    is_unchanged: bool = False
    """Whether the file is the same in base and head, so that no comparison is needed."""
    is_foreign: bool = False
    """Whether the file is not known to be part of the mesh: it follows another standard, or was not examined."""
    differs: bool = False
    """Whether the file is known to differ between base and head."""

    @property
    def weighs(self) -> bool:
        """Whether the comparison is incomplete because of this file."""
        return not (self.is_unchanged or self.is_foreign)


@dataclass(frozen=True, slots=True)
class DiffReport:
    """All data that the output formats need."""

    base: str
    """The display name of the base."""
    head: str
    entries: tuple[DiffEntry, ...]
    report: Report
    not_compared: tuple[NotCompared, ...]
    version: int = 1
    policies: tuple[Forecast, ...] = ()
    """New policies and policies with changed queries, each with the number of findings that it will report."""

    @property
    def unread(self) -> tuple[NotCompared, ...]:
        """The files and folders that make the comparison incomplete."""
        return tuple(each for each in self.not_compared if each.weighs)

    @property
    def breaking(self) -> tuple[DiffEntry, ...]:
        """The changes that break consumers."""
        return tuple(each for each in self.entries if each.readers)

    @property
    def possibly_breaking(self) -> tuple[DiffEntry, ...]:
        """The changes that may break consumers, depending on how the consumers use the data."""
        return tuple(each for each in self.entries if each.readers is None and not each.is_incomparable)

    @property
    def incomparable(self) -> tuple[DiffEntry, ...]:
        """The changes whose effect is unknown."""
        return tuple(each for each in self.entries if each.is_incomparable)

    @property
    def doubt(self) -> str:
        """A clause about the changes and files that cannot be compared; empty if there are none."""
        count, files = len(self.incomparable), len(self.unread) - self._differing
        words = f"; {count} change{_s(count)} cannot be compared" if count else ""
        if self._differing:
            words += f"; {_differ(self._differing)} and {_were(self._differing)} not compared"
        return f"{words}; {files} file{_s(files)} not compared" if files else words

    @property
    def _differing(self) -> int:
        """The number of differing files that were not compared."""
        return sum(each.differs for each in self.unread)

    def nothing(self, between: str) -> str:
        """Return a sentence for a comparison without differences, or without known differences."""
        count = self._differing
        if not count or self.incomparable:
            return f"no differences {between}{self.doubt}"
        rest = len(self.unread) - count
        more = f"; {rest} more not compared" if rest else ""
        return f"{_differ(count)} {between} and {_were(count)} not compared{more}"

    def summary(self) -> str:
        """Return a one-sentence summary of the comparison."""
        if not self.entries:
            return self.nothing(f"between {self.base} and {self.head}")
        documents = len({each.document for each in self.entries})
        count, broken, possible = len(self.entries), len(self.breaking), len(self.possibly_breaking)
        affected = {
            each.name
            for entry in (*self.breaking, *self.possibly_breaking)
            for each in entry.consumers
            if each.reads is not False and each.hops == 1
        }
        words = f"{count} change{_s(count)} in {documents} document{_s(documents)} between {self.base} and {self.head}"
        if not broken and not possible:
            return f"{words}: none {'is known to break' if self.doubt else 'breaks'} consumers{self.doubt}"
        whom = (
            f", {len(affected)} consumer{_s(len(affected))} may be affected"
            if affected
            else ", no declared consumer is affected"
        )
        breaking = [f"{broken} break{'s' if broken == 1 else ''} consumers"] if broken else []
        breaking += [f"{possible} may break consumers"] if possible else []
        return f"{words}: {', '.join(breaking)}{whom}{self.doubt}"

    @property
    def forecasts(self) -> tuple[str, ...]:
        """One line for each policy that is new or whose query changed."""
        return tuple(map(_forecast, self.policies))

    @property
    def left_out(self) -> tuple[str, ...]:
        """One line for each file that was not compared; unchanged files share a line."""
        lines = [_left_out(each) for each in self.not_compared if not each.is_unchanged]
        same = [each for each in self.not_compared if each.is_unchanged]
        if same:
            listed = ", ".join(_unchanged(each) for each in same[:MOST_UNCHANGED])
            more = f" and {len(same) - MOST_UNCHANGED:,} more" if len(same) > MOST_UNCHANGED else ""
            lines.append(f"not compared, and unchanged: {listed}{more}")
        return tuple(lines)

    @property
    def other_findings(self) -> tuple[Diagnostic, ...]:
        """All errors, and the other findings that are not shown with a change."""
        rows = {each.row for each in self.entries if each.row}
        counting = (each for each in self.report.diagnostics if each.counts)
        return tuple(each for each in counting if each.rule not in rows or each.severity is Severity.ERROR)


def _forecast(policy: Forecast) -> str:
    what = "new policy" if policy.is_new else "changed query of policy"
    if policy.findings is None:
        said = f"cannot run: {policy.reason}"
    else:
        when = "once it is in audit or enforced" if policy.status == "draft" else "after the merge"
        said = f"{policy.findings:,} finding{_s(policy.findings)} {when}"
    return f"{what} `{policy.name}` ({policy.status}): {said}"


def _differ(count: int) -> str:
    return f"{count} file{_s(count)} differ{'s' if count == 1 else ''}"


def _were(count: int) -> str:
    return "was" if count == 1 else "were"


def _left_out(each: NotCompared) -> str:
    end = "" if each.why.endswith(NOT_COMPARED) else ", so its content was not compared"
    return f"{each.path} {each.why}{end}"


def _unchanged(each: NotCompared) -> str:
    return f"{each.path} {each.why.removesuffix(NOT_COMPARED)}"


def _s(count: int) -> str:
    return "" if count == 1 else "s"
