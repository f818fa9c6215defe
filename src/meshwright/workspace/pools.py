"""Processes that share work: forked if forking is safe, else started as isolated processes.

This module does not know the work.
"""

from __future__ import annotations

import errno
import multiprocessing
import pickle
import signal
import sys
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any

from meshwright.workspace.interrupts import ENDING, delayed, heeded
from meshwright.workspace.isolation import start_piped

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable, Iterable, Iterator
    from multiprocessing.process import BaseProcess

    Work = Callable[[Any], bytes]
    Mapping = Callable[[Work, Iterable[Any]], Iterator[bytes]]

PATIENCE = 1.0
"""The time in seconds for which processes may complete their task after an interruption."""
CAN_FORK = sys.platform == "linux"
"""Whether forking is safe; other systems cannot fork, or have libraries that do not support forking."""


def ended_early() -> OSError:
    """Return the error for a process that ended early; usually the system killed it because memory was low."""
    return OSError(errno.ECHILD, "a process ended early")


@contextmanager
def pool(jobs: int) -> Iterator[Mapping]:
    """Yield a function that maps another function over items in several processes; results are in order.

    Raises the function's exceptions, and OSError if a process ended early.
    """
    with (_forked if CAN_FORK else _started)(jobs) as mapping:
        yield mapping


@contextmanager
def _forked(jobs: int) -> Iterator[Mapping]:
    """Fork processes and yield the function that maps over items.

    An executor that is interrupted while it starts or ends can wait forever for its processes. Therefore, signals are
    delayed in these moments, and processes that do not end are killed.
    """
    others = multiprocessing.active_children()
    heard = heeded("SIGTERM", "SIGHUP")
    processes = ProcessPoolExecutor(jobs, multiprocessing.get_context("fork"), _hear, (heard,))
    try:
        with delayed(*ENDING):
            processes.submit(int)  # the first task starts all processes
        yield processes.map
        processes.shutdown()
    except BrokenProcessPool as error:
        raise ended_early() from error
    finally:
        with delayed(*ENDING):
            processes.shutdown(wait=False, cancel_futures=True)
            _end_all(each for each in multiprocessing.active_children() if each not in others)


def _end_all(processes: Iterable[BaseProcess]) -> None:
    """Wait for processes to end by themselves, and then kill them."""
    latest = time.monotonic() + PATIENCE
    for process in processes:
        process.join(max(0, latest - time.monotonic()))
        process.kill()


def _hear(signals: Iterable[int]) -> None:
    """Receive these signals again in a forked process; its parent handles Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for number in signals:
        signal.signal(number, signal.SIG_DFL)


@contextmanager
def _started(jobs: int) -> Iterator[Mapping]:
    """Start isolated processes with a thread for each, and yield the function that maps over items."""
    processes: list[subprocess.Popen[bytes]] = []
    idle: SimpleQueue[subprocess.Popen[bytes]] = SimpleQueue()

    def answered(function: Work, item: object) -> bytes:
        process = idle.get()
        try:
            return _answer(process, function, item)
        finally:
            idle.put(process)

    with ExitStack() as stack:
        for _ in range(jobs):
            process = start_piped("meshwright.workspace.worker")
            stack.callback(_end, process)
            processes.append(process)
            idle.put(process)
        threads = stack.enter_context(ThreadPoolExecutor(jobs))
        for process in processes:
            stack.callback(process.kill)
        stack.callback(threads.shutdown, wait=False, cancel_futures=True)
        yield lambda function, items: threads.map(partial(answered, function), items)


def _answer(process: subprocess.Popen[bytes], function: Work, item: object) -> bytes:
    """Run one task in a process, and return its result."""
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        pickle.dump((function, item), process.stdin)
        process.stdin.flush()
        is_result, answer = pickle.load(process.stdout)  # noqa: S301 - our own child's bytes
    except (BrokenPipeError, EOFError, pickle.UnpicklingError) as error:
        raise ended_early() from error
    if not is_result:
        raise answer
    result: bytes = answer
    return result


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
    for end in (process.stdin, process.stdout):
        if end is not None:
            with suppress(OSError):  # the remaining results are not needed
                end.close()
