"""A change that takes documents out of the mesh, out of Git or into another mesh does not pass for want of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mesh_of import PLACES, scaffold
from meshwright.cli.main import main
from repositories import commit, git

if TYPE_CHECKING:
    from pathlib import Path

Capture = pytest.CaptureFixture[str]

CONTRACT = PLACES["other_contract"]
FOLDER = "products/payments"
AS_OF = ("--as-of", "2026-11-22")
COMMANDS = {
    "check": ("check", "--changed-since", "HEAD"),
    "fix": ("fix", "--changed-since", "HEAD", "--diff"),
    "diff": ("diff", "HEAD"),
    "impact": ("impact", "HEAD"),
    "report": ("report", "--base", "HEAD"),
    "approvals": ("approvals", "HEAD", "--approved-by", "@nobody"),
}
GATES = sorted({*COMMANDS} - {"fix"})
MARKS = {
    "governance/mesh.yaml": "apiVersion: meshwright/v1\nkind: Mesh\nname: own\n",
    "pyproject.toml": '[tool.meshwright]\npreset = "essential"\n',
}


@pytest.fixture
def mesh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a repository with the clean mesh, which is where the program runs."""
    folder = tmp_path / "mesh"
    for path, data in scaffold().items():
        put(folder, path, data.decode())
    git(folder, "init", "--quiet", "--initial-branch", "main")
    commit(folder)
    monkeypatch.chdir(folder)
    return folder


def put(folder: Path, path: str, text: str) -> None:
    """Write a file and the folders that it needs."""
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / path).write_text(text, encoding="utf-8")


def break_contract(mesh: Path) -> None:
    """Remove a field that is promised."""
    text = (mesh / CONTRACT).read_text(encoding="utf-8")
    assert "name: settled_at" in text
    put(mesh, CONTRACT, text.replace("name: settled_at", "name: settled_on"))


def ended(capsys: Capture, *arguments: str) -> tuple[int, str]:
    """Run the program; return its exit code and all that it says."""
    capsys.readouterr()
    code = main([*arguments, *AS_OF])
    seen = capsys.readouterr()
    return code, seen.out + seen.err


@pytest.mark.parametrize("command", GATES)
@pytest.mark.parametrize("mark", [*MARKS, ".git", ""])
def test_a_folder_that_becomes_a_mesh_or_repository_is_not_compared(
    mark: str, command: str, mesh: Path, capsys: Capture
) -> None:
    """Nothing in it is looked at any more, so no gate opens; nothing at all in it is no better."""
    break_contract(mesh)
    if mark in MARKS:
        put(mesh, f"{FOLDER}/{mark}", MARKS[mark])
    elif mark:
        git(mesh, "rm", "-r", "--quiet", "--cached", FOLDER)
        git(mesh / FOLDER, "init", "--quiet")
        commit(mesh / FOLDER)
    else:
        put(mesh, f"{FOLDER}/governance/mesh.yaml", "")
    code, words = ended(capsys, *COMMANDS[command])

    assert code == 2
    assert "products/payments" in words
    assert "is a mesh or repository of its own on one side" in words


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("mark", MARKS)
def test_a_path_belongs_to_the_mesh_that_the_base_has_it_in(
    mark: str, command: str, mesh: Path, capsys: Capture
) -> None:
    """The settings, waivers and owners of that mesh count, and not those that a change puts nearer."""
    break_contract(mesh)
    put(mesh, f"{FOLDER}/{mark}", MARKS[mark])
    commit(mesh)
    base = ["HEAD~1" if each == "HEAD" else each for each in COMMANDS[command]]
    where = [FOLDER] if command in ("check", "fix") else ["--mesh", FOLDER]
    code, words = ended(capsys, *base, *where)

    assert code == 2
    assert "in the base, `products/payments` is part of the mesh in the root of the repository" in words
    assert "run the command in the root of the repository" in words


def test_a_mesh_that_was_one_of_its_own_stays_one(mesh: Path, capsys: Capture) -> None:
    """Taking the mark away puts the folder under the settings of the mesh around it."""
    put(mesh, f"{FOLDER}/governance/mesh.yaml", MARKS["governance/mesh.yaml"])
    commit(mesh)
    (mesh / FOLDER / "governance/mesh.yaml").unlink()
    code, words = ended(capsys, "check", "--changed-since", "HEAD", FOLDER)

    assert code == 2
    assert (
        "is part of the mesh in `products/payments`, but now it is part of the mesh in the root of" in words
    )


def test_the_first_mesh_of_a_repository_is_compared(mesh: Path, capsys: Capture) -> None:
    """Nothing around the path was a mesh before."""
    git(mesh, "rm", "-r", "--quiet", "governance")
    commit(mesh)
    git(mesh, "revert", "--no-edit", "--quiet", "HEAD")
    code, words = ended(capsys, "diff", "HEAD~1", "--mesh", FOLDER)

    assert code != 2, words


def test_a_mesh_beside_the_path_is_no_other_mesh(mesh: Path, capsys: Capture) -> None:
    """A folder that was its own mesh before as well is compared by itself, under its own settings."""
    put(mesh, f"{FOLDER}/governance/mesh.yaml", MARKS["governance/mesh.yaml"])
    commit(mesh)
    break_contract(mesh)
    code, words = ended(capsys, "diff", "HEAD", "--mesh", FOLDER)

    assert code == 1
    assert "settled_at" in words


@pytest.mark.parametrize("pattern", ["*", "products/", "*.yaml", "/products/**", "*\n!governance/"])
@pytest.mark.parametrize("place", [".gitignore", "products/.gitignore", ".git/info/exclude"])
def test_what_git_tracks_is_read_although_it_ignores_it(
    place: str, pattern: str, mesh: Path, capsys: Capture
) -> None:
    """A pattern counts for files that nobody has added."""
    break_contract(mesh)
    put(mesh, place, f"{pattern}\n")
    for command in ("check", "diff"):
        code, words = ended(capsys, *COMMANDS[command])

        assert code == 1
        assert "settled_at" in words


def test_a_folder_of_the_repository_is_no_base_that_git_lacks(mesh: Path, capsys: Capture) -> None:
    """A change could add a folder that is called like the base, where nobody has fetched that."""
    put(mesh, "origin/main/a.odcs.yaml", "")
    code, words = ended(capsys, "diff", "origin/main")

    assert code == 2
    assert "write `./origin/main` if the folder is meant" in words
