"""A change cannot pass by moving documents out of the mesh, out of Git or into another mesh."""

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
    """Return a repository with the clean mesh, in which the program runs."""
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
    """Remove a promised field."""
    text = (mesh / CONTRACT).read_text(encoding="utf-8")
    assert "name: settled_at" in text
    put(mesh, CONTRACT, text.replace("name: settled_at", "name: settled_on"))


def ended(capsys: Capture, *arguments: str) -> tuple[int, str]:
    """Run the program; return its exit code and all its output."""
    capsys.readouterr()
    code = main([*arguments, *AS_OF])
    seen = capsys.readouterr()
    return code, seen.out + seen.err


@pytest.mark.parametrize("command", GATES)
@pytest.mark.parametrize("mark", [*MARKS, ".git", ""])
def test_folder_that_becomes_a_mesh_or_repository_passes_no_gate(
    mark: str, command: str, mesh: Path, capsys: Capture
) -> None:
    """Nothing in it is checked any longer; an empty folder makes no difference."""
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
def test_path_belongs_to_its_mesh_in_the_base(mark: str, command: str, mesh: Path, capsys: Capture) -> None:
    """The settings, waivers and owners of that mesh count, not those of a mesh that a change adds below."""
    break_contract(mesh)
    put(mesh, f"{FOLDER}/{mark}", MARKS[mark])
    commit(mesh)
    base = ["HEAD~1" if each == "HEAD" else each for each in COMMANDS[command]]
    where = [FOLDER] if command in ("check", "fix") else ["--mesh", FOLDER]
    code, words = ended(capsys, *base, *where)

    assert code == 2
    assert "in the base, `products/payments` is part of the mesh in the root of the repository" in words
    assert "run the command in the root of the repository" in words


def test_nested_mesh_stays_a_mesh(mesh: Path, capsys: Capture) -> None:
    """Removing its mark would put the folder under the settings of the enclosing mesh."""
    put(mesh, f"{FOLDER}/governance/mesh.yaml", MARKS["governance/mesh.yaml"])
    commit(mesh)
    (mesh / FOLDER / "governance/mesh.yaml").unlink()
    code, words = ended(capsys, "check", "--changed-since", "HEAD", FOLDER)

    assert code == 2
    assert (
        "is part of the mesh in `products/payments`, but now it is part of the mesh in the root of" in words
    )


def test_first_mesh_of_a_repository_is_compared(mesh: Path, capsys: Capture) -> None:
    """No mesh contained the path before."""
    git(mesh, "rm", "-r", "--quiet", "governance")
    commit(mesh)
    git(mesh, "revert", "--no-edit", "--quiet", "HEAD")
    code, words = ended(capsys, "diff", "HEAD~1", "--mesh", FOLDER)

    assert code != 2, words


def test_mesh_next_to_the_path_does_not_matter(mesh: Path, capsys: Capture) -> None:
    """A folder that was already its own mesh is compared separately, with its own settings."""
    put(mesh, f"{FOLDER}/governance/mesh.yaml", MARKS["governance/mesh.yaml"])
    commit(mesh)
    break_contract(mesh)
    code, words = ended(capsys, "diff", "HEAD", "--mesh", FOLDER)

    assert code == 1
    assert "settled_at" in words


@pytest.mark.parametrize("pattern", ["*", "products/", "*.yaml", "/products/**", "*\n!governance/"])
@pytest.mark.parametrize("place", [".gitignore", "products/.gitignore", ".git/info/exclude"])
def test_tracked_file_is_read_although_it_is_ignored(
    place: str, pattern: str, mesh: Path, capsys: Capture
) -> None:
    """A pattern applies only to untracked files."""
    break_contract(mesh)
    put(mesh, place, f"{pattern}\n")
    for command in ("check", "diff"):
        code, words = ended(capsys, *COMMANDS[command])

        assert code == 1
        assert "settled_at" in words


def test_folder_named_like_the_base_does_not_replace_it(mesh: Path, capsys: Capture) -> None:
    """A change could add such a folder if the base was not fetched."""
    put(mesh, "origin/main/a.odcs.yaml", "")
    code, words = ended(capsys, "diff", "origin/main")

    assert code == 2
    assert "write `./origin/main` if the folder is meant" in words
