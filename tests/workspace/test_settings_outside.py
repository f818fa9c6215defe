"""Settings and policies are read before documents, with the same limits: nothing outside the mesh, nothing endless."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from meshwright.cli.main import main
from meshwright.source.limits import FILE_BYTES
from minimal_mesh import MINIMAL

POLICY = """\
apiVersion: meshwright/v1
kind: Policy
model: 1
name: leaked-name
title: T
owner: player-squad
severity: error
status: draft
sql: SELECT address FROM port
message: m
remediation: r
tests: []
"""


@pytest.fixture
def mesh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a mesh beside a folder with a policy and settings, which is where the program runs."""
    mesh = Path(shutil.copytree(MINIMAL, tmp_path / "mesh"))
    (mesh / ".git").mkdir()
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "leak.yaml").write_text(POLICY)
    (outside / "mesh.yaml").write_text("apiVersion: meshwright/v1\nkind: Mesh\nname: m\npreset: leaked\n")
    (outside / "pyproject.toml").write_text('[tool.meshwright]\npreset = "leaked"\n')
    monkeypatch.chdir(mesh)
    monkeypatch.delenv("MESHWRIGHT_CACHE", raising=False)
    return mesh


@pytest.mark.parametrize("path", ["governance/mesh.yaml", "governance", "pyproject.toml"])
@pytest.mark.parametrize("command", [["check"], ["check", "--cache"], ["config", "show"], ["score"]])
def test_settings_outside_the_mesh_are_refused(
    path: str,
    command: list[str],
    mesh: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A link to them would let a file decide that no reviewer of the repository sees."""
    monkeypatch.setenv("MESHWRIGHT_CACHE", str(mesh.parent / "cache"))
    if (mesh / path).is_dir():
        shutil.rmtree(mesh / path)
    (mesh / path).unlink(missing_ok=True)
    (mesh / path).symlink_to(mesh.parent / "outside" / ("" if path == "governance" else Path(path).name))

    assert main(command) == 2
    words = capsys.readouterr().err
    assert "links to `" in words
    assert "outside the mesh" in words
    assert "leaked" not in words


@pytest.mark.parametrize("path", ["governance/mesh.yaml", "pyproject.toml"])
def test_settings_beyond_the_limit_are_refused(
    path: str, mesh: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The file has a hole, so it takes no room on the disk; all of it would not fit into memory."""
    (mesh / path).touch()
    os.truncate(mesh / path, 1 << 40)

    assert main(["check"]) == 2
    assert f"`{path}` is larger than {FILE_BYTES >> 20} MiB" in capsys.readouterr().err


def test_settings_in_a_file_of_the_mesh_may_be_a_link(mesh: Path) -> None:
    """Both are reviewed together."""
    (mesh / "governance/mesh.yaml").rename(mesh / "settings.yaml")
    (mesh / "governance/mesh.yaml").symlink_to("../settings.yaml")

    assert main(["config", "show"]) == 0


@pytest.mark.parametrize(
    ("link", "target"),
    [
        ("policies/leak.yaml", "../../outside/leak.yaml"),
        ("policies", "../outside"),
        ("policies", "/"),
        ("products/player/policies", "../../../outside"),
    ],
)
def test_policies_outside_the_mesh_are_not_tested(
    link: str, target: str, mesh: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nor is a folder outside searched for them, or its policies named."""
    (mesh / link).parent.mkdir(exist_ok=True)
    (mesh / link).symlink_to(target)

    assert main(["policy", "test"]) == 2
    out, err = capsys.readouterr()
    assert f"`{link}` " in err
    assert "out of the mesh" in err or "outside the mesh" in err
    assert "leaked" not in out + err


def test_a_policy_beyond_the_limit_is_not_tested(mesh: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nor read."""
    (mesh / "policies").mkdir()
    (mesh / "policies/x.yaml").write_text(POLICY)
    os.truncate(mesh / "policies/x.yaml", 1 << 40)

    assert main(["policy", "test"]) == 2
    assert "`policies/x.yaml` is larger than" in capsys.readouterr().err
