"""The consumers to consult or notify about a change, and its approvals, as text, JSON and Markdown."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from meshwright.report.approvals import NOBODY, approvals
from meshwright.report.difference_json import not_compared
from meshwright.report.markdown import code, message
from meshwright.report.summary import counted
from meshwright.report.terminal import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from meshwright.changes.approval import Approver
    from meshwright.impact.affected_consumers import AffectedConsumer
    from meshwright.report.approvals import Approved
    from meshwright.report.contacts import Cause, Contact
    from meshwright.report.diff import DiffEntry, DiffReport

MOST_ROWS = 50
MOST_CAUSES = 3
"""The maximum number of edits in a table row."""
MOST_COLUMNS = 5
_SURELY = {
    "breaks": "breaks it",
    "typed-clients": "breaks typed clients",
    "meaning": "changes a meaning",
    "promise": "weakens a promise",
}
_PERHAPS = {
    "breaks": "may break it",
    "typed-clients": "may break typed clients",
    "meaning": "may change a meaning",
    "promise": "may weaken a promise",
}


@dataclass(frozen=True, slots=True)
class Impact:
    """A comparison, with the consumers to consult or notify and the approvers."""

    difference: DiffReport
    contacts: tuple[Contact, ...]
    """The consumers to consult or notify."""
    support: Mapping[AffectedConsumer, tuple[str, ...]]
    """The contact channels of the consumers, if known."""
    approved: Approved = NOBODY
    """The given approvals."""

    @property
    def consulted(self) -> tuple[Contact, ...]:
        """The consumers to consult."""
        return tuple(each for each in self.contacts if not each.is_notified)

    @property
    def notified(self) -> tuple[Contact, ...]:
        """The consumers to notify."""
        return tuple(each for each in self.contacts if each.is_notified)

    @property
    def approvals(self) -> tuple[DiffEntry, ...]:
        """The changes that require an approval, whether or not they affect consumers."""
        return approvals(self.difference)

    @property
    def needs_consent(self) -> bool:
        """Whether a consumer must be consulted or an approval is missing."""
        return bool(self.consulted) or any(not self.approved.has_all(each) for each in self.approvals)

    def summary(self) -> str:
        """Return a one-sentence summary of the consumers to consult."""
        found = self.difference
        between = f"between {found.base} and {found.head}"
        if not found.entries:
            return found.nothing(between)
        about = f"{counted(len(found.entries), 'change')} {between}"
        count = len(self.notified)
        notified = f"; {counted(count, 'consumer')} must be notified" if count else ""
        if not self.consulted:
            none = "no consumer is known to be affected by" if found.doubt else "no consumer to consult about"
            return f"{none} {about}{notified}{found.doubt}"
        teams = {each.consumer.team for each in self.consulted if each.consumer.team}
        of_teams = f" ({counted(len(teams), 'team')})" if teams else ""
        return f"consult {counted(len(self.consulted), 'consumer')}{of_teams} about {about}{notified}{found.doubt}"


def as_text(impact: Impact) -> str:
    """Render each consumer, its contact and the effect on it, for a terminal or a log."""
    blocks = ["\n".join(_block(each, impact)) for each in (*impact.consulted, *impact.notified)]
    if impact.approvals:
        needed = (
            f"  {_shown(each)}: {each.words}: it needs {each.needs}{impact.approved.state(each)}"
            for each in impact.approvals
        )
        blocks.append("\n".join(("approvals", *map(_line, needed))))
    end = [impact.summary(), *impact.difference.left_out]
    blocks.append("\n".join(map(one_line, end)))
    return "\n\n".join(blocks) + "\n"


def _line(text: str) -> str:
    """Convert text to one printable line, and keep its indentation."""
    own = text.lstrip(" ")
    return f"{text[: len(text) - len(own)]}{one_line(own)}"


def _block(contact: Contact, impact: Impact) -> Iterator[str]:
    consumer = contact.consumer
    agreed = f" (agreement on {consumer.address})" if consumer.agreement else ""
    yield one_line(f"{consumer.name}{agreed}, {counted(consumer.hops, 'hop')}: {_people(consumer)}")
    support = impact.support.get(consumer)
    if support:
        yield _line(f"  {'notify' if contact.is_notified else 'ask'} in {', '.join(support)}")
    for cause in contact.causes:
        yield _line(f"  {_how(cause)}: {_shown(cause.entry)}: {cause.entry.words}{_for(cause)}")


def _people(consumer: AffectedConsumer) -> str:
    return " of ".join(filter(None, (", ".join(consumer.owners), consumer.team))) or "no owner named"


def _how(cause: Cause) -> str:
    if cause.is_notice:
        return "must be notified"
    return (_SURELY if cause.is_certain else _PERHAPS)[cause.effect]


def _shown(entry: DiffEntry) -> str:
    """Return the location of a change for people: an address in a product, or the file of another document."""
    where = _where(entry)
    is_alone = where.startswith("-/") and entry.range is not None
    return f"{where} in {entry.range.path}" if is_alone and entry.range else where


def _where(entry: DiffEntry) -> str:
    return entry.address or entry.document


def _for(cause: Cause) -> str:
    columns = cause.consumer.columns
    if not cause.is_of_columns or cause.consumer.agreement:
        return ""
    more = f" and {len(columns) - MOST_COLUMNS} more" if len(columns) > MOST_COLUMNS else ""
    return f"; feeds {', '.join(columns[:MOST_COLUMNS])}{more}"


def as_json(impact: Impact) -> str:
    """Render the impact as JSON, with a versioned structure."""
    found = impact.difference
    content = {
        "version": found.version,
        "base": found.base,
        "head": found.head,
        "changes": len(found.entries),
        "contacts": [_contact(each, impact) for each in impact.contacts],
        "approvals": [
            {
                "address": _where(each),
                "message": each.words,
                "needs": each.needs,
                "approvers": [_approver(one, impact.approved) for one in each.approvers],
            }
            for each in impact.approvals
        ],
        "unread": [each.path for each in found.unread],
        "notCompared": not_compared(found),
    }
    return json.dumps(content, indent=2, ensure_ascii=True) + "\n"


def _approver(approver: Approver, approved: Approved) -> dict[str, Any]:
    return {
        "part": approver.part,
        "of": approver.of or None,
        "teams": list(approver.names),
        "statedByChange": approver.is_own,
        "approved": approved.has(approver) if approved.is_known else None,
    }


def _contact(contact: Contact, impact: Impact) -> dict[str, Any]:
    consumer = contact.consumer
    return {
        "must": "be notified" if contact.is_notified else "be asked",
        "kind": consumer.kind,
        "name": consumer.name,
        "address": consumer.address,
        "team": consumer.team or None,
        "owners": list(consumer.owners),
        "support": list(impact.support.get(consumer, ())),
        "hops": consumer.hops,
        "causes": [
            {
                "address": _where(each.entry),
                "message": each.entry.words,
                "effect": each.effect,
                "certain": each.is_certain,
                "must": "be notified" if each.is_notice else "be asked",
                "level": "column" if each.is_of_columns else "port",
                "hops": each.consumer.hops,
                "columns": list(each.consumer.columns),
            }
            for each in contact.causes
        ],
    }


def as_markdown(impact: Impact) -> str:
    """Render the impact as a Markdown table. Text from files is escaped."""
    parts = [f"**{message(impact.summary())}**"]
    parts += _people_table(("consumer", "contact", "hops", "how it is affected"), impact.consulted, impact)
    parts += _people_table(("consumer to notify", "contact", "hops", "about"), impact.notified, impact)
    needed = impact.approvals
    if needed:
        lines = (
            f"- {code(_shown(each))} needs {message(each.needs + impact.approved.state(each))}: "
            f"{message(each.words)}"
            for each in needed
        )
        parts.append("\n".join([*lines][:MOST_ROWS]))
    if len(needed) > MOST_ROWS:
        parts.append(f"… and {counted(len(needed) - MOST_ROWS, 'more approval')}")
    parts += map(message, impact.difference.left_out[:MOST_ROWS])
    return "\n\n".join(parts) + "\n"


def _people_table(head: tuple[str, ...], people: tuple[Contact, ...], impact: Impact) -> Iterator[str]:
    if people:
        rows = [_row(each, impact) for each in people[:MOST_ROWS]]
        yield "\n".join((f"| {' | '.join(head)} |", "| --- | --- | --- | --- |", *rows))
    if len(people) > MOST_ROWS:
        yield f"… and {counted(len(people) - MOST_ROWS, 'more consumer')}"


def _row(contact: Contact, impact: Impact) -> str:
    consumer = contact.consumer
    who = f"{code(consumer.name)} (an agreement)" if consumer.agreement else code(consumer.name)
    people = message(", ".join((_people(consumer), *impact.support.get(consumer, ()))))
    causes = [
        f"{_how(each)}: {code(_shown(each.entry))}, {message(each.entry.words)}"
        for each in contact.causes[:MOST_CAUSES]
    ]
    if len(contact.causes) > MOST_CAUSES:
        causes.append(f"and {counted(len(contact.causes) - MOST_CAUSES, 'more change')}")
    return f"| {who} | {people} | {consumer.hops} | {'<br>'.join(causes)} |"
