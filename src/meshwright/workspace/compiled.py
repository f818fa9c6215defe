"""A snapshot with its compiled files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from meshwright.facts.facts import PartialFacts
from meshwright.facts.unit import Details, Unit
from meshwright.records import dataclass, field
from meshwright.source.discovery import SAMPLE_BYTES, FileKind, kind
from meshwright.source.place import Lines
from meshwright.source.rows import form_of
from meshwright.source.snapshot import Content
from meshwright.source.text import decode
from meshwright.source.tree import syntax_of
from meshwright.workspace.custom_schemas import CustomSchemas, own_schemas
from meshwright.workspace.units import SnapshotCompiler
from meshwright.workspace.workers import compile_all, compile_samples

if TYPE_CHECKING:
    from meshwright.source.snapshot import Snapshot
    from meshwright.source.suppression import Suppression

Progress = Callable[[int], None]
_KINDS = {".odcs": "DataContract", ".odps": "DataProduct"}


@dataclass(frozen=True, slots=True)
class CompiledSnapshot:
    """All units of a snapshot, with access to the text of their files."""

    snapshot: Snapshot
    units: Mapping[str, Unit]
    unreadable: Mapping[str, str]
    """The reason why each unreadable file could not be read, by path."""
    drafts: Mapping[str, bytes] = field(default_factory=dict)
    """New content by path, which replaces the content of the snapshot's files."""
    schemas: CustomSchemas = field(default_factory=CustomSchemas)
    unopened: tuple[str, ...] = ()
    """Samples whose format needs an extra that is not installed."""

    @property
    def linkable(self) -> Mapping[str, Unit]:
        """The units by path, with a placeholder for each unreadable document.

        A placeholder matches any document of its kind.
        """
        lost = (path for path in self.unreadable if kind(path) is not FileKind.SCHEMA)
        return {**self.units, **{path: _anything(path) for path in lost}}

    def data(self, file: str) -> bytes:
        """Return the bytes of a file; empty if it cannot be read."""
        if file in self.drafts:
            return self.drafts[file]
        is_ours = file in self.units or file in self.snapshot.schemas
        content = self.snapshot.read(file) if is_ours else None
        return content.data if isinstance(content, Content) else b""

    def content(self, file: str) -> object:
        """Return a key that is equal for files with equal bytes, without reading the file; None for an unknown file."""
        if file in self.drafts:
            return self.drafts[file]
        files = (self.snapshot.entries, self.snapshot.samples)
        return next((each[file].blob for each in files if file in each), None)

    def edited(self, drafts: Mapping[str, bytes]) -> CompiledSnapshot:
        """Return a snapshot in which drafts replace the content of files."""
        rows = {path: (form_of(path), data) for path, data in drafts.items() if kind(path) is FileKind.SAMPLE}
        documents = {path: data for path, data in drafts.items() if path not in rows}
        texts = [(syntax_of(path), data) for path, data in documents.items()]
        done = lambda _: None  # noqa: E731 - so few need no progress
        units = {
            **dict(zip(documents, compile_all(texts, len(documents), 1, done), strict=True)),
            **dict(zip(rows, compile_samples(rows.values(), len(rows), 1, done), strict=True)),
        }
        return replace(self, units={**self.units, **units}, drafts={**self.drafts, **drafts})

    def details(self, file: str) -> Details:
        """Return the values, locations and lines of a file; empty if it cannot be read."""
        unit = self.units.get(file)
        return unit.details() if unit else Details((), (), Lines((0,), 0))

    def suppressions(self, file: str) -> tuple[Suppression, ...]:
        """Return the suppression comments in a file."""
        unit = self.units.get(file)
        return unit.suppressions if unit else ()

    def text(self, file: str) -> str:
        """Return the text of a file, for display."""
        return "" if file.lower().endswith(".parquet") else decode(self.data(file), SAMPLE_BYTES).text


def compiled(
    snapshot: Snapshot, memo: dict[str, Unit], *, jobs: int = 1, progress: Progress = lambda _: None
) -> CompiledSnapshot:
    """Compile every file in a snapshot; identical files are compiled once, even across snapshots that share a memo."""
    unreadable = {each.path: each.why for each in snapshot.skipped}
    compilation = SnapshotCompiler(snapshot, memo, unreadable, jobs)
    documents = compilation.documents(progress)
    samples, unopened = compilation.samples(documents)
    units = {**documents, **samples, **compilation.definitions(documents)}
    return CompiledSnapshot(snapshot, units, unreadable, schemas=own_schemas(snapshot), unopened=unopened)


def _anything(path: str) -> Unit:
    """Return a placeholder for an unreadable document, of which only the path is known."""
    stem = path.lower().rpartition(".")[0]
    of_kind = next((each for ending, each in _KINDS.items() if stem.endswith(ending)), None)
    return Unit((PartialFacts(of_kind, None, None, ()),), (), (), b"")
