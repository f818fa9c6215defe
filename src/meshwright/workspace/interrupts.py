"""Delay of signals for steps that must not be interrupted halfway."""

from __future__ import annotations

import signal
import threading
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ENDING = ("SIGINT", "SIGTERM", "SIGHUP")
"""The signals that end a command: Ctrl-C, `kill`, and the end of the terminal."""


@contextmanager
def delayed(*names: str) -> Iterator[None]:
    """Delay signals until the end of the block, except ignored ones; processes that are forked in it ignore all of them.

    Blocking them would not suffice, because another thread of the process could receive them. Without effect outside
    the main thread, which alone is interrupted.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    met: list[int] = []
    try:
        with ExitStack() as stack:
            for number in heeded(*names):
                before = signal.signal(number, lambda number, _: met.append(number))
                stack.callback(signal.signal, number, before)
            yield
    finally:
        if met:
            signal.raise_signal(met[0])


def heeded(*names: str) -> tuple[int, ...]:
    """Return the numbers of the signals that this process neither lacks nor ignores, as `nohup` makes it ignore SIGHUP."""
    numbers = (getattr(signal, name, None) for name in names)
    return tuple(
        number
        for number in numbers
        if number is not None and signal.getsignal(number) not in (None, signal.SIG_IGN)
    )
