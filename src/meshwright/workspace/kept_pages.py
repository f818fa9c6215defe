"""Product pages from the last build, reused if none of their inputs have changed.

A page depends on its product's data and on its appearance: templates, settings, shells and code. The key of a page is a
digest of all these values. Pages are reused from the output folder, where other programs can write; therefore the
keys and digests of pages are recorded in the user's cache, so that a file from a repository cannot pass as a
rendered page.
"""

from __future__ import annotations

import json
import os
import pickle
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from meshwright.workspace.tool_identity import tool_identity

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from meshwright.source.cache import Cache

    Files = tuple[tuple[str, bytes], ...]

_NOTES = "kept"
"""The folder for notes in the work folder, with one file for each process that writes pages."""


def kept_pages(cache: Cache | None, output: Path, work: Path, look: object) -> KeptPages | None:
    """Return the last build's pages in an output folder; None if they must not or cannot be reused."""
    try:
        key = key_of((look, tool_identity())) if cache is not None else ""
    except OSError:  # unreadable code, as in an archive
        return None
    if cache is None or not key:
        return None
    (work / _NOTES).mkdir()
    return KeptPages(cache, output, work / _NOTES, key)


class KeptPages:
    """The last build's pages in an output folder."""

    def __init__(self, cache: Cache, output: Path, notes: Path, look: str) -> None:
        """Read the record of the last build; `look` is the key of everything that a page depends on except its product."""
        self._cache, self._output, self._notes, self._look = cache, output, notes, look
        name = os.path.realpath(output).encode(errors="surrogateescape")
        self._record = f"catalog-{sha256(name).hexdigest()}"
        record = cache.read(self._record) or {}
        found = record.get("products") if record.get("look") == look else None
        self._known: dict[str, Any] = found if isinstance(found, dict) else {}

    def files(self, address: str, parts: object, rendered: Iterable[tuple[str, bytes]]) -> Files:
        """Return a product's files: those of the last build if its data is unchanged, else newly rendered ones."""
        key = key_of(parts)
        files = self._last(address, key) if key else None
        if files is None:
            files = tuple(rendered)
        if key:
            note = [address, key, _digest(files), [path for path, _ in files]]
            with (self._notes / str(os.getpid())).open("a", encoding="utf-8") as notes:
                notes.write(f"{json.dumps(note)}\n")
        return files

    def save(self) -> None:
        """Write the record for the next build."""
        products = {}
        for notes in sorted(self._notes.iterdir()):
            for line in notes.read_text(encoding="utf-8").splitlines():
                address, *known = json.loads(line)
                products[address] = known
        self._cache.write(self._record, {"look": self._look, "products": products})

    def _last(self, address: str, key: str) -> Files | None:
        """Return the files of the last build; None if the product's key differs, or if a file was changed or removed."""
        match self._known.get(address):
            case [known, str(digest), list(paths)] if known == key:
                try:
                    files = tuple((path, (self._output / path).read_bytes()) for path in paths)
                except OSError:
                    return None
                return files if _digest(files) == digest else None
        return None


def key_of(value: object) -> str:
    """Return a digest of a value; empty if the value cannot be serialised."""
    try:
        return sha256(pickle.dumps(value, protocol=5)).hexdigest()
    except (pickle.PicklingError, TypeError, AttributeError, RecursionError):
        return ""


def _digest(files: Files) -> str:
    digest = sha256()
    for path, data in files:
        digest.update(f"{len(path.encode())} {len(data)} {path}".encode())
        digest.update(data)
    return digest.hexdigest()
