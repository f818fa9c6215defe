"""Stored answers of commands that query a mesh, reused while their inputs are unchanged.

Used only if the user names a folder for stored results, and never for a revision, because reading one runs Git.
"""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator

    from meshwright.cli.mesh_loading import LoadedMesh
    from meshwright.workspace.stored_results import ResultStore

    Load = Callable[[argparse.Namespace, ResultStore | None], LoadedMesh]


def answer(
    options: argparse.Namespace, path: str, load: Load, run: Callable[[argparse.Namespace, LoadedMesh], int]
) -> int:
    """Write the stored answer, or load the mesh that contains a path and compute it; return the exit code. Raises
    UsageError.
    """
    store = _store(options, Path(path).absolute())
    if store is None:
        return run(options, load(options, None))
    found = store.stored()
    if found is not None:
        result, _ = found
        sys.stdout.write(result.output)
        return result.code
    with store.watching(), _recorded() as (output, errors):
        read = load(options, store)
        code = run(options, read)
    if not errors:
        from meshwright.workspace.stored_results import StoredResult

        units = read.source.units.values()
        has_secrets = any(each.finding.is_secret for unit in units for each in unit.findings)
        store.keep(StoredResult("".join(output), code, (), (), ()), read.project, has_secrets=has_secrets)
    return code


def _store(options: argparse.Namespace, path: Path) -> ResultStore | None:
    """Return the store for the answer to a question; None if the answer must not be stored. Raises UsageError."""
    from meshwright.cli.stored_check import named_cache
    from meshwright.source.discovery import find_root

    if getattr(options, "at", None) is not None or not path.exists():
        return None
    root = find_root(path)
    cache = named_cache(root)
    if cache is None:
        return None
    from meshwright.workspace.stored_results import ResultStore

    day = getattr(options, "as_of", None) or datetime.now().astimezone().date()
    known = {name: value for name, value in vars(options).items() if name != "as_of"}
    known |= {"day": day.isoformat(), "folder": os.getcwd()}  # noqa: PTH109 - text, for the key
    if hasattr(options, "as_of"):
        options.as_of = day  # the key and the run use the same date
    try:
        return ResultStore(cache, root, [path], known, "")
    except OSError:  # unreadable settings, which the run reports, or unreadable code, as in an archive
        return None


class _Copy:
    """A stream that also keeps the text written to it."""

    def __init__(self, stream: IO[str]) -> None:
        self.stream = stream
        self.written: list[str] = []

    def write(self, text: str) -> int:
        self.written.append(text)
        return self.stream.write(text)

    def writelines(self, lines: Iterator[str]) -> None:
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever a stream has
        return getattr(self.stream, name)


@contextmanager
def _recorded() -> Iterator[tuple[list[str], list[str]]]:
    """Record the text that a block writes to both streams."""
    before = sys.stdout, sys.stderr
    output, errors = _Copy(sys.stdout), _Copy(sys.stderr)
    sys.stdout, sys.stderr = output, errors
    try:
        yield output.written, errors.written
    finally:
        sys.stdout, sys.stderr = before
