"""A mesh that moves is not new: what was promised where it was is not compared, and the exit code is 2."""

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
    """Run a command; return its exit code and all that it printed."""
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
def test_a_mesh_that_moved_into_a_folder_is_not_compared(
    command: str, mesh: str, words: str, tmp_path: Path, capsys: Capture
) -> None:
    """Neither where it is, nor where it was: a renamed field in the same commit may break anybody."""
    root = repository(tmp_path / "r", scaffold(), under("sub", RENAMED))

    code, text = run(capsys, *COMMANDS[command], "--mesh", str(root / mesh))

    assert code == 2
    assert words in text
    assert mesh == "sub" or "such files in `sub`" in text


def test_a_mesh_that_moved_up_or_aside_is_not_compared_either(tmp_path: Path, capsys: Capture) -> None:
    """From whichever folder, with or without others that stay."""
    up = repository(tmp_path / "up", under("sub", scaffold()), RENAMED)
    stays = under("stays", scaffold())
    aside = repository(
        tmp_path / "aside", {**stays, **under("a/b", scaffold())}, {**stays, **under("c", RENAMED)}
    )

    code, text = run(capsys, "diff", "HEAD~1", "--mesh", str(up))
    assert (code, "such files in `sub`" in text) == (2, True)
    code, text = run(capsys, "diff", "HEAD~1", "--mesh", str(aside / "c"))
    assert (code, "such files in `a/b`" in text) == (2, True)


def test_a_check_of_changes_says_so_as_well(tmp_path: Path, capsys: Capture) -> None:
    """What is new since is everything, and what it breaks is nothing: both would be wrong."""
    root = repository(tmp_path / "r", scaffold(), under("sub", RENAMED))

    code, text = run(capsys, "check", str(root / "sub"), "--changed-since", "HEAD~1")

    assert (code, "part of the mesh in the root of the repository" in text) == (2, True)


def test_what_is_staged_counts_as_a_head(tmp_path: Path, capsys: Capture) -> None:
    """Before it is committed, too."""
    root = repository(tmp_path / "r", scaffold(), under("sub", RENAMED))
    git(root, "reset", "--quiet", "--soft", "HEAD~1")

    assert run(capsys, "diff", "HEAD", "--staged", "--mesh", str(root / "sub"))[0] == 2


def test_a_mesh_that_is_new_is_compared(tmp_path: Path, capsys: Capture) -> None:
    """In a repository without any, and beside one that stays where it is."""
    first = repository(tmp_path / "first", {"README.md": b"x"}, scaffold())
    other = under("a", scaffold())
    second = repository(tmp_path / "second", other, {**other, **under("b", scaffold())})

    for mesh in (first, second / "b"):
        code, text = run(capsys, "diff", "HEAD~1", "--mesh", str(mesh))
        assert (code, "none break consumers" in text or "none breaks consumers" in text) == (0, True)
        assert run(capsys, "check", str(mesh), "--changed-since", "HEAD~1")[0] != 2


def test_a_mesh_that_was_deleted_breaks_its_readers(tmp_path: Path, capsys: Capture) -> None:
    """It did not move: nothing of it is anywhere."""
    root = repository(tmp_path / "r", scaffold(), {"README.md": b"x"})

    code, text = run(capsys, "diff", "HEAD~1", "--mesh", str(root))

    assert (code != 2, "break consumers" in text) == (True, True)
