"""A repository to check: its root and its configuration."""

from __future__ import annotations

import json
import os
import re
import tomllib
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from meshwright.facts.facts import RegistryFact
from meshwright.records import dataclass
from meshwright.rulekit.configuration import Configuration, ConfigurationError, configured, known
from meshwright.rulekit.registry import all_rules
from meshwright.source.discovery import find_root, is_root, marks_root
from meshwright.source.folder import Skipped
from meshwright.workspace.settings_files import MESH_FILE as MESH_FILE  # noqa: PLC0414 - others know it from here
from meshwright.workspace.settings_files import PROJECT_FILE as PROJECT_FILE  # noqa: PLC0414 - and this
from meshwright.workspace.settings_files import SettingsFiles, UnreadSettingsError, content_of, read_settings
from meshwright.workspace.workers import compile_all

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.source.place import Path as Steps

_NAMES_US = re.compile(rb"""^[^#=\n]{0,500}\bmeshwright["']?[ \t]*(?:[\].]|=(?!=))""", re.MULTILINE)
"""A pattern for a meshwright key or table in a file that is not valid TOML; a dependency on meshwright does not match."""
_POLICY = re.compile(rb"^kind:[ \t]*[\"']?Policy\b", re.MULTILINE)
_NAME = re.compile(rb"^name:[ \t]*[\"']?([a-z0-9-]{1,200})", re.MULTILINE)
SETTINGS = f"`[tool.meshwright]` in `{PROJECT_FILE}`"


@dataclass(frozen=True, slots=True)
class Project:
    """A root folder with its configuration."""

    root: Path
    configuration: Configuration
    settings: SettingsFiles | None = None
    """The settings files that were read; None if the configuration is that of a base."""


def open_project(paths: list[Path]) -> Project:
    """Find the root that all paths share, and read its configuration.

    Raises `ConfigurationError` if there is no common root, or the configuration cannot be read.
    """
    root = root_of(paths)
    try:
        settings = read_settings(root)
    except UnreadSettingsError as error:
        raise ConfigurationError(str(error)) from error
    configuration = known(_configuration(settings), all_rules(), partial(policy_names, root))
    return Project(root, configuration, settings)


def policy_names(root: Path) -> Iterator[str]:
    """Yield possible policy names. They come from a text search, because settings can name policies but are read before
    documents are parsed. Files that are not read are left to `check`, which reports them.
    """
    for _, data in policy_files(root):
        if not isinstance(data, Skipped):
            yield from (name.decode() for name in _NAME.findall(data))


def policy_files(root: Path) -> Iterator[tuple[str, bytes | Skipped]]:
    """Yield the files with policies in the usual folders of the organisation and of domains, and those not read."""
    top = os.path.realpath(root)
    for folder in (root / "policies", *sorted(root.glob("products/*/policies"))):
        if not os.path.realpath(folder).startswith(os.path.join(top, "")):  # noqa: PTH118 - text
            path = folder.relative_to(root).as_posix()
            yield path, Skipped(path, "is a link that leads outside the mesh")
            continue
        for file in sorted(folder.rglob("*.y*ml")):
            path = file.relative_to(root).as_posix()
            data = content_of(root, path)
            if isinstance(data, Skipped) or (data is not None and _POLICY.search(data)):
                yield path, data


def root_of(paths: list[Path]) -> Path:
    """Find the root that all paths share; raises `ConfigurationError` if there is none."""
    for path in paths:
        if not path.exists():
            raise ConfigurationError(f"no such file or folder: `{path}`")
    roots = {find_root(path) for path in paths}
    if len(roots) > 1 and not any(map(is_root, roots)):
        return Path(os.path.commonpath(roots))  # folders without a marker file belong to the same mesh
    if len(roots) > 1:
        listed = ", ".join(sorted(f"`{root}`" for root in roots))
        raise ConfigurationError(
            f"these paths belong to different meshes ({listed}); check one mesh at a time"
        )
    return roots.pop()


def stated_settings(project: Project) -> tuple[str, dict[str, Any]]:
    """Return the location and the content of a project's settings; both are empty if there are no settings.

    Raises `ConfigurationError`.
    """
    files = project.settings or SettingsFiles(None, None)
    if files.mesh is not None:
        return MESH_FILE, _mesh_settings(files.mesh)
    settings = None if files.project is None else tool_settings(files.project)
    return ("", {}) if settings is None else (f"{PROJECT_FILE} [tool.meshwright]", settings)


def _configuration(files: SettingsFiles) -> Configuration:
    if files.mesh is not None:
        configuration = configured(_mesh_settings(files.mesh), default_preset="standard")
        if files.project is not None and marks_root(files.project):
            notice = f"{SETTINGS} has no effect next to `{MESH_FILE}`; move it there"
            return replace(configuration, notices=(*configuration.notices, notice))
        return configuration
    settings = None if files.project is None else tool_settings(files.project)
    if settings is None:
        return Configuration()
    return configured(settings, default_preset="essential", where=SETTINGS)


def _mesh_settings(data: bytes) -> dict[str, Any]:
    """Read the settings in a mesh document; if it has errors, which `check` reports, read only the readable part."""
    for unit in compile_all([("yaml", data)], 1, 1, lambda _: None):
        for fact in unit.facts:
            if isinstance(fact, RegistryFact) and fact.kind == "Mesh":
                return dict(fact.content)
    raise ConfigurationError(f"`{MESH_FILE}` contains no readable `kind: Mesh` document")


def tool_settings(data: bytes) -> dict[str, Any] | None:
    """Read the settings in a pyproject.toml; None if it has none. Raises `ConfigurationError`.

    A broken file is ignored if it has no meshwright key.
    """
    try:
        settings = tomllib.loads(data.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        if not _NAMES_US.search(data):
            return None
        raise ConfigurationError(f"`{PROJECT_FILE}` cannot be read: {error}") from error
    tool = settings.get("tool", {}).get("meshwright")
    if tool is not None and not isinstance(tool, dict):
        raise ConfigurationError(f"`[tool.meshwright]` in `{PROJECT_FILE}` is not a table")
    if tool is not None:
        _refuse_mistakes(tool)
    return tool


def _refuse_mistakes(settings: dict[str, Any]) -> None:
    """Raise an error for keys that a mesh document does not allow, because no rule checks this file."""
    document = {"name": "mesh", **settings, "apiVersion": "meshwright/v1", "kind": "Mesh"}
    data = json.dumps(document, default=str).encode()
    for unit in compile_all([("yaml", data)], 1, 1, lambda _: None):
        for each in unit.findings:
            path = _written(each.finding.at.path)
            where = f"`[tool.meshwright]` in `{PROJECT_FILE}`" + (f", `{path}`" if path else "")
            raise ConfigurationError(f"{where}: {each.finding.message}")


def _written(path: Steps) -> str:
    """Format a path in readable form: `schema[0].properties[3].name`."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text
