"""Snapshots: the files of a mesh at one moment, from a folder, a revision or the index.

This module knows the names of the files and where to read their bytes, but not what they contain. The same files
result in the same entries, regardless of their source.
"""

# ruff: noqa: PTH100, PTH112, PTH118 - paths are text; Path adds nothing, and its `resolve` follows the last link

from __future__ import annotations

import os
import posixpath
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from meshwright.records import dataclass
from meshwright.source import discovery, folder, git
from meshwright.source.discovery import FileKind
from meshwright.source.file_filter import outside, sift, too_large
from meshwright.source.folder import EntryType, Listed, Listing, Skipped, folder_links_outside, shown
from meshwright.source.store import FileEntry, FolderStore, ObjectStore, Store
from meshwright.source.symlinks import follow_links

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


@dataclass(frozen=True, slots=True)
class SnapshotSource:
    """The origin of a snapshot, for users."""

    name: str
    """The path of a folder, the revision as the user named it, or `the index`."""
    commit: str | None = None
    """The full id of the commit if the snapshot is of a revision."""
    requested: str = ""
    """The revision that the user requested, if `commit` is the merge base with it; otherwise empty."""

    @property
    def revision(self) -> str:
        """The user's name for the revision; empty for a folder or the index."""
        return (self.requested or self.name) if self.commit else ""

    def __str__(self) -> str:
        if self.commit is None or self.commit == self.name:
            return shown(self.name)
        return f"{shown(self.name)} ({self.commit[:8]})"


class Content(NamedTuple):
    """A file's bytes and their id, which differs from the entry's id if the file has changed since the snapshot."""

    path: str
    blob: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The files of one mesh, sorted by path; a snapshot contains no bytes, so it is cheap to send to another process."""

    origin: SnapshotSource
    store: Store
    entries: Mapping[str, FileEntry]
    """The YAML documents of the mesh, by path."""
    samples: Mapping[str, FileEntry]
    """Files with rows of data in folders called `samples`, by path."""
    skipped: tuple[Skipped, ...]
    """Unreadable files that are named like mesh documents, or are in the mesh's folders."""
    nested: tuple[str, ...]
    """Folders omitted because they are meshes or repositories of their own."""
    counted: int
    """The number of YAML files that were examined but are not documents of a mesh."""
    schemas: Mapping[str, FileEntry]
    """JSON Schemas, by path."""
    definitions: Mapping[str, FileEntry]
    """YAML files outside the mesh documents that may define a linked property, by path."""
    unapplied: tuple[tuple[str, str], ...]
    """The path and the kind of each document of a related standard, sorted."""
    unseen: tuple[Skipped, ...] = ()
    """YAML files and links to folders that may be or contain documents of the mesh."""

    def read(self, path: str) -> Content | Skipped:
        """Read one entry, sample or schema; raises KeyError for any other path."""
        return next(self.contents([path]))

    def contents(self, paths: Iterable[str] | None = None) -> Iterator[Content | Skipped]:
        """Yield the files at `paths`, or else all entries, in order; only one file is in memory at a time.

        A file that is now unreadable or too large is yielded as Skipped.
        """
        wanted = self.entries if paths is None else paths
        files = {FileKind.YAML: self.entries, FileKind.SAMPLE: self.samples, FileKind.SCHEMA: self.schemas}

        def kind_of(path: str) -> FileKind:
            return next(
                (kind for kind in (FileKind.SAMPLE, FileKind.SCHEMA) if path in files[kind]), FileKind.YAML
            )

        for kind, group in groupby(wanted, key=kind_of):
            entries = [files[kind].get(path) or self.definitions[path] for path in group]
            for entry, data in zip(entries, self.store.read(entries, kind.limit), strict=True):
                if data is None:
                    yield Skipped(entry.path, "was removed during the run")
                elif isinstance(data, Skipped):
                    yield data
                elif len(data) > kind.limit:
                    yield too_large(entry.path, kind, entry.blob)
                else:
                    yield Content(entry.path, self.store.name(data), data)


def of_folder(root: Path, exclude: Iterable[str] = ()) -> Snapshot:
    """Take a snapshot of a folder as it is now, without the files that Git ignores or `exclude` matches.

    `exclude` contains patterns as in .gitignore, relative to the root.
    """
    real = os.path.realpath(root)
    listing = git.work_tree(Path(real))
    if not listing or not listing.files:  # no Git; or the folder itself is ignored, but was named explicitly
        listing = folder.walk(real, lambda path: discovery.kind(path) is not None)
    absent = {file.path: file.blob or "" for file in listing.files if file.path in listing.absent}
    store = FolderStore(real, _is_sha256(listing), absent)
    sifted = sift(listing, store, exclude)
    links = outside(folder_links_outside(real, listing.links), exclude, sifted.nested)
    unseen = tuple(sorted((*sifted.unseen, *links), key=lambda skip: skip.path))
    return Snapshot(SnapshotSource(str(root)), store, *sifted._replace(unseen=unseen))


def of_files(root: Path, paths: Iterable[Path], exclude: Iterable[str] = ()) -> Snapshot:
    """Take a snapshot of the given files of the mesh at `root`, as they are now, regardless of ignore files."""
    real = os.path.realpath(root)
    given = {_given(real, path) for path in paths}
    missing = {file for file in given if isinstance(file, Skipped)}
    files = {file for file in given if isinstance(file, Listed)}
    marks = {Listed(mark, EntryType.FILE, None) for file in files for mark in _marks_above(real, file.path)}
    store = FolderStore(real)
    sifted = sift(Listing(tuple(files | marks)), store, exclude)
    skipped = tuple(sorted({*missing, *sifted.skipped}, key=lambda skip: (skip.path, skip.why)))
    return Snapshot(SnapshotSource(str(root)), store, *sifted._replace(skipped=skipped))


def of_revision(root: Path, revision: str, exclude: Iterable[str] = (), requested: str = "") -> Snapshot:
    """Take a snapshot of a revision below `root`; raises GitError, possibly only while contents are read.

    `requested` is the revision that the user named, if `revision` is the merge base with that revision.
    """
    commit = git.resolve(root, revision)
    return _of_objects(SnapshotSource(revision, commit, requested), root, git.tree(root, commit), exclude)


def of_index(root: Path, exclude: Iterable[str] = ()) -> Snapshot:
    """Take a snapshot of the index below `root`; raises GitError."""
    return _of_objects(SnapshotSource("the index"), root, git.index(root), exclude)


def documents_everywhere(snapshot: Snapshot, top: Path) -> frozenset[str]:
    """Return the paths of all documents in the snapshot's repository, in any mesh, as of the snapshot.

    `top` is the folder to list; the paths are relative to it. Raises GitError.
    """
    if not isinstance(snapshot.store, ObjectStore):
        return frozenset(_on_disk(top))
    commit = snapshot.origin.commit
    listing = git.tree(top, commit) if commit else git.index(top)
    return frozenset(_in_objects(snapshot.origin, top, listing))


def _on_disk(folder: Path) -> Iterator[str]:
    found = of_folder(folder)
    yield from _documents(found)
    for name in found.nested:
        if (folder / name).is_dir():
            yield from (f"{name}/{path}" for path in _on_disk(folder / name))


def _in_objects(origin: SnapshotSource, top: Path, listing: Listing) -> Iterator[str]:
    found = _of_objects(origin, top, listing, ())
    yield from _documents(found)
    for name in found.nested:
        inside = tuple(
            file._replace(path=file.path.removeprefix(f"{name}/"))
            for file in listing.files
            if file.path.startswith(f"{name}/")
        )
        yield from (f"{name}/{path}" for path in _in_objects(origin, top, Listing(inside)))


def _documents(snapshot: Snapshot) -> Iterator[str]:
    yield from (*snapshot.entries, *(skipped.path for skipped in snapshot.skipped))


def file_at(snapshot: Snapshot, path: str) -> bytes | None:
    """Read a file outside the mesh, such as settings; None if it does not exist."""
    store = snapshot.store
    blob = None
    if isinstance(store, ObjectStore):
        commit = snapshot.origin.commit
        listing = git.tree(store.root, commit) if commit else git.index(store.root)
        blob = next(
            (each.blob for each in listing.files if each.path == path and each.form is EntryType.FILE), None
        )
        if blob is None:
            return None
    found = next(store.read([Listed(path, EntryType.FILE, blob)], FileKind.PROJECT.limit))
    return found if isinstance(found, bytes) else None


def _of_objects(origin: SnapshotSource, root: Path, listing: Listing, exclude: Iterable[str]) -> Snapshot:
    store = ObjectStore(root, _is_sha256(listing))
    files = follow_links(listing, store, lambda path: discovery.kind(path) is not None)
    return Snapshot(origin, store, *sift(files, store, exclude))


def _is_sha256(listing: Listing) -> bool:
    return any(file.blob is not None and len(file.blob) == 64 for file in listing.files)


def _given(root: str, path: Path) -> Listed | Skipped:
    parent, name = os.path.split(os.path.abspath(path))
    place = os.path.join(os.path.realpath(parent), name)
    if not place.startswith(os.path.join(root, "")):
        return Skipped(str(path), "is outside the mesh")
    inner = os.fsencode(os.path.relpath(place, root)).decode("utf-8", "surrogateescape").replace(os.sep, "/")
    if os.path.isdir(place):
        return Skipped(inner, "is a folder")
    return Listed(inner, EntryType.FILE, None) if os.path.lexists(place) else Skipped(inner, "does not exist")


def _marks_above(root: str, path: str) -> Iterator[str]:
    """Find the files, in the folders between `root` and a file, that may make their folder a root of its own."""
    above = posixpath.dirname(path)
    while above:
        for mark in discovery.MARKS:
            if os.path.lexists(folder.on_disk(root, f"{above}/{mark}")):
                yield f"{above}/{mark}"
        above = posixpath.dirname(above)
