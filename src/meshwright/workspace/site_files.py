"""Files that a repository adds to its site, with limits on their number, size and depth.

Links are ignored. This module does not inspect the content of a file, except for secrets.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from meshwright.source.secret import secrets_in
from meshwright.source.text import decode

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MOST_FILES = 5_000
"""The maximum number of files in one folder of the site, including subfolders."""
DEEPEST = 20
"""The maximum nesting of folders."""
TEXT_BYTES = 1_000_000
"""The maximum size of a hand-written page, template or settings file, in bytes."""
FILE_BYTES = 20_000_000
"""The maximum size of an image or download, in bytes."""
ALL_BYTES = 500_000_000
"""The maximum total size of the files in one folder of the site, in bytes."""


class SiteError(Exception):
    """The site cannot be built; the message states the reason on one line."""


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder of the site in a repository."""

    root: Path
    name: str

    def files(self) -> Iterator[tuple[str, Path]]:
        """Yield the regular files, sorted by their path in the folder; raises SiteError if a limit is exceeded."""
        top, inside = self.root / self.name, self.root.resolve() / self.name
        if not top.is_dir() or top.resolve() != inside:
            return
        size = 0
        for count, path in enumerate(self._below(top, ""), 1):
            file = top / path
            size += (length := file.stat().st_size)
            if count > MOST_FILES:
                raise SiteError(f"`{self.name}` has more than {MOST_FILES:,} files")
            if length > FILE_BYTES:
                raise SiteError(f"`{self.name}/{visible(path)}` is larger than {FILE_BYTES // 10**6} MB")
            if size > ALL_BYTES:
                raise SiteError(f"`{self.name}` is larger than {ALL_BYTES // 10**6} MB")
            yield path, file

    def _below(self, folder: Path, path: str) -> Iterator[str]:
        if path.count("/") > DEEPEST:
            raise SiteError(f"`{self.name}` has folders more than {DEEPEST} levels deep")
        with os.scandir(folder) as scan:
            entries = list(islice(scan, MOST_FILES + 1))
        if len(entries) > MOST_FILES:
            raise SiteError(f"`{self.name}` has more than {MOST_FILES:,} files")
        for entry in sorted(entries, key=lambda each: each.name):
            if entry.is_dir(follow_symlinks=False):
                yield from self._below(folder / entry.name, f"{path}{entry.name}/")
            elif entry.is_file(follow_symlinks=False):
                yield f"{path}{entry.name}"


def text_of(file: Path, name: str) -> str:
    """Return the text of a file with line feeds as line ends; raises SiteError with its name."""
    if file.stat().st_size > TEXT_BYTES:
        raise SiteError(f"`{name}` is larger than {TEXT_BYTES // 10**6} MB")
    decoded = decode(file.read_bytes())
    if decoded.problems:
        raise SiteError(f"`{name}` is not UTF-8 text, or is too long")
    return decoded.text.replace("\r\n", "\n").replace("\r", "\n")


def refuse_secrets(text: str, name: str) -> None:
    """Raise SiteError, with file and line, for a page that contains a secret, because the site would publish it."""
    found = next(secrets_in(text), None)
    if found is not None:
        line = text.count("\n", 0, found.start) + 1
        raise SiteError(f"`{name}:{line}` contains {found.words}; remove it, then rotate it")


def visible(text: str) -> str:
    """Escape characters in a name or value that cannot be shown on one line."""
    return text if text.isprintable() else ascii(text)[1:-1]
