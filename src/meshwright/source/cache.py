"""Records that runs store for later runs, in the user's cache folder and never inside a checked repository.

A record is JSON with a checksum over its name and content. Reading a record cannot execute code, and a record that is
damaged, has another format or belongs to another user is treated as absent. This module does not know the content of
records.
"""

# ruff: noqa: PTH105, PTH108, PTH111, PTH118 - paths are text; Path adds nothing

from __future__ import annotations

import errno
import json
import os
import re
import stat
import sys
import time
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from meshwright.records import dataclass
from meshwright.source.atomic import PREFIX, draft_of
from meshwright.source.state import is_own

if TYPE_CHECKING:
    from collections.abc import Iterator

VARIABLE = "MESHWRIGHT_CACHE"
"""The environment variable that names the folder."""
MOST_BYTES = 32 * 1024 * 1024
"""The maximum size of a record in bytes; larger records are not stored."""
MOST_RECORDS = 500
MOST_BYTES_OF_ALL = 512 * 1024 * 1024
"""Limits on all records together; if either is exceeded, the least recently used records are removed."""
ABANDONED = 3600
"""The number of seconds after which an unfinished record is assumed to come from a killed run."""
_MARK = b"meshwright record 1 "
_RECORD = re.compile(r"[a-z]+-[0-9a-f]{64}\.json")
_BINARY = getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
_READ = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | _BINARY
_WRITE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY


class Usage(NamedTuple):
    """The size of a cache."""

    records: int
    bytes: int


@dataclass(frozen=True, slots=True)
class Cache:
    """A folder of records. Damaged or missing records make a run slower, but never change its result."""

    folder: Path

    def read(self, name: str) -> dict[str, Any] | None:
        """Return the content of a record; None if there is no complete record that the user owns."""
        try:
            content = json.loads(self.text(name) or "null")
        except (ValueError, RecursionError):
            return None
        return content if isinstance(content, dict) else None

    def text(self, name: str) -> str | None:
        """Return the content of a record as JSON; None if there is no complete record that the user owns."""
        path = self._path(name)
        try:
            head, _, body = _own_bytes(path).partition(b"\n")
            if head != _head(name, body):
                return None
            with suppress(OSError):
                os.utime(path)
            return body.decode()
        except (OSError, ValueError):
            return None

    def write(self, name: str, content: dict[str, Any]) -> None:
        """Store a record atomically, and make room for it."""
        self.write_text(name, json.dumps(content, separators=(",", ":")))

    def write_text(self, name: str, text: str) -> None:
        """Store a record whose content is already JSON."""
        body = text.encode()
        if len(body) > MOST_BYTES:
            return
        path = self._path(name)
        draft = draft_of(path)
        try:
            with open(os.open(draft, _WRITE, 0o600), "wb") as file:  # noqa: PTH123 - a descriptor has no path
                file.write(_head(name, body) + b"\n" + body)
            os.replace(draft, path)
            self._make_room()
        except OSError:
            with suppress(OSError):
                os.unlink(draft)

    def usage(self) -> Usage:
        """Count the records."""
        sizes = [size for _, size, _ in self._records()]
        return Usage(len(sizes), sum(sizes))

    def clear(self) -> Usage:
        """Remove all records, and return their size; raises OSError."""
        removed = [(path, size) for path, size, _ in self._records()]
        for path in (*(path for path, _ in removed), *self._drafts(0)):
            with suppress(FileNotFoundError):
                os.unlink(path)
        return Usage(len(removed), sum(size for _, size in removed))

    def _path(self, name: str) -> str:
        return os.path.join(self.folder, f"{name}.json")

    def _records(self) -> Iterator[tuple[str, int, float]]:
        """Yield the path, size and time of last use of each record."""
        for entry in self._entries():
            if _RECORD.fullmatch(entry.name):
                with suppress(FileNotFoundError):
                    status = entry.stat(follow_symlinks=False)
                    yield entry.path, status.st_size, status.st_mtime

    def _drafts(self, age: float) -> Iterator[str]:
        for entry in self._entries():
            if entry.name.startswith(PREFIX):
                with suppress(FileNotFoundError):
                    if time.time() - entry.stat(follow_symlinks=False).st_mtime >= age:
                        yield entry.path

    def _entries(self) -> list[os.DirEntry[str]]:
        try:
            with os.scandir(self.folder) as entries:
                return list(entries)
        except FileNotFoundError:
            return []

    def _make_room(self) -> None:
        kept = bytes_kept = 0
        doomed = list(self._drafts(ABANDONED))
        for path, size, _ in sorted(self._records(), key=lambda record: record[2], reverse=True):
            kept, bytes_kept = kept + 1, bytes_kept + size
            if kept > MOST_RECORDS or bytes_kept > MOST_BYTES_OF_ALL:
                doomed.append(path)
        for path in doomed:
            with suppress(OSError):
                os.unlink(path)


def _head(name: str, body: bytes) -> bytes:
    return _MARK + sha256(name.encode() + b"\0" + body).hexdigest().encode()


def _own_bytes(path: str) -> bytes:
    """Read a regular file that only this user can write; raises OSError for any other file."""
    descriptor = os.open(path, _READ)
    with open(descriptor, "rb") as file:  # noqa: PTH123 - a descriptor has no path
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode) or not is_own(status):
            raise OSError(errno.EACCES, "not the user's own file", path)
        return file.read(MOST_BYTES + len(_MARK) + 65)


def user_folder() -> Path | None:
    """Return the folder for records: the configured folder, or else the user's default folder; None if neither is known.

    The folder need not exist.
    """
    stated = os.environ.get(VARIABLE, "")
    if stated:
        return Path(stated)
    name = "LOCALAPPDATA" if sys.platform == "win32" else "XDG_CACHE_HOME"
    homes = (os.environ.get(name, ""), os.path.expanduser("~/.cache"))
    return next((Path(home) / "meshwright" for home in homes if Path(home).is_absolute()), None)


def cache_outside(root: str, folder: Path) -> Cache:
    """Return the cache in a folder, which is created if it is missing.

    Raises OSError unless the folder is the user's own and outside `root`, which is a real path.
    """
    if not folder.is_absolute():
        raise OSError(errno.EINVAL, "is not an absolute path", str(folder))
    real = Path(os.path.realpath(folder))
    if real.is_relative_to(root):
        raise OSError(errno.EINVAL, "is inside the mesh being checked", str(folder))
    real.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not real.is_dir() or not is_own(real.lstat()):
        raise OSError(errno.EACCES, "can be written by other users", str(folder))
    return Cache(real)
