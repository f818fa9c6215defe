"""Access to the bytes of listed files: on disk, or in a Git repository."""

from __future__ import annotations

import json
import os
from hashlib import sha1, sha256
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol

from meshwright.records import dataclass, field
from meshwright.source import folder, git

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from meshwright.source.folder import Listed, Skipped


class FileEntry(NamedTuple):
    """A file by its path and the id of its content."""

    path: str
    """The path relative to the root, with `/`; `folder.shown` makes it printable."""
    blob: str
    """The id of the bytes in Git."""


class Store(Protocol):
    """A source of files; small, so that it can be sent to another process."""

    def read(self, files: Sequence[Listed | FileEntry], limit: int) -> Iterator[bytes | Skipped | None]:
        """Yield each file's bytes, at most one byte beyond `limit`; None for a removed file."""
        ...

    def name(self, data: bytes) -> str:
        """Return the id of a file's content."""
        ...


@dataclass(frozen=True, slots=True)
class FolderStore:
    """Files on disk, as they are at the time of reading."""

    root: str
    """The real path of the folder."""
    is_sha256: bool = False
    """Whether the folder's repository uses SHA-256 ids."""
    absent: Mapping[str, str] = field(default_factory=dict)
    """The blobs of files that were not checked out, by path."""

    def read(self, files: Sequence[Listed | FileEntry], limit: int) -> Iterator[bytes | Skipped | None]:
        """Yield each file's bytes, by its path; raises GitError if a file is absent and the repository lacks it."""
        absent = [self.absent[file.path] for file in files if file.path in self.absent]
        contents = git.contents(Path(self.root), absent, limit)
        for file in files:
            if file.path in self.absent:
                yield next(contents)
                continue
            try:
                yield folder.read(self.root, file.path, limit)
            except FileNotFoundError:
                yield None

    def name(self, data: bytes) -> str:
        """Return the id that Git would give to the bytes."""
        return _blob(data, is_sha256=self.is_sha256)

    def names(self, path: str) -> dict[str, bool]:
        """Return the names in a folder (empty or with `/` at the end), and whether each is a link; raises OSError."""
        with os.scandir(folder.on_disk(self.root, path)) as entries:
            return {os.fsdecode(each.name): each.is_symlink() for each in entries}

    def look(self, path: str) -> str:
        """Return a digest of the names in a folder, or the type of the error if the folder is unreadable.

        The result stays the same while nothing changes.
        """
        try:
            return of_names(self.names(path))
        except OSError as error:
            return type(error).__name__


def of_names(names: Mapping[str, bool]) -> str:
    """Return a digest of the names in a folder."""
    return sha256(json.dumps(sorted(names.items())).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class ObjectStore:
    """The contents of files in a Git repository, which never change."""

    root: Path
    is_sha256: bool = False

    def read(self, files: Sequence[Listed | FileEntry], limit: int) -> Iterator[bytes | Skipped | None]:
        """Yield each file's bytes, by its blob; raises GitError if the repository lacks one."""
        yield from git.contents(self.root, [file.blob or "" for file in files], limit)

    def name(self, data: bytes) -> str:
        """Return the id that Git gives to the bytes."""
        return _blob(data, is_sha256=self.is_sha256)


def _blob(data: bytes, *, is_sha256: bool) -> str:
    algorithm = sha256 if is_sha256 else sha1
    return algorithm(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()
