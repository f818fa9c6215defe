"""Output folders that a committed link leads out of the mesh: nothing is written behind the link."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from meshwright.cli.main import main
from minimal_mesh import MINIMAL
from requires import requires

if TYPE_CHECKING:
    from pathlib import Path

COMMANDS = {
    "catalog": ["catalog", "build", "."],
    "catalog elsewhere": ["catalog", "build", ".", "--output", "build/pages"],
    "measure": ["measure", "--store", "build/observations"],
    "generate": ["generate", "--to", "build/data"],
}


@pytest.fixture
def mesh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a mesh in which `build` is a link to an empty folder beside it."""
    folder = tmp_path / "mesh"
    shutil.copytree(MINIMAL, folder)
    (tmp_path / "outside").mkdir()
    (folder / "build").symlink_to("../outside")
    monkeypatch.chdir(folder)
    return folder


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_nothing_is_written_behind_a_link(
    mesh: Path, command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """The user did not name the place where the link leads."""
    assert main(command) == 2
    assert "leads out of the mesh through a link; name another folder" in capsys.readouterr().err
    assert [*(mesh.parent / "outside").iterdir()] == []


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
