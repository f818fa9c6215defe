"""However a run ends, its exit code is right and its last message states what is wrong."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from meshwright.cli.main import main
from requires import requires

if TYPE_CHECKING:
    from pathlib import Path

PRODUCT = b"""\
apiVersion: v1.1.0
kind: DataProduct
id: plays
name: plays
version: 1.0.0
status: active
domain: player
outputPorts:
  - name: d\xc3\xa4ily
    version: 1.0.0
    contractId: pl\xc3\xa4ys.daily
"""
COMMAND = f"{sys.executable} -m meshwright.cli.main"


def run(folder: Path, script: str, **environment: str) -> tuple[int, str, str]:
    """Run a line of shell in which `meshwright` is ours; return its exit code and output."""
    ended = subprocess.run(
        ["sh", "-c", script.replace("meshwright", COMMAND)],
        cwd=folder,
        capture_output=True,
        check=False,
        env={**os.environ, **environment},
    )
    return ended.returncode, ended.stdout.decode(), ended.stderr.decode()


@pytest.fixture
def mesh(tmp_path: Path) -> Path:
    """Return a folder with one product, whose contract is missing."""
    (tmp_path / "plays.odps.yaml").write_bytes(PRODUCT)
    return tmp_path


def test_closed_output_keeps_the_exit_code(mesh: Path) -> None:
    """A caller may need only the code."""
    assert run(mesh, "meshwright check --fail-on warning >&- 2>&-") == (1, "", "")


def test_full_disk_is_reported(mesh: Path) -> None:
    """The report could not be written, so the run must not count as clean."""
    requires("/dev/full")

    code, _, words = run(mesh, "meshwright check >/dev/full")

    assert (code, words) == (2, "meshwright: the output cannot be read or written: No space left on device\n")


def test_removed_working_folder_is_reported(mesh: Path) -> None:
    """It can happen in another window."""
    code, _, words = run(mesh, "mkdir gone && cd gone && rmdir ../gone && meshwright check")

    assert (code, words) == (2, "meshwright: the working directory no longer exists\n")


def test_characters_outside_the_encoding_are_escaped(mesh: Path) -> None:
    """Old terminals show the rest."""
    code, out, words = run(mesh, "meshwright check --fail-on warning", PYTHONIOENCODING="ascii")

    assert (code, words) == (1, "")
    assert "pl\\xe4ys.daily" in out


def test_closed_pipe_is_not_reported_as_a_bug(mesh: Path) -> None:
    """As with `head`."""
    assert run(mesh, "meshwright rules | head -1") == (0, "addressable\n", "")


def test_partially_read_report_is_not_a_clean_run(mesh: Path) -> None:
    """The exit code is that of SIGPIPE, and nothing is written to standard error."""
    reading, writing = os.pipe()
    os.close(reading)
    try:
        ended = subprocess.run(
            [sys.executable, "-m", "meshwright", "rules"],
            stdout=writing,
            stderr=subprocess.PIPE,
            cwd=mesh,
            check=False,
        )
    finally:
        os.close(writing)

    assert (ended.returncode, ended.stderr) == (128 + signal.SIGPIPE, b"")


@pytest.mark.parametrize("module", ["argparse", "meshwright.cli.check", "meshwright.workspace.pipeline"])
def test_interruption_prints_no_traceback(mesh: Path, module: str) -> None:
    """Not even Ctrl-C while modules are being loaded."""
    script = f"""\
import sys
class Interrupting:
    def find_spec(self, name, *_):
        if name == {module!r}:
            raise KeyboardInterrupt
sys.meta_path.insert(0, Interrupting())
sys.argv = ["meshwright", "check"]
from meshwright.cli.main import entry
entry()
"""
    ended = subprocess.run([sys.executable, "-c", script], cwd=mesh, capture_output=True, check=False)

    assert (ended.returncode, ended.stdout, ended.stderr) == (130, b"", b"")


def test_interrupted_run_leaves_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Python would wait for it."""
    requires("Linux")
    process = multiprocessing.get_context("fork").Process(target=signal.pause)

    def interrupted(_: list[str]) -> int:
        process.start()
        raise KeyboardInterrupt

    monkeypatch.setattr("meshwright.cli.main._run", interrupted)

    assert main([]) == 130
    process.join(10)
    assert process.exitcode == -signal.SIGKILL
