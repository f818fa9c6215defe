"""Limits of time and memory for input from strangers that this process must render.

Does not: know what is rendered. Memory is limited where /proc reports its use, which is on Linux.
"""

from __future__ import annotations

import mmap
import signal
import struct
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Iterator

_STATUS = Path("/proc/self/statm")
_COUNTS = struct.Struct("dd")
_AGAIN = 1.0
"""The seconds after which the time limit is raised again, if the first signal was lost."""


class OverTimeError(BaseException):
    """Rendering has exceeded its CPU time; not an Exception, because Jinja's constant folding would swallow that."""


@contextmanager
def bounded(seconds: float, memory: int) -> Iterator[None]:
    """Limit the CPU time and the bytes of memory used inside.

    Raises OverTimeError or MemoryError. Has no effect on platforms without such limits, and outside the main
    thread, where Python handles no signals.
    """
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGVTALRM, _time_is_up)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds, _AGAIN)
    try:
        with _memory(memory):
            yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


class Spent:
    """The CPU time that parts of pages have taken together, in this process and its forks.

    If two processes end a part at the same moment, one of the two may not count, so the limit is only
    approximate.
    """

    def __init__(self) -> None:
        self._shared = mmap.mmap(-1, _COUNTS.size)

    def left(self, seconds: float, per_part: float) -> float:
        """Return the seconds that are left of a total, which grows with each rendered part."""
        spent, parts = self._counts
        return seconds + per_part * parts - spent

    @property
    def _counts(self) -> tuple[float, float]:
        spent, parts = _COUNTS.unpack(self._shared[: _COUNTS.size])
        return float(spent), float(parts)

    @contextmanager
    def counted(self) -> Iterator[None]:
        """Count the time of one part."""
        start = time.process_time()
        try:
            yield
        finally:
            spent, parts = self._counts
            taken = time.process_time() - start
            self._shared[: _COUNTS.size] = _COUNTS.pack(spent + taken, parts + 1)


def _time_is_up(*_: object) -> NoReturn:
    raise OverTimeError


@contextmanager
def _memory(most: int) -> Iterator[None]:
    if not _STATUS.is_file():
        yield
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    limit = int(_STATUS.read_text().split()[0]) * resource.getpagesize() + most
    least = min(each for each in (soft, hard, limit) if each != resource.RLIM_INFINITY)
    resource.setrlimit(resource.RLIMIT_AS, (least, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
