"""Delay of signals for steps that must not be interrupted halfway."""

from __future__ import annotations

import signal
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ENDING = ("SIGINT", "SIGTERM", "SIGHUP")
"""The signals that end a command: Ctrl-C, `kill`, and the end of the terminal."""


@contextmanager
def delayed(*names: str) -> Iterator[None]:
    """Delay signals until the end of the block; processes that are started in it never receive them.

    Without effect on Windows.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {getattr(signal, name) for name in names})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
