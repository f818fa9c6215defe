"""`check --watch` in a separate process, from its first round to Ctrl-C."""

from __future__ import annotations

import os
import pty
import shutil
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

import pytest

from meshwright.cli.main import main
from minimal_mesh import MINIMAL, PRODUCT, edit
from requires import requires

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
COMMAND = [
    sys.executable,
    "-m",
    "meshwright",
    "check",
    "--watch",
    "--preset",
    "essential",
    "--as-of",
    "2026-11-29",
]
WAITS = "press Ctrl-C to stop"
CLEAN = "all clear"


@pytest.fixture
def mesh(tmp_path: Path) -> Path:
    """Return a copy of the minimal mesh, which is clean."""
    requires("watchfiles")
    return Path(shutil.copytree(MINIMAL, tmp_path / "mesh"))


@contextmanager
def watching(mesh: Path, *arguments: str) -> Iterator[tuple[subprocess.Popen[str], IO[str]]]:
    """Start a run whose output and messages are one stream."""
    process = subprocess.Popen(
        [*COMMAND, str(mesh), *arguments], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    try:
        assert process.stdout is not None
        yield process, process.stdout
    finally:
        process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()


def wait_for(stream: IO[str], text: str) -> None:
    """Read rounds up to the end of one with a text; a half-written file may have its own round."""
    found = False
    for line in stream:
        found = found or text in line
        if WAITS in line and found:
            return
    pytest.fail(f"the stream ended before `{text}`")


@pytest.mark.parametrize("has_cache", [False, True])
def test_each_change_is_checked_until_the_user_ends_it(
    mesh: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, has_cache: bool
) -> None:
    """A mistake is made and fixed, settings are broken and fixed; a report within the mesh starts no round."""
    if has_cache:
        monkeypatch.setenv("MESHWRIGHT_CACHE", str(tmp_path / "cache"))
    settings = (mesh / "governance/mesh.yaml").read_text()
    with watching(mesh, "--output-file", f"json={mesh / 'report.json'}") as (process, stream):
        wait_for(stream, CLEAN)
        edit(mesh, PRODUCT, "player-squad", "player-squadd")
        wait_for(stream, "unknown-team")
        (mesh / "governance/mesh.yaml").write_text("rules: [")
        wait_for(stream, "governance/mesh.yaml")
        (mesh / "governance/mesh.yaml").write_text(settings)
        wait_for(stream, "unknown-team")
        edit(mesh, PRODUCT, "player-squadd", "player-squad")
        wait_for(stream, CLEAN)
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 0
        assert "Traceback" not in stream.read()
    assert '"diagnostics": []' in (mesh / "report.json").read_text()


def test_links_lead_the_watch_nowhere(mesh: Path) -> None:
    """Neither to the whole disk nor in a circle; a new folder is watched, and so is one in it."""
    (mesh / "all").symlink_to("/")
    (mesh / "up").symlink_to("..")
    incomplete = "no findings"  # links are not examined
    with watching(mesh) as (_, stream):
        wait_for(stream, incomplete)
        edit(mesh, PRODUCT, "player-squad", "player-squadd")
        wait_for(stream, "unknown-team")
        edit(mesh, PRODUCT, "player-squadd", "player-squad")
        wait_for(stream, incomplete)
        (mesh / "products/new/deep").mkdir(parents=True)
        (mesh / "products/new/deep/x.odps.yaml").write_text("a: [")
        wait_for(stream, "x.odps.yaml")
        (mesh / "products/new/deep/x.odps.yaml").write_text("b: [1")
        wait_for(stream, "b: [1")
        shutil.rmtree(mesh / "products/new")
        wait_for(stream, incomplete)


@pytest.mark.parametrize("delay", [0, 0.5])
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_the_run_with_its_exit_code(mesh: Path, number: signal.Signals, delay: float) -> None:
    """Right after a round, and while watchfiles waits, where it replaces every exception of a signal."""
    inherited = signal.signal(number, signal.SIG_DFL)  # `nohup` lets the run ignore SIGHUP
    try:
        with watching(mesh) as (process, stream):
            wait_for(stream, CLEAN)
            time.sleep(delay)
            process.send_signal(number)
            assert process.wait(60) == 128 + number
            assert stream.read() == ""
    finally:
        signal.signal(number, inherited)


def test_terminal_is_cleared_for_each_round(mesh: Path) -> None:
    """Otherwise an earlier report could be mistaken for the current one."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen([*COMMAND, str(mesh)], stdout=theirs, stderr=theirs, close_fds=True)
    os.close(theirs)
    seen = b""
    while WAITS.encode() not in seen:
        seen += os.read(ours, 1000)
    assert seen.startswith(b"\x1b[H\x1b[2J")
    process.send_signal(signal.SIGTERM)
    assert process.wait(60) == 128 + signal.SIGTERM
    os.close(ours)


def test_impossible_check_is_refused_before_waiting(mesh: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (["--select", "no-such-rule"], ["--output-file", "text"]):
        assert main(["check", str(mesh), "--watch", *arguments]) == 2
        assert WAITS not in capsys.readouterr().err
    assert main(["check", str(mesh / "none"), "--watch"]) == 2


def test_missing_package_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With its extra."""
    monkeypatch.setitem(sys.modules, "watchfiles", None)
    assert main(["check", str(tmp_path), "--watch"]) == 2
    assert (
        capsys.readouterr().err == "meshwright: `--watch` needs the extra `watch` (watchfiles is missing)\n"
    )
