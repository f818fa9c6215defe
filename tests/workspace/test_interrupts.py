"""Signals are delayed, and none is lost."""

from __future__ import annotations

import os
import signal
import threading
import time

import pytest

from meshwright.workspace.interrupts import delayed
from requires import requires

pytestmark = pytest.mark.usefixtures("interruptible")


def test_signal_comes_at_the_end_of_the_block() -> None:
    """Also if another thread of the process receives it."""
    requires("Linux")
    done = []
    thread = threading.Thread(target=time.sleep, args=(0.2,))
    thread.start()

    def interrupted() -> None:
        with delayed("SIGINT"):
            os.kill(os.getpid(), signal.SIGINT)
            time.sleep(0.05)
            done.append("whole")
        done.append("more")

    with pytest.raises(KeyboardInterrupt):
        interrupted()

    thread.join()
    assert done == ["whole"]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_signal_is_not_lost_with_an_error() -> None:
    """It comes instead of the error."""
    requires("Linux")

    def interrupted() -> None:
        with delayed("SIGINT"):
            os.kill(os.getpid(), signal.SIGINT)
            raise ValueError

    with pytest.raises(KeyboardInterrupt):
        interrupted()


def test_ignored_signal_stays_ignored() -> None:
    """As in a run that `nohup` started."""
    requires("Linux")
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with delayed("SIGHUP"):
            os.kill(os.getpid(), signal.SIGHUP)
        assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before)


def test_other_threads_are_not_delayed() -> None:
    """They cannot be interrupted, nor set handlers."""
    entered = []

    def work() -> None:
        with delayed("SIGINT"):
            entered.append(threading.current_thread())

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()

    assert entered == [thread]


def test_ignored_signal_hides_no_other() -> None:
    """The other ends the run."""
    requires("Linux")
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)

    def interrupted() -> None:
        with delayed("SIGHUP", "SIGINT"):
            os.kill(os.getpid(), signal.SIGHUP)
            os.kill(os.getpid(), signal.SIGINT)

    try:
        with pytest.raises(KeyboardInterrupt):
            interrupted()
    finally:
        signal.signal(signal.SIGHUP, before)
