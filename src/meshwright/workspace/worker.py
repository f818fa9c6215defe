"""The loop of a worker that was started, not forked: it runs the calls that it receives until the last one.

Run as a program by `workers`; its input and output are pickles from and to its parent process.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys


def work() -> None:
    """Answer each call with its result, or with the exception that it raised."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal sends Ctrl-C to the parent, too
    with os.fdopen(os.dup(1), "wb") as answers:
        os.dup2(2, 1)  # what is printed meanwhile is not an answer
        while True:
            try:
                function, item = pickle.load(sys.stdin.buffer)  # noqa: S301 - our own parent's bytes
            except EOFError:
                return
            try:
                answer = (True, function(item))
            except Exception as error:  # noqa: BLE001 - it is raised again where the work was given out
                answer = (False, error)
            pickle.dump(answer, answers)
            answers.flush()


if __name__ == "__main__":
    work()
