"""Stored answers of commands that query a mesh or compare it with a commit, reused while their inputs are unchanged.

Answers are stored only if the user names a folder for stored results, and never for the mesh at a revision, because
reading it runs Git.
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
    from meshwright.workspace.stored_comparisons import ComparisonStore
    from meshwright.workspace.stored_results import ResultStore

    Commits = Callable[[argparse.Namespace, Path], tuple[str, str | None] | None]
    Load = Callable[[argparse.Namespace, ResultStore | None], LoadedMesh]


def answer(
    options: argparse.Namespace, path: str, load: Load, run: Callable[[argparse.Namespace, LoadedMesh], int]
) -> int:
    """Write the stored answer, or load the mesh of a path and compute the answer; return the exit code.

    Raises UsageError.
    """
    store = _store(options, Path(path).absolute())
    if store is None:
        return run(options, load(options, None))
    repeated = _repeat(store)
    if repeated is not None:
        return repeated
    with store.watching(), _recorded() as (output, errors):
        read = load(options, store)
        code = run(options, read)
    if not errors:
        from meshwright.workspace.stored_results import StoredResult

        units = read.source.units.values()
        has_secrets = any(each.finding.is_secret for unit in units for each in unit.findings)
        result = StoredResult("".join(output), code, (), (), ())
        exclude = read.project.configuration.exclude
        store.keep(result, read.project.settings, exclude, has_secrets=has_secrets)
    return code


def answer_comparison(
    options: argparse.Namespace,
    commits: Commits,
    run: Callable[[argparse.Namespace, ComparisonStore | None], int],
    **known: object,
) -> int:
    """Write the stored answer, or compare and write the answer; return the exit code. Raises UsageError.

    `commits` is a function that returns the ids of the compared commits; `known` contains the answer's other inputs.
    """
    store = _comparison_store(options, commits, known)
    if store is None:
        return run(options, None)
    repeated = _repeat(store)
    if repeated is not None:
        return repeated
    with store.watching(), _recorded() as (output, errors):
        code = run(options, store)
    if not errors:
        store.keep_answer("".join(output), code)
    return code


def _repeat(store: ResultStore) -> int | None:
    """Write the stored answer and return its exit code; return None if there is no stored answer."""
    found = store.stored()
    if found is None:
        return None
    result, _ = found
    sys.stdout.write(result.output)
    return result.code


def _comparison_store(
    options: argparse.Namespace, commits: Commits, known: dict[str, object]
) -> ComparisonStore | None:
    """Return the store for the answer to a comparison; None if the answer must not be stored.

    This is the case if the head is not the working tree, or if files outside the mesh are read. Raises UsageError.
    """
    path = Path(options.mesh).absolute()
    if getattr(options, "approvals", None) or getattr(options, "observations", None) or options.jobs < 0:
        return None
    if not path.exists():
        return None
    from meshwright.cli.stored_check import named_cache
    from meshwright.source.discovery import find_root
    from meshwright.source.git import GitError, folder_in_repository

    root = find_root(path)
    cache = named_cache(root)
    if cache is None:
        return None
    from meshwright.workspace.stored_comparisons import ComparisonStore

    try:
        compared = commits(options, root)
        if compared is None:
            return None
        known = _known(options) | known
        return ComparisonStore(cache, root, path, known, folder_in_repository(root), commits=compared)
    except (
        GitError,
        OSError,
    ):  # the run reports this error; or Meshwright's code cannot be read, as in an archive
        return None


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

    try:
        return ResultStore(cache, root, [path], _known(options), "")
    except (
        OSError
    ):  # unreadable settings, which the run reports, or unreadable code of Meshwright, as in an archive
        return None


def _known(options: argparse.Namespace) -> dict[str, object]:
    """Return the options and the other inputs of an answer: the current folder and the as-of date.

    The as-of date is also set in the options.
    """
    day = getattr(options, "as_of", None) or datetime.now().astimezone().date()
    known = {name: value for name, value in vars(options).items() if name not in ("as_of", "jobs")}
    known |= {"day": day.isoformat(), "folder": os.getcwd()}  # noqa: PTH109 - text, for the key
    if hasattr(options, "as_of"):
        options.as_of = day  # the key and the run use the same date
    return known


class _Copy:
    """A stream that forwards text and also stores it."""

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
    """Record the texts that a `with` block writes to stdout and stderr."""
    before = sys.stdout, sys.stderr
    output, errors = _Copy(sys.stdout), _Copy(sys.stderr)
    sys.stdout, sys.stderr = output, errors
    try:
        yield output.written, errors.written
    finally:
        sys.stdout, sys.stderr = before
