"""Many small files as one text: a line `-- path --` before each, as in Go's txtar format."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_HEADER = re.compile(r"^-- (\S(?:.*\S)?) --\n", re.MULTILINE)
NO_NEWLINE = "\\ no newline at the end\n"


def packed(files: Mapping[str, bytes], comment: str = "") -> str:
    """Return the archive of UTF-8 files, sorted by path, after a comment."""
    parts = [f"{comment.rstrip()}\n" if comment else ""]
    for path, data in sorted(files.items()):
        text = data.decode()
        parts.append(f"-- {path} --\n{text}" + ("" if not text or text.endswith("\n") else f"\n{NO_NEWLINE}"))
    return "".join(parts)


def unpacked(text: str) -> dict[str, bytes]:
    """Return the files of an archive by path."""
    _, *rest = _HEADER.split(text)
    return {
        path: body.removesuffix(NO_NEWLINE).removesuffix("\n").encode()
        if body.endswith(NO_NEWLINE)
        else body.encode()
        for path, body in zip(rest[::2], rest[1::2], strict=True)
    }


def comment(text: str) -> str:
    """Return the text of an archive before its first file."""
    return _HEADER.split(text)[0].strip()


def write(files: Mapping[str, bytes], folder: Path) -> Path:
    """Write files into a folder, and return the folder."""
    for path, data in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    folder.mkdir(parents=True, exist_ok=True)
    return folder
