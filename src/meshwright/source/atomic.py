"""Files written so that a killed run leaves the old content or the new one."""

# ruff: noqa: PTH101, PTH105, PTH108, PTH116, PTH120 - names are text or bytes, which Path would only wrap

from __future__ import annotations

import os
import stat
import tempfile
from contextlib import suppress


def write(name: str | bytes, data: bytes) -> None:
    """Put bytes in a file's place, which keeps its permissions; a link is followed, and kept. Raises OSError."""
    target = os.fsdecode(os.path.realpath(name))
    mode = _mode(target)
    descriptor, draft = tempfile.mkstemp(prefix=".meshwright-", dir=os.path.dirname(target))
    try:
        with open(descriptor, "wb") as file:  # noqa: PTH123 - a descriptor has no path
            file.write(data)
            file.flush()
            os.fsync(descriptor)
        os.chmod(draft, mode)
        os.replace(draft, target)
    except BaseException:
        with suppress(FileNotFoundError):
            os.unlink(draft)
        raise


def _mode(target: str) -> int:
    """Give the permissions that a file has, or that a new one would get."""
    try:
        return stat.S_IMODE(os.stat(target).st_mode)
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask
