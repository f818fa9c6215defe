"""Atomic writing of several files: if a run is killed, the next one restores either all old files or all new ones.

The journal (workspace/journal.py) is in the user's cache folder, because a journal inside a repository cannot be
trusted. Runs that write below the same root wait for each other.
"""

# ruff: noqa: PTH118, PTH206 - file names can contain arbitrary bytes; Path adds nothing

from __future__ import annotations

import errno
import os
from contextlib import contextmanager
from hashlib import sha256
from typing import TYPE_CHECKING

from meshwright.source import lock
from meshwright.source.folder import NEVER_ENTERED, on_disk
from meshwright.source.state import folder_outside
from meshwright.workspace import journal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from meshwright.workspace.journal import Recovery, Step


_LOCK = ".lock"


def write(
    root: str, files: Mapping[str, bytes | None], before: Mapping[str, bytes | None] | None = None
) -> tuple[str, ...]:
    """Write files below `root` (a real path) atomically; the value None removes a file.

    Return the files that were not written because their content differs from that in `before`. Links are followed if
    they stay inside `root`. Raises OSError; in that case, nothing is written.
    """
    if not files:
        return ()
    with _locked(root) as name:
        journal.recover(name)
        steps, left = _steps(root, files, before or {})
        return (*left, *journal.perform(name, steps, files))


def recover(root: str) -> Recovery | None:
    """Complete or undo a killed run's unfinished changes below `root` (a real path). Raises OSError."""
    try:
        name = _journal_for(root)
        if not any(map(os.path.exists, (*journal.names(name), f"{name}{_LOCK}"))):
            return None
    except OSError:  # there is no folder for a journal
        return None
    with _locked(root) as name:
        return journal.recover(name)


@contextmanager
def _locked(root: str) -> Iterator[str]:
    name = _journal_for(root)
    with lock.held(f"{name}{_LOCK}"):
        yield name


def _journal_for(root: str) -> str:
    return os.path.join(folder_outside(root), sha256(os.fsencode(root)).hexdigest())


def _steps(
    root: str, files: Mapping[str, bytes | None], before: Mapping[str, bytes | None]
) -> tuple[list[Step], list[str]]:
    """Return the steps, one for each file even if several links lead to it, and the files that are not written."""
    steps: dict[str, Step] = {}
    left = []
    for path, data in sorted(files.items(), key=lambda each: (each[1] is None, each[0])):  # removals last
        target = _real(root, path)
        found, new = journal.digest(target), journal.digest_of(data)
        if target in steps:
            found = steps[target].new
        if found == new:
            continue
        if target in steps or (path in before and found != journal.digest_of(before[path])):
            left.append(path)
        else:
            steps[target] = journal.step_for(path, target, found, new)
    return list(steps.values()), left


def _real(root: str, path: str) -> str:
    """Return the real path of a file; raises OSError if the path leads outside the mesh."""
    real = os.path.realpath(os.fsdecode(on_disk(root, path)))
    inside = os.path.join(root, "")
    parts = real.removeprefix(inside).casefold().split(os.sep)
    if not real.startswith(inside) or not NEVER_ENTERED.isdisjoint(parts):
        raise OSError(errno.EPERM, "it links to a place that is never part of a mesh", path)
    return real
