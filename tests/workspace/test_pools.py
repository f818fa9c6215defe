"""Work is shared between processes in order, completely, and in isolation if they are started."""

from __future__ import annotations

import errno
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from meshwright.workspace import pools
from meshwright.workspace.import_path import restrict_imports, trusted_folders
from meshwright.workspace.pools import pool
from meshwright.workspace.workers import compile_all
from requires import requires

both = pytest.mark.usefixtures("way")


@pytest.fixture(
    params=[
        True,
        False,
    ],
    ids=["forked", "started"],
)
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make processes be forked, which only Linux supports, or started."""
    if request.param:
        requires("Linux")
    monkeypatch.setattr(pools, "CAN_FORK", request.param)


@both
def test_results_come_in_order() -> None:
    """However many and however large; also none."""
    with pool(2, bytes) as mapping:
        assert list(mapping([])) == []
        assert list(mapping(range(0, 3_000_000, 200_000))) == [
            bytes(size) for size in range(0, 3_000_000, 200_000)
        ]


@both
def test_exception_in_a_worker_is_raised_here() -> None:
    """Including a lack of memory."""
    with pytest.raises(ValueError, match="negative count"), pool(2, bytes) as mapping:
        list(mapping([1, -1, 2]))
    with pytest.raises(MemoryError), pool(2, bytes) as mapping:
        list(mapping([1, 1 << 60]))


@both
@pytest.mark.parametrize("code", [0, 3])
def test_ended_worker_is_reported(code: int) -> None:
    """Its work is missing."""
    with pytest.raises(OSError, match="a process ended early"), pool(2, os._exit) as mapping:
        list(mapping([code]))


@both
def test_worker_ended_by_the_system_is_reported() -> None:
    """As when memory is short."""
    with pytest.raises(OSError, match="a process ended") as raised, pool(2, signal.raise_signal) as mapping:
        list(mapping([signal.SIGKILL]))

    assert raised.value.errno == errno.ECHILD


def test_worker_that_dies_within_an_answer_is_reported() -> None:
    """No other process holds its end of the connection open."""
    requires("Linux")
    with pool(3, bytes) as mapping:
        results = mapping([1, 3_000_000, 1, 1])
        next(results)
        time.sleep(0.2)  # the second answer fills its connection
        for process in multiprocessing.active_children():
            process.kill()
        with pytest.raises(OSError, match="a process ended early"):
            list(results)


@pytest.mark.parametrize("jobs", [1, 3])
def test_no_process_is_left(jobs: int) -> None:
    """Neither after all items nor after some, nor if a process ignores the end of its work."""
    requires("Linux")
    with pool(jobs, bytes) as mapping:
        list(mapping(range(10)))
    with pool(jobs, bytes) as mapping:
        next(mapping(range(10)))
    with pool(jobs, time.sleep) as mapping:
        next(mapping([0, 60, 60]))

    assert multiprocessing.active_children() == []


def test_no_process_is_left_after_a_stopped_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither those at work nor those that wait."""
    started = []
    start = pools.start_piped
    monkeypatch.setattr(pools, "CAN_FORK", False)
    monkeypatch.setattr(pools, "start_piped", lambda module: started.append(start(module)) or started[-1])

    def interrupted() -> None:
        with pool(2, bytes) as mapping:
            mapping(range(10))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()

    assert len(started) == 2
    assert all(process.returncode is not None for process in started)


STOPPED_EARLY = """
import os, signal, sys
from meshwright.workspace.pools import pool

own = os.getpid()

def stop(number, _):
    if os.getpid() == own:
        raise KeyboardInterrupt
    signal.signal(number, signal.SIG_DFL)
    os.kill(os.getpid(), number)

signal.signal(signal.SIGTERM, stop)
try:
    print("ready", flush=True)
    with pool(2, bytes) as mapping:
        for _ in mapping([int(sys.argv[1])] * 400):
            pass
    signal.pause()
except KeyboardInterrupt:
    print("stopped", flush=True)
"""
WITHOUT_TERMINAL = """
import os, signal
from meshwright.workspace.pools import pool

signal.signal(signal.SIGHUP, signal.SIG_IGN)
with pool(2, bytes) as mapping:
    results = mapping([1] * 400)
    next(results)
    os.killpg(0, signal.SIGHUP)
    print(1 + len(list(results)))
"""


@pytest.mark.parametrize("size", [1, 3_000_000], ids=["small", "large"])
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_signal_to_all_processes_ends_them(number: int, size: int) -> None:
    """At whatever moment it comes: no process waits for a lock or for the rest of an answer of one that ended."""
    requires("Linux")
    said = []
    for moment in range(25):
        command = [sys.executable, "-c", STOPPED_EARLY, str(size)]
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True
        ) as process:
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(moment * 0.003)
            os.killpg(process.pid, number)
            try:
                process.wait(20)
                with pytest.raises(ProcessLookupError):
                    os.killpg(process.pid, 0)
            finally:
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
            said.append(process.stdout.read())

    assert said.count(b"stopped\n") > 20  # a second signal from a process at its end is rare


def test_ignored_signal_does_not_end_the_processes() -> None:
    """As if `nohup` had started the run, and the terminal were closed."""
    requires("Linux")
    ended = subprocess.run(
        [sys.executable, "-c", WITHOUT_TERMINAL],
        capture_output=True,
        text=True,
        check=False,
        start_new_session=True,
        timeout=30,
    )

    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "400\n", "")


def test_started_worker_is_isolated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """It has no setting of Python's environment, our import path without the current folder, and another current folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(pools, "CAN_FORK", False)
    monkeypatch.setattr(sys, "path", ["", str(tmp_path), *sys.path])
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setenv("PYTHONSTARTUP", "x.py")
    question = (
        "(__import__('sys').path, __import__('sys').flags.isolated, __import__('os').getcwd(),"
        " [each for each in __import__('os').environ if each.startswith('PYTHON')])"
    )
    with pool(1, eval) as mapping:
        (answer,) = mapping([question])

    path, isolated, folder, settings = answer
    assert (isolated, folder, settings) == (1, sys.prefix, [])
    assert path == trusted_folders()
    assert str(tmp_path) not in path
    assert capfd.readouterr() == ("", "")


def test_current_folder_is_not_in_the_import_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By whatever name; the folders around and in it are."""
    (tmp_path / "link").symlink_to(tmp_path)
    monkeypatch.chdir(tmp_path)
    others = [str(tmp_path / "in"), str(tmp_path.parent)]
    monkeypatch.setattr(sys, "path", ["", ".", str(tmp_path), str(tmp_path / "link"), *others])
    restrict_imports()

    assert sys.path == others


def test_installation_folder_is_in_the_import_path(monkeypatch: pytest.MonkeyPatch) -> None:
    """Users in that folder trust it anyway."""
    ours = Path(pools.__file__).parents[2]
    monkeypatch.chdir(ours)
    monkeypatch.setattr(sys, "path", [str(ours)])

    assert trusted_folders() == [str(ours)]


def test_removed_folder_is_not_in_the_import_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor are names relative to it."""
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    monkeypatch.setattr(sys, "path", ["", "x", "/y"])

    assert trusted_folders() == ["/y"]


@both
def test_number_of_processes_does_not_change_units(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("meshwright.workspace.workers.FEWEST_FOR_PROCESSES", 1)
    files = [("yaml", b"kind: DataContract\nid: %d\n" % number) for number in range(120)]

    one, several = (list(compile_all(files, len(files), jobs, lambda _: None)) for jobs in (1, 2))

    assert len(one) == len(several) == 120
    assert [each.facts for each in one] == [each.facts for each in several]
