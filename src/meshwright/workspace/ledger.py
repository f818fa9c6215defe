"""The statements in a mesh over its history, with the commits that added and ended each statement.

A statement is in force from the commit that adds it until a commit changes or removes it. Moving a file does not
create new statements. While a file is unreadable, its earlier statements remain in force, and a gap is reported.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from meshwright.changes.diff import LinkedRevision, diff
from meshwright.changes.rows import describe
from meshwright.facts.facts import PartialFacts
from meshwright.mesh.link import link
from meshwright.workspace.project import MESH_FILE, PROJECT_FILE
from meshwright.workspace.statements import GOVERNED, statements_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from meshwright.facts.unit import Unit
    from meshwright.source.history import Commit
    from meshwright.workspace.statements import Statement

ADDED, CHANGED, REMOVED = "added", "changed", "removed"


@dataclass(slots=True, eq=False)
class LedgerEntry:
    """A statement that a commit added or ended."""

    statement: Statement
    action: str
    path: str
    commit: Commit | None
    """The commit; None if the statement is older than the known history."""
    words: str = ""
    """The changed subject, in words."""
    ended: Commit | None = None
    """The commit that changed or removed the statement."""


@dataclass(frozen=True, slots=True)
class FileState:
    """The statements in a file."""

    statements: tuple[Statement, ...] = ()
    unit: Unit | None = None


class Ledger:
    """The statements so far; commits are added oldest first."""

    def __init__(self) -> None:
        self.entries: list[LedgerEntry] = []
        self.unread: list[tuple[Commit | None, str, str]] = []
        """The unreadable files, with the commit and the reason."""
        self._files: dict[str, FileState] = {}
        self._open: defaultdict[tuple[str, ...], list[LedgerEntry]] = defaultdict(list)

    def add(self, commit: Commit | None, files: Mapping[str, FileState | str | None], today: date) -> None:
        """Record the state of files after a commit: a file's statements, None for a removed file, or the reason why
        it is unreadable.

        Without a commit, the files represent the state before the known history.
        """
        now: dict[str, FileState] = {}
        for path, state in files.items():
            if isinstance(state, str):
                self.unread.append((commit, path, state))
                now[path] = self._files.get(path, FileState())
            else:
                now[path] = state or FileState()
        if PROJECT_FILE in self._files or PROJECT_FILE in now:
            now.setdefault(PROJECT_FILE, self._files.get(PROJECT_FILE, FileState()))
        before = self._stated(now)
        self._files |= now
        after = self._stated(now)
        words = _words(before, after, today)
        self._pair(commit, list(_each(before)), list(_each(after)), words)

    def _stated(self, paths: Iterable[str]) -> dict[str, FileState]:
        """Return the current statements in files. If there is a mesh document, settings in a pyproject.toml are ignored."""
        has_mesh = self._files.get(MESH_FILE, FileState()).unit is not None
        return {
            path: FileState() if path == PROJECT_FILE and has_mesh else self._files.get(path, FileState())
            for path in paths
        }

    def _pair(
        self,
        commit: Commit | None,
        before: list[tuple[str, Statement]],
        after: list[tuple[str, Statement]],
        words: Mapping[tuple[str, int], str],
    ) -> None:
        """End the statements that no longer exist, and add the new statements. Among statements with the same key, equal
        statements are paired.
        """
        olds: defaultdict[tuple[str, ...], list[tuple[str, Statement]]] = defaultdict(list)
        for path, statement in before:
            olds[statement.key].append((path, statement))
        fresh = []
        for path, statement in after:
            same = next(
                (each for each in olds[statement.key] if _content(each[1]) == _content(statement)), None
            )
            if same is None:
                fresh.append((path, statement))
            else:
                olds[statement.key].remove(same)
        for path, statement in fresh:
            old = olds[statement.key].pop(0) if olds[statement.key] else None
            if old is not None:
                self._end(commit, old[1])
            action = ADDED if old is None else CHANGED
            said = words.get((path, statement.document), "") if old is not None else ""
            entry = LedgerEntry(statement, action, path, commit, said)
            self.entries.append(entry)
            self._open[statement.key].append(entry)
        for left in olds.values():
            for path, statement in left:
                self._end(commit, statement)
                self.entries.append(LedgerEntry(statement, REMOVED, path, commit))

    def _end(self, commit: Commit | None, statement: Statement) -> None:
        running = self._open[statement.key]
        for entry in running:
            if _content(entry.statement) == _content(statement):
                entry.ended = commit
                running.remove(entry)
                return


def _each(states: Mapping[str, FileState]) -> Iterator[tuple[str, Statement]]:
    for path, state in sorted(states.items()):
        for statement in state.statements:
            yield path, statement


def _content(statement: Statement) -> tuple[object, ...]:
    return (
        *(statement.key, statement.details, statement.reason, statement.owner, statement.approved_by),
        *(statement.starts, statement.expires, statement.content),
    )


def _words(
    before: Mapping[str, FileState], after: Mapping[str, FileState], today: date
) -> dict[tuple[str, int], str]:
    """Describe the changes in governance documents, by file and position of the document in the new version."""
    sides = []
    for states in (before, after):
        units = {path: state.unit for path, state in states.items() if state.unit is not None}
        sides.append(LinkedRevision(link(units, today), units))
    if not (sides[0].units and sides[1].units):
        return {}
    found = {}
    for revision in diff(*sides):
        if revision.old is not None and revision.new is not None:
            said = [describe(change) for change in revision.changes if change.aspect]
            found[revision.new.home.file, revision.new.home.document] = "; ".join(said)
    return found


def file_state(path: str, unit: Unit, today: date) -> FileState | str:
    """Return the statements in a file, or the reason why a document that may contain statements is unreadable."""
    for fact in unit.facts:
        if isinstance(fact, PartialFacts) and not fact.is_foreign and fact.kind in {None, *GOVERNED}:
            return "does not compile"
    for each in unit.not_read:
        if not each.is_foreign:
            return f"is {each.what}"
    return FileState(statements_of(path, unit, today), unit)
