"""Parquet samples, read in a process of their own that may take only so much memory and time.

pyarrow is native code, and a damaged or hostile file can make it take gigabytes or end its process.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
from array import array
from contextlib import suppress

from meshwright.source.parquet import MEMORY_BYTES, beyond, parquet_rows, unreadable
from meshwright.source.place import Span
from meshwright.source.problem import OverLimit, UnreadableRows
from meshwright.source.rows import Rows, no_rows

CPU_SECONDS = 5
"""Processor time of one file; the worst that stays within the other limits takes a fifth of it."""
CLOCK_SECONDS = 120
"""Time on the clock, for a process that waits for ever."""
_COMMAND = (sys.executable, "-I", "-m", "meshwright.workspace.parquet_process")
_OWN = {"ARROW_DEFAULT_MEMORY_POOL": "system", "MALLOC_ARENA_MAX": "1", "OMP_NUM_THREADS": "1"}
"""An allocator that reserves no address space in advance, so that the limit is of what is used."""
_SIGXCPU = 24
"""The signal at the end of a process' time, where there are signals."""


def isolated_rows(data: bytes) -> Rows:
    """Return what `parquet_rows` returns, or what is wrong with a file that its process did not survive."""
    variables = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    with tempfile.TemporaryDirectory(prefix="meshwright-") as folder:
        try:
            done = subprocess.run(  # noqa: S603 - our own interpreter, our own arguments
                _COMMAND,
                input=data,
                capture_output=True,
                cwd=folder,
                env=variables | _OWN,
                timeout=CLOCK_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return no_rows(beyond("time", CLOCK_SECONDS))
    if done.returncode == 0:
        return _received(done.stdout)
    if done.returncode == -_SIGXCPU:
        return no_rows(beyond("processor time", CPU_SECONDS))
    return no_rows(unreadable(_ended(done.returncode)))


def _ended(code: int) -> str:
    try:
        return signal.Signals(-code).name
    except ValueError:
        return f"exit code {code}"


def main() -> None:
    """Read a file from standard input, and write its rows as JSON."""
    _bound()
    rows = parquet_rows(sys.stdin.buffer.read())
    problems = [
        [each.what, each.limit if isinstance(each, OverLimit) else None]
        for each in rows.problems
        if isinstance(each, OverLimit | UnreadableRows)
    ]
    json.dump([rows.columns, rows.value["rows"], problems], sys.stdout)


def _bound() -> None:
    """Bound this process as far as the system can; Windows can not, and macOS bounds time alone."""
    with suppress(ImportError):
        import resource

        for what, limit in ((resource.RLIMIT_AS, MEMORY_BYTES), (resource.RLIMIT_CPU, CPU_SECONDS)):
            with suppress(ValueError, OSError):
                resource.setrlimit(what, (limit, resource.getrlimit(what)[1]))
        with suppress(ValueError, OSError):  # a crash is expected, and its memory of no use
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _received(data: bytes) -> Rows:
    columns, rows, problems = json.loads(data)
    return Rows(
        tuple(columns),
        {"columns": [], "rows": rows},
        array("I"),
        tuple(
            UnreadableRows(what=what, span=Span(0, 0)) if limit is None else beyond(what, limit)
            for what, limit in problems
        ),
    )


if __name__ == "__main__":
    main()
