"""The ledger of a repository: the statements in all commits, read from the blobs that can contain statements."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from meshwright.source import git, limits
from meshwright.source.discovery import FileKind, is_ours, kind
from meshwright.source.folder import NEVER_ENTERED, EntryType
from meshwright.source.history import Commit, Edit
from meshwright.source.ignore import excluder
from meshwright.workspace.historic_units import HistoricUnits
from meshwright.workspace.ledger import FileState, Ledger, file_state
from meshwright.workspace.project import PROJECT_FILE
from meshwright.workspace.statements import may_state, settings_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date

    from meshwright.workspace.compiled import CompiledSnapshot
    from meshwright.workspace.main_line import MainLine

_DOCUMENTS = (FileKind.NAMED, FileKind.YAML, FileKind.JSON)
_BATCH = 200
"""The number of commits whose files are read at once."""


class HistoricLedger(NamedTuple):
    """The statements in all commits, and the file contents with these statements."""

    ledger: Ledger
    units: HistoricUnits


def ledger_of(
    line: MainLine, head: CompiledSnapshot, jobs: int, announce: Callable[[int, int], None]
) -> HistoricLedger:
    """Read the statements in all commits, oldest first; raises GitError.

    `announce` is called with the number of processed commits and their total.
    """
    reader = _Reader(line, HistoricUnits(line.root, replace(head, units={})), jobs)
    commits = line.log.commits[::-1]
    start = commits[0].parent if commits else None
    if start is not None:
        edits = tuple(
            Edit(each.path, None, each.blob)
            for each in git.tree(line.root, start).files
            if each.form is EntryType.FILE
        )
        reader.enter([Commit(start, commits[0].when, "", edits)], is_start=True)
    for number in range(0, len(commits), _BATCH):
        announce(number, len(commits))
        reader.enter(commits[number : number + _BATCH])
    return HistoricLedger(reader.ledger, reader.units)


class _Reader:
    """Adds commits to a ledger."""

    def __init__(self, line: MainLine, units: HistoricUnits, jobs: int) -> None:
        self.line = line
        self.units = units
        self.jobs = jobs
        self.ledger = Ledger()
        self._is_excluded = excluder(line.exclude)
        self._nested = tuple(f"{folder}/" for folder in units.source.snapshot.nested)

    def enter(self, commits: Iterable[Commit], *, is_start: bool = False) -> None:
        """Add commits to the ledger, oldest first.

        With `is_start`, the only commit represents the state before the known history.
        """
        commits = list(commits)
        wanted = [
            Commit(each.name, each.when, "", tuple(filter(self._is_ours, each.edits))) for each in commits
        ]
        self.units.read(
            wanted,
            self.jobs,
            lambda path, data: is_ours(path, data) and may_state(path, data),
            is_strict=True,
        )
        for commit, each in zip(commits, wanted, strict=True):
            day = commit.when.date()
            files = {edit.path: self._state(edit, day) for edit in each.edits}
            files |= self._settings(commit)
            self.ledger.add(None if is_start else commit, files, day)

    def _is_ours(self, edit: Edit) -> bool:
        path = edit.path
        return (
            kind(path) in _DOCUMENTS
            and not path.startswith(self._nested)
            and NEVER_ENTERED.isdisjoint(path.split("/"))
            and not self._is_excluded(path)
        )

    def _state(self, edit: Edit, day: date) -> FileState | str | None:
        if edit.new is None:
            return None
        if edit.new in self.units.too_large:
            return "is too large"
        unit = self.units.units.get(edit.new)
        return None if unit is None else file_state(edit.path, unit, day)

    def _settings(self, commit: Commit) -> Mapping[str, FileState | str | None]:
        """Return the state of the settings in a pyproject.toml by path; empty if the commit did not change that file."""
        edit = next((each for each in commit.edits if each.path == PROJECT_FILE), None)
        if edit is None:
            return {}
        if edit.new is None:
            return {PROJECT_FILE: None}
        data = next(git.contents(self.line.root, [edit.new], limits.FILE_BYTES))
        try:
            settings = tomllib.loads(data.decode()).get("tool", {}).get("meshwright", {})
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, AttributeError):
            return {PROJECT_FILE: "cannot be read" if b"meshwright" in data else None}
        return {PROJECT_FILE: FileState(tuple(settings_of(settings if isinstance(settings, dict) else {})))}
