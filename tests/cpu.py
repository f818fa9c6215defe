"""CPU time in tests: the only module that reads it, because machines differ tenfold and tests run concurrently.

A limit here is a multiple of the time that this machine takes for a fixed piece of work, and at least ten times the
time of the tested work on an idle machine: it catches work that takes minutes, or doubles with each letter. Excessive
growth is found by comparing two sizes. Does not read the wall clock.
"""

from __future__ import annotations

import re
import resource
import signal
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

REFERENCE = 0.02
"""Seconds of the piece of work on the machine for which limits are written."""
TINY = 0.1
"""Seconds on that machine below which only noise would be measured."""
TRIES = 3
"""A busy machine spoils one comparison, quadratic work all of them."""
_WORDS = re.compile(r"([a-z]+)_(\d+)(?: |$)")


def cpu() -> float:
    """Return the CPU seconds of this process and its ended children."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + ended.ru_utime + ended.ru_stime


def cpu_of(work: Callable[[], object], times: int = 1) -> float:
    """Return the minimum CPU seconds of some work in a number of runs."""
    taken = []
    for _ in range(times):
        start = cpu()
        work()
        taken.append(cpu() - start)
    return min(taken)


def machine() -> float:
    """Return the current time of the work relative to the reference machine, at least 1."""
    return max(1.0, cpu_of(_piece_of_work) / REFERENCE)


def _piece_of_work() -> int:
    """Do what the program does most: regular expressions, dictionaries, short strings."""
    counts: dict[str, int] = {}
    for start in range(0, 10_000, 500):
        text = " ".join(f"field_{number}" for number in range(start, start + 500))
        for found in _WORDS.finditer(text):
            key = found[1].upper() + found[2]
            counts[key] = counts.get(key, 0) + len(text[found.start() :].partition(" ")[0])
    return sum(counts.values())


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Fail if the work takes more than these seconds of the reference machine; endless work is interrupted.

    The failure is not caught by `except Exception`. Nested limits are not supported.
    """
    start, limit = cpu(), seconds * machine()

    def look(*_: object) -> None:
        if (taken := cpu() - start) > limit and taken > seconds * machine():
            pytest.fail(f"the work took {taken:.1f} s of CPU, more than {seconds} s of the reference machine")

    before = signal.signal(signal.SIGPROF, look)
    signal.setitimer(signal.ITIMER_PROF, limit, 0.25)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
    look()


def grows_less_than(times: float, make: Callable[[int], Callable[[], object]], size: int) -> None:
    """Fail if work of twice the size takes this many times as long.

    `make` prepares the work of a size, which is not measured. The minimum of three alternating runs each counts.
    """
    seen = []
    for _ in range(TRIES):
        pairs = [[cpu_of(make(each)) for each in (size, 2 * size)] for _ in range(3)]
        small, large = map(min, zip(*pairs, strict=True))
        if large < max(times * small, TINY * machine()):
            return
        seen.append(f"{small:.3f} s and {large:.3f} s")
    pytest.fail(f"size {size} and twice that took {'; '.join(seen)}: {times} times as long or longer")
