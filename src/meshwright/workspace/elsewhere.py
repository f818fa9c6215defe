"""Folders in a repository that contain documents, for a run that found none in its own folder.

This module does not read a document.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from meshwright.report.summary import counted
from meshwright.source.git import top_level
from meshwright.source.snapshot import documents_everywhere, of_folder

if TYPE_CHECKING:
    from pathlib import Path

    from meshwright.source.snapshot import Snapshot

EXCLUDED = (
    "all data products, data contracts and governance documents are excluded; see `exclude` in the settings"
)
NO_DOCUMENT = "there is no data product, data contract or governance document"

NEXT = (
    "; run it where your ODCS and ODPS files are (YAML with `kind: DataContract` or `kind: DataProduct`),"
    " or create a mesh with `meshwright init`"
)
"""The end of a message for a repository without any documents."""


def has_documents(snapshot: Snapshot) -> bool:
    """Return whether a snapshot has a document, readable or not."""
    return bool(snapshot.entries or snapshot.skipped)


def folder_with_documents(root: Path, *snapshots: Snapshot) -> str | None:
    """Return a folder of the repository with documents, for a `root` without documents; None if there is none.

    Meshes below `root` are preferred. For a mesh that exists only in a revision, the result is the mesh's folder.
    """
    for name in sorted({each for snapshot in snapshots for each in snapshot.nested}):
        found = _first_folder(root / name) if (root / name).is_dir() else ""
        if found is not None:
            return f"{name}/{found}".rstrip("/")
    top = top_level(root)
    if top is None or os.path.realpath(top) == os.path.realpath(root):
        return None
    found = _first_folder(top)
    return None if found is None else os.path.relpath(top / found, root).replace(os.sep, "/")


def _first_folder(folder: Path) -> str | None:
    """Return the first folder with documents below a folder, relative to it; empty for the folder itself."""
    snapshot = of_folder(folder)
    paths = sorted((*snapshot.entries, *(skipped.path for skipped in snapshot.skipped)))
    if paths:
        return os.path.commonpath([os.path.dirname(path) for path in paths]).replace(os.sep, "/")  # noqa: PTH120 - text
    for name in snapshot.nested:
        found = _first_folder(folder / name)
        if found is not None:
            return f"{name}/{found}".rstrip("/")
    return None


def moved_away(root: Path, base: Snapshot, head: Snapshot) -> str:
    """Return an error message if one revision's documents are only outside `root`; otherwise an empty string.

    This is the case if one revision has no documents below `root`, but has documents elsewhere that the other one lacks.
    If both have documents elsewhere, or neither does, a mesh was added or deleted. Raises GitError.
    """
    if has_documents(base) == has_documents(head):
        return ""
    empty, other = (head, base) if has_documents(base) else (base, head)
    top = top_level(root)
    if top is None or not (empty.origin.commit or empty is head):
        return ""
    known = documents_everywhere(empty, top)
    left = sorted(known - documents_everywhere(other, top)) if known else []
    if not left:
        return ""
    folder = os.path.commonpath([os.path.dirname(path) for path in left]).replace(os.sep, "/")  # noqa: PTH120 - text
    here = os.path.relpath(os.path.realpath(root), os.path.realpath(top)).replace(os.sep, "/")
    side, opposite = ("the base", "the head") if empty is base else ("the head", "the base")
    return (
        f"cannot compare: {side} has no data product, data contract or governance document in {_folder(here)},"
        f" but has {counted(len(left), 'such file')} in {_folder(folder)} that {opposite}"
        " does not have there; check out the base in a folder and use that folder as BASE"
    )


def _folder(path: str) -> str:
    return f"`{path}`" if path not in ("", ".") else "the root of the repository"


def hint(folder: str | None) -> str:
    """Return the end of a message, which names the folder to use; empty if there is no such folder."""
    return f"; the folder `{folder}` has some" if folder else ""
