"""The parent's side of the process that queries engines: it sends jobs one by one, and a watchdog stops the process.

If the process ends during a job, a new one is started for the next job.
"""

from __future__ import annotations

import json
import pickle
import signal
from contextlib import suppress
from threading import Timer
from typing import TYPE_CHECKING, Any, Self

from meshwright.workspace.isolation import start_piped

if TYPE_CHECKING:
    import subprocess
    from types import TracebackType

    from meshwright.workspace.measuring.jobs import Job, SqlJob

MODULE = "meshwright.workspace.measuring.process"
_OWN = {"MALLOC_ARENA_MAX": "1"}
"""The environment of the process.

Threads share one memory arena, so that the limit on address space applies to used memory.
"""
_SIGXCPU = 24


class Engine:
    """A process that answers jobs; it starts with the first job and ends with `close`."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def ask(self, job: Job | SqlJob) -> dict[str, Any]:
        """Return the answer to a job; without an answer, return a mapping with the reason under `why`."""
        if self._process is None:
            self._process = start_piped(MODULE, _OWN)
        process = self._process
        is_late: list[bool] = []

        def stop() -> None:
            is_late.append(True)
            process.kill()

        watchdog = Timer(job.limits.seconds + job.grace, stop)
        watchdog.start()
        line = b""
        try:
            if process.stdin is not None and process.stdout is not None:
                with suppress(BrokenPipeError):
                    process.stdin.write(pickle.dumps(job))
                    process.stdin.flush()
                line = process.stdout.readline()
        finally:
            watchdog.cancel()
        if line:
            found: dict[str, Any] = json.loads(line)
            return found
        code = self._end(process.wait())
        if is_late:
            return {"why": f"it took more than {job.limits.seconds} s"}
        return {"why": _ended(code, job.limits.seconds)}

    def _end(self, code: int = 0) -> int:
        """Close the pipes, stop the process if it is still running, and return its exit code."""
        process, self._process = self._process, None
        if process is None:
            return code
        if process.poll() is None:
            process.kill()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()
        process.wait()
        return code


def _ended(code: int, seconds: int) -> str:
    if -code == _SIGXCPU:
        return f"it took more than {seconds} s of processor time"
    try:
        return f"the engine ended with {signal.Signals(-code).name}"
    except ValueError:
        return f"the engine ended with exit code {code}"
