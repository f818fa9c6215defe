"""The main loop of a worker that was started rather than forked; the worker runs the calls that it receives.

`pools` runs this module as a program; its input and output are pickles from and to the parent process.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys


def work() -> None:
    """Answer each call with its result, or with the exception that it raised."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal also sends Ctrl-C to the parent
    with os.fdopen(os.dup(1), "wb") as answers:
        os.dup2(2, 1)  # printed text must not become part of an answer
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
