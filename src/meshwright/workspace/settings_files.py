"""The two settings files, and the root that follows from them; read once, so that a run sees a consistent state."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from meshwright.records import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable

MESH_FILE = "governance/mesh.yaml"
PROJECT_FILE = "pyproject.toml"


@dataclass(frozen=True, slots=True)
class SettingsFiles:
    """The bytes of the settings files; None for a missing file."""

    mesh: bytes | None
    project: bytes | None


def read_settings(root: Path, read: Callable[[Path], bytes] = Path.read_bytes) -> SettingsFiles:
    """Read the settings files of a root; raises the errors of `read`."""
    mesh, project = root / MESH_FILE, root / PROJECT_FILE
    return SettingsFiles(read(mesh) if mesh.is_file() else None, read(project) if project.is_file() else None)
