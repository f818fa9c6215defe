"""Built sites, each built once for all workers and all test modules."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

from filelock import FileLock

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

AS_OF = "2026-11-22"
FOLDER = "some/where"
"""The subfolder of the server that contains sites."""


def built(folder: Path, mesh: Callable[[], Path]) -> Path:
    """Build the site of a mesh in a folder, unless it exists; return the site."""
    site = folder / FOLDER
    with FileLock(f"{folder}.lock"):
        if not site.is_dir():
            build(mesh(), site)
    return site


def build(mesh: Path, site: Path, **environment: str) -> None:
    """Build the site of a mesh."""
    command = [sys.executable, "-m", "meshwright", "catalog", "build", str(mesh), "--as-of", AS_OF]
    done = subprocess.run(
        [*command, "--output", str(site)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "MESHWRIGHT_TRACEBACK": "1", **environment},
    )
    assert done.returncode == 0, done.stderr
