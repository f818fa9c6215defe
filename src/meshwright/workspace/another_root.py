"""A check that the paths of a comparison belonged to the same mesh in the base.

If a change turns a folder into a separate mesh, the settings, waivers and owners of the surrounding mesh no longer
apply to it. Therefore the base determines which mesh a path belongs to. This module does not compare documents.
"""

from __future__ import annotations

import os
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from meshwright.source import git
from meshwright.source.discovery import MARKS, FileKind, marks_root
from meshwright.source.folder import shown

if TYPE_CHECKING:
    from collections.abc import Iterable


def refuse_another_mesh(paths: Iterable[Path], root: Path, commit: str) -> None:
    """Raise GitError if, at a commit, one of the paths belongs to a mesh other than the one at `root`.

    If no mesh contains the path at the commit, the mesh is new, and the comparison is allowed.
    """
    top = git.top_level(root)
    if top is None:
        return
    own, top = Path(os.path.realpath(root)), Path(os.path.realpath(top))
    is_marked = cache(partial(_is_marked, commit))
    for folder in sorted({_folder(path) for path in paths}):
        before = next(filter(is_marked, _around(folder, top)), None)
        if before is not None and before != own:
            where = _shown(before, top)
            raise git.GitError(
                f"cannot compare: in the base, {_shown(folder, top)} is part of the mesh in {where},"
                f" but now it is part of the mesh in {_shown(own, top)}; run the command in {where}"
            )


def _folder(path: Path) -> Path:
    real = os.path.realpath(path)
    return Path(real) if Path(real).is_dir() else Path(real).parent


def _around(folder: Path, top: Path) -> tuple[Path, ...]:
    """Return a folder and its parents up to the top of the repository, except folders of nested repositories."""
    inner = tuple(each for each in (folder, *folder.parents) if each.is_relative_to(top))
    return () if any(os.path.lexists(each / ".git") for each in inner[:-1]) else inner


def _is_marked(commit: str, folder: Path) -> bool:
    files = {each.path: each for each in git.named(folder, commit, MARKS)}
    mesh, project = (files.get(mark) for mark in MARKS)
    if mesh is not None or project is None or project.blob is None:
        return mesh is not None
    return any(map(marks_root, git.contents(folder, [project.blob], FileKind.PROJECT.limit)))


def _shown(folder: Path, top: Path) -> str:
    below = os.path.relpath(folder, top).replace(os.sep, "/")
    return "the root of the repository" if below == "." else f"`{shown(below)}`"
