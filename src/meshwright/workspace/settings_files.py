"""The two settings files, read only once so that a run sees a consistent state, and the root that they determine."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from meshwright.records import dataclass
from meshwright.source.folder import Skipped, read, shown
from meshwright.source.limits import FILE_BYTES

if TYPE_CHECKING:
    from pathlib import Path

MESH_FILE = "governance/mesh.yaml"
PROJECT_FILE = "pyproject.toml"


@dataclass(frozen=True, slots=True)
class SettingsFiles:
    """The bytes of the settings files; None for a missing file."""

    mesh: bytes | None
    project: bytes | None


class UnreadSettingsError(OSError):
    """A settings file is not read; the message states the file and the reason."""


def read_settings(root: Path) -> SettingsFiles:
    """Read the settings files of a root; raises UnreadSettingsError."""
    return SettingsFiles(_settings(root, MESH_FILE), _settings(root, PROJECT_FILE))


def _settings(root: Path, path: str) -> bytes | None:
    found = content_of(root, path)
    if isinstance(found, Skipped):
        raise UnreadSettingsError(f"`{path}` {found.why}")
    return found


def content_of(root: Path, path: str) -> bytes | Skipped | None:
    """Return the content of a file of a mesh, or the reason why it is not read; None if there is no such file.

    A file is not read if its real path is outside the mesh, because the file or one of its folders is a link.
    """
    if not (root / path).is_file():
        return None
    top, real = os.path.realpath(root), os.path.realpath(root / path)
    if not real.startswith(os.path.join(top, "")):  # noqa: PTH118 - text
        return Skipped(path, f"links to `{shown(real)}`, outside the mesh")
    found = read(top, os.path.relpath(real, top), FILE_BYTES)
    if not isinstance(found, Skipped) and len(found) > FILE_BYTES:
        return Skipped(path, f"is larger than {FILE_BYTES >> 20} MiB")
    return found
