"""The inputs of a result that are part of the installation: this program's code, Python and the installed packages.

A version number is not sufficient, because the code in an editable installation can change without a new version.
"""

from __future__ import annotations

import os
import sys
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING

import meshwright

if TYPE_CHECKING:
    from collections.abc import Iterator

_PACKAGES = (".dist-info", ".egg-info")
"""The folders whose names contain the name and version of a package."""


@cache
def tool_identity() -> str:
    """Return a digest of the installation; raises OSError if the code cannot be read, for example in an archive."""
    import _sqlite3  # the library that runs policies; `sqlite3` itself would take longer to load

    digest = sha256()
    python = (sys.version, sys.implementation.cache_tag, sys.platform, sys.maxsize, sys.flags)
    packages = [(folder, _packages(folder)) for folder in sys.path]
    digest.update(ascii((python, _sqlite3.sqlite_version, packages)).encode())
    for root in sorted(meshwright.__path__):
        for path in _files(root):
            with open(path, "rb") as file:  # noqa: PTH123 - hundreds of files, a millisecond saved for each ten
                data = file.read()
            digest.update(ascii((os.path.relpath(path, root), len(data))).encode())
            digest.update(data)
    return digest.hexdigest()


def _packages(folder: str) -> list[str]:
    try:
        return sorted(name for name in os.listdir(folder or ".") if name.endswith(_PACKAGES))  # noqa: PTH208 - names
    except OSError:
        return []


def _files(folder: str) -> Iterator[str]:
    """Yield all files of a package except bytecode, in a fixed order."""
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda each: each.name):
            if entry.is_dir():
                if entry.name != "__pycache__":
                    yield from _files(entry.path)
            else:
                yield entry.path
