"""Compilation of many files, in this process or in several.

Workers return units, never trees: sending a tree takes longer than parsing it.
"""

from __future__ import annotations

import gc
import os
from functools import cache, partial
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

from meshwright.facts.compile import compile_unit
from meshwright.facts.compile_sample import compile_sample
from meshwright.facts.serialization import packed, unpacked
from meshwright.rulekit.engine import LocalRules
from meshwright.rulekit.registry import all_rules
from meshwright.workspace import pools
from meshwright.workspace.parquet_process import isolated_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from meshwright.facts.unit import Unit
    from meshwright.source.rows import Form
    from meshwright.source.tree import Syntax

T = TypeVar("T")
FEWEST_FOR_PROCESSES = 150
"""The minimum number of files for which it is worth starting processes."""
CHUNK = 50
RARELY = 200_000
"""The number of new objects between two garbage collections; with Python's default of 700, collections take a
tenth of the time.
"""


@cache
def _local_rules() -> LocalRules:
    return LocalRules(all_rules())


def processors() -> int:
    """Return the number of processors that this process can use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def compile_all(
    files: Iterable[tuple[Syntax, bytes]], count: int, jobs: int, progress: Callable[[int], None]
) -> Iterator[Unit]:
    """Compile `count` files in order; `progress` is called with the number of compiled files."""
    return _all(_document, files, count, jobs, progress)


def compile_samples(
    samples: Iterable[tuple[Form, bytes]], count: int, jobs: int, progress: Callable[[int], None]
) -> Iterator[Unit]:
    """Compile `count` samples in order; `progress` is called with the number of compiled samples."""
    return _all(_sample, samples, count, jobs, progress)


def _document(document: tuple[Syntax, bytes]) -> Unit:
    syntax, data = document
    return compile_unit(data, _local_rules(), syntax)


def _sample(sample: tuple[Form, bytes]) -> Unit:
    form, data = sample
    return compile_sample(data, form, _local_rules(), isolated_rows)


def _all(
    compiler: Callable[[T], Unit],
    files: Iterable[T],
    count: int,
    jobs: int,
    progress: Callable[[int], None],
) -> Iterator[Unit]:
    is_collecting = gc.isenabled()
    gc.disable()
    try:
        if jobs < 2 or count < FEWEST_FOR_PROCESSES:
            for done, file in enumerate(files, 1):
                yield compiler(file)
                progress(done)
            return
        work = iter(files)
        done = 0
        for first in islice(work, 1):  # the processes share everything that the first file loads and builds
            yield compiler(first)
            done = 1
        gc.freeze()
        with pools.pool(jobs, partial(_compile_chunk, compiler)) as spread_over:
            for data in spread_over(_chunks(work)):
                units = unpacked(data)
                yield from units
                done += len(units)
                progress(done)
    finally:
        if is_collecting:
            gc.enable()


def _chunks(files: Iterable[T]) -> Iterator[list[T]]:
    iterator = iter(files)
    while chunk := list(islice(iterator, CHUNK)):
        yield chunk


def _compile_chunk(compiler: Callable[[T], Unit], chunk: list[T]) -> bytes:
    gc.disable()
    data = packed([compiler(file) for file in chunk])
    gc.enable()
    return data


def spread(work: Callable[[T], None], items: Sequence[T], jobs: int, progress: Callable[[int], None]) -> None:
    """Process each item, in several processes if forking is possible; re-raises exceptions from the processes."""
    if jobs < 2 or len(items) < FEWEST_FOR_PROCESSES or not pools.CAN_FORK:
        for done, item in enumerate(items, 1):
            work(item)
            progress(done)
        return
    first, *others = items
    work(first)  # the processes share everything that the first item loads and builds
    done = 1
    gc.freeze()
    with pools.pool(jobs, partial(_process_chunk, work, others)) as spread_over:
        for count in spread_over(range(0, len(others), CHUNK)):
            done += count
            progress(done)


def _process_chunk(work: Callable[[T], None], items: Sequence[T], first: int) -> int:
    """Process the items from a number on, and return how many they are."""
    gc.enable()  # earlier objects are frozen, and templates create reference cycles
    gc.set_threshold(RARELY)
    chunk = items[first : first + CHUNK]
    for item in chunk:
        work(item)
    return len(chunk)
