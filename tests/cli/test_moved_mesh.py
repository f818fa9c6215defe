"""A moved mesh is not new: its earlier promises are not compared, and the exit code is 2."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from approving import DAY, edited
from archives import write
from mesh_of import PLACES, scaffold
from meshwright.cli.main import main
from repositories import commit, git

if TYPE_CHECKING:
    from pathlib import Path

    from approving import Capture, Files

RENAMED = edited(scaffold(), (PLACES["contract"], "      - name: played_at", "      - name: begun_at"))
COMMANDS = {
    "diff": ["diff", "HEAD~1"],
    "impact": ["impact", "HEAD~1"],
    "report": ["report", "--base", "HEAD~1"],
    "approvals": ["approvals", "HEAD~1"],
}


def under(folder: str, files: Files) -> Files:
    """Return files in a folder."""
    return {f"{folder}/{path}": data for path, data in files.items()}


def repository(folder: Path, *revisions: Files) -> Path:
    """Return a repository with a commit of each."""
    folder.mkdir()
    git(folder, "init", "--quiet")
    for files in revisions:
        for each in git(folder, "ls-files").splitlines():
            (folder / each).unlink()
        write(files, folder)
        commit(folder)
    return folder


def run(capsys: Capture, *arguments: str) -> tuple[int, str]:
    """Run a command; return its exit code and output."""
    code = main([*arguments, *DAY])
    shown = capsys.readouterr()
    return code, shown.out + shown.err


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(
    ("mesh", "words"),
    [
        (
            "sub",
            "in the base, `sub` is part of the mesh in the root of the repository, but now it is part of the mesh in `sub`",
        ),
        (
            ".",
            "the head has no data product, data contract or governance document in the root of the repository",
        ),
    ],
)
def test_mesh_moved_into_a_folder_is_not_compared(
    command: str, mesh: str, words: str, tmp_path: Path, capsys: Capture
) -> None:
    """Neither at its new path nor at its old one: a field that is renamed in the same commit may break consumers."""
    root = repository(tmp_path / "r", scaffold(), under("sub", RENAMED))

    code, text = run(capsys, *COMMANDS[command], "--mesh", str(root / mesh))

    assert code == 2
    assert words in text
    assert mesh == "sub" or "such files in `sub`" in text


def test_mesh_moved_up_or_aside_is_not_compared(tmp_path: Path, capsys: Capture) -> None:
    """From any folder, with or without other meshes that stay."""
    up = repository(tmp_path / "up", under("sub", scaffold()), RENAMED)
    stays = under("stays", scaffold())
    aside = repository(
        tmp_path / "aside", {**stays, **under("a/b", scaffold())}, {**stays, **under("c", RENAMED)}
    )

    code, text = run(capsys, "diff", "HEAD~1", "--mesh", str(up))
    assert (code, "such files in `sub`" in text) == (2, True)
    code, text = run(capsys, "diff", "HEAD~1", "--mesh", str(aside / "c"))
    assert (code, "such files in `a/b`" in text) == (2, True)


def test_check_of_changes_reports_a_moved_mesh(tmp_path: Path, capsys: Capture) -> None:
    """Otherwise all findings would be new, and nothing breaking."""
    root = repository(tmp_path / "r", scaffold(), under("sub", RENAMED))

    code, text = run(capsys, "check", str(root / "sub"), "--changed-since", "HEAD~1")

    assert (code, "part of the mesh in the root of the repository" in text) == (2, True)


def test_staged_move_counts(tmp_path: Path, capsys: Capture) -> None:
    """Also before it is committed."""
    root = repository(tmp_path / "r", scaffold(), under("sub", RENAMED))
    git(root, "reset", "--quiet", "--soft", "HEAD~1")

    assert run(capsys, "diff", "HEAD", "--staged", "--mesh", str(root / "sub"))[0] == 2


def test_new_mesh_is_compared(tmp_path: Path, capsys: Capture) -> None:
    """In a repository without any, and next to one that stays."""
    first = repository(tmp_path / "first", {"README.md": b"x"}, scaffold())
    other = under("a", scaffold())
    second = repository(tmp_path / "second", other, {**other, **under("b", scaffold())})

    for mesh in (first, second / "b"):
        code, text = run(capsys, "diff", "HEAD~1", "--mesh", str(mesh))
        assert (code, "none break consumers" in text or "none breaks consumers" in text) == (0, True)
        assert run(capsys, "check", str(mesh), "--changed-since", "HEAD~1")[0] != 2


def test_deleted_mesh_breaks_its_consumers(tmp_path: Path, capsys: Capture) -> None:
    """It did not move: none of its documents is elsewhere."""
    root = repository(tmp_path / "r", scaffold(), {"README.md": b"x"})

    code, text = run(capsys, "diff", "HEAD~1", "--mesh", str(root))

    assert (code != 2, "break consumers" in text) == (True, True)
