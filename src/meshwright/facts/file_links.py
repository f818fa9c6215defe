"""Links from documents to files in the repository (`authoritativeDefinitions`), as written.

This module does not know which files exist.
"""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import unquote

from meshwright.standards.variable import has_variable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.source.place import Path, Step

    _Way = tuple["_Way", Step] | None
    """The last step to a value, after the path of its container; None at the root."""

KEY = "authoritativeDefinitions"
DEFINITION_LINK = re.compile(r"(?:file:)?(?P<target>[^#@]+)(?:@[^#]*)?(?:#/?(?P<pointer>.*))?")
"""A link to a definition: a file or document id, optionally followed by `@` and a version, and by `#` and a pointer."""
_WEB = re.compile(r"(?!file:)[A-Za-z][A-Za-z0-9+.-]*:")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_FILE = re.compile(r"file:(?://)?(?:localhost(?=/))?", re.IGNORECASE)
_ENDING = re.compile(
    r"\.(?:adoc|avsc|csv|docx?|html?|ipynb|jpe?g|json|jsonl|jsonld|md|ndjson|owl|parquet|pdf|png|proto|rdf|rst|sql|svg"
    r"|toml|tsv|ttl|txt|xlsx?|xml|xsd|ya?ml)",
    re.IGNORECASE,
)

_PINNED = re.compile(r"\.[A-Za-z0-9]+@[\w.+-]+$")
"""A version after a file name, which only a registry can resolve."""
_CONTAINERS: frozenset[type] = frozenset({dict, list})


class FileLink(NamedTuple):
    """A link to a file."""

    document: int
    path: Path
    """The path of the link's `url`."""
    url: str


def file_links(value: Any, document: int) -> Iterator[FileLink]:  # noqa: ANN401 - a YAML value
    """Yield the links to files in the n-th document of a file, at any depth."""
    todo: list[tuple[_Way, Any]] = [(None, value)]
    while todo:
        way, item = todo.pop()
        if item.__class__ is dict:
            for key, child in item.items():
                if child.__class__ in _CONTAINERS:
                    todo.append(((way, key), child))
        elif item.__class__ is list:
            is_ours = way is not None and way[1] == KEY
            for position, child in enumerate(item):
                url = child.get("url") if is_ours and child.__class__ is dict else None
                if isinstance(url, str) and written_path(url) is not None:
                    yield FileLink(document, (*_path(way), position, "url"), url)
                elif child.__class__ in _CONTAINERS:
                    todo.append(((way, position), child))


def _path(way: _Way) -> Path:
    steps: list[Step] = []
    while way is not None:
        way, step = way
        steps.append(step)
    return tuple(reversed(steps))


def written_path(url: str) -> str | None:
    """Return the path of a link to a file, without its anchor; None for a URL, an id or prose."""
    text = url.strip()
    is_file = _FILE.match(text)
    if not is_file and _SCHEME.match(text):
        return None
    if is_file:
        text = text[is_file.end() :]
    path = re.split(r"[?#]", text, maxsplit=1)[0]
    if not path or has_variable(url) or path.split() != [path]:
        return None
    if is_file or path.startswith(("./", "../")):
        return path
    first, *rest = path.split("/")
    is_host = bool(rest) and "." in first.lstrip(".")
    ending = posixpath.splitext(path)[1]
    if path.startswith("//") or is_host or not _ENDING.fullmatch(ending):
        return None
    return path


def candidates(path: str, file: str) -> tuple[str, ...]:
    """Return the files that a path in a file may refer to, relative to the root, most likely first; all are inside the
    mesh.
    """
    plain = unquote(path)
    if _PINNED.search(plain):
        plain = plain.rpartition("@")[0]
    places = (
        [plain.lstrip("/")]
        if plain.startswith("/")
        else [posixpath.join(posixpath.dirname(file), plain), plain]
    )
    found = dict.fromkeys(map(posixpath.normpath, places))
    return tuple(each for each in found if each != ".." and not each.startswith("../"))


def is_local(url: str) -> bool:
    """Return whether a link can refer to a file or document in the repository."""
    return _WEB.match(url) is None and DEFINITION_LINK.fullmatch(url) is not None
