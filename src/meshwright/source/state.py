"""The user's folder for journals of runs, which is never inside a checked repository.

Content of a repository must never be mistaken for a journal (governance/decisions/0011-journals-are-the-users.md).
"""

from __future__ import annotations

import errno
import os
import stat
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


def folder_outside(root: str) -> Path:
    """Return the user's folder for journals outside `root` (a real path); it is created if it is missing.

    Raises OSError if no such folder is available.
    """
    for folder in _candidates():
        with suppress(OSError):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            real = Path(os.path.realpath(folder))
            if not real.is_relative_to(root) and is_own(real.lstat()):
                return real
    raise OSError(
        errno.EACCES, "no user folder outside the repository for the journal; set XDG_STATE_HOME", root
    )


def _candidates() -> Iterator[Path]:
    name = "LOCALAPPDATA" if sys.platform == "win32" else "XDG_STATE_HOME"
    homes = (os.environ.get(name, ""), os.path.expanduser("~/.local/state"))  # noqa: PTH111 - a home may be unknown
    yield from (Path(home) / "meshwright" for home in homes if Path(home).is_absolute())
    user = os.getuid() if hasattr(os, "getuid") else ""
    yield Path(tempfile.gettempdir()).absolute() / f"meshwright-{user}"


def is_own(status: os.stat_result) -> bool:
    """Return whether a file or folder belongs to this user, and only this user can write to it."""
    if not hasattr(os, "getuid"):
        return True
    return status.st_uid == os.getuid() and not status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
