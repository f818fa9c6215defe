"""Reports written to files atomically, but never to a file of the mesh."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING

from meshwright.source.atomic import draft_of, mode_for, put, write
from meshwright.source.folder import on_disk

if TYPE_CHECKING:
    from pathlib import Path

    from meshwright.source.snapshot import Snapshot


def is_of_the_mesh(path: str, root: Path, snapshot: Snapshot) -> bool:
    """Return whether a path refers to a file in a snapshot, even through links."""
    real = os.path.realpath(path)
    files = (*snapshot.entries, *snapshot.samples, *snapshot.schemas, *snapshot.definitions)
    base = os.path.realpath(root)
    return any(os.path.realpath(os.fsdecode(on_disk(base, each))) == real for each in files)


def write_report(path: str, text: str) -> None:
    """Replace a file atomically. Raises OSError; in that case, the file is unchanged."""
    target = os.path.realpath(path)
    draft = draft_of(target)
    try:
        write(draft, text.encode(), mode_for(target))
        put(draft, target, is_new=False)
    except BaseException:
        with suppress(OSError):
            os.unlink(draft)  # noqa: PTH108 - text
        raise
