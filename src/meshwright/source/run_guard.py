"""Detection of unexpected files, folders, processes and connections that a run opens.

Python reports these events, from all modules, to an audit hook. This module does not see checks for the
existence of files.
"""

# ruff: noqa: PTH100, PTH118 - paths are text; Path adds nothing

from __future__ import annotations

import mmap
import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import meshwright

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_LISTING = ("os.listdir", "os.scandir")
_OUTSIDE = ("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "socket.connect")


class RunGuard:
    """A recorder of what a run does besides reading its inputs: other reads, processes, connections.

    Our own code and expected paths are ignored.
    """

    _current: RunGuard | None = None
    _is_heard = False

    def __init__(self, root: str, expected: Iterable[str] = ()) -> None:
        self._is_surprised = mmap.mmap(-1, 1)  # shared with forked workers
        self._expected = frozenset(map(os.path.abspath, expected))
        bytecode = (sys.pycache_prefix,) if sys.pycache_prefix else ()
        places = (*sys.path, *meshwright.__path__, *bytecode)
        folders = {os.path.join(os.path.abspath(each), "") for each in places}
        inside = os.path.join(root, "")
        self._code = tuple(each for each in folders if not inside.startswith(each))
        self._is_paused = False

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Record unexpected actions during a block."""
        if not RunGuard._is_heard:
            RunGuard._is_heard = True
            sys.addaudithook(_hear)
        before, RunGuard._current = RunGuard._current, self
        try:
            yield
        finally:
            RunGuard._current = before

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Allow a block to read the inputs of the run."""
        before, self._is_paused = self._is_paused, True
        try:
            yield
        finally:
            self._is_paused = before

    @property
    def is_surprised(self) -> bool:
        """Whether the run or one of its workers did something unexpected."""
        return self._is_surprised[0] != 0

    def hear(self, event: str, arguments: tuple[object, ...]) -> None:
        """Record an unexpected event."""
        if self._is_paused:
            return
        if event not in _OUTSIDE:
            path = arguments[0]
            if not isinstance(path, str | bytes | os.PathLike) or (event == "open" and _writes(arguments[2])):
                return
            name = os.path.abspath(os.fsdecode(path))
            if name in self._expected or name == os.devnull or os.path.join(name, "").startswith(self._code):
                return
        self._is_surprised[0] = 1


def _writes(flags: object) -> bool:
    """Return whether a file is opened only for writing, or is new."""
    return isinstance(flags, int) and bool(flags & (os.O_WRONLY | os.O_CREAT))


def _hear(event: str, arguments: tuple[object, ...]) -> None:
    """Forward events of the audit hook, which cannot be removed and does nothing between runs."""
    guard = RunGuard._current  # noqa: SLF001 - of this module
    if guard is not None and (event == "open" or event in _LISTING or event in _OUTSIDE):
        guard.hear(event, arguments)
