"""Selection of the files of a mesh from a listing, with the reasons why other files are omitted."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from meshwright.source import discovery
from meshwright.source.discovery import FileKind
from meshwright.source.folder import NEVER_ENTERED, EntryType, Listed, Listing, Skipped
from meshwright.source.ignore import excluder
from meshwright.source.store import FileEntry, Store

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_OUR_FOLDERS = ("governance/", "policies/")
"""The folders in which an unreadable file is probably a document of the mesh, regardless of its name."""

_MARKED = (FileKind.YAML, FileKind.JSON)
"""The files that only their bytes can identify as documents of the mesh."""

_HEAD = 4096
"""The number of bytes to check for an encoding other than UTF-8."""

_WORDS = {
    EntryType.FOLDER: "is a folder",
    EntryType.REPOSITORY: "is a repository of its own",
    EntryType.CONFLICT: "has a merge conflict",
    EntryType.LINK: "is a link",
}


class FilteredFiles(NamedTuple):
    """The files of a mesh and the omitted ones, sorted by path."""

    entries: dict[str, FileEntry]
    samples: dict[str, FileEntry]
    skipped: tuple[Skipped, ...]
    nested: tuple[str, ...]
    counted: int
    schemas: dict[str, FileEntry]
    definitions: dict[str, FileEntry]
    unapplied: tuple[tuple[str, str], ...]
    unseen: tuple[Skipped, ...]


class _Foreign(NamedTuple):
    """A file that is not, or may not be, a document of a mesh."""

    path: str
    why: str = ""
    """The reason why the file may be a document of a mesh; empty if it certainly is not."""
    kinds: tuple[str, ...] = ()
    """The kinds of the file's documents, if they follow a related standard."""
    entry: FileEntry | None = None
    """The entry of the file if it may define linked properties, otherwise None."""
    blob: str | None = None
    """The id of the file's content, if the listing has it."""


def sift(listing: Listing, store: Store, exclude: Iterable[str]) -> FilteredFiles:
    """Filter a listing, reading a file only if its name and the listing do not suffice."""
    is_excluded = excluder(exclude)

    def is_within(path: str) -> bool:
        return NEVER_ENTERED.isdisjoint(path.split("/")) and not is_excluded(path)

    listed = [
        file
        for file in (*listing.files, *_folders_named_like_ours(listing))
        if (discovery.kind(file.path) or file.form is EntryType.REPOSITORY) and is_within(file.path)
    ]
    nested = _outermost(_roots_below(listed, store))
    own = {file.path: file for file in listed if not f"{file.path}/".startswith(nested)}
    groups: dict[FileKind, list[Listed]] = {kind: [] for kind in FileKind}
    for path in sorted(own):
        if kind := discovery.kind(path):
            groups[kind].append(own[path])
    unlisted = [skip for skip in listing.skipped if is_within(skip.path) and not skip.path.startswith(nested)]
    named = [*_known(groups[FileKind.NAMED]), *_read(groups[FileKind.NAMED], store, FileKind.NAMED)]
    found = [*named, *_read(groups[FileKind.YAML], store, FileKind.YAML), *map(_refused, unlisted)]
    found += _read(groups[FileKind.JSON], store, FileKind.JSON)
    samples = [*_known(groups[FileKind.SAMPLE]), *_read(groups[FileKind.SAMPLE], store, FileKind.SAMPLE)]
    schemas = [*_known(groups[FileKind.SCHEMA]), *_read(groups[FileKind.SCHEMA], store, FileKind.SCHEMA)]
    unseen = [
        Skipped(each.path, each.why, each.blob) for each in found if isinstance(each, _Foreign) and each.why
    ]
    unread = {thing for thing in (*found, *samples, *schemas) if isinstance(thing, Skipped)}
    foreign = [thing for thing in found if isinstance(thing, _Foreign)]
    return FilteredFiles(
        _by_path(found),
        _by_path(samples),
        tuple(sorted(unread, key=lambda skip: (skip.path, skip.why))),
        tuple(folder.removesuffix("/") for folder in nested),
        len(foreign),
        _by_path(schemas),
        _by_path(each.entry for each in foreign if each.entry),
        tuple(sorted((each.path, kind) for each in foreign for kind in each.kinds)),
        tuple(sorted(unseen, key=lambda skip: skip.path)),
    )


def outside(links: Iterable[Skipped], exclude: Iterable[str], nested: Iterable[str]) -> tuple[Skipped, ...]:
    """Return the links to folders that are neither excluded nor in another mesh."""
    is_excluded, own = excluder(exclude), tuple(f"{folder}/" for folder in nested)
    return tuple(
        each
        for each in links
        if NEVER_ENTERED.isdisjoint(each.path.split("/"))
        and not (is_excluded(each.path) or is_excluded(f"{each.path}/") or each.path.startswith(own))
    )


def _by_path(found: Iterable[FileEntry | Skipped | _Foreign]) -> dict[str, FileEntry]:
    entries = [thing for thing in found if isinstance(thing, FileEntry)]
    return {entry.path: entry for entry in sorted(entries)}


def _folders_named_like_ours(listing: Listing) -> set[Listed]:
    paths = {discovery.folder_named_like_ours(file.path) for file in listing.files}
    return {Listed(path, EntryType.FOLDER, None) for path in paths if path}


def _roots_below(files: Sequence[Listed], store: Store) -> Iterator[str]:
    """Find the folders, with `/` at the end, that are meshes or repositories of their own."""
    yield from (f"{file.path}/" for file in files if file.form is EntryType.REPOSITORY)
    marks = [file for file in files if file.form is EntryType.FILE and discovery.root_marked_by(file.path)]
    for mark, data in zip(marks, store.read(marks, FileKind.PROJECT.limit), strict=True):
        is_project = discovery.kind(mark.path) is FileKind.PROJECT
        if isinstance(data, bytes) and (not is_project or discovery.marks_root(data)):
            yield discovery.root_marked_by(mark.path) or ""


def _outermost(folders: Iterable[str]) -> tuple[str, ...]:
    kept: list[str] = []
    for folder in sorted(folders):
        if not (kept and folder.startswith(kept[-1])):
            kept.append(folder)
    return tuple(kept)


def _known(files: Iterable[Listed]) -> Iterator[FileEntry]:
    return (FileEntry(file.path, file.blob) for file in files if file.form is EntryType.FILE and file.blob)


def _read(files: Iterable[Listed], store: Store, kind: FileKind) -> Iterator[FileEntry | Skipped | _Foreign]:
    """Classify files by their content, if their names do not suffice."""
    wanted = []
    for file in files:
        if file.form is not EntryType.FILE:
            yield _refused(Skipped(file.path, _WORDS[file.form]))
        elif kind in _MARKED or not file.blob:
            wanted.append(file)
    for file, data in zip(wanted, store.read(wanted, kind.limit), strict=True):
        if isinstance(data, Skipped):
            yield _refused(data)
        elif data is not None and kind is FileKind.JSON and not discovery.is_ours(file.path, data):
            continue
        elif data is not None and kind is FileKind.YAML and not discovery.is_ours(file.path, data):
            defines = discovery.may_define(data) and len(data) <= kind.limit
            entry = FileEntry(file.path, file.blob or store.name(data)) if defines else None
            yield _Foreign(file.path, _doubt(data, kind), discovery.other_kinds(data), entry, file.blob)
        elif data is not None and len(data) > kind.limit:
            yield too_large(file.path, kind, file.blob)
        elif data is not None:
            yield FileEntry(file.path, file.blob or store.name(data))


def _refused(skipped: Skipped) -> Skipped | _Foreign:
    is_other = discovery.kind(skipped.path) in _MARKED and not skipped.path.startswith(_OUR_FOLDERS)
    return _Foreign(skipped.path, skipped.why) if is_other else skipped


def _doubt(data: bytes, kind: FileKind) -> str:
    """Return the reason why a file without a visible marker may still have one; empty if it cannot."""
    if len(data) > kind.limit:
        return too_large("", kind).why
    return "is not UTF-8" if b"\0" in data[:_HEAD] else ""


def too_large(path: str, kind: FileKind, blob: str | None = None) -> Skipped:
    """Describe a file that exceeds the size limit of its kind."""
    return Skipped(path, f"is larger than {kind.limit // (1024 * 1024)} MiB", blob)
