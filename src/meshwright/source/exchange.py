"""Atomic exchange of two files in one file system, if the system supports it."""

from __future__ import annotations

import ctypes
import os
import platform
import sys

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2  # linux/fs.h
_RENAME_SWAP = 2  # sys/stdio.h of macOS
_RENAMEAT2 = {"x86_64": 316, "aarch64": 276, "riscv64": 276, "loongarch64": 276, "ppc64le": 357, "s390x": 347}
"""The numbers of the system call by 64-bit architecture, for a libc without a wrapper function (musl)."""


def exchange(one: str, other: str) -> bool:
    """Exchange the files at two paths; return whether that succeeded.

    If a kernel, sandbox or file system refuses, nothing changes.
    """
    if sys.platform == "win32":
        return False
    try:
        return _call(os.fsencode(one), os.fsencode(other)) == 0
    except (OSError, AttributeError):  # libc cannot be loaded, or lacks the function
        return False


def _call(one: bytes, other: bytes) -> int:
    """Make the system call; return 0 on success. Raises AttributeError if it does not exist."""
    library = ctypes.CDLL(None)
    if sys.platform == "darwin":
        return int(library.renamex_np(one, other, ctypes.c_uint(_RENAME_SWAP)))
    arguments = (_AT_FDCWD, one, _AT_FDCWD, other, ctypes.c_uint(_RENAME_EXCHANGE))
    if hasattr(library, "renameat2"):
        return int(library.renameat2(*arguments))
    number = _RENAMEAT2.get(platform.machine()) if sys.platform == "linux" and sys.maxsize > 2**32 else None
    if number is None:
        raise AttributeError("renameat2")
    return int(library.syscall(ctypes.c_long(number), *arguments))
