"""The wheel is complete: it works without anything else from this repository."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

MINIMAL = Path(__file__).parents[1] / "meshes/minimal"


def test_sources_include_security_md() -> None:
    """Readers of the source distribution find the guarantees there, and how to report a vulnerability."""
    root = Path(__file__).parents[2]
    project = tomllib.loads((root / "pyproject.toml").read_text())

    assert "SECURITY.md" in project["tool"]["hatch"]["build"]["targets"]["sdist"]["include"]
    assert all("(SECURITY.md)" in (root / name).read_text() for name in ("README.md", "CONTRIBUTING.md"))
    assert (root / "SECURITY.md").is_file()


@pytest.mark.slow
def test_wheel_checks_a_mesh_in_an_empty_environment(wheel: Path, tmp_path: Path) -> None:
    """Installed with only its core dependencies, it checks the minimal mesh and finds a mistake in it."""
    mesh = Path(shutil.copytree(MINIMAL, tmp_path / "mesh"))
    subprocess.run([sys.executable, "-m", "venv", tmp_path / "venv"], check=True)
    programs = tmp_path / "venv" / ("Scripts" if os.name == "nt" else "bin")
    subprocess.run([programs / "python", "-m", "pip", "install", "--quiet", str(wheel)], check=True)
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}

    def check() -> subprocess.CompletedProcess[str]:
        command = [programs / "meshwright", "check", mesh]
        return subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )

    clean = check()
    product = mesh / "products/player/play-events/product.odps.yaml"
    product.write_text(product.read_text().replace("player-squad", "player-squadd"))
    spoilt = check()

    assert (clean.returncode, clean.stderr) == (0, "")
    assert (spoilt.returncode, "unknown-team" in spoilt.stdout) == (1, True)
