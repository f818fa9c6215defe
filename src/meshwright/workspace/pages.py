"""Generated pages in a folder that may hold other files too: only what was written here is replaced or removed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.source import atomic

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

MARK = "<!-- written by `meshwright rules --docs`: changes are lost -->\n"
"""The first line of every page, by which it is known again."""


class ForeignFileError(Exception):
    """A page's name is taken by a file of somebody else's."""


def write_pages(folder: Path, pages: Mapping[str, str]) -> int:
    """Write Markdown by file name, each at once; take out pages of earlier runs; count what changed.

    Raises ForeignFileError before anything is written, and OSError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    present = {path.name: path for path in sorted(folder.glob("*.md"))}
    ours = {name for name, path in present.items() if path.is_file() and _is_ours(path)}
    for name in sorted(pages):
        if name in present and name not in ours:
            raise ForeignFileError(
                f"`{present[name]}` was not written by this command; it stays, and so does all else"
            )
    changed = 0
    for name, text in sorted(pages.items()):
        data = (MARK + text).encode()
        if name not in ours or present[name].read_bytes() != data:
            atomic.write(str(folder / name), data)
            changed += 1
    for name in sorted(ours - pages.keys()):
        present[name].unlink()
    return changed


def _is_ours(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(MARK.encode())) == MARK.encode()
