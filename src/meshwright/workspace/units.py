"""Compilation of a snapshot's files to units: documents first, because contracts determine the relevant samples."""

from __future__ import annotations

import errno
import os
from functools import partial
from typing import TYPE_CHECKING

from meshwright.facts.compile_sample import unread_sample
from meshwright.mesh.linked_definitions import compile_definition, linked_files
from meshwright.mesh.samples import samples_of_contracts
from meshwright.records import dataclass
from meshwright.source.discovery import FileKind, kind
from meshwright.source.parquet import is_parquet_readable
from meshwright.source.rows import form_of
from meshwright.source.snapshot import Content
from meshwright.source.store import FolderStore
from meshwright.source.tree import syntax_of
from meshwright.workspace.workers import compile_all, compile_samples

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from meshwright.facts.unit import Unit
    from meshwright.source.snapshot import Snapshot
    from meshwright.source.store import FileEntry

MANY = 20_000
"""Above this number of documents, details, which take a third of the memory, are recomputed on demand instead of kept."""


@dataclass(frozen=True, slots=True)
class SnapshotCompiler:
    """Compiles the files of one snapshot; identical files are compiled once."""

    snapshot: Snapshot
    memo: dict[str, Unit]
    """Units by blob id; for JSON and samples, by blob id and format.

    The format is needed because the same bytes mean something else in another format.
    """
    unreadable: dict[str, str]
    """The reasons why files could not be read; filled during reading."""
    jobs: int

    def documents(self, progress: Callable[[int], None]) -> dict[str, Unit]:
        """Compile the documents."""

        def units(contents: Iterator[Content], count: int) -> Iterator[Unit]:
            return compile_all(
                ((syntax_of(each.path), each.data) for each in contents), count, self.jobs, progress
            )

        return self._units(self.snapshot.entries, key_of_document, units)

    def samples(self, documents: Mapping[str, Unit]) -> tuple[dict[str, Unit], tuple[str, ...]]:
        """Compile the samples of contracts; also return the paths of those that cannot be opened here.

        A file that does not belong to a contract is not a sample, and is not reported if it is unreadable.
        """

        def units(contents: Iterator[Content], count: int) -> Iterator[Unit]:
            work = ((form_of(each.path), each.data) for each in contents)
            return compile_samples(work, count, self.jobs, lambda _: None)

        refused = [path for path in self.unreadable if kind(path) is FileKind.SAMPLE]
        wanted = samples_of_contracts(documents, sorted({*self.snapshot.samples, *refused}))
        for path in set(refused).difference(wanted):
            del self.unreadable[path]
        unopened = tuple(_unopened(path for path in wanted if path in self.snapshot.samples))
        entries = {
            path: self.snapshot.samples[path]
            for path in wanted
            if path in self.snapshot.samples and path not in unopened
        }
        found = self._units(entries, lambda path, blob: f"{blob}.{form_of(path)}", units)
        return {path: found.get(path) or unread_sample(form_of(path)) for path in wanted}, unopened

    def definitions(self, documents: Mapping[str, Unit]) -> dict[str, Unit]:
        """Compile the files outside the mesh that properties in contracts link to."""
        wanted = linked_files(documents, self.snapshot.definitions, self.snapshot.unapplied)
        contents = self.snapshot.contents(wanted)
        return {
            each.path: compile_definition(each.data, wanted[each.path])
            for each in contents
            if isinstance(each, Content)
        }

    def _units(
        self,
        entries: Mapping[str, FileEntry],
        name: Callable[[str, str], str],
        compiler: Callable[[Iterator[Content], int], Iterator[Unit]],
    ) -> dict[str, Unit]:
        """Compile the files that are not in the memo; `name` returns the memo key for a path and a blob.

        Of several files with the same listed content, only one is read. If that file is unreadable or has changed
        since, the next of those files is read.
        """
        memo = self.memo
        own: dict[str, str] = {}
        wanted = {path: name(path, entry.blob) for path, entry in entries.items()}
        while todo := {key: path for path, key in wanted.items() if key not in memo}:
            read: list[str] = []

            def contents(todo: Mapping[str, str] = todo, read: list[str] = read) -> Iterator[Content]:
                for content in self.snapshot.contents(todo.values()):
                    if isinstance(content, Content):
                        own[content.path] = name(content.path, content.blob)
                        read.append(own[content.path])
                        yield content
                    else:
                        self.unreadable[content.path] = content.why

            for number, unit in enumerate(compiler(contents(), len(todo))):
                memo[read[number]] = self._kept(unit, todo.get(read[number]))
            for path in todo.values():
                del wanted[path]
        keys = {path: own.get(path) or name(path, entry.blob) for path, entry in entries.items()}
        return {path: memo[key] for path, key in keys.items() if key in memo and path not in self.unreadable}

    def _kept(self, unit: Unit, path: str | None) -> Unit:
        """Return a unit as it is kept in memory; if there are very many files, rarely needed details are omitted."""
        entries = self.snapshot.entries
        if (
            path is None
            or path not in entries
            or len(entries) < MANY
            or not isinstance(self.snapshot.store, FolderStore)
        ):
            return unit
        from meshwright.facts.unit_json import StoredUnit

        return StoredUnit.like(unit, partial(packed_details, self.snapshot, path))


def packed_details(snapshot: Snapshot, path: str) -> bytes:
    """Recompute the details of a file; raises OSError if the file has changed since the snapshot."""
    from meshwright.facts.compile import details_of

    content = snapshot.read(path)
    if not isinstance(content, Content) or content.blob != snapshot.entries[path].blob:
        raise OSError(errno.ESTALE, "changed during the run", os.fsdecode(path))
    return details_of(content.data, syntax_of(path))


def key_of_document(path: str, blob: str) -> str:
    """Return the memo key of a document; keys for JSON and YAML differ, because they are parsed differently."""
    return f"{blob}.json" if syntax_of(path) == "json" else blob


def _unopened(paths: Iterable[str]) -> Iterator[str]:
    return (path for path in paths if form_of(path) == "parquet" and not is_parquet_readable())
