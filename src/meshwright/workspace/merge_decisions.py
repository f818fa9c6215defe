"""The decisions that a commit made about products and contracts, based on `diff`: breaking changes, roles and
classifications.

This module does not read governance documents; the ledger does.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from meshwright.changes.change import CONTRACT, ROLE, ChangeKind
from meshwright.mesh.registries import mappings, text
from meshwright.rulekit.configuration import Configuration, ConfigurationError
from meshwright.workspace.base_configuration import configuration_of
from meshwright.workspace.comparison import compare, difference
from meshwright.workspace.statements import GOVERNED, GRANT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from meshwright.report.diff import DiffEntry
    from meshwright.workspace.compiled import CompiledSnapshot

CLASSIFICATION, BREAKING = "classification", "breaking-change"


class Decision(NamedTuple):
    """A change to a contract, product or role that is relevant to auditors."""

    kind: str
    action: str
    address: str
    subject: str
    details: str
    owner: str
    file: str


class CommitDecisions(NamedTuple):
    """The decisions of one commit."""

    decisions: tuple[Decision, ...]
    unread: tuple[str, ...]
    """The documents that could not be compared, in words."""
    blank: Callable[[str], str]
    """A function that blanks the secrets in both revisions."""


def commit_decisions(
    before: CompiledSnapshot | None, after: CompiledSnapshot, today: date
) -> CommitDecisions:
    """Compare a commit with its parent, under the parent's settings; without a parent, everything is new."""
    before = _nothing(after) if before is None else before
    unread = []
    try:
        configuration = configuration_of(before.snapshot)
    except ConfigurationError as error:
        configuration = Configuration()
        unread.append(f"the earlier settings cannot be read, so the defaults apply: {error}")
    compared = compare(before, after, None, configuration, today)
    found = difference(compared)
    unread += (f"`{each.path}` {each.why}" for each in found.not_compared if each.weighs)
    unread += (f"rule `{each}` failed" for each in compared.failed_rules)
    decisions = (each for entry in found.entries for each in _decisions(entry))
    return CommitDecisions(tuple(dict.fromkeys(decisions)), tuple(unread), compared.redactor.blank)


def _nothing(after: CompiledSnapshot) -> CompiledSnapshot:
    """Return a revision without files, for comparison with a revision that has no parent."""
    snapshot = replace(
        after.snapshot, entries={}, samples={}, schemas={}, definitions={}, skipped=(), nested=()
    )
    return replace(after, snapshot=snapshot, units={}, unreadable={})


def _decisions(entry: DiffEntry) -> Iterator[Decision]:
    if entry.thing in GOVERNED:
        return
    if entry.thing == CONTRACT and entry.kind == ChangeKind.ADDED.value and not entry.aspect:
        stated = entry.after if isinstance(entry.after, dict) else {}
        for role in mappings(stated.get("roles")):
            name = text(role.get("role"))
            yield _decision(GRANT, "added", entry, name, f"role `{name}` of a new contract")
    elif entry.needs and (entry.thing == ROLE or (entry.thing == CONTRACT and _is_access(entry))):
        yield _decision(GRANT, entry.kind, entry, _subject(entry), entry.words)
    elif entry.needs and entry.thing == "field":
        yield _decision(CLASSIFICATION, entry.kind, entry, _subject(entry), entry.words)
    if entry.readers is not False:
        action = "breaking" if entry.readers else "may break"
        details = "; ".join(filter(None, (entry.words, entry.impact)))
        yield _decision(BREAKING, action, entry, entry.row or entry.thing, details)


def _is_access(entry: DiffEntry) -> bool:
    return entry.aspect[:1] in (("roles",), ("servers",))


def _subject(entry: DiffEntry) -> str:
    """Return the role or aspect that changed; if a whole governance document changed, its name."""
    return entry.aspect[-1] if entry.aspect else entry.document.rpartition(":")[2]


def _decision(kind: str, action: str, entry: DiffEntry, subject: str, details: str) -> Decision:
    place = entry.range
    return Decision(
        kind, action, entry.address or entry.document, subject, details, "", place.path if place else ""
    )
