"""What a comparison says, as plain data for every format: the changes, whom they hit, and the findings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from meshwright.changes.verdict import INCOMPARABLE
from meshwright.mesh.finding import Severity

if TYPE_CHECKING:
    from meshwright.changes.approval import Approver
    from meshwright.lineage.hits import Hit
    from meshwright.rulekit.diagnostic import Diagnostic, Range, Report


@dataclass(frozen=True, slots=True)
class Entry:
    """A change with its verdict."""

    address: str
    document: str
    """The address of the document that it is in."""
    thing: str
    kind: str
    aspect: tuple[str, ...]
    before: Any
    after: Any
    words: str
    impact: str
    """Whom it hits, in words; empty where it hits nobody."""
    bump: str
    readers: bool | None
    writers: bool | None
    direction: str
    promise: str | None
    row: str
    """The rule that tells of it; empty where none does."""
    needs: str
    is_exempt: bool
    old: Range | None
    new: Range | None
    hits: tuple[Hit, ...]
    notifies: bool = False
    """Whether those whom it hits must hear of it, though it breaks nobody."""
    approvers: tuple[Approver, ...] = ()

    @property
    def place(self) -> str:
        """The address below the document's."""
        return self.address.removeprefix(self.document).lstrip("/#")

    @property
    def range(self) -> Range | None:
        """The place in the text: as it is now; of what is gone, as it was."""
        return self.old if self.kind == "removed" else self.new or self.old

    @property
    def is_incomparable(self) -> bool:
        """Whether it can't be read or judged, so that nobody knows whom it breaks."""
        return self.row == INCOMPARABLE


class Unread(NamedTuple):
    """A file or folder that can't be read on one side, so that what it describes was not compared."""

    path: str
    why: str


@dataclass(frozen=True, slots=True)
class Difference:
    """All that a format needs."""

    base: str
    """What was compared with, as people call it."""
    head: str
    entries: tuple[Entry, ...]
    report: Report
    unread: tuple[Unread, ...]
    version: int = 1

    @property
    def breaking(self) -> tuple[Entry, ...]:
        """The changes that break readers."""
        return tuple(each for each in self.entries if each.readers)

    @property
    def incomparable(self) -> tuple[Entry, ...]:
        """The changes that nobody knows the meaning of."""
        return tuple(each for each in self.entries if each.is_incomparable)

    @property
    def doubt(self) -> str:
        """How many changes cannot be compared, to follow a sentence; empty where all can."""
        count = len(self.incomparable)
        return f"; {count} change{_s(count)} cannot be compared" if count else ""

    def summary(self) -> str:
        """Say in one sentence what was found."""
        if not self.entries:
            return f"nothing differs between {self.base} and {self.head}"
        documents = len({each.document for each in self.entries})
        count, broken = len(self.entries), len(self.breaking)
        hit = {
            each.name
            for entry in self.breaking
            for each in entry.hits
            if each.reads is not False and each.hops == 1
        }
        words = f"{count} change{_s(count)} in {documents} document{_s(documents)} between {self.base} and {self.head}"
        if not broken:
            return f"{words}: none {'is known to break' if self.doubt else 'breaks'} readers{self.doubt}"
        whom = f", {len(hit)} consumer{_s(len(hit))} may be hit" if hit else ", no declared consumer is hit"
        return f"{words}: {broken} break{'s' if broken == 1 else ''} readers{whom}{self.doubt}"

    @property
    def left_out(self) -> tuple[str, ...]:
        """Say of each file what was not compared."""
        return tuple(f"{each.path} {each.why}, so what it describes was not compared" for each in self.unread)

    @property
    def untold(self) -> tuple[Diagnostic, ...]:
        """The findings that no change's own line shows, and all errors."""
        rows = {each.row for each in self.entries if each.row}
        standing = (each for each in self.report.diagnostics if each.counts)
        return tuple(each for each in standing if each.rule not in rows or each.severity is Severity.ERROR)


def _s(count: int) -> str:
    return "" if count == 1 else "s"
