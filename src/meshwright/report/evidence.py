"""Evidence of a period's decisions for auditors, as values, CSV and JSON.

This module does not know Git or documents.
"""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from io import StringIO
from typing import TYPE_CHECKING, Any, NamedTuple

from meshwright import __version__
from meshwright.report.terminal import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

VERSION = 1
UNVERIFIED = "unverified"
"""The text in place of reviewers for a commit that the forge's export does not contain."""
NO_REVIEWER = "none"
COLUMNS = (
    *("kind", "action", "decided", "address", "subject", "details", "reason", "owner", "approvedBy"),
    *("inForceFrom", "inForceUntil", "endedBy", "commit", "committed", "author", "pullRequest", "reviewers"),
    "file",
)
_FORMULAS = ("=", "+", "-", "@", "\\")
"""Characters at the start of a cell that make spreadsheets read it as a formula, and the backslash of an escape."""


class Gap(NamedTuple):
    """A description of a gap in the evidence."""

    message: str
    is_incomplete: bool
    """Whether something was definitely not examined. If false, only the completeness of the evidence is uncertain."""


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """A decision made in the period, or an earlier one that was still in force."""

    kind: str
    action: str
    is_of_period: bool
    """Whether the decision was made in the period."""
    address: str
    subject: str
    details: str
    reason: str
    owner: str
    approved_by: str
    """The approver that the document names, not verified."""
    starts: date | None
    """The first day on which the decision applies; None if unknown."""
    until: date | None
    """The last day on which the decision applies; None if unknown."""
    ended_by: str
    """The commit that changed or removed the decision."""
    commit: str
    """The commit of the decision; empty if the decision is older than the known history."""
    committed: str
    author: str
    pull_request: str
    reviewers: tuple[str, ...] | None
    """The reviewers of the pull request; None if no forge export contains it."""
    file: str

    @property
    def values(self) -> tuple[str, ...]:
        """The cells of the decision's row, in the order of the columns."""
        decided = "in the period" if self.is_of_period else "before"
        starts, until = (each.isoformat() if each else "" for each in (self.starts, self.until))
        return (
            *(self.kind, self.action, decided, self.address, self.subject, self.details, self.reason),
            *(self.owner, self.approved_by, starts, until, self.ended_by, self.commit, self.committed),
            *(self.author, self.pull_request, self.reviewed, self.file),
        )

    @property
    def reviewed(self) -> str:
        """A description of the reviewers."""
        return UNVERIFIED if self.reviewers is None else ", ".join(self.reviewers) or NO_REVIEWER


@dataclass(frozen=True, slots=True)
class Evidence:
    """The decisions of a period, and the gaps in the evidence."""

    first: date
    last: date
    product: str
    """The product that the evidence covers; empty for the whole mesh."""
    commit: str
    """The commit whose history was read."""
    known_from: date
    known_to: date
    """The dates of the first and the last known commit."""
    rows: tuple[EvidenceRow, ...]
    gaps: tuple[Gap, ...]

    @property
    def is_incomplete(self) -> bool:
        """Whether something was not examined."""
        return any(each.is_incomplete for each in self.gaps)

    @property
    def scope(self) -> str:
        """A sentence that describes the scope of the evidence."""
        about = f"product `{self.product}`" if self.product else "the whole mesh"
        return (
            f"{self.first} to {self.last} (UTC), {about}, from the history of commit {self.commit} "
            f"from {self.known_from} to {self.known_to}, read by Meshwright {__version__}"
        )


def as_csv(evidence: Evidence) -> str:
    """Render a header, a row with the scope, a row for each gap, and the decisions.

    Cells are written so that spreadsheets do not read them as formulas.
    """
    written = StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(COLUMNS)
    notes = [("scope", "", "", "", "", evidence.scope)]
    notes += [("gap", _weight(each), "", "", "", each.message) for each in evidence.gaps]
    for row in (*notes, *(each.values for each in evidence.rows)):
        cells = map(plain_cell, row)
        writer.writerow([*cells, *[""] * (len(COLUMNS) - len(row))])
    return written.getvalue()


def plain_cell(text: str) -> str:
    """Return a value on one line without formulas or control characters."""
    text = one_line(text)
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULAS) else text


def _weight(gap: Gap) -> str:
    return "incomplete" if gap.is_incomplete else "limit"


def as_json(evidence: Evidence) -> str:
    """Render the evidence as one JSON object."""
    content = {
        "version": VERSION,
        "from": evidence.first.isoformat(),
        "to": evidence.last.isoformat(),
        "product": evidence.product or None,
        "commit": evidence.commit,
        "historyFrom": evidence.known_from.isoformat(),
        "historyTo": evidence.known_to.isoformat(),
        "complete": not evidence.is_incomplete,
        "gaps": [{"message": each.message, "incomplete": each.is_incomplete} for each in evidence.gaps],
        "rows": list(map(_row, evidence.rows)),
    }
    return json.dumps(content, indent=2) + "\n"


def _row(row: EvidenceRow) -> dict[str, Any]:
    values: dict[str, Any] = dict(zip(COLUMNS, row.values, strict=True))
    for key in ("inForceFrom", "inForceUntil", "endedBy", "commit", "committed", "author", "pullRequest"):
        values[key] = values[key] or None
    values["decided"] = "period" if row.is_of_period else "before"
    values["reviewers"] = None if row.reviewers is None else list(row.reviewers)
    return values


def by_kind(rows: tuple[EvidenceRow, ...]) -> Iterator[tuple[str, list[EvidenceRow]]]:
    """Yield each kind of decision with its rows; the order of kinds is fixed."""
    for kind in ("grant", "exception", "level", "classification", "policy", "breaking-change"):
        found = [each for each in rows if each.kind == kind]
        if found:
            yield kind, found
