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
    """Run git with a neutral identity."""
    identity = ["-c", "user.name=A", "-c", "user.email=a@b.example", "-c", "commit.gpgsign=false"]
    command = ["git", "-C", str(folder), *identity, *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


@pytest.mark.slow
def test_hooks_refuse_a_commit_that_breaks_the_mesh(tmp_path: Path) -> None:
    """They pass a clean mesh.

    Those that compare name the affected consumers, and ignore earlier findings. A commit that only deletes files
    is checked, too.
    """
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
    hooks = "[{id: meshwright}, {id: meshwright-changes}, {id: meshwright-diff}]"
    config = f"repos:\n  - repo: {tool}\n    rev: {revision}\n    hooks: {hooks}\n"
    (mesh / ".pre-commit-config.yaml").write_text(config)
    git(mesh, "init", "--quiet")
    git(mesh, "add", "--all")
    git(mesh, "commit", "--quiet", "--message", "mesh")
    environment = {**os.environ, "PRE_COMMIT_HOME": str(tmp_path / "home")}

    def run() -> list[tuple[int, bool]]:
        """Return each hook's exit code, and whether it names the affected consumers."""
        results = []
        for name in ("meshwright", "meshwright-changes", "meshwright-diff"):
            command = [sys.executable, "-m", "pre_commit", "run", name]
            done = subprocess.run(
                command, cwd=mesh, env=environment, capture_output=True, text=True, check=False
            )
            results.append((done.returncode, "payments/royalties" in done.stdout))
        return results

    clean = run()
    contract = mesh / "products/player/play-events/contracts/daily.v1.odcs.yaml"
    text = contract.read_text()
    contract.write_text(text.replace("version: 1.0.0", "version: 2.0.0"))
    unstaged = run()
    git(mesh, "add", "--all")
    spoilt = run()
    git(mesh, "commit", "--quiet", "--message", "spoilt")
    old = run()
    git(mesh, "revert", "--no-edit", "HEAD")
    git(mesh, "rm", "--quiet", str(contract))
    deleted = run()

    assert clean == unstaged == [(0, False)] * 3
    assert spoilt == [(1, False), (1, True), (1, True)]
    assert old == [(1, False), (0, False), (0, False)]
    assert deleted == [(0, False), (1, True), (1, True)]
