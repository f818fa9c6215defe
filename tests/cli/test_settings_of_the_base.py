"""The settings of the base count, so that no change decides how it is checked."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from meshwright.cli.main import main
from minimal_mesh import MINIMAL
from repositories import commit, git, start

CONTRACT = "products/player/play-events/contracts/daily.v1.odcs.yaml"
PROJECT = "pyproject.toml"
BASE = '[tool.meshwright]\npreset = "standard"\n[tool.meshwright.rules]\nthin-description = "off"\n'
SLACK = """\
[tool.meshwright]
preset = "essential"
exclude = ["/products/player/"]
[tool.meshwright.rules]
compatibility = "off"
version-not-bumped = "off"
[tool.meshwright.compatibility]
drafts = "kept"
"""
MESH = "apiVersion: meshwright/v1\nkind: Mesh\nname: mine\nrules: {compatibility: 'off', version-not-bumped: 'off'}\n"

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def mesh(tmp_path: Path) -> Path:
    """Return a repository with settings in its pyproject.toml, and a branch that weakens a promise."""
    folder = Path(shutil.copytree(MINIMAL, tmp_path / "mesh"))
    (folder / "governance/mesh.yaml").unlink()
    (folder / PROJECT).write_text(BASE)
    start(folder)
    git(folder, "checkout", "--quiet", "-b", "change")
    contract = folder / CONTRACT
    contract.write_text(contract.read_text().replace("value: 26", "value: 48"))
    return folder


def compared(command: str, folder: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> tuple[int, str]:
    """Run a command that compares with the base; return its exit code and output."""
    monkeypatch.chdir(folder)
    arguments = {
        "diff": ["diff", "main"],
        "staged": ["diff", "main", "--staged"],
        "report": ["report", "--base", "main"],
        "check": ["check", "--changed-since", "main"],
        "impact": ["impact", "main"],
    }[command]
    capsys.readouterr()
    code = main([*arguments, "--as-of", "2026-11-22"])
    return code, capsys.readouterr().out


@pytest.mark.parametrize("command", ["diff", "staged", "report", "check", "impact"])
@pytest.mark.parametrize("settings", [SLACK, "", "[tool.other]\n", "[tool.meshwright]\nrules = 3\n", None])
def test_changed_settings_have_no_effect_on_their_change(
    mesh: Path, command: str, settings: str | None, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Weaker ones, none, broken ones, or no such file: the findings are the same."""
    git(mesh, "add", "--all")
    expected = compared(command, mesh, capsys, monkeypatch)
    assert "26 h" in expected[1]

    if settings is None:
        (mesh / PROJECT).unlink()
    else:
        (mesh / PROJECT).write_text(settings)
    git(mesh, "add", "--all")

    assert compared(command, mesh, capsys, monkeypatch) == expected


@pytest.mark.parametrize("command", ["diff", "check"])
def test_added_mesh_document_has_no_effect_on_its_change(
    mesh: Path, command: str, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the next change on, it replaces the settings in pyproject.toml."""
    (mesh / "governance/mesh.yaml").write_text(MESH)
    code, out = compared(command, mesh, capsys, monkeypatch)
    assert (code, "version-not-bumped" in out) == (1, True)

    commit(mesh)
    git(mesh, "branch", "--force", "main")
    contract = mesh / CONTRACT
    contract.write_text(contract.read_text().replace("value: 48", "value: 72"))
    assert "version-not-bumped" not in compared(command, mesh, capsys, monkeypatch)[1]


def test_compatibility_settings_are_those_of_the_base(
    mesh: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether drafts are bound depends on the settings before the change."""
    contract = mesh / CONTRACT
    git(mesh, "checkout", "--quiet", "--force", "main")
    (mesh / PROJECT).write_text(BASE + '[tool.meshwright.compatibility]\ndrafts = "kept"\n')
    contract.write_text(contract.read_text() + "status: draft\n")
    commit(mesh)
    contract.write_text(contract.read_text().replace("value: 26", "value: 48"))
    (mesh / PROJECT).write_text(BASE)

    assert "version-not-bumped" in compared("diff", mesh, capsys, monkeypatch)[1]
    git(mesh, "checkout", "--quiet", "main", "--", CONTRACT)
    commit(mesh)
    contract.write_text(contract.read_text().replace("value: 26", "value: 48"))
    assert "version-not-bumped" not in compared("diff", mesh, capsys, monkeypatch)[1]
