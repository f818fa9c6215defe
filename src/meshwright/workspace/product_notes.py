"""The Markdown files next to products: README, runbook and decisions.

Links, files that Git ignores and files that `exclude` matches are omitted. This module does not render the
files.
"""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from meshwright.catalog.source import SourceNote
from meshwright.catalog.text import plain_of
from meshwright.source import folder, git
from meshwright.source.folder import EntryType
from meshwright.source.ignore import excluder
from meshwright.source.text import decode
from meshwright.workspace.front_matter import without_front_matter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from meshwright.mesh.mesh import Mesh

FIRST = ("readme", "runbook")
"""The names (without extensions) of files in the product's folder, in order of display."""
DECISIONS = ("decisions", "docs/decisions", "adr", "docs/adr")
"""The names of folders with decisions in the product's folder."""
MOST = 20
"""The maximum number of files for one product."""
LIMIT = 50_000
"""The maximum size of a file in bytes; a larger file is omitted."""
_HEADING = re.compile(r"\A\s*#[ \t]+([^\n]+?)[ \t#]*(?:\n|\Z)")


def notes_beside(
    root: Path, mesh: Mesh, exclude: Iterable[str], blank: Callable[[str], str]
) -> Mapping[str, tuple[SourceNote, ...]]:
    """Map the file of each product's document to the Markdown files next to it; `blank` blanks secrets."""
    homes = {str(PurePosixPath(each.home.file).parent): each.home.file for each in mesh.products}
    if not homes:
        return {}
    real = str(root.resolve())
    listing = git.work_tree(Path(real)) or folder.walk(real, _is_markdown)
    is_excluded, links = excluder(exclude), frozenset(listing.links)
    found: dict[str, list[tuple[tuple[int, str], str]]] = {}
    for file in listing.files:
        if file.form is not EntryType.FILE or not _is_markdown(file.path):
            continue
        if file.path in links or is_excluded(file.path):
            continue
        for home, rank in _places(file.path):
            if home in homes:
                found.setdefault(homes[home], []).append(((rank, file.path), file.path))
                break
    return {
        home: tuple(_notes(real, (path for _, path in sorted(files)[:MOST]), blank))
        for home, files in found.items()
    }


def _is_markdown(path: str) -> bool:
    return path.casefold().endswith(".md")


def _places(path: str) -> Iterator[tuple[str, int]]:
    """Yield the product folders that a file can belong to, each with the file's position in the display order."""
    file = PurePosixPath(path)
    stem = file.stem.casefold()
    if stem in FIRST:
        yield str(file.parent), FIRST.index(stem)
    for each in DECISIONS:
        if str(file.parent).endswith(f"/{each}"):
            yield str(file.parent).removesuffix(f"/{each}"), len(FIRST)


def _notes(root: str, paths: Iterable[str], blank: Callable[[str], str]) -> Iterator[SourceNote]:
    for path in paths:
        try:
            data = folder.read(root, path, LIMIT)
        except FileNotFoundError:
            continue
        if not isinstance(data, bytes) or len(data) > LIMIT:
            continue
        decoded = decode(data)
        if decoded.problems:
            continue
        text = blank(without_front_matter(decoded.text.replace("\r\n", "\n").replace("\r", "\n")))
        heading = _HEADING.match(text)
        title = plain_of(heading[1]) if heading else ""
        yield SourceNote(title or PurePosixPath(path).stem, path, text[heading.end() :] if heading else text)
