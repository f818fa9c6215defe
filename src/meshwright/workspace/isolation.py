"""Child Python processes of Meshwright, which import nothing from the user's current folder.

Only this module starts Python. This module does not decide what such a process does.
"""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

from meshwright.workspace.import_path import trusted_folders

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path
    from typing import IO

NO_RESERVE = {"ARROW_DEFAULT_MEMORY_POOL": "system", "MALLOC_ARENA_MAX": "1", "OMP_NUM_THREADS": "1"}
"""An environment in which the allocator does not reserve address space, so that a memory limit applies to used memory."""
_RUN = (
    "import sys; sys.path[:] = {path}; import runpy;"
    " runpy.run_module({module}, run_name='__main__', alter_sys=True)"
)
"""The program of a child process. It sets the import path, because `-I` ignores additions from the environment."""


def start_logged(  # noqa: PLR0913, PLR0917 - what is started, where, and what it shares with us
    module: str,
    arguments: Sequence[str],
    folder: Path,
    log: IO[str],
    environment: Mapping[str, str],
    lock: int | None,
) -> subprocess.Popen[bytes]:
    """Start a module in a given folder, with a file for its output and optionally a lock that it holds until it ends."""
    return subprocess.Popen(  # noqa: S603 - our own interpreter and code, no shell
        [*_command(module), *arguments],
        cwd=folder,
        env={**_environment(), **environment},
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        pass_fds=() if sys.platform == "win32" or lock is None else (lock,),
    )


def start_piped(module: str, environment: Mapping[str, str] | None = None) -> subprocess.Popen[bytes]:
    """Start a module in Python's installation folder, with pipes for input and output."""
    return subprocess.Popen(  # noqa: S603 - our own interpreter and code, no shell
        _command(module),
        cwd=sys.prefix,
        env={**_environment(), **(environment or {})},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )


def bound_this_process(memory_bytes: int, cpu_seconds: int) -> None:
    """Limit this process's memory and CPU time if possible: only CPU time on macOS, and neither on Windows."""
    with suppress(ImportError):
        import resource

        for what, limit in ((resource.RLIMIT_AS, memory_bytes), (resource.RLIMIT_CPU, cpu_seconds)):
            with suppress(ValueError, OSError):
                resource.setrlimit(what, (limit, resource.getrlimit(what)[1]))
    leave_no_core()


def leave_no_core() -> None:
    """Disable core dumps of this process, which could contain row values."""
    with suppress(ImportError):
        import resource

        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _command(module: str) -> list[str]:
    options = ["-I", "-X", "utf8", "-W", "ignore", *(["-B"] if sys.flags.dont_write_bytecode else [])]
    code = _RUN.format(path=ascii(trusted_folders()), module=ascii(module))
    return [sys.executable, *options, "-c", code]


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
