"""The pull request comment: a verdict, the ten most severe changes, and collapsed details.

The comment never exceeds the size limit: rows that do not fit are counted instead.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from meshwright import __version__
from meshwright.finding.finding import Severity
from meshwright.report.approvals import approvals
from meshwright.report.contacts import consulted, contacts
from meshwright.report.graph_diagrams import mermaid
from meshwright.report.markdown import code, message, where_of
from meshwright.report.score import standing_words
from meshwright.report.summary import WORDS, counted, looked_at, worst_first

if TYPE_CHECKING:
    from collections.abc import Iterable

    from meshwright.analysis.flow.graph import Subgraph
    from meshwright.policies.forecast import Forecast
    from meshwright.report.access import AccessRow
    from meshwright.report.approvals import Approved
    from meshwright.report.contacts import Contact
    from meshwright.report.diff import DiffEntry
    from meshwright.report.review import Review, ScoreChange
    from meshwright.rulekit.diagnostic import Diagnostic

MARKER = "<!-- meshwright report -->"
"""The first line, by which later runs find the comment."""
MOST_CHANGES = 10
MOST_ROWS = 25
MOST_NODES = 60
MOST_EDGES = 180
MOST_NAMED = 3
ROOM = 6_000
"""The maximum number of characters in one part; the changes may use two parts. The total stays below GitHub's 65,536."""
MOST_SKIPPED = 2
_WEIGHTS = {"major": 0, "minor": 1, "patch": 2, "none": 3}


def render(review: Review) -> str:
    """Render a review. Text from files is escaped."""
    parts = [MARKER, f"**{message(_verdict(review))}**", *_changes(review)]
    contacted = contacts(review.difference)
    head = ("who", "owners", "hops", "changes")
    people = [_contact(each) for each in contacted if not each.is_notified]
    parts += _folded("Consumers to consult", head, people, "consumer")
    people = [_contact(each) for each in contacted if each.is_notified]
    parts += _folded("Consumers to notify", head, people, "consumer")
    needed = [_approval(each, review.approved) for each in approvals(review.difference)]
    parts += _folded("Required approvals", ("where", "what", "who"), needed, "approval")
    parts += _access(review.access)
    parts += _flow(review.flow)
    of_data = list(map(_found, worst_first(review.of_data)))
    parts += _folded("Service levels and sensitivity", _FOUND, of_data, "finding")
    others = list(map(_found, worst_first(review.others)))
    parts += _folded("Other findings", _FOUND, others, "finding")
    brought = list(map(_policy, review.difference.policies))
    parts += _folded(
        "Policies of this change",
        ("policy", "state", "findings"),
        brought,
        "policy document",
    )
    excused = [f"| {_excuse(each)} {_found(each)}" for each in worst_first(review.excused)]
    parts += _folded("Excluded findings", ("why", *_FOUND), excused, "finding")
    scores = [_score(each) for each in sorted(review.scores, key=_fall)]
    parts += _folded("Scores", ("product", "before", "after"), scores, "product")
    measured = [f"| {code(address)} | {message(standing_words(each))} |" for address, each in review.measured]
    parts += _folded("Measured before this change", ("contract", "promises"), measured, "contract")
    unread = [f"| {code(each.path)} | {message(each.why)} |" for each in review.difference.not_compared]
    parts += _folded("Not compared", ("where", "why"), unread, "file")
    parts.append(_details("What was checked, and how to reproduce it", _reproduce(review)))
    return "\n\n".join(parts) + "\n"


def _verdict(review: Review) -> str:
    difference = review.difference
    people = consulted(difference)
    surely = [each for each in people if each.is_broken]
    teams = list(dict.fromkeys(each.consumer.team or each.consumer.name for each in surely or people))
    named = ", ".join(f"`{each}`" for each in teams[:MOST_NAMED])
    more = f" and {len(teams) - MOST_NAMED} more" if len(teams) > MOST_NAMED else ""
    if difference.unread:
        words = f"{counted(len(difference.unread), 'file')} could not be compared"
        if teams:
            words += f", and the other changes {'break' if surely else 'may break'} {named}{more}"
    elif not difference.entries:
        words = "No changes in the mesh"
    elif teams:
        words = f"This {'breaks' if surely else 'may break'} {named}{more}"
    elif difference.breaking:
        words = "This is a breaking change, but it affects no declared consumer"
    elif difference.incomparable:
        words = f"{counted(len(difference.incomparable), 'change')} cannot be compared"
    elif any(each.writers for each in difference.entries):
        words = "No consumer breaks, but producers may fail"
    else:
        words = "No consumer breaks"
        if waiting := [each for each in approvals(difference) if not review.approved.has_all(each)]:
            words += f", but {counted(len(waiting), 'change')} {'needs' if len(waiting) == 1 else 'need'} an approval"
    wrong = (*review.of_data, *review.others)
    errors = sum(each.severity is Severity.ERROR for each in wrong)
    rest = len(wrong) - errors
    noun = "other finding" if errors else "finding"
    details = [counted(errors, "error")] * bool(errors) + [counted(rest, noun)] * bool(rest)
    return (
        f"{words}: {counted(len(difference.entries), 'change')}, {' and '.join(details) or 'no new findings'}"
    )


def _changes(review: Review) -> list[str]:
    entries = sorted(
        review.difference.entries,
        key=lambda each: (not each.readers, each.readers is False, _WEIGHTS[each.bump], -len(each.consumers)),
    )
    rows = list(map(_change, entries))
    head = ("what", "where", "affected consumers", "required")
    return _table(head, rows, "change", MOST_CHANGES, 2 * ROOM) if rows else []


def _change(entry: DiffEntry) -> str:
    place = entry.new or entry.old
    where = code(entry.address or entry.document)
    if place is not None:
        where += f"<br>{code(place.path)}:{place.start.line}"
    needs = [f"a {entry.bump} version"] if entry.bump != "none" else []
    needs += [message(entry.needs)] if entry.needs else []
    return (
        f"| {message(entry.words)} | {where} | {message(entry.impact) or 'none'} "
        f"| {', '.join(needs) or 'nothing'} |"
    )


def _approval(entry: DiffEntry, approved: Approved) -> str:
    where = code(entry.address or entry.document)
    return f"| {where} | {message(entry.words)} | {message(entry.needs + approved.state(entry))} |"


def _contact(each: Contact) -> str:
    consumer = each.consumer
    who = code(consumer.name) if consumer.agreement is None else f"{code(consumer.name)} (an agreement)"
    owners = message(", ".join(consumer.owners[:MOST_NAMED]))
    if len(consumer.owners) > MOST_NAMED:
        owners += f" and {len(consumer.owners) - MOST_NAMED} more"
    people = " of ".join(filter(None, (owners, code(consumer.team) if consumer.team else "")))
    return f"| {who} | {people or 'no owner named'} | {consumer.hops} | {len(each.causes):,} |"


_FOUND = ("severity", "where", "what", "rule")


def _found(diagnostic: Diagnostic) -> str:
    where = where_of(diagnostic)
    return f"| {diagnostic.severity} | {where} | {message(diagnostic.message)} | {code(diagnostic.rule)} |"


def _policy(each: Forecast) -> str:
    state = f"{each.status}, {'new' if each.is_new else 'query changed'}"
    found = f"cannot run: {message(each.reason)}" if each.findings is None else f"{each.findings:,}"
    return f"| {code(each.name)} | {message(state)} | {found} |"


def _excuse(diagnostic: Diagnostic) -> str:
    if diagnostic.waived is not None:
        return f"waived until {diagnostic.waived.expires}"
    return WORDS[diagnostic.known] if diagnostic.known is not None else ""


def _fall(scored: ScoreChange) -> tuple[int, str]:
    return (scored.after or 0) - (scored.before or 0), scored.product


def _score(scored: ScoreChange) -> str:
    before, after = ("-" if each is None else each for each in (scored.before, scored.after))
    return f"| {code(scored.product)} | {before} | {after} |"


def _flow(flow: Subgraph | None) -> list[str]:
    """Draw the lineage of as many changed items as the size limit allows."""
    if flow is None:
        return []
    most = min(MOST_NODES, len(flow.nodes))
    drawn = _drawn(flow, most)
    while len(drawn) > ROOM and most > 1:
        most //= 2
        drawn = _drawn(flow, most)
    if len(drawn) > ROOM:
        return [f"The lineage of {counted(len(flow.nodes), 'port')} is too large to draw here."]
    left = len(flow.nodes) - most
    more = f"\n\n… and {counted(left, 'more port')}" if left else ""
    return [_details("Upstream and downstream", f"```mermaid\n{drawn}```{more}")]


def _drawn(flow: Subgraph, most: int) -> str:
    nearest = sorted(flow.nodes, key=lambda address: (flow.hops[address], address))[:most]
    kept = set(nearest)
    edges = sorted(
        (edge for edge in flow.edges if {edge.source, edge.target} <= kept),
        key=lambda edge: (edge.source, edge.target),
    )
    return mermaid(
        replace(
            flow,
            starts=tuple(sorted(kept.intersection(flow.starts))),
            nodes={address: flow.nodes[address] for address in nearest},
            edges=tuple(edges[:MOST_EDGES]),
        )
    )


def _reproduce(review: Review) -> str:
    base, head = review.commits
    compared = message(f"{review.difference.base} with {review.difference.head}")
    details = [f"Compared {compared}; checked as of {review.day} by Meshwright {__version__}."]
    details.append(f"After the change: {looked_at(review.report.summary)}.")
    skipped = review.report.skipped
    details += (f"{code(each.rule)} was skipped: {message(each.reason)}" for each in skipped[:MOST_SKIPPED])
    if len(skipped) > MOST_SKIPPED:
        details.append(f"… and {counted(len(skipped) - MOST_SKIPPED, 'more rule')} skipped")
    if base is not None:
        to = f" --head {head}" if head is not None else ""
        details.append(
            f"```sh\n{f'git checkout {head}' + chr(10) if head else ''}"
            f"meshwright check --changed-since {base} --as-of {review.day}\n"
            f"meshwright report --base {base}{to} --as-of {review.day}\n```"
        )
    return "\n\n".join(details)


def _access(changes: Iterable[AccessRow]) -> list[str]:
    """Render the access that a change grants and revokes."""
    rows = [
        f"| {message(each.reader)} | {code(each.place)} | "
        f"{' | '.join(map(message, (each.words, each.because, each.needs)))} |"
        for each in changes
    ]
    if not rows:
        return []
    head = ("who", "where", "reads", "because", "needs")
    table = "\n\n".join(_table(head, rows, "change", MOST_ROWS, ROOM // 2))
    return [_details(f"Access granted and revoked ({len(rows):,})", table)]


def _folded(title: str, head: Iterable[str], rows: list[str], noun: str) -> list[str]:
    if not rows:
        return []
    table = "\n\n".join(_table(head, rows, noun, MOST_ROWS, ROOM))
    return [_details(f"{title} ({len(rows):,})", table)]


def _table(head: Iterable[str], rows: list[str], noun: str, most: int, room: int) -> list[str]:
    """Render as many rows as the size limit allows, and count the others."""
    shown: list[str] = []
    for row in rows[:most]:
        room -= len(row) + 1
        if room < 0:
            break
        shown.append(row)
    names = list(head)
    parts = []
    if shown:
        top = (f"| {' | '.join(names)} |", f"|{' --- |' * len(names)}")
        parts.append("\n".join((*top, *shown)))
    left = len(rows) - len(shown)
    if left:
        parts.append(f"… and {counted(left, f'more {noun}')}")
    return parts


def _details(title: str, content: str) -> str:
    return f"<details>\n<summary>{title}</summary>\n\n{content}\n\n</details>"
