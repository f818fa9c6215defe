"""Output folders that a committed link leads out of the mesh: nothing is written behind the link."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from meshwright.cli import access_prove, measure_prove
from meshwright.cli.main import UsageError, main
from minimal_mesh import MINIMAL
from repositories import start
from requires import requires

if TYPE_CHECKING:
    from pathlib import Path

COMMANDS = {
    "catalog": ["catalog", "build", "."],
    "catalog elsewhere": ["catalog", "build", ".", "--output", "build/pages"],
    "measure": ["measure", "--store", "build/observations"],
    "generate": ["generate", "--to", "build/data"],
    "report": ["check", "--output-file", "sarif=build/report.sarif"],
    "file": ["check", "--output-file", "sarif=report.sarif"],
    "compiled access": ["access", "compile", "--target", "cedar", "--output", "build/access.cedar"],
}


@pytest.fixture
def mesh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a mesh with links to an empty folder beside it and to a file in that folder."""
    folder = tmp_path / "mesh"
    shutil.copytree(MINIMAL, folder)
    (tmp_path / "outside").mkdir()
    (folder / "build").symlink_to("../outside")
    (folder / "report.sarif").symlink_to("../outside/report.sarif")
    monkeypatch.chdir(folder)
    return folder


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_nothing_is_written_behind_a_link(
    mesh: Path, command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """The user did not name the place where the link leads."""
    assert main(command) == 2
    assert "leads out of the repository through a link; name another place" in capsys.readouterr().err
    assert [*(mesh.parent / "outside").iterdir()] == []


def test_proofs_are_not_written_behind_a_link(mesh: Path) -> None:
    """Neither into a folder nor over a file."""
    (mesh / "proof.txt").symlink_to("../outside/proof.txt")
    for folder, name in (("build/proofs", "proof.txt"), (".", "proof.txt")):
        with pytest.raises(UsageError, match="leads out of the repository through a link"):
            measure_prove._keep(folder, name, "text")
        with pytest.raises(UsageError, match="leads out of the repository through a link"):
            access_prove._keep(folder, {name: "text"})
    assert [*(mesh.parent / "outside").iterdir()] == []


def test_repository_around_the_mesh_counts(mesh: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A place beside the mesh, in its repository, is written; one that leads out of the repository is not."""
    start(mesh.parent)
    (mesh / "sarif").symlink_to("../outside/report.sarif")
    assert main(["check", "--output-file", "sarif=sarif"]) == 0
    assert (mesh.parent / "outside/report.sarif").exists()

    (mesh.parent / "report.sarif").symlink_to("../report.sarif")
    capsys.readouterr()
    assert main(["check", "--output-file", "sarif=../report.sarif"]) == 2
    assert "leads out of the repository through a link" in capsys.readouterr().err
    assert not (mesh.parent.parent / "report.sarif").exists()


def test_folder_named_outside_is_written(mesh: Path) -> None:
    """A link within the mesh, and one above it, are followed too."""
    requires("duckdb")
    (mesh / "build").unlink()
    (mesh / "kept").mkdir()
    (mesh / "build").symlink_to("kept")
    (mesh.parent / "link").symlink_to("mesh")
    for folder in ("../outside/data", "build/data", "../link/build/more"):
        assert main(["generate", "--to", folder]) == 0
    assert sorted(each.name for each in (mesh / "kept").iterdir()) == ["data", "more"]
