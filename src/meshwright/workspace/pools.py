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
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from multiprocessing.connection import wait
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, cast

from meshwright.workspace.interrupts import ENDING, delayed, heeded
from meshwright.workspace.isolation import start_piped

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

    Work = Callable[[Any], Any]
    Spread = Callable[[Iterable[Any]], Iterator[Any]]
    Answer = tuple[bool, Any]

PATIENCE = 1.0
"""The time in seconds for which processes may complete their task after an interruption."""
CAN_FORK = sys.platform == "linux"
"""Whether forking is safe; other systems cannot fork, or have libraries that do not support forking."""


def ended_early() -> OSError:
    """Return the error for a process that ended early; usually the system killed it because memory was low."""
    return OSError(errno.ECHILD, "a process ended early")


@contextmanager
def pool(jobs: int, function: Work) -> Iterator[Spread]:
    """Yield a function that maps `function` over items in several processes; results are in order.

    Map one sequence after the other. Started processes need a function that can be pickled. Raises the function's
    exceptions, and OSError if a process ended early.
    """
    with (_forked if CAN_FORK else _started)(jobs, function) as mapping:
        yield mapping


@contextmanager
def _forked(jobs: int, function: Work) -> Iterator[Spread]:
    """Fork processes, each with a connection of its own, and yield the function that maps over items.

    There are no threads and no locks here, in contrast to an executor: if a signal ends a process or interrupts this
    one at any moment, nothing waits forever.
    """
    context = multiprocessing.get_context("fork")
    heard = heeded("SIGTERM", "SIGHUP")
    processes: dict[Connection, BaseProcess] = {}
    try:
        with delayed(*ENDING):
            for _ in range(jobs):
                end, far = context.Pipe()
                process = context.Process(
                    target=_serve, args=(function, far, (end, *processes), heard), daemon=True
                )
                process.start()
                far.close()
                processes[end] = process
        yield partial(_in_order, processes)
    finally:
        with delayed(*ENDING):
            _end_all(processes)


def _in_order(ends: Collection[Connection], items: Iterable[Any]) -> Iterator[Any]:
    """Send each idle process an item, and yield the results in the order of the items."""
    work = enumerate(items)
    answers: dict[int, Answer] = {}
    busy: dict[Connection, int] = {}
    idle = [*ends]
    following = 0
    while True:
        for end, (number, item) in zip(tuple(idle), work, strict=False):
            idle.remove(end)
            busy[end] = number
            _send(end, item)
        while following in answers:
            yield _result(answers.pop(following))
            following += 1
        if not busy:
            return
        for end in cast("list[Connection]", wait(busy)):
            answers[busy.pop(end)] = _received(end)
            idle.append(end)


def _send(end: Connection, item: object) -> None:
    try:
        end.send(item)
    except OSError as error:
        raise ended_early() from error


def _received(end: Connection) -> Answer:
    """Return a complete answer; the connection has no other writer, so that half an answer ends, too."""
    try:
        answer: Answer = end.recv()
    except (EOFError, OSError) as error:
        raise ended_early() from error
    return answer


def _result(answer: Answer) -> object:
    is_result, value = answer
    if not is_result:
        raise value
    result: object = value
    return result


def _end_all(processes: Mapping[Connection, BaseProcess]) -> None:
    """Let processes complete their current task, and then kill them."""
    for end in processes:
        end.close()
    latest = time.monotonic() + PATIENCE
    for process in processes.values():
        process.join(max(0, latest - time.monotonic()))
    for process in processes.values():
        process.kill()
        process.join()


def _serve(function: Work, end: Connection, others: Iterable[Connection], signals: Iterable[int]) -> None:
    """Answer in a forked process until the parent closes its end; only the parent handles Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for number in signals:
        signal.signal(number, signal.SIG_DFL)
    for each in others:
        each.close()
    with suppress(EOFError, ConnectionError):
        while True:
            item = end.recv()
            try:
                answer = (True, function(item))
            except Exception as error:  # noqa: BLE001 - it is raised again where the work was given out
                answer = (False, error)
            end.send(answer)


@contextmanager
def _started(jobs: int, function: Work) -> Iterator[Spread]:
    """Start isolated processes with a thread for each, and yield the function that maps over items."""
    processes: list[subprocess.Popen[bytes]] = []
    idle: SimpleQueue[subprocess.Popen[bytes]] = SimpleQueue()

    def answered(item: object) -> object:
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
        yield partial(threads.map, answered)


def _answer(process: subprocess.Popen[bytes], function: Work, item: object) -> object:
    """Run one task in a process, and return its result."""
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        pickle.dump((function, item), process.stdin)
        process.stdin.flush()
        answer = pickle.load(process.stdout)  # noqa: S301 - our own child's bytes
    except (BrokenPipeError, EOFError, pickle.UnpicklingError) as error:
        raise ended_early() from error
    return _result(answer)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
    for end in (process.stdin, process.stdout):
        if end is not None:
            with suppress(OSError):  # the remaining results are not needed
                end.close()
