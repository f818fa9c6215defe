"""Recognition of the files of a mesh, and of its root.

This module knows names, a few markers and folders. It does not parse YAML or JSON.
"""

# ruff: noqa: PTH111, PTH112, PTH113, PTH120 - os.path returns False where Path would raise

from __future__ import annotations

import os
import re
from enum import Enum
from pathlib import Path

from meshwright.source import limits
from meshwright.source.folder import read

SAMPLE_BYTES = 16 * 1024 * 1024
"""The maximum size of a sample in bytes; only its first rows are read."""

MARKS = ("governance/mesh.yaml", "pyproject.toml")
"""The files that mark a folder as a root; pyproject.toml only with settings for Meshwright."""

_NAMED = (".odcs.yaml", ".odcs.yml", ".odcs.json", ".odps.yaml", ".odps.yml", ".odps.json")
_YAML = (".yaml", ".yml")
_JSON = ".json"
_SAMPLES = (".csv", ".jsonl", ".ndjson", ".parquet")

_WIDE = 64
"""The number of bytes to check for UTF-16 and UTF-32: a YAML file in UTF-8 contains no NUL."""

_RARE_WORDS = (
    b"DataContract",
    b"DataProduct",
    b"meshwright/",
    b"dataContractSpecification",
    b"dataProductSpecification",
    b"fluidVersion",
    b"opendataproducts.org/",
    b"governance/schemas/",
)
"""Words of which every file with a marker contains at least one; searching for them is faster than for markers."""

_MARKER = re.compile(
    rb"""(?:^|\r|\A\xef\xbb\xbf)
    (?:\#[ \t]*yaml-language-server:[ \t]*\$schema=(?:\S*/)?governance/schemas/(?:
        AccessAgreement|Baseline|BreakGlass|Classification|Domain|Entity|Meaning|Mesh|Platform|Policy|Regions|Role|Standard|System|Team|Waiver
      )\.schema\.json\b
    |(?P<key>["']?)(?:
        kind(?P=key)[ \t]*:[ \t]+(?P<kind>["']?)Data(?:Contract|Product)(?P=kind)[ \t]*(?:[ \t]\#.*)?(?:\r|$)
      | apiVersion(?P=key)[ \t]*:[ \t]+["']?meshwright/
      | (?:dataContractSpecification|dataProductSpecification|fluidVersion)(?P=key)[ \t]*:(?:[ \t\r]|$)
      | schema(?P=key)[ \t]*:[ \t]+["']?https://opendataproducts\.org/
    ))""",
    re.MULTILINE | re.VERBOSE,
)
"""Lines that identify a file, including comments for editors, because these remain if other lines are deleted by mistake."""
_FLOW = re.compile(rb"(?:^|\r|\A\xef\xbb\xbf)(?:---[ \t]+)?\{(?!\{)", re.MULTILINE)
"""The start of a document written as JSON, whose keys need not be at the start of a line."""
_FLOW_MARKER = re.compile(
    rb"""(?:[{,\s])(?P<key>["']?)(?:
        kind(?P=key)\s*:\s*(?P<kind>["']?)Data(?:Contract|Product)(?P=kind)\s*[,}]
      | apiVersion(?P=key)\s*:\s*["']?meshwright/
      | (?:dataContractSpecification|dataProductSpecification|fluidVersion)(?P=key)\s*:
      | schema(?P=key)\s*:\s*["']?https://opendataproducts\.org/
    )""",
    re.VERBOSE,
)
"""The same markers in JSON, at any depth, so that all possible documents of the mesh are found."""
_JSON_START = re.compile(rb"(?:\xef\xbb\xbf)?[ \t\r\n]*+\{")
_JSON_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*+"?|[\[\]{}]', re.DOTALL)
_OTHER_VERSION = re.compile(
    rb"""(?:^|\r|[{,])[ \t]*(["']?)apiVersion\1[ \t]*:[ \t]*
    (["']?)v?[0-9]{1,9}\.[0-9]{1,9}(?:\.[0-9]{1,9})?\2[ \t]*(?:[,}\r]|$|\#)""",
    re.MULTILINE | re.VERBOSE,
)
"""A version in the notation of Bitol's standards; Kubernetes versions have no dot, or contain a slash."""
_OTHER_KIND = re.compile(
    rb"""(?:^|\r|[{,])[ \t]*(["']?)kind\1[ \t]*:[ \t]*(["']?)([A-Za-z][A-Za-z0-9]{0,79})\2[ \t]*(?:[,}\r]|$|\#)""",
    re.MULTILINE,
)
_OUR_TABLE = re.compile(
    rb"""^[ \t]*\[[ \t]*tool[ \t]*\.[ \t]*(["']?)meshwright\1[ \t]*[.\]]""",
    re.MULTILINE,
)
"""A header in pyproject.toml, found without parsing TOML, because a file with syntax errors also marks a root."""

SCHEMAS = "governance/schemas/"
"""The folder of JSON Schemas: those generated for editors, and the organisation's own schemas."""

_OUR_FOLDER = re.compile(r"(.+?\.od[cp]s\.(?:ya?ml|json))/", re.IGNORECASE | re.DOTALL)


class FileKind(Enum):
    """The possible role of a file in a mesh, according to its name."""

    NAMED = "named"
    """A file that is a contract or a product because of its name, regardless of its content."""
    YAML = "yaml"
    """A YAML file, which is a document of a mesh if it has a marker."""
    JSON = "json"
    """A JSON file. It is handled like `YAML`, but without a marker it is neither counted nor reported: most JSON is data."""
    SAMPLE = "sample"
    """A file with rows of data next to a contract."""
    SCHEMA = "schema"
    """A JSON Schema in the folder for schemas."""
    PROJECT = "project"
    """A pyproject.toml, which may make its folder a root."""

    @property
    def limit(self) -> int:
        """The maximum size of a file of this kind, in bytes."""
        return SAMPLE_BYTES if self is FileKind.SAMPLE else limits.FILE_BYTES


def kind(path: str) -> FileKind | None:
    """Return the possible role of a file, judging by its path, regardless of case; None if it has no role in a mesh."""
    lowered = path.lower()
    if lowered.endswith(_NAMED):
        return FileKind.NAMED
    if lowered.endswith(_YAML):
        return FileKind.YAML
    if path.startswith(SCHEMAS) and lowered.endswith(".json"):
        return FileKind.SCHEMA
    if lowered.endswith(_JSON):
        return FileKind.JSON
    if lowered.endswith(_SAMPLES):
        return FileKind.SAMPLE if "/samples/" in f"/{lowered}" else None
    return FileKind.PROJECT if f"/{path}".endswith("/pyproject.toml") else None


def is_ours(path: str, data: bytes) -> bool:
    """Return whether a file is a document of a mesh: by its name, or by a top-level marker in its bytes.

    A file with a marker of another format is also a document, so that the format can be reported. So is text in UTF-16
    or UTF-32, which is refused later.
    """
    found = kind(path)
    if found not in (FileKind.YAML, FileKind.JSON):
        return found is FileKind.NAMED
    if b"\0" in data[:_WIDE]:
        data = data.translate(None, b"\0").removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")
    if not any(word in data for word in _RARE_WORDS):
        return False
    if found is FileKind.JSON:
        return _is_marked_json(data)
    return bool(_MARKER.search(data) or (_FLOW.search(data) and _FLOW_MARKER.search(data)))


def _is_marked_json(data: bytes) -> bool:
    """Return whether an object has a marker at its top level; in nested objects and strings, a marker is data."""
    if not _JSON_START.match(data):
        return False
    markers = [found.start(0) + 1 for found in _FLOW_MARKER.finditer(data) if found["key"] == b'"']
    depth = at = 0
    for token in _JSON_TOKEN.finditer(data, 0, markers[-1] + 1) if markers else ():
        while at < len(markers) and markers[at] < token.start():
            at += 1
        if at < len(markers) and markers[at] == token.start() and depth == 1:
            return True
        if len(token[0]) == 1:
            depth += 1 if token[0] in b"{[" else -1
    return False


def other_kinds(data: bytes) -> tuple[str, ...]:
    """Return the kinds of documents in a file that follows a related standard, such as OSDS or OAAS."""
    if b"apiVersion" not in data or not _OTHER_VERSION.search(data):
        return ()
    return tuple(found[3].decode() for found in _OTHER_KIND.finditer(data))


def may_define(data: bytes) -> bool:
    """Return whether a file that is not a document of a mesh may define the classification of properties linked to it."""
    return b"classification" in data


def folder_named_like_ours(path: str) -> str | None:
    """Return the enclosing folder whose name looks like that of a contract or product file."""
    lowered = path.lower()
    if not any(ending in lowered for ending in (".yaml/", ".yml/", ".json/")):
        return None
    found = _OUR_FOLDER.match(path)
    return found[1] if found else None


def root_marked_by(path: str) -> str | None:
    """Return the folder (`""`, or with `/` at the end) that a file with this name may mark as a root."""
    for mark in MARKS:
        if f"/{path}".endswith("/" + mark):
            return path.removesuffix(mark)
    return None


def marks_root(project: bytes) -> bool:
    """Return whether a pyproject.toml has settings for Meshwright."""
    return _OUR_TABLE.search(project) is not None


def find_root(path: Path) -> Path:
    """Find the mesh that `path` belongs to: the nearest enclosing folder that is marked as a root.

    If there is none, the root is `path` itself, or its folder if `path` is a file. The search never goes above a Git work
    tree or the home folder.
    """
    start = os.path.realpath(path)
    if not os.path.isdir(start):
        start = os.path.dirname(start)
    home = os.path.realpath(os.path.expanduser("~"))
    for folder in (Path(start), *Path(start).parents):
        if is_root(folder):
            return folder
        if str(folder) == home or os.path.lexists(folder / ".git"):
            break
    return Path(start)


def is_root(folder: Path) -> bool:
    """Return whether a folder (a real path) is marked as the root of a mesh."""
    if os.path.isfile(folder / "governance" / "mesh.yaml"):
        return True
    try:
        project = read(str(folder), "pyproject.toml", limits.FILE_BYTES)
    except FileNotFoundError:
        return False
    return isinstance(project, bytes) and marks_root(project)
