"""Work that is spread over processes is all done once, or the reason is reported."""

from __future__ import annotations

import errno
import json
import multiprocessing
import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from meshwright.catalog.html.rendering import OverrideError
from meshwright.workspace.workers import CHUNK, FEWEST_FOR_PROCESSES, spread
from requires import requires

if TYPE_CHECKING:
    from pathlib import Path

MANY = 2 * FEWEST_FOR_PROCESSES + 1
in_processes = pytest.mark.usefixtures("linux")
ways = pytest.mark.parametrize(
    ("count", "jobs"), [(0, 2), (3, 2), (MANY, 1), *((MANY, jobs) for jobs in (2, 3, MANY + 1))]
)


@pytest.fixture
def linux() -> None:
    """Require Linux, the only system on which processes are forked."""
    requires("Linux")


@ways
def test_every_item_is_done_once(tmp_path: Path, count: int, jobs: int) -> None:
    """However many processes share them, also with more processes than items."""

    def work(item: int) -> None:
        with (tmp_path / str(item)).open("x") as file:
            file.write("done")

    spread(work, range(count), min(jobs, 8), lambda _: None)

    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == dict.fromkeys(
        map(str, range(count)), "done"
    )


@ways
def test_progress_grows_until_everything_is_done(count: int, jobs: int) -> None:
    """It counts the finished items of all processes."""
    heard: list[int] = []

    spread(lambda _: None, range(count), min(jobs, 8), heard.append)

    assert heard == sorted(set(heard))
    assert heard[-1:] == ([count] if count else [])


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize(
    "error",
    [
        OverrideError("`home.html`:3 cannot be rendered: it is broken"),
        FileNotFoundError(errno.ENOENT, "No such file or directory", "/gone"),
        json.JSONDecodeError("Expecting value", "[,]", 1),
        OSError(errno.ENOSPC, "No space left on device"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_exception_in_a_process_is_raised_here(error: Exception, jobs: int) -> None:
    """Unchanged, with its message and file."""

    def work(item: int) -> None:
        if item == MANY - 1:
            raise error

    with pytest.raises(type(error)) as raised:
        spread(work, range(MANY), jobs, lambda _: None)

    assert (str(raised.value), raised.value.args) == (str(error), error.args)
    assert getattr(raised.value, "filename", None) == getattr(error, "filename", None)


@in_processes
@pytest.mark.parametrize("item", [1, CHUNK, MANY - 1])
@pytest.mark.parametrize("code", [signal.SIGKILL, 0, 3], ids=["killed", "gone", "failed"])
def test_ended_process_is_reported(item: int, code: int) -> None:
    """A part of a site must not count as all of it."""
    here = os.getpid()

    def work(at: int) -> None:
        if at == item:
            assert os.getpid() != here
            if code == signal.SIGKILL:
                os.kill(os.getpid(), code)
            os._exit(code)

    with pytest.raises(OSError, match="a process ended early"):
        spread(work, range(MANY), 2, lambda _: None)


@in_processes
def test_processes_share_what_the_first_item_loads() -> None:
    """The first item is done here, before any process is started."""
    loaded: list[int] = []

    def work(item: int) -> None:
        if item == 0:
            loaded.append(os.getpid())
        else:
            assert loaded == [here]

    here = os.getpid()
    spread(work, range(MANY), 2, lambda _: None)


@in_processes
def test_nothing_continues_after_an_error() -> None:
    """The other processes are ended, and none is left."""

    def work(item: int) -> None:
        if item == 1:
            raise OverrideError("broken")
        if item:
            signal.pause()

    with pytest.raises(OverrideError):
        spread(work, range(MANY), 2, lambda _: None)

    assert multiprocessing.active_children() == []


SCRIPT = f"""
import os, signal
from meshwright.workspace.workers import spread

def work(item):
    if item == 1:
        os.killpg(0, signal.SIGINT)
    if item:
        signal.pause()

try:
    spread(work, range({MANY}), 2, print)
except KeyboardInterrupt:
    print("stopped")
"""


@in_processes
def test_ctrl_c_is_handled_only_here() -> None:
    """A terminal sends it to every process; none of them prints a traceback."""
    ended = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        capture_output=True,
        text=True,
        check=False,
        start_new_session=True,
        timeout=30,
    )

    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "stopped\n", "")
