"""Parquet samples, read in a separate process with limits on memory and time. pyarrow is native code, and a damaged or
hostile file can make it use gigabytes of memory or crash.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from array import array
from importlib import import_module

from meshwright.source.parquet import MEMORY_BYTES, beyond, parquet_rows, unreadable
from meshwright.source.place import Span
from meshwright.source.problem import OverLimit, UnreadableRows
from meshwright.source.rows import Rows, no_rows
from meshwright.workspace.isolation import NO_RESERVE, bound_this_process, start_piped
from meshwright.workspace.memory_limit import memory_limit

CPU_SECONDS = 5
"""The CPU time limit for one file; the slowest file within the other limits needs a fifth of this time."""
CLOCK_SECONDS = 120
"""The wall-clock limit, for a process that hangs."""
_SIGXCPU = 24
"""The signal that ends a process at its CPU limit, on systems with signals."""


def isolated_rows(data: bytes) -> Rows:
    """Return the result of `parquet_rows`; if the process crashes or exceeds a limit, return no rows and the problem."""
    with start_piped(__name__, NO_RESERVE) as process:
        try:
            written, _ = process.communicate(data, CLOCK_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            return no_rows(beyond("time", CLOCK_SECONDS))
    if process.returncode == 0:
        rows = _received(written)
        if any(isinstance(each, OverLimit) and each.what == "memory" for each in rows.problems):
            _refuse_if_short_of_memory()
        return rows
    if process.returncode == -_SIGXCPU:
        return no_rows(beyond("processor time", CPU_SECONDS))
    _refuse_if_short_of_memory()
    return no_rows(unreadable(_ended(process.returncode)))


def _refuse_if_short_of_memory() -> None:
    """Raise MemoryError if the memory limit of this process is below that for a file: the file may then be valid."""
    limit = memory_limit()
    if limit is not None and limit < MEMORY_BYTES:
        raise MemoryError


def _ended(code: int) -> str:
    try:
        return signal.Signals(-code).name
    except ValueError:
        return f"exit code {code}"


def main() -> None:
    """Read a file from standard input, and write its rows as JSON."""
    bound_this_process(MEMORY_BYTES, CPU_SECONDS)
    import_module("pyarrow.parquet")  # the failure is not due to the file
    rows = parquet_rows(sys.stdin.buffer.read())
    problems = [
        [each.what, *((each.limit, "") if isinstance(each, OverLimit) else (None, each.code))]
        for each in rows.problems
        if isinstance(each, OverLimit | UnreadableRows)
    ]
    json.dump([rows.columns, rows.value["rows"], problems], sys.stdout)


def _received(data: bytes) -> Rows:
    columns, rows, problems = json.loads(data)
    return Rows(
        tuple(columns),
        {"columns": [], "rows": rows},
        array("I"),
        tuple(
            UnreadableRows(what=what, code=code, span=Span(0, 0)) if limit is None else beyond(what, limit)
            for what, limit, code in problems
        ),
    )


if __name__ == "__main__":
    main()
