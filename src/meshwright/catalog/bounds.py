"""Time and memory limits for rendering untrusted input in this process.

The memory limit works only on Linux, where /proc reports memory use. This module does not know the rendered
content.
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
"""The interval in seconds at which the signal for the time limit is repeated, in case the first signal is lost."""


class OverTimeError(BaseException):
    """Rendering exceeded its CPU time limit.

    This is a BaseException, because Jinja's constant folding catches every Exception.
    """


@contextmanager
def bounded(seconds: float, memory: int) -> Iterator[None]:
    """Limit the CPU time of a `with` block in seconds, and its additional memory in bytes.

    Raises OverTimeError or MemoryError. Has no effect on platforms without such limits, or outside the main thread,
    where Python handles no signals.
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
    """The total CPU time spent on rendering parts of pages, in this process and its forks.

    If two processes finish a part at the same moment, one of the parts may not be counted, so the limit is approximate.
    """

    def __init__(self) -> None:
        self._shared = mmap.mmap(-1, _COUNTS.size)

    def left(self, seconds: float, per_part: float) -> float:
        """Return the remaining seconds of a limit, which each rendered part extends by `per_part`."""
        spent, parts = self._counts
        return seconds + per_part * parts - spent

    @property
    def _counts(self) -> tuple[float, float]:
        spent, parts = _COUNTS.unpack(self._shared[: _COUNTS.size])
        return float(spent), float(parts)

    @contextmanager
    def counted(self) -> Iterator[None]:
        """Add the CPU time of a `with` block, which renders one part."""
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
