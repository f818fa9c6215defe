"""A watch over one run: whatever it opens, lists, starts or connects to, except where that is expected.

Python reports these to an audit hook, whichever module does it. Does not: see files that are only asked whether they exist.
"""

# ruff: noqa: PTH100, PTH118 - text, which Path would only wrap

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
    """Notes what a run does beyond its inputs; its own code, and what is expected, do not count."""

    _current: RunGuard | None = None
    _is_heard = False

    def __init__(self, root: str, expected: Iterable[str] = ()) -> None:
        self._is_surprised = mmap.mmap(-1, 1)  # workers that are forked have it in common
        self._expected = frozenset(map(os.path.abspath, expected))
        bytecode = (sys.pycache_prefix,) if sys.pycache_prefix else ()
        places = (*sys.path, *meshwright.__path__, *bytecode)
        folders = {os.path.join(os.path.abspath(each), "") for each in places}
        inside = os.path.join(root, "")
        self._code = tuple(each for each in folders if not inside.startswith(each))
        self._is_paused = False

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Watch what a block does."""
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
        """Let a block do what is an input of the run."""
        before, self._is_paused = self._is_paused, True
        try:
            yield
        finally:
            self._is_paused = before

    @property
    def is_surprised(self) -> bool:
        """Whether the run did what is not expected, here or in a worker."""
        return self._is_surprised[0] != 0

    def hear(self, event: str, arguments: tuple[object, ...]) -> None:
        """Note an event, unless it is expected."""
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
    """Return whether a file is opened for output alone, or is new."""
    return isinstance(flags, int) and bool(flags & (os.O_WRONLY | os.O_CREAT))


def _hear(event: str, arguments: tuple[object, ...]) -> None:
    """Pass on what an audit hook hears; it stays for good, and does nothing between runs."""
    guard = RunGuard._current  # noqa: SLF001 - of this module
    if guard is not None and (event == "open" or event in _LISTING or event in _OUTSIDE):
        guard.hear(event, arguments)
