"""Stored results of `check`, which are used only on request, and never for a gate that compares with a base."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

    from meshwright.source.cache import Cache
    from meshwright.workspace.stored_results import ResultStore
    from meshwright.workspace.stored_units import UnitStore

_IRRELEVANT = frozenset({"cache", "color", "jobs", "as_of", "output_file", "paths", "watch"})
"""Options that do not affect results, or that are included in the inputs in another form."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the option that enables stored results."""
    from argparse import BooleanOptionalAction

    parser.add_argument(
        "--cache",
        action=BooleanOptionalAction,
        default=None,
        help="store results in the user's cache folder, or in the folder in MESHWRIGHT_CACHE, and use them if "
        "nothing has changed (default: only if MESHWRIGHT_CACHE is set)",
    )


def result_store(options: argparse.Namespace, formats: list[str], *, is_coloured: bool) -> ResultStore | None:
    """Return the store for the result of a request; None if the store is disabled or cannot be used.

    Raises UsageError if the given folder cannot be used.
    """
    from meshwright.source.cache import VARIABLE, cache_outside, user_folder

    is_named = bool(os.environ.get(VARIABLE))
    if options.cache is False or options.changed_since is not None or not (options.cache or is_named):
        return None
    if (
        options.observations is not None or options.identity is not None
    ):  # their content changes independently of documents
        return None
    _refuse_shared_folder(is_named=is_named)
    paths = [Path(path).absolute() for path in options.paths or ["."]]
    folder = user_folder()
    if folder is None or options.jobs < 0 or "" in options.paths or not all(path.exists() for path in paths):
        return None
    from meshwright.source.discovery import find_root

    roots = {find_root(path) for path in paths}
    if len(roots) != 1:
        return None
    root = roots.pop()
    try:
        cache = cache_outside(os.path.realpath(root), folder)
    except OSError as error:
        if is_named:
            raise _unusable(folder, error) from error
        return None
    from meshwright.source.git import folder_in_repository
    from meshwright.workspace.stored_results import ResultStore

    options.as_of = (
        options.as_of or datetime.now().astimezone().date()
    )  # the key and the run must use the same date
    known = {name: value for name, value in vars(options).items() if name not in _IRRELEVANT}
    known |= {"day": options.as_of.isoformat(), "is_coloured": is_coloured, "formats": formats}
    try:
        return ResultStore(cache, root, paths, known, folder_in_repository(root))
    except OSError:  # unreadable settings, which the run reports, or unreadable code, as in an archive
        return None


def named_cache(root: Path) -> Cache | None:
    """Return a mesh's cache in the folder that the user names; None if no folder is named. Raises UsageError."""
    from meshwright.source.cache import VARIABLE, cache_outside, user_folder

    folder = user_folder() if os.environ.get(VARIABLE) else None
    if folder is None:
        return None
    try:
        return cache_outside(os.path.realpath(root), folder)
    except OSError as error:
        raise _unusable(folder, error) from error


def unit_store(root: Path) -> UnitStore | None:
    """Return the store of a mesh's compiled files, for commands other than `check`; None if no folder is named.

    Raises UsageError if the folder cannot be used.
    """
    cache = named_cache(root)
    if cache is None:
        return None
    from meshwright.workspace.stored_units import UnitStore
    from meshwright.workspace.tool_identity import tool_identity

    try:
        return UnitStore(cache, os.path.realpath(root), tool_identity())
    except OSError:  # the code cannot be read, as in an archive
        return None


def _refuse_shared_folder(*, is_named: bool) -> None:
    from meshwright.cli.main import UsageError
    from meshwright.source.cache import VARIABLE

    if os.environ.get("CI") and not is_named:
        raise UsageError(
            f"in CI, `--cache` needs a folder that only this job uses; set {VARIABLE} to its path"
        )


def _unusable(folder: Path, error: OSError) -> Exception:
    from meshwright.cli.main import UsageError
    from meshwright.source.cache import VARIABLE

    why = (error.strerror or "cannot be used").lower()
    return UsageError(f"`{folder}`, the folder in {VARIABLE}, cannot be used: {why}")
