"""Stored results of complete checks, which are reused if none of their inputs have changed.

A stored result belongs to exactly one `RunInputs`. A result is stored only if the run was complete and did not read
other inputs, no input changed during the run, and no secret was found. This module does not know the format of a
result.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from meshwright.records import dataclass
from meshwright.source.run_guard import RunGuard
from meshwright.source.snapshot import of_folder
from meshwright.source.store import FolderStore
from meshwright.source.watched_store import WatchedStore
from meshwright.workspace.run_inputs import RunInputs, settings_key
from meshwright.workspace.settings_files import MESH_FILE, PROJECT_FILE, read_settings
from meshwright.workspace.tool_identity import tool_identity

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from meshwright.facts.unit import Unit
    from meshwright.source.cache import Cache
    from meshwright.source.snapshot import Snapshot
    from meshwright.workspace.compiled import CompiledSnapshot
    from meshwright.workspace.settings_files import SettingsFiles
    from meshwright.workspace.stored_units import UnitStore

MOST_CHANGED = 20
"""The maximum number of changed documents to compile in order to find out whether their facts are unchanged."""
_COMPLETE = (0, 1)
"""The exit codes of complete runs."""


@dataclass(frozen=True, slots=True)
class StoredResult:
    """The output and the exit code of a run."""

    output: str
    code: int
    files: tuple[str, ...]
    """The content of the reports that were written to files, in the order of the request."""
    notices: tuple[str, ...]
    """Messages about settings, printed before the check."""
    closing: tuple[str, ...]
    """Messages printed after the output."""


class ResultStore:
    """The stored results of one mesh, for one request."""

    def __init__(  # noqa: PLR0913 - all that decides a result
        self,
        cache: Cache,
        root: Path,
        paths: Iterable[Path],
        options: Mapping[str, object],
        place: str,
        *,
        base: Sequence[str] = (),
    ) -> None:
        """Read the settings; `root` is the real path of the folder that contains the paths. Raises OSError.

        `base` names the base of a comparison. A comparison shows each difference between two documents, so its
        result is not reused for other documents with equal facts.
        """
        self.cache = cache
        self.root = root
        self.settings = read_settings(root)
        self.options = {**options, "paths": [(str(path), os.path.realpath(path)) for path in paths]}
        if base:
            self.options["comparison"] = list(base)
        self.place = place
        self.base = base
        self.tool = tool_identity()
        self._settings = f"settings-{settings_key(self.tool, self.settings, base)}"
        self.guard = RunGuard(os.path.realpath(root), map(str, _settings_above(root, paths)))
        self._taken: tuple[tuple[str, ...], Snapshot] | None = None
        self._store: WatchedStore | None = None
        self._units: UnitStore | None = None

    def stored(self) -> tuple[StoredResult, Snapshot] | None:
        """Return the result for equal inputs, or for documents with equal facts, with the current snapshot."""
        known = self.cache.read(self._settings)
        exclude = _texts(known, "exclude") if known else None
        if exclude is None:
            return None
        snapshot = self._snapshot(self.root, exclude)
        store = snapshot.store
        if not isinstance(store, FolderStore):
            return None
        record = self.cache.read(self._name(snapshot))
        if record is None and not self.base:
            record = self._same_facts(snapshot, store)
        if record is None or not _has_folders(record, store):
            return None
        result = _result(record)
        return None if result is None else (result, snapshot)

    def _same_facts(self, snapshot: Snapshot, store: FolderStore) -> dict[str, Any] | None:
        """Return the result of a run whose documents differ only in details that it did not read.

        The result is then stored for these documents as well.
        """
        frame = self.cache.read(self._frame(snapshot))
        documents = frame.get("documents") if frame else None
        if frame is None or not isinstance(documents, dict) or documents.keys() != snapshot.entries.keys():
            return None
        known = {path: row for path, row in documents.items() if isinstance(row, list) and len(row) == 2}
        changed = [path for path, row in known.items() if row[0] != snapshot.entries[path].blob]
        if len(known) != len(documents) or len(changed) > MOST_CHANGED:
            return None
        if not _has_folders(frame, store) or not all(known[path][1] for path in changed):
            return None
        if changed != [path for path in changed if _digest(snapshot, path) == known[path][1]]:
            return None
        record = {key: value for key, value in frame.items() if key != "documents"}
        self.cache.write(self._name(snapshot), record)
        known |= {path: [snapshot.entries[path].blob, known[path][1]] for path in changed}
        self.cache.write(self._frame(snapshot), {**record, "documents": known})
        return record

    def take(self, root: Path, exclude: tuple[str, ...]) -> Snapshot:
        """Take the snapshot of a run whose result can be stored, and record which files the run reads."""
        with self.guard.paused():
            snapshot = self._snapshot(root, exclude)
        store = snapshot.store
        if root != self.root or not isinstance(store, FolderStore):
            return snapshot
        self._store = WatchedStore(store.root, store.is_sha256, store.absent, guard=self.guard)
        return replace(snapshot, store=self._store)

    def units(self) -> UnitStore:
        """Return the store for units of the mesh; its files do not count as inputs of a run."""
        from meshwright.workspace.stored_units import UnitStore

        if self._units is None:
            self._units = UnitStore(self.cache, os.path.realpath(self.root), self.tool, self.guard.paused)
        return self._units

    def watched(self, source: CompiledSnapshot) -> CompiledSnapshot:
        """Return a compiled mesh that records which documents a run reads from now on."""
        from meshwright.facts.unit_json import StoredUnit

        if self._store is None:
            return source
        looked_at = self._store.looked_at
        looked_at.clear()

        def noted(path: str, unit: Unit) -> bytes:
            looked_at.add(path)
            return unit.packed

        entries = source.snapshot.entries
        units = {
            path: StoredUnit.like(unit, partial(noted, path, unit)) if path in entries else unit
            for path, unit in source.units.items()
        }
        return replace(source, units=units)

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Record what the run does, and whether it depends only on its known inputs."""
        with self.guard.watching():
            yield

    def keep(
        self,
        result: StoredResult,
        settings: SettingsFiles | None,
        exclude: tuple[str, ...],
        *,
        has_secrets: bool,
    ) -> None:
        """Store the result of the recorded run, which used these settings, if it depends only on its inputs."""
        if self._taken is None or self._store is None or result.code not in _COMPLETE or has_secrets:
            return
        snapshot = self._taken[1]
        if settings != self.settings or exclude != self._taken[0]:
            return
        if self._store.changed or self.guard.is_surprised or any(map(_may_take_time, snapshot.samples)):
            return
        self.cache.write(self._settings, {"exclude": list(exclude)})
        record = {
            "output": result.output,
            "code": result.code,
            "files": list(result.files),
            "notices": list(result.notices),
            "closing": list(result.closing),
            "folders": self._store.folders,
        }
        self.cache.write(self._name(snapshot), record)
        if not self.base:
            self._keep_frame(record, snapshot, self._store.looked_at)

    def _keep_frame(self, record: Mapping[str, Any], snapshot: Snapshot, looked_at: Collection[str]) -> None:
        """Also store the result for documents with equal facts, except documents whose details the run read."""
        units = self.units()
        documents = {
            path: [entry.blob, "" if path in looked_at else units.digest(path, entry.blob)]
            for path, entry in snapshot.entries.items()
        }
        self.cache.write(self._frame(snapshot), {**record, "documents": documents})

    def _snapshot(self, root: Path, exclude: tuple[str, ...]) -> Snapshot:
        """Return a snapshot of a folder; it is taken on first use."""
        if self._taken is None or (root, exclude) != (self.root, self._taken[0]):
            self._taken = exclude, of_folder(root, exclude)
        return self._taken[1]

    def _name(self, snapshot: Snapshot) -> str:
        return f"check-{RunInputs(self.tool, self.settings, self.options, snapshot, self.place).key()}"

    def _frame(self, snapshot: Snapshot) -> str:
        """Return the name of the record that is shared by runs whose inputs differ only in the content of documents."""
        entries = {path: entry._replace(blob="") for path, entry in snapshot.entries.items()}
        plain = replace(snapshot, entries=entries)
        return f"frame-{RunInputs(self.tool, self.settings, self.options, plain, self.place).key()}"


def _settings_above(root: Path, paths: Iterable[Path]) -> Iterator[Path]:
    """Yield the settings files of a root, and all paths that are tried in the search for them."""
    yield root / MESH_FILE
    for path in paths:
        real = Path(os.path.realpath(path))
        yield from (folder / PROJECT_FILE for folder in (real, *real.parents) if folder.is_relative_to(root))


def _digest(snapshot: Snapshot, path: str) -> str | None:
    """Compile a document, and return the digest that equal units share; None if the document cannot be read or stored."""
    from meshwright.source.snapshot import Content
    from meshwright.source.tree import syntax_of
    from meshwright.workspace.stored_units import storable
    from meshwright.workspace.workers import compile_all

    content = snapshot.read(path)
    if not isinstance(content, Content) or content.blob != snapshot.entries[path].blob:
        return None
    (unit,) = compile_all([(syntax_of(path), content.data)], 1, 1, lambda _: None)
    heads = storable(unit)
    return heads.digest if heads is not None else None


def _has_folders(record: Mapping[str, Any], store: FolderStore) -> bool:
    """Return whether the folders that a run read are unchanged."""
    folders = record.get("folders")
    return isinstance(folders, dict) and all(store.look(path) == seen for path, seen in folders.items())


def _may_take_time(sample: str) -> bool:
    """Return whether the result for a sample can depend on time, because the process that reads Parquet has a time limit."""
    return sample.lower().endswith(".parquet")


def _result(record: Mapping[str, Any]) -> StoredResult | None:
    """Parse a stored result; None if it is malformed."""
    output, code = record.get("output"), record.get("code")
    files, notices, closing = (_texts(record, key) for key in ("files", "notices", "closing"))
    if not isinstance(output, str) or isinstance(code, bool) or code not in _COMPLETE:
        return None
    if files is None or notices is None or closing is None:
        return None
    return StoredResult(output, code, files, notices, closing)


def _texts(record: Mapping[str, Any], key: str) -> tuple[str, ...] | None:
    found = record.get(key)
    is_sound = isinstance(found, list) and all(isinstance(each, str) for each in found)
    return tuple(found) if isinstance(found, list) and is_sound else None
