"""A watchdog process for runs with limited memory: the command itself may not survive running out of memory.

Native libraries abort the process if an allocation fails, and Python may have too little memory left to report an
error. If memory is not limited, only the module that knows the limits is loaded. This module does not know any
command.
"""

from __future__ import annotations

import os
import sys

from meshwright.cli.endings import of_machine, say
from meshwright.workspace.memory_limit import memory_limit

OUT_OF_MEMORY = 86
"""The exit code by which the command asks the watchdog to report a lack of memory."""
_FAILED = 2
_CRASHES = ("SIGSEGV", "SIGBUS", "SIGILL", "SIGTRAP", "SIGKILL")
"""The signals that end a crashed process, for example after a library ignored a failed allocation.

A library that detects the failure uses SIGABRT instead.
"""
_PASSED_ON = ("SIGINT", "SIGTERM", "SIGHUP")


def watch_if_memory_is_limited() -> None:
    """If memory is limited, continue in a new process. This process waits for the new one, and ends in the same way."""
    if sys.platform != "linux" or memory_limit() is None:
        return
    import logging
    import signal

    logging.disable()  # hashlib logs each algorithm for which it gets no memory
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)  # the parent process may ignore it
    heard = {getattr(signal, name) for name in (*_PASSED_ON, "SIGCHLD")}
    before = signal.pthread_sigmask(signal.SIG_BLOCK, heard)
    process = os.fork()
    if process == 0:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        return
    while True:
        met = signal.sigwaitinfo(heard)
        if met.si_signo != signal.SIGCHLD:
            if met.si_code <= 0:  # sent by a process; a terminal sends its signals to both processes
                os.kill(process, met.si_signo)
            continue
        ended, status = os.waitpid(process, os.WNOHANG)
        if ended:
            os._exit(_code_of(status))


def _code_of(status: int) -> int:
    """Return the exit code for a process status, and print a message unless the command has already printed one."""
    import errno
    import signal

    if os.WIFEXITED(status) and os.WEXITSTATUS(status) != OUT_OF_MEMORY:
        return os.WEXITSTATUS(status)
    number = os.WTERMSIG(status)
    if os.WIFEXITED(status) or number == signal.SIGABRT:
        words = of_machine(errno.ENOMEM)
    elif number in {getattr(signal, name) for name in _CRASHES}:
        words = of_machine(errno.ECHILD)
    else:
        return 128 + number
    say(f"meshwright: {words}\n")
    return _FAILED
