"""Generated pages in a folder that may also contain other files: only pages written by this command are replaced or
removed.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from meshwright.workspace import file_set

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

MARK = "<!-- written by `meshwright rules --docs`: changes are lost -->\n"
"""The first line of every page, by which later runs recognise it."""


class UnmanagedFileError(Exception):
    """A page would overwrite a file that meshwright did not write."""


def write_pages(folder: Path, pages: Mapping[str, str]) -> int:
    """Write Markdown pages by file name atomically, remove pages from earlier runs, and return the number of changes.

    Raises UnmanagedFileError before anything is written, and OSError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    root = os.path.realpath(folder)
    file_set.recover(root)
    present = {path.name: path for path in sorted(folder.glob("*.md"))}
    ours = {name for name, path in present.items() if path.is_file() and _is_ours(path)}
    for name in sorted(pages):
        if name in present and name not in ours:
            raise UnmanagedFileError(f"`{present[name]}` was not written by this command; nothing is changed")
    files = {name: (MARK + text).encode() for name, text in pages.items()}
    changed = {
        name: data for name, data in files.items() if name not in ours or present[name].read_bytes() != data
    }
    file_set.write(root, {**changed, **dict.fromkeys(ours - pages.keys())})
    return len(changed)


def _is_ours(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(MARK.encode())) == MARK.encode()
