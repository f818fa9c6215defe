"""File locks that end with their process, even if the process is killed.

A lock belongs to an open file, so a forked process shares its parent's locks.
"""

# ruff: noqa: PTH108, PTH116 - pathlib would only wrap

from __future__ import annotations

import errno
import os
import sys
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST_WAIT = 60.0
"""The time limit in seconds for waiting for another run, which holds a lock only while it writes a few files."""
_PAUSE = 0.02
_NO_LOCKS = frozenset({errno.ENOLCK, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EINVAL})
_OPEN = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)


def take(name: str) -> int | None:
    """Lock a file, which is created if it is missing; return its descriptor, or None if another run holds the lock.

    Raises OSError if the file cannot be opened, or its file system has no locks.
    """
    descriptor = os.open(name, _OPEN, 0o600)
    try:
        _lock(descriptor)
        if os.path.samestat(os.fstat(descriptor), os.stat(name)):
            return descriptor
    except (BlockingIOError, PermissionError, FileNotFoundError):
        pass  # another run holds it, or has just removed it
    except OSError:
        os.close(descriptor)
        raise
    os.close(descriptor)
    return None


@contextmanager
def held(name: str) -> Iterator[None]:
    """Hold the lock of a file during a block, then remove the file; a file system without locks is accepted.

    Raises OSError, and TimeoutError if another run does not release the lock.
    """
    end = time.monotonic() + LONGEST_WAIT
    try:
        while (descriptor := take(name)) is None:
            if time.monotonic() > end:
                raise TimeoutError(errno.EAGAIN, "another run is writing", name)
            time.sleep(_PAUSE)
    except OSError as error:
        if error.errno not in _NO_LOCKS:
            raise
        descriptor = os.open(name, _OPEN, 0o600)
    try:
        yield
    finally:
        drop(descriptor, name)


def drop(descriptor: int, name: str) -> None:
    """Remove a locked file and unlock it."""
    if sys.platform == "win32":  # Windows cannot remove an open file, so the file remains
        os.close(descriptor)
        descriptor = -1
    with suppress(OSError):
        os.unlink(name)
    if descriptor >= 0:
        os.close(descriptor)


if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
