"""Output of a command: drafted files, shown as a patch or written together, and a check of the output path."""

from __future__ import annotations

import os
from difflib import unified_diff
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path


def diff_of(before: Mapping[str, bytes | None], files: Mapping[str, bytes]) -> Iterator[str]:
    """Yield the lines of a patch; characters that a terminal or CI runner interprets are escaped."""
    from meshwright.report.terminal import one_line
    from meshwright.source.text import decode

    for path in sorted(files):
        old = before.get(path)
        name = "/dev/null" if old is None else f"a/{path}"
        texts = [decode(each or b"").text.replace("\r\n", "\n").split("\n") for each in (old, files[path])]
        was, now = ([] if text == [""] else text[:-1] if not text[-1] else text for text in texts)
        yield from map(one_line, unified_diff(was, now, name, f"b/{path}", lineterm=""))


def refuse_link_out(root: Path, path: str | Path) -> None:
    """Raise UsageError for a path in the repository of `root` that leads out of the repository through a link.

    A commit can contain such a link, and the command would write to its target.
    """
    from pathlib import Path

    from meshwright.cli.main import UsageError
    from meshwright.report.terminal import one_line
    from meshwright.source.git import top_level

    stated, real = os.path.abspath(path), os.path.realpath(path)  # noqa: PTH100 - links must remain
    for own in (os.path.abspath(root), os.path.realpath(root)):  # noqa: PTH100
        top = str(top_level(Path(own)) or own)
        if (_is_within(stated, own) or _is_within(stated, top)) and not _is_within(
            real, os.path.realpath(top)
        ):
            where = one_line(str(path))
            raise UsageError(f"`{where}` leads out of the repository through a link; name another place")


def _is_within(path: str, folder: str) -> bool:
    return path == folder or path.startswith(os.path.join(folder, ""))  # noqa: PTH118 - text


def write_all(root: Path, files: Mapping[str, bytes], before: Mapping[str, bytes | None]) -> None:
    """Write all files, or none if one has changed since it was drafted; raises UsageError."""
    from meshwright.cli.main import UsageError
    from meshwright.source.folder import on_disk
    from meshwright.workspace.file_set import write

    real = os.path.realpath(root)
    for path, old in before.items():
        if old is None and os.path.lexists(os.fsdecode(on_disk(real, path))):
            raise UsageError(f"`{path}` already exists; it is not overwritten")
    try:
        left = write(real, files, before)
    except OSError as error:
        raise UsageError(f"`{error.filename}` cannot be written: {error.strerror}") from error
    if left:
        raise UsageError(
            f"`{left[0]}` has changed in the meantime and was not written; run the command again"
        )
