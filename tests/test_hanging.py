"""A test that waits forever is ended, including the processes that it started."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import pytest

from hanging import LONGEST, ended_after

if TYPE_CHECKING:
    from pathlib import Path


def test_command_that_never_ends_is_ended(tmp_path: Path) -> None:
    """`subprocess.run` kills its process if it is interrupted."""
    begun = tmp_path / "begun"
    code = "import pathlib, sys, time; pathlib.Path(sys.argv[1]).touch(); time.sleep(1_000)"
    with pytest.raises(pytest.fail.Exception, match="it hangs"), ended_after(3):
        subprocess.run([sys.executable, "-I", "-c", code, begun], check=False)


def test_lock_that_is_never_free_is_interrupted() -> None:
    """It is in this process."""
    lock = threading.Lock()
    with lock, pytest.raises(pytest.fail.Exception, match="it hangs"), ended_after(0.2):
        lock.acquire()


def test_each_test_has_a_limit() -> None:
    """From a fixture of all tests."""
    assert 0 < signal.getitimer(signal.ITIMER_REAL)[0] <= LONGEST
