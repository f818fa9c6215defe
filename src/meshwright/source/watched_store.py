"""Files on disk or in a commit, with a record of the files that a run read, so that its result can be stored."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.records import dataclass, field
from meshwright.source.store import FolderStore, ObjectStore, of_names

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from meshwright.source.folder import Listed, Skipped
    from meshwright.source.run_guard import RunGuard
    from meshwright.source.store import FileEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchedStore(FolderStore):
    """The files of a snapshot, which are the inputs of a run; changes during the run are recorded."""

    guard: RunGuard
    changed: set[str] = field(default_factory=set)
    """The paths of files and folders that changed during the run."""
    folders: dict[str, str] = field(default_factory=dict)
    """The result of `look` for each folder that was listed."""
    looked_at: set[str] = field(default_factory=set)
    """The paths of files that were read."""

    def read(self, files: Sequence[Listed | FileEntry], limit: int) -> Iterator[bytes | Skipped | None]:
        """Yield each file's bytes, and record whether they differ from the entry."""
        contents = FolderStore.read(self, files, limit)
        for file in files:
            with self.guard.paused():
                data = next(contents)
            if not isinstance(data, bytes) or self.name(data) != file.blob:
                self.changed.add(file.path)
            self.looked_at.add(file.path)
            yield data

    def names(self, path: str) -> dict[str, bool]:
        """Return the names in a folder, and record them; raises OSError."""
        try:
            with self.guard.paused():
                found = FolderStore.names(self, path)
        except OSError as error:
            self._note(path, type(error).__name__)
            raise
        self._note(path, of_names(found))
        return found

    def _note(self, path: str, seen: str) -> None:
        if self.folders.setdefault(path, seen) != seen:
            self.changed.add(path)


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchedObjects(ObjectStore):
    """The contents of a commit that is an input of a run; the contents cannot change, and reading them runs Git."""

    guard: RunGuard

    def read(self, files: Sequence[Listed | FileEntry], limit: int) -> Iterator[bytes | Skipped | None]:
        """Yield the bytes of each file, read from its blob; raises GitError if the repository lacks a blob."""
        contents = ObjectStore.read(self, files, limit)
        for _ in files:
            with self.guard.paused():
                data = next(contents)
            yield data
