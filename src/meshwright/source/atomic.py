"""Atomic writing of a file: a complete draft replaces the file, so a killed run leaves either the old or the new content."""

# ruff: noqa: PTH101, PTH104, PTH105, PTH108, PTH116, PTH118, PTH120 - file names can contain arbitrary bytes; Path adds nothing

from __future__ import annotations

import os
import secrets
import stat
from contextlib import suppress

PREFIX = ".meshwright-"
"""The prefix of a draft's name."""
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)


def draft_of(target: str) -> str:
    """Return a name for a draft of a file; the draft is in the same folder, and therefore on the same file system."""
    return os.path.join(os.path.dirname(target), PREFIX + secrets.token_hex(8))


def write(name: str, data: bytes, mode: int = 0o600) -> None:
    """Write a new file and flush it to disk. Raises FileExistsError and OSError."""
    descriptor = os.open(name, _NEW, 0o600)
    with open(descriptor, "wb") as file:  # noqa: PTH123 - a descriptor has no path
        file.write(data)
        file.flush()
        os.chmod(name, mode)
        os.fsync(descriptor)


def put(draft: str, target: str, *, is_new: bool) -> None:
    """Move a draft to its file's path; a new file never replaces an existing one. Raises FileExistsError and OSError."""
    if not is_new:
        os.replace(draft, target)
        return
    try:
        os.link(draft, target)
    except FileExistsError:
        raise
    except OSError:  # a file system without hard links
        if os.path.lexists(target):
            raise
        os.rename(draft, target)
    else:
        os.unlink(draft)


def mode_for(target: str) -> int:
    """Return the permissions of a file, or the default permissions if it does not exist."""
    try:
        return stat.S_IMODE(os.stat(target).st_mode)
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask


def settle(folder: str) -> None:
    """Flush a folder's list of names to disk, if the system supports it."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)  # Windows cannot open folders
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
