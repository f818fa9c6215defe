"""Files written so that a killed run leaves the old content or the new one."""

# ruff: noqa: PTH101, PTH103, PTH105, PTH108, PTH116, PTH120 - names are text or bytes, which Path would only wrap

from __future__ import annotations

import os
import stat
import tempfile
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


def write(name: str | bytes, data: bytes) -> None:
    """Put bytes in a file's place, which keeps its permissions; a link is followed, and kept. Raises OSError."""
    target = os.fsdecode(os.path.realpath(name))
    with _draft(target, data) as draft:
        os.replace(draft, target)


def create(name: str, data: bytes) -> None:
    """Put bytes in a new file, and its folders where they lack; raises FileExistsError, and OSError."""
    os.makedirs(os.path.dirname(name), exist_ok=True)
    with _draft(name, data) as draft:
        os.link(draft, name)


@contextmanager
def _draft(target: str, data: bytes) -> Iterator[str]:
    """Write bytes beside a file, with its permissions; what is still there afterwards goes."""
    mode = _mode(target)
    descriptor, draft = tempfile.mkstemp(prefix=".meshwright-", dir=os.path.dirname(target))
    try:
        with open(descriptor, "wb") as file:  # noqa: PTH123 - a descriptor has no path
            file.write(data)
            file.flush()
            os.fsync(descriptor)
        os.chmod(draft, mode)
        yield draft
    finally:
        with suppress(FileNotFoundError):
            os.unlink(draft)


def _mode(target: str) -> int:
    """Give the permissions that a file has, or that a new one would get."""
    try:
        return stat.S_IMODE(os.stat(target).st_mode)
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask
