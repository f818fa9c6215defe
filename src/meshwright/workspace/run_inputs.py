"""All inputs that determine the result of a check, as one frozen value. The value's digest is the key of a stored result."""

from __future__ import annotations

import dataclasses
import json
from enum import Enum
from hashlib import sha256
from typing import TYPE_CHECKING

from meshwright.records import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from meshwright.source.snapshot import Snapshot
    from meshwright.workspace.settings_files import SettingsFiles


@dataclass(frozen=True, slots=True)
class RunInputs:
    """All inputs of a check of a folder."""

    tool: str
    """The digest from `tool_identity`."""
    settings: SettingsFiles
    options: Mapping[str, object]
    """The whole request, including the as-of date and the use of colour; paths are absolute."""
    snapshot: Snapshot
    """The paths of all files, with the ids of their contents."""
    place: str
    """The path of the mesh in its repository, with a trailing `/`; empty for the root."""

    def key(self) -> str:
        """Return a digest of all inputs."""
        return sha256(json.dumps(self, default=_plain, sort_keys=False).encode()).hexdigest()


def settings_key(tool: str, settings: SettingsFiles, base: Sequence[str] = ()) -> str:
    """Return a digest of all inputs that determine the configuration, except flags.

    `base` names the base of a comparison, which has its own settings.
    """
    return sha256(json.dumps((tool, settings, *base), default=_plain).encode()).hexdigest()


def _plain(value: object) -> object:
    """Return a value that JSON can represent; raises TypeError for a value whose representation would not be unique."""
    if isinstance(value, bytes):
        return sha256(value).hexdigest()
    if isinstance(value, Enum):
        return [type(value).__name__, value.name]
    if dataclasses.is_dataclass(value):
        names = [each.name for each in dataclasses.fields(value)]
        return {type(value).__name__: [getattr(value, name) for name in names]}
    raise TypeError(f"a {type(value).__name__} cannot be part of a key")
