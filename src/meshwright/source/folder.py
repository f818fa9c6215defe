"""A folder on disk: the listing of its files, and the bytes of a file.

Reads regular files only, and follows links only within the same folder. This module knows Git's ignore files.
It does not know YAML, or anything else about Git.
"""

# ruff: noqa: PTH112, PTH114, PTH115, PTH118 - names are bytes, and os.path returns False where Path would raise

from __future__ import annotations

import errno
import os
import stat
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from meshwright.records import dataclass
from meshwright.source.ignore import Patterns

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

NEVER_ENTERED = frozenset({".git", ".meshwright", ".venv", "node_modules"})
"""Folders that never contain files of a mesh, whether or not Git ignores them."""

_OPEN = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
"""Flags that prevent following a link and waiting for a pipe's writer; not every system has all of them."""

_IGNORE_BYTES = 1024 * 1024


class EntryType(Enum):
    """The type of an entry in a listing."""

    FILE = "file"
    """A file. In a listing of the disk, it can be anything but a folder."""
    FOLDER = "folder"
    LINK = "link"
    REPOSITORY = "repository"
    """A submodule, or a repository inside the folder of another."""
    CONFLICT = "conflict"
    """An unmerged path, with several versions in the index."""


class Listed(NamedTuple):
    """One path of a listing."""

    path: str
    """The path relative to the listed folder, with `/`; bytes that are not UTF-8 are surrogates (PEP 383)."""
    form: EntryType
    blob: str | None
    """The id of the content; None if it has to be computed from the bytes."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that should have been read, but was not."""

    path: str
    """The path relative to the root, as in a listing; that of a whole folder ends with `/`."""
    why: str
    """The predicate of a message about the path: `is a folder`, `links to /etc/passwd, outside the mesh`."""
    blob: str | None = None
    """The id of the content, if it is known although the content was not read."""


class Listing(NamedTuple):
    """The files of a folder, unordered, with those that could not be listed."""

    files: tuple[Listed, ...]
    skipped: tuple[Skipped, ...] = ()
    absent: frozenset[str] = frozenset()
    """The paths of files that match the index but are not checked out (sparse checkout)."""
    links: tuple[str, ...] = ()
    """Symbolic links on disk, regardless of their names; links to folders are not followed."""


def is_link(root: str, path: str) -> bool:
    """Return whether a path in a listing is a symbolic link."""
    return os.path.islink(on_disk(root, path))


def folder_links_outside(root: str, links: Iterable[str]) -> tuple[Skipped, ...]:
    """Return the links to folders outside `root` (a real path), whose files are not listed."""
    found = []
    for path in links:
        name = on_disk(root, path)
        real = os.path.realpath(name)
        if os.path.isdir(real) and not os.path.join(real, b"").startswith(
            os.path.join(os.fsencode(root), b"")
        ):
            target = shown(os.fsdecode(os.readlink(name)))
            found.append(Skipped(path, f"links to `{target}`, outside the mesh"))
    return tuple(found)


def shown(path: str) -> str:
    r"""Escape a path so that it is printable, on one line and unambiguous: `a\\nb`, `\\xff`."""
    if path.isprintable() and "\\" not in path:
        return path
    return "".join(_escaped(character) for character in path)


def _escaped(character: str) -> str:
    if "\udc80" <= character <= "\udcff":
        return f"\\x{ord(character) - 0xDC00:02x}"
    if character.isprintable() and character != "\\":
        return character
    return character.encode("unicode_escape").decode()


def on_disk(root: str, path: str) -> bytes:
    """Return the name on disk of a path in a listing, regardless of the locale."""
    return os.path.join(os.fsencode(root), path.encode("utf-8", "surrogateescape"))


def read(root: str, path: str, limit: int) -> bytes | Skipped:
    """Read a file below `root` (a real path), at most one byte beyond `limit`.

    Raises FileNotFoundError if the file does not exist; for a dangling link, returns Skipped.
    """
    name = on_disk(root, path)
    try:
        return _read_regular(name, limit)
    except FileNotFoundError:
        raise
    except OSError as error:
        if not os.path.islink(name):
            return Skipped(path, _why(error))
    target = shown(os.fsdecode(os.readlink(name)))
    real = os.path.realpath(name)
    inside = os.path.join(os.fsencode(root), b"")
    if not real.startswith(inside):
        return Skipped(path, f"links to `{target}`, outside the mesh")
    if not NEVER_ENTERED.isdisjoint(os.fsdecode(real[len(inside) :]).split("/")):
        return Skipped(path, f"links to `{target}`, which is never part of a mesh")
    try:
        return _read_regular(real, limit)
    except OSError as error:
        return Skipped(path, f"links to `{target}`, which {_why(error)}")


def _read_regular(name: bytes, limit: int) -> bytes:
    descriptor = os.open(name, _OPEN)
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise OSError(errno.EISDIR if stat.S_ISDIR(status.st_mode) else errno.ENODEV, "is not a file")
        wanted = min(status.st_size, limit) + 1
        data = os.read(descriptor, wanted)
        while len(data) == wanted <= limit:  # the file has grown since
            wanted = limit + 1
            data += os.read(descriptor, wanted - len(data))
        return data
    finally:
        os.close(descriptor)


_WORDS = {
    errno.EISDIR: "is a folder",
    errno.ENODEV: "is not a regular file",
    errno.ENXIO: "is not a regular file",
    errno.EACCES: "is not readable: permission denied",
    errno.EPERM: "is not readable: permission denied",
    errno.ELOOP: "is part of a link cycle",
    errno.ENOENT: "does not exist",
    errno.ENOTDIR: "does not exist",
    errno.ENAMETOOLONG: "has a name that is too long",
}


def _why(error: OSError) -> str:
    known = _WORDS.get(error.errno or 0)
    return known or f"cannot be read: {(error.strerror or 'unknown').lower()}"


class _Level(NamedTuple):
    """The patterns of one folder's .gitignore, with the offset at which paths relative to the folder start."""

    start: int
    patterns: Patterns


def walk(root: str, is_wanted: Callable[[str], bool]) -> Listing:
    """List the wanted files below `root`, without running Git, except those that a .gitignore there ignores."""
    files: list[Listed] = []
    skipped: list[Skipped] = []
    links: list[str] = []
    pending: list[tuple[str, tuple[_Level, ...]]] = [("", ())]
    while pending:
        folder, levels = pending.pop()
        try:
            with os.scandir(on_disk(root, folder)) as entries:
                found = [
                    (entry.name, entry.is_dir(follow_symlinks=False), entry.is_symlink()) for entry in entries
                ]
        except OSError as error:
            skipped.append(Skipped(folder or "./", _why(error)))
            continue
        if any(raw == b".gitignore" and not is_folder for raw, is_folder, _ in found):
            levels = (_level(root, folder), *levels)
        for raw, is_folder, is_link in found:
            name = raw.decode("utf-8", "surrogateescape")
            path = folder + name
            if is_link and name not in NEVER_ENTERED and not _is_ignored(path, levels):
                links.append(path)
            if is_folder:
                if name not in NEVER_ENTERED and not _is_ignored(path + "/", levels):
                    pending.append((path + "/", levels))
                    if is_wanted(path):
                        files.append(Listed(path, EntryType.FOLDER, None))
            elif is_wanted(path) and not _is_ignored(path, levels):
                files.append(Listed(path, EntryType.FILE, None))
    return Listing(tuple(files), tuple(skipped), links=tuple(links))


def _level(root: str, folder: str) -> _Level:
    try:
        text = _read_regular(on_disk(root, folder + ".gitignore"), _IGNORE_BYTES)
    except OSError:  # as in Git, an ignore file that is a link or unreadable has no effect
        text = b""
    lines = text.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "surrogateescape").split("\n")
    return _Level(len(folder), Patterns.of(lines))


def _is_ignored(path: str, levels: tuple[_Level, ...]) -> bool:
    for level in levels:
        decided = level.patterns.decide(path[level.start :])
        if decided is not None:
            return decided
    return False
