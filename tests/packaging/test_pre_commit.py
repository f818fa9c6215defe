"""The hook for other repositories, run by the real pre-commit."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MINIMAL = ROOT / "tests/meshes/minimal"


def git(folder: Path, *arguments: str) -> str:
    """Run git as nobody in particular."""
    identity = ["-c", "user.name=A", "-c", "user.email=a@b.example", "-c", "commit.gpgsign=false"]
    command = ["git", "-C", str(folder), *identity, *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


@pytest.mark.slow
def test_the_hooks_refuse_a_commit_that_breaks_the_mesh(tmp_path: Path) -> None:
    """They pass a clean mesh, and name what a change breaks elsewhere; one leaves alone what was there before."""
    tool = tmp_path / "tool"
    tool.mkdir()
    for name in ("src", "pyproject.toml", "README.md", "LICENSE", ".pre-commit-hooks.yaml"):
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, tool / name)
    git(tool, "init", "--quiet")
    git(tool, "add", "--all")
    git(tool, "commit", "--quiet", "--message", "tool")
    revision = git(tool, "rev-parse", "HEAD")
    mesh = Path(shutil.copytree(MINIMAL, tmp_path / "mesh"))
    hooks = "[{id: meshwright}, {id: meshwright-changes}]"
    config = f"repos:\n  - repo: {tool}\n    rev: {revision}\n    hooks: {hooks}\n"
    (mesh / ".pre-commit-config.yaml").write_text(config)
    git(mesh, "init", "--quiet")
    git(mesh, "add", "--all")
    git(mesh, "commit", "--quiet", "--message", "mesh")
    environment = {**os.environ, "PRE_COMMIT_HOME": str(tmp_path / "home")}

    def hook(name: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "pre_commit", "run", name, "--all-files"]
        return subprocess.run(command, cwd=mesh, env=environment, capture_output=True, text=True, check=False)

    clean = [hook("meshwright"), hook("meshwright-changes")]
    contract = mesh / "products/player/play-events/contracts/daily.v1.odcs.yaml"
    contract.write_text(contract.read_text().replace("version: 1.0.0", "version: 2.0.0"))
    git(mesh, "add", "--all")
    spoilt = [hook("meshwright"), hook("meshwright-changes")]
    git(mesh, "commit", "--quiet", "--message", "spoilt")
    old = [hook("meshwright"), hook("meshwright-changes")]

    assert [each.returncode for each in clean] == [0, 0], clean
    assert [each.returncode for each in spoilt] == [1, 1], spoilt
    assert all("products/payments/royalties/product.odps.yaml" in each.stdout for each in spoilt)
    assert [each.returncode for each in old] == [1, 0], old
