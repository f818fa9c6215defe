"""Errors at the end of a run: output that cannot be written, and missing machine resources.

It imports only modules that Python has already loaded. This module does not know any command.
"""

from __future__ import annotations

import errno
import os
import sys
from io import TextIOWrapper

from meshwright.workspace.memory_limit import memory_limit

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO

CANNOT_WRITE = 2
_OF_MACHINES = {
    errno.ENOMEM: "there is too little memory",
    errno.EAGAIN: "the system cannot start another process; too many are running, or too little memory is left",
    errno.EMFILE: "the limit of open files is too low; `ulimit -n` shows it",
    errno.ENFILE: "too many files are open on this machine",
    errno.ECHILD: "a process ended unexpectedly, usually because of too little memory",
}
_OF_MEMORY = (
    "allocate memory",
    "failed to map segment",
    "without exception set",  # CPython's message if it cannot create a MemoryError
)
"""Messages of other exceptions that indicate too little memory."""
_NEAR = 64 * 1024 * 1024
"""Memory use is near the limit if fewer bytes than this remain: the largest library allocates this much at once."""


def make_writable() -> None:
    """Discard output to a closed stream, and replace characters that a stream's encoding lacks."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            nowhere = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123 - stays open; pathlib costs 8 ms
            setattr(sys, name, nowhere)
        elif isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def say(words: str) -> None:
    """Write to stderr; if stderr is closed, write nothing: the exit code reports the error."""
    try:
        sys.stderr.write(words)
        sys.stderr.flush()
    except OSError:
        write_nowhere(sys.stderr)


def flushed(code: int) -> int:
    """Flush the output; return `code`, or the exit code for unwritable output if that fails."""
    try:
        sys.stdout.flush()
    except OSError as error:
        write_nowhere(sys.stdout)
        if code != CANNOT_WRITE:
            say(f"meshwright: {refusal(error)}\n")
            code = CANNOT_WRITE
    say("")
    return code


def write_nowhere(stream: TextIO) -> None:
    """Redirect a stream to the null device, so that Python does not retry failed writes at exit."""
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
    except OSError:  # too many files are open
        return
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


def of_machine(number: int) -> str:
    """Return the message for an error number that indicates a missing machine resource."""
    return _OF_MACHINES[number]


def refusal(error: OSError) -> str:
    """Return a message for an error of the operating system, with the path and the reason."""
    try:
        os.getcwd()  # noqa: PTH109 - pathlib costs 8 ms
    except FileNotFoundError:
        return "the working directory no longer exists"
    if error.errno in _OF_MACHINES:
        return _OF_MACHINES[error.errno]
    if error.strerror is None and error.args and isinstance(error.args[0], list):  # shutil's list of errors
        _, place, why = error.args[0][0]
        return f"`{place}` cannot be read or written: {why}"
    what = f"`{error.filename}`" if error.filename else "the output"
    return f"{what} cannot be read or written: {error.strerror}"


def shortage(error: Exception) -> str | None:
    """Return a message about the missing resource or module that caused an exception; None for other causes."""
    seen: BaseException | None = error
    while seen is not None:  # a library may wrap the original exception
        words = str(seen) if isinstance(seen, ImportError | RuntimeError | SystemError) else ""
        # CPython's parser reports a lack of memory as a SyntaxError
        is_unread = isinstance(seen, SyntaxError) and memory_limit() is not None
        if isinstance(seen, MemoryError) or is_unread or any(each in words for each in _OF_MEMORY):
            return _OF_MACHINES[errno.ENOMEM]
        if "can't start new thread" in words:
            return _OF_MACHINES[errno.EAGAIN]
        if isinstance(seen, OSError) and seen.errno in _OF_MACHINES:
            return _OF_MACHINES[seen.errno]
        seen = seen.__cause__ or seen.__context__
    if _is_near_its_limit():
        return _OF_MACHINES[errno.ENOMEM]
    if isinstance(error, ImportError) and not (error.name or "meshwright").startswith("meshwright"):
        return f"`{error.name}` cannot be loaded, so the installation is incomplete; install meshwright again"
    return None


def _is_near_its_limit() -> bool:
    """Return whether this process has used nearly all the memory that it may use.

    If so, an unexpected error is attributed to the lack of memory, because libraries continue without parts that they
    failed to load.
    """
    limit = memory_limit()
    if limit is None:
        return False
    try:
        with open("/proc/self/status", "rb") as status:  # noqa: PTH123 - pathlib costs 8 ms
            peaks = [int(line.split()[1]) * 1024 for line in status if line.startswith(b"VmPeak:")]
    except OSError:
        return False
    return any(limit - peak < _NEAR for peak in peaks)
