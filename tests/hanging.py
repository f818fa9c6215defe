"""A limit for tests that wait forever, such as for a command that hangs.

It is on the wall clock, because waiting takes no CPU time; it is far above the time of any test on a busy machine,
and so states nothing about speed: `cpu.py` does.
"""

from __future__ import annotations

import signal
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST = 20 * 60.0
"""Maximum seconds of a test; the longest takes about one minute on an idle machine."""
LONGEST_AT_NIGHT = 4 * 60 * 60.0


@contextmanager
def ended_after(seconds: float) -> Iterator[None]:
    """Fail if the work has not ended by then, wherever it waits in the main thread."""
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def end(*_: object) -> None:
        pytest.fail(f"not ended after {seconds:,.1f} s on the clock: it hangs")

    before = signal.signal(signal.SIGALRM, end)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
