"""Completion in a shell: commands, options, rules and addresses; errors print nothing."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from meshwright.cli.main import main
from minimal_mesh import MINIMAL
from requires import requires


def completed(folder: Path, line: str) -> list[str]:
    """Return the program's answer to a shell with a line."""
    answer = folder.parent / "answer"
    answer.unlink(missing_ok=True)
    environment = {
        **os.environ,
        "_ARGCOMPLETE": "1",
        "_ARGCOMPLETE_IFS": "\n",
        "_ARGCOMPLETE_STDOUT_FILENAME": str(answer),
        "COMP_LINE": line,
        "COMP_POINT": str(len(line)),
    }
    code = "import sys; sys.argv = ['meshwright']; from meshwright.cli.main import entry; entry()"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.stderr) == ("", "")
    return answer.read_text().split() if answer.exists() else []


@pytest.mark.slow
def test_shell_completes_existing_names(tmp_path: Path) -> None:
    """Of the current mesh; outside of one, nothing is completed."""
    requires("argcomplete")
    mesh = Path(shutil.copytree(MINIMAL, tmp_path / "mesh"))
    empty = tmp_path / "empty"
    empty.mkdir()

    assert completed(mesh, "meshwright imp") == ["impact"]
    assert "--output-file" in completed(mesh, "meshwright check --out")
    assert completed(mesh, "meshwright explain unknown-te") == ["unknown-team"]
    assert completed(mesh, "meshwright schema DataP") == ["DataProduct"]
    assert "player/play-events/daily@1" in completed(mesh, "meshwright resolve player/play-events/d")
    assert "player/play-events/daily@1/plays" in completed(
        mesh, "meshwright trace player/play-events/daily@1/"
    )
    assert completed(empty, "meshwright resolve player/") == []


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_script_of_a_shell_is_printed(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    """It names the program."""
    requires("argcomplete")

    assert main(["completion", shell]) == 0
    assert "meshwright" in capsys.readouterr().out


def test_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """In one line."""
    monkeypatch.setitem(sys.modules, "argcomplete", None)

    assert main(["completion", "bash"]) == 2
    assert (
        capsys.readouterr().err
        == "meshwright: argcomplete is not installed; install the extra `completion`\n"
    )
