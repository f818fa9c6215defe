"""Compiled earlier versions of a mesh's files; equal contents are compiled once, and current units are reused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.facts.unit import Details
from meshwright.rulekit.locator import Locator
from meshwright.rulekit.redaction import Redactor
from meshwright.source import git, limits
from meshwright.source.discovery import is_ours
from meshwright.source.git import GitError
from meshwright.source.place import Lines
from meshwright.source.text import decode
from meshwright.source.tree import syntax_of
from meshwright.workspace.workers import compile_all

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from meshwright.source.history import Commit
    from meshwright.source.suppression import Suppression
    from meshwright.source.tree import Syntax
    from meshwright.workspace.compiled import CompiledSnapshot


class HistoricUnits:
    """Compiled units by blob id. Methods with a parameter `file` take a blob id instead."""

    def __init__(self, root: Path, source: CompiledSnapshot) -> None:
        self.root = root
        self.source = source
        self.paths = {
            entry.blob: path for path, entry in source.snapshot.entries.items() if path in source.units
        }
        """The current path of each blob."""
        self.units = {blob: source.units[path] for blob, path in self.paths.items()}
        self.too_large: set[str] = set()
        """Blobs above the size limit for a file, which are not read."""

    def read(
        self,
        commits: Iterable[Commit],
        jobs: int,
        is_wanted: Callable[[str, bytes], bool] = is_ours,
        *,
        is_strict: bool = False,
    ) -> None:
        """Read the blobs before and after each commit, if needed.

        A blob that the repository lacks is unknown or, with `is_strict`, raises GitError.
        """
        wanted = {
            blob: edit.path
            for commit in commits
            for edit in commit.edits
            for blob in (edit.old, edit.new)
            if blob is not None and blob not in self.units
        }
        read: list[str] = []

        def contents() -> Iterator[tuple[Syntax, bytes]]:
            found = git.contents(self.root, wanted, limits.FILE_BYTES)
            try:
                for (blob, path), data in zip(wanted.items(), found, strict=True):
                    if len(data) <= limits.FILE_BYTES and is_wanted(path, data):
                        read.append(blob)
                        yield syntax_of(path), data
                    elif len(data) > limits.FILE_BYTES:
                        self.too_large.add(blob)
            except GitError:
                if is_strict:
                    raise

        for number, unit in enumerate(compile_all(contents(), len(wanted), jobs, lambda _: None)):
            self.units[read[number]] = unit

    def secrets(self, blobs: Iterable[str]) -> Redactor:
        """Return the secrets in blobs, for redaction."""
        places = {
            blob: [each.finding.at for each in self.units[blob].findings if each.finding.is_secret]
            for blob in blobs
            if blob in self.units
        }
        return Redactor({blob: found for blob, found in places.items() if found}, Locator(self))

    def details(self, file: str) -> Details:
        """Return the values, locations and lines of a blob; empty for an unknown blob."""
        return self.units[file].details() if file in self.units else Details((), (), Lines((0,), 0))

    def text(self, file: str) -> str:
        """Return the text of a blob."""
        if file in self.paths:
            return self.source.text(self.paths[file])
        return decode(next(git.contents(self.root, [file], limits.FILE_BYTES))).text

    def suppressions(self, file: str) -> tuple[Suppression, ...]:
        """Return the suppression comments in a blob."""
        return self.units[file].suppressions if file in self.units else ()
