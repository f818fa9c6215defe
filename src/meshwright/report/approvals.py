"""The required and given approvals for a change: shown by `impact` and `report`, checked by `approvals`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from meshwright.changes.approval import CLAIMED
from meshwright.report.summary import counted
from meshwright.report.terminal import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.changes.approval import Approver
    from meshwright.report.diff import DiffEntry, DiffReport


@dataclass(frozen=True, slots=True)
class Approved:
    """The teams that approved a change."""

    teams: frozenset[str] = frozenset()
    """The names of the teams in lower case."""
    owned: frozenset[str] = frozenset()
    """The teams that were named as approving, and those whose owner approved."""
    is_known: bool = False
    """Whether the approvals are verified rather than only claimed."""
    unknown: tuple[str, ...] = ()
    """The accounts that approved but belong to no registered team."""

    def has(self, approver: Approver) -> bool:
        """Return whether one of a required approver's teams has approved."""
        teams = self.owned if approver.is_of_team else self.teams
        return any(name.casefold() in teams for name in approver.names)

    def has_all(self, entry: DiffEntry) -> bool:
        """Return whether a change has all required approvals; False if its required approvers are unknown."""
        return bool(entry.approvers) and all(map(self.has, entry.approvers))

    def state(self, entry: DiffEntry) -> str:
        """Describe the missing approvers as a suffix to the required approval; empty if unknown."""
        if not self.is_known or not entry.approvers:
            return ""
        missing = [each for each in entry.approvers if not self.has(each)]
        if not missing:
            return "; approved"
        return f"; not approved by {', '.join(_missing(each) for each in missing)}"


NOBODY = Approved()


def approvals(difference: DiffReport) -> tuple[DiffEntry, ...]:
    """Return the changes that require an approval."""
    return tuple(each for each in difference.entries if each.needs)


def missing(difference: DiffReport, approved: Approved) -> tuple[DiffEntry, ...]:
    """Return the changes that lack approval by a named approver."""
    return tuple(each for each in difference.entries if each.approvers and not approved.has_all(each))


def as_text(difference: DiffReport, approved: Approved) -> str:
    """Render each required approval as text, with a mark that shows whether it was given."""
    return "".join(f"{one_line(each)}\n" for each in _lines(difference, approved))


def _lines(difference: DiffReport, approved: Approved) -> Iterator[str]:
    entries = [each for each in difference.entries if each.approvers]
    for entry in entries:
        where = entry.address or entry.document
        for each in entry.approvers:
            state = "approved" if approved.has(each) else "missing"
            yield f"{state}: {each.words}: {where}: {entry.words}"
    for name in approved.unknown:
        yield f"account `{name}` is not in any team in the base, so its approval does not count"
    yield from difference.left_out
    between = f"between {difference.base} and {difference.head}"
    left = len(missing(difference, approved))
    if not entries:
        yield f"no change {between} needs an approval{difference.doubt}"
    elif left:
        verb = "lacks" if left == 1 else "lack"
        yield f"{left} of {counted(len(entries), 'change')} {between} {verb} an approval{difference.doubt}"
    else:
        verb = "is" if len(entries) == 1 else "are"
        yield f"{counted(len(entries), 'change')} {between} {verb} approved{difference.doubt}"


def _missing(approver: Approver) -> str:
    if not approver.names:
        return "any approver, because no document names one"
    claimed = " (claimed)" if approver.part == CLAIMED else ""
    return f"{' or '.join(f'`{each}`' for each in approver.names)}{claimed}"
