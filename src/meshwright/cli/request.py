"""Shared arguments of commands that check a mesh: paths, rules and the as-of date."""

from __future__ import annotations

import argparse
import os
import sys
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from meshwright.cli.renamed import add_fail_on, warn
from meshwright.records import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable

    from meshwright.facts.unit import Unit
    from meshwright.rulekit.configuration import Configuration
    from meshwright.source.snapshot import Snapshot
    from meshwright.workspace.compiled import CompiledSnapshot
    from meshwright.workspace.pipeline import CheckResult
    from meshwright.workspace.project import Project
    from meshwright.workspace.stored_units import UnitStore

    Take = Callable[[Path, tuple[str, ...]], Snapshot]

PROGRESS_FROM = 500
"""The number of files above which progress is shown on a terminal."""

_FIRST_YEAR, _LAST_YEAR = 1900, 8999
"""The allowed years for an as-of date, so that date arithmetic cannot overflow."""


@dataclass(frozen=True, slots=True)
class CheckRequest:
    """The inputs of a run that checks a mesh."""

    project: Project
    configuration: Configuration
    snapshot: Snapshot
    is_reported: Callable[[str], bool]
    """A function that returns whether a path (relative to the root) is one of the requested paths or below one."""
    day: date
    jobs: int
    units: UnitStore | None = None
    """The store of compiled files; None if it is not used."""

    def compiled(self, memo: dict[str, Unit] | None = None) -> CompiledSnapshot:
        """Compile the mesh, reusing the compiled files in the memo and the store."""
        from meshwright.workspace.compiled import compiled

        memo = {} if memo is None else memo
        if self.units is not None:
            memo |= self.units.load(self.snapshot)
        source = compiled(self.snapshot, memo, jobs=self.jobs, progress=_progress(len(self.snapshot.entries)))
        if self.units is not None:
            self.units.keep(self.snapshot, memo)
        return source


def add_arguments(parser: argparse.ArgumentParser, paths: str) -> None:
    """Declare the shared arguments; `paths` is the help text for paths."""
    parser.add_argument("paths", nargs="*", metavar="PATH", help=f"{paths} (default: the current folder)")
    add_selection(parser)
    add_fail_on(parser)
    add_evaluation(parser)


def add_selection(parser: argparse.ArgumentParser) -> None:
    """Declare the options that select rules."""
    parser.add_argument(
        "--select", action="append", default=[], metavar="RULE", help="only these rules or groups"
    )
    parser.add_argument(
        "--ignore", action="append", default=[], metavar="RULE", help="all except these rules or groups"
    )


def add_evaluation(parser: argparse.ArgumentParser) -> None:
    """Declare the options for the preset, the as-of date and the number of processes."""
    parser.add_argument("--preset", choices=("essential", "standard", "strict"), help="the preset of rules")
    add_as_of(parser)
    parser.add_argument(
        "--jobs", type=int, default=0, metavar="N", help="number of processes (default: one per processor)"
    )


def add_mesh(parser: argparse.ArgumentParser) -> None:
    """Declare the options for the mesh and the as-of date."""
    add_mesh_path(parser)
    add_as_of(parser)


def add_mesh_path(parser: argparse.ArgumentParser) -> None:
    """Declare the option for the mesh."""
    parser.add_argument(
        "--mesh", default=".", metavar="PATH", help="a path in the mesh (default: the current folder)"
    )


def add_as_of(parser: argparse.ArgumentParser) -> None:
    """Declare the option for the as-of date."""
    parser.add_argument("--as-of", type=as_of_day, metavar="DATE", help="as-of date (default: today)")


def recover(paths: list[str]) -> None:
    """Complete or undo file changes that a killed run left unfinished in the mesh of the paths; raises UsageError."""
    from meshwright.cli.main import UsageError
    from meshwright.report.terminal import one_line
    from meshwright.rulekit.configuration import ConfigurationError
    from meshwright.workspace import file_set
    from meshwright.workspace.project import root_of

    try:
        found = file_set.recover(
            os.path.realpath(root_of([Path(path).absolute() for path in paths or ["."]]))
        )
    except ConfigurationError as error:
        raise UsageError(str(error)) from error
    except OSError as error:
        raise UsageError(f"`{error.filename}` cannot be written: {error.strerror}") from error
    if found is None:
        return
    what = "completed" if found.is_completed else "undone"
    files = "1 file" if found.count == 1 else f"{found.count:,} files"
    sys.stderr.write(f"meshwright: an earlier run was interrupted while writing; {files} {what}\n")
    for path in found.left:
        sys.stderr.write(f"meshwright: `{one_line(path)}` has changed since then and was not written\n")


def read_request(options: argparse.Namespace, take: Take | None = None) -> CheckRequest:
    """Return the request of a command: find the mesh, read its configuration and apply the flags. Raises UsageError.

    `take` returns the snapshot of a folder without its excluded files; by default, that of the working tree.
    """
    from meshwright.cli.main import UsageError
    from meshwright.rulekit.configuration import ConfigurationError
    from meshwright.source.snapshot import of_folder
    from meshwright.workspace.base_configuration import overridden
    from meshwright.workspace.project import open_project

    paths = _paths(options)
    try:
        project = open_project(paths)
        configuration = overridden(project.configuration, options, compares=False, root=project.root)
    except ConfigurationError as error:
        raise UsageError(str(error)) from error
    warn(configuration.notices)
    snapshot = (take or of_folder)(project.root, project.configuration.exclude)
    return _request(options, project, configuration, snapshot)


def read_request_since(options: argparse.Namespace, revision: str) -> tuple[CheckRequest, Snapshot]:
    """Return the request, and a snapshot of the mesh at the merge base with a revision.

    The settings are those of the merge base. Raises UsageError.
    """
    from meshwright.cli.main import UsageError
    from meshwright.rulekit.configuration import ConfigurationError
    from meshwright.source import git
    from meshwright.source.snapshot import of_folder, of_revision
    from meshwright.workspace.another_root import refuse_another_mesh
    from meshwright.workspace.base_configuration import configuration_of, overridden
    from meshwright.workspace.project import Project, root_of

    paths = _paths(options)
    try:
        root = root_of(paths)
        commit = git.merge_base(root, revision, "HEAD")
        refuse_another_mesh(paths, root, commit)
        base = of_revision(root, commit, requested=revision)
        configuration = configuration_of(base)
        project = Project(root, configuration)
        flagged = overridden(configuration, options, root=root)
        if configuration.exclude:
            base = of_revision(root, commit, configuration.exclude, revision)
    except ConfigurationError as error:
        raise UsageError(f"{error} (as of `{revision}`)") from error
    except git.GitError as error:
        raise UsageError(str(error)) from error
    warn(flagged.notices)
    return _request(options, project, flagged, of_folder(root, configuration.exclude), base), base


def _paths(options: argparse.Namespace) -> list[Path]:
    from meshwright.cli.main import UsageError

    if options.jobs < 0:
        raise UsageError("--jobs takes the number of processes, 1 or more")
    if "" in options.paths:
        raise UsageError("a path is empty; is a variable unset?")
    return [Path(path).absolute() for path in options.paths or ["."]]


def _request(
    options: argparse.Namespace,
    project: Project,
    configuration: Configuration,
    snapshot: Snapshot,
    base: Snapshot | None = None,
) -> CheckRequest:
    from meshwright.cli.main import NoDocumentError, UsageError
    from meshwright.source.snapshot import of_folder
    from meshwright.workspace.elsewhere import (
        EXCLUDED,
        NEXT,
        NO_DOCUMENT,
        folder_with_documents,
        has_documents,
        hint,
    )
    from meshwright.workspace.workers import processors

    is_reported = _path_filter(project, _paths(options))
    ours = (*snapshot.entries, *(skipped.path for skipped in snapshot.skipped))
    if not any(map(is_reported, ours)):
        sides = [each for each in (snapshot, base) if each is not None]
        is_empty = not any(map(has_documents, sides))
        if is_empty and has_documents(of_folder(project.root)):
            raise UsageError(EXCLUDED)
        elsewhere = folder_with_documents(project.root, *sides) if is_empty else None
        error = NoDocumentError if is_empty and elsewhere is None else UsageError
        advice = hint(elsewhere) if not is_empty or elsewhere else NEXT
        raise error(f"{NO_DOCUMENT} in {_named(options.paths)}{advice}")
    if base is not None and (moved := _moved(project.root, base, snapshot)):
        raise UsageError(moved)
    day = options.as_of or datetime.now().astimezone().date()
    return CheckRequest(project, configuration, snapshot, is_reported, day, options.jobs or processors())


def _moved(root: Path, base: Snapshot, snapshot: Snapshot) -> str:
    from meshwright.cli.main import UsageError
    from meshwright.source.git import GitError
    from meshwright.workspace.elsewhere import moved_away

    try:
        return moved_away(root, base, snapshot)
    except GitError as error:
        raise UsageError(str(error)) from error


def request_whole_mesh(path: str, as_of: date | None) -> CheckRequest:
    """Create a request for the whole mesh that contains a path; raises UsageError."""
    from meshwright.cli.stored_check import unit_store

    what = read_request(_plain(path, as_of))
    return replace(what, is_reported=lambda _: True, units=unit_store(what.project.root))


def request_whole_mesh_since(path: str, as_of: date | None, revision: str) -> tuple[CheckRequest, Snapshot]:
    """Create a request for the whole mesh and its earlier state, as `read_request_since` does."""
    what, base = read_request_since(_plain(path, as_of), revision)
    return replace(what, is_reported=lambda _: True), base


def _plain(path: str, as_of: date | None) -> argparse.Namespace:
    return argparse.Namespace(
        paths=[path], select=[], ignore=[], fail_on=None, preset=None, as_of=as_of, jobs=0
    )


def check_changes(what: CheckRequest, base: Snapshot, memo: dict[str, Unit]) -> CheckResult:
    """Return the result of checking the changes since a snapshot; identical files are compiled once. Raises UsageError."""
    from meshwright.cli.main import UsageError
    from meshwright.source.git import GitError
    from meshwright.workspace.change_scope import check_change
    from meshwright.workspace.compiled import compiled

    try:
        after = what.compiled(memo)
        before = compiled(base, memo, jobs=what.jobs)
        return check_change(before, after, what.configuration, what.is_reported, what.day)
    except GitError as error:
        raise UsageError(str(error)) from error


def day_of(text: str) -> date:
    """Parse a date from the command line."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"`{text}` is not a date such as 2027-06-30") from error


def as_of_day(text: str) -> date:
    """Parse the as-of date, and check that its year is in the allowed range."""
    found = day_of(text)
    if not _FIRST_YEAR <= found.year <= _LAST_YEAR:
        raise argparse.ArgumentTypeError(f"`{text}` is not a date in the years {_FIRST_YEAR} to {_LAST_YEAR}")
    return found


def _named(paths: list[str]) -> str:
    return ", ".join(f"`{path}`" for path in paths) or "this folder"


def _path_filter(project: Project, paths: list[Path]) -> Callable[[str], bool]:
    """Return a function that returns whether a path is one of the requested paths or below one."""
    prefixes = []
    for path in paths:
        relative = os.path.relpath(os.path.realpath(path), os.path.realpath(project.root)).replace(
            os.sep, "/"
        )
        if relative == "." or relative.startswith("../"):
            return lambda _: True
        prefixes.append(relative)
    return lambda file: any(file == prefix or file.startswith(f"{prefix}/") for prefix in prefixes)


def _progress(count: int) -> Callable[[int], None]:
    """Return a function that shows progress on a terminal; without a terminal, it writes nothing."""
    if count < PROGRESS_FROM or not sys.stderr.isatty():
        return lambda _: None

    def show(done: int) -> None:
        if done % 50 == 0 or done == count:
            end = "\r\x1b[K" if done == count else ""
            sys.stderr.write(f"\r{done:,} of {count:,} files{end}")
            sys.stderr.flush()

    return show
