"""Existence of files and folders in a snapshot, by their exact names.

This module does not follow links; a path through a link may exist.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from meshwright.source import git
from meshwright.source.folder import EntryType
from meshwright.source.store import FolderStore, ObjectStore

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from meshwright.source.snapshot import Snapshot

    Names = Mapping[str, bool]
    """The names in a folder; the value of each is whether the paths below that name are unknown."""


class Presence:
    """The paths of a snapshot, listed on demand."""

    def __init__(self, names: Callable[[str], Names | None]) -> None:
        self._names = names
        self._known: dict[str, Names | None] = {}

    def names(self, path: str) -> Names | None:
        """Return the content of a folder (empty or with `/` at the end); None if it is not readable."""
        if path not in self._known:
            self._known[path] = self._names(path)
        return self._known[path]

    def missing(self, path: str) -> str | None:
        """Return the first part of a path that is missing, as `folder/name`; None if the whole path exists or may exist."""
        here = ""
        for name in filter(None, path.split("/")):
            names = self.names(here)
            if names is None or names.get(name):
                return None
            if name not in names:
                return here + name
            here += f"{name}/"
        return None


def presence(snapshot: Snapshot) -> Presence:
    """Return the paths of a snapshot; raises GitError if Git lists them and fails."""
    store = snapshot.store
    if isinstance(store, ObjectStore):
        return _of_objects(store.root, snapshot.origin.commit)
    assert isinstance(store, FolderStore)
    return _of_folder(store)


def around(snapshot: Snapshot) -> tuple[Presence, str] | None:
    """Return the paths of the whole repository and the mesh's path in it, with `/` at the end; None if the mesh is the whole
    repository.
    """
    store = snapshot.store
    assert isinstance(store, ObjectStore | FolderStore)
    root = Path(os.path.realpath(store.root))
    top = git.top_level(root)
    if top is None or top == root or top not in root.parents:
        return None
    if isinstance(store, ObjectStore):
        found = _of_objects(top, snapshot.origin.commit)
    else:
        listing = git.work_tree(top)
        absent = dict.fromkeys(listing.absent if listing else (), "")
        found = _of_folder(FolderStore(str(top), absent=absent))
    return found, f"{root.relative_to(top).as_posix()}/"


def _of_objects(root: Path, commit: str | None) -> Presence:
    listing = git.tree(root, commit) if commit else git.index(root)
    opaque = {each.path for each in listing.files if each.form in (EntryType.LINK, EntryType.REPOSITORY)}
    found = _folders((each.path for each in listing.files), opaque)
    return Presence(lambda path: found.get(path, {}))


def _of_folder(store: FolderStore) -> Presence:
    found = _folders(store.absent, ())
    return Presence(lambda path: _on_disk(store, path, found.get(path, {})))


def _folders(paths: Iterable[str], opaque: Iterable[str]) -> dict[str, dict[str, bool]]:
    """Return the names in each folder, by the folder's path."""
    closed = frozenset(opaque)
    found: dict[str, dict[str, bool]] = {}
    for path in paths:
        start = 0
        while True:
            end = path.find("/", start)
            name = path[start:] if end < 0 else path[start:end]
            found.setdefault(path[:start], {})[name] = end < 0 and path in closed
            if end < 0:
                break
            start = end + 1
    return found


def _on_disk(store: FolderStore, path: str, absent: Names) -> Names | None:
    try:
        found = store.names(path)
    except (FileNotFoundError, NotADirectoryError):
        return absent
    except OSError:
        return None
    return {
        **absent,
        **found,
    } or None  # Git has no empty folders: this may be a submodule that was not fetched
