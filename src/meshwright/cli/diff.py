"""`meshwright diff`: shows the differences between two revisions, whether they are breaking, and the affected consumers.

Exit codes: 0 if there are no findings at or above `--fail-on`, 1 if there are any, 2 if the comparison failed or is
incomplete.
"""

from __future__ import annotations

import sys
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from meshwright.cli.renamed import add_fail_on, warn

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator
    from datetime import date

    from meshwright.facts.unit import Unit
    from meshwright.rulekit.configuration import Configuration
    from meshwright.source.snapshot import Snapshot
    from meshwright.workspace.compiled import CompiledSnapshot
    from meshwright.workspace.stored_comparisons import ComparisonStore

FORMATS = ("text", "json", "markdown")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `diff`."""
    add_sides(parser)
    parser.add_argument("--format", choices=FORMATS, default="text", help="output format (default: text)")
    parser.add_argument(
        "--color", choices=("auto", "always", "never"), default="auto", help="colour the text"
    )
    add_fail_on(parser)
    add_check_options(parser)


def add_sides(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments for base and head."""
    parser.add_argument(
        "base",
        metavar="BASE",
        help="a revision (its merge base with the head is compared), BASE..HEAD (exactly BASE), or a folder",
    )
    parser.add_argument(
        "head", nargs="?", metavar="HEAD", help="a revision or folder (default: the working tree)"
    )
    parser.add_argument(
        "--staged", action="store_true", help="compare the index (staged changes) instead of the working tree"
    )
    parser.add_argument(
        "--no-merge-base",
        action="store_true",
        help="compare with BASE itself instead of its merge base with the head",
    )


def add_check_options(parser: argparse.ArgumentParser) -> None:
    """Declare the options of a comparison except base and head."""
    from meshwright.cli.request import add_selection

    add_selection(parser)
    add_looking(parser)


def add_looking(parser: argparse.ArgumentParser) -> None:
    """Declare the options for the mesh, the as-of date and the preset of a comparison."""
    from meshwright.cli.request import add_evaluation, add_mesh_path

    add_mesh_path(parser)
    add_evaluation(parser)


@dataclass(frozen=True, slots=True)
class RevisionPair:
    """The snapshots of the revisions to compare."""

    base: Snapshot
    head: Snapshot
    tip: Snapshot | None
    """The snapshot of the named revision, if it has commits after the merge base; else None."""
    configuration: Configuration


def run(options: argparse.Namespace) -> int:
    """Compare the revisions, print the differences, and return the exit code."""
    from meshwright.cli.colour import is_coloured
    from meshwright.cli.stored_answer import answer_comparison

    return answer_comparison(options, stored_sides, _answer, is_coloured=is_coloured(options.color))


def _answer(options: argparse.Namespace, store: ComparisonStore | None) -> int:
    from meshwright.cli.main import CANNOT_LOOK
    from meshwright.workspace.comparison import compare, difference

    with usage_errors():
        sides = sides_of(options, store)
        compiled = compiled_sides(sides, options.jobs, store)
        compared = compare(*compiled, sides.configuration, as_of_date(options))
        found = difference(compared, has_forecasts=True)
    if options.format == "json":
        from meshwright.report.difference_json import render as as_json

        sys.stdout.write(as_json(found))
    elif options.format == "markdown":
        from meshwright.report.difference_markdown import render as as_markdown

        sys.stdout.write(as_markdown(found))
    else:
        from meshwright.cli.colour import is_coloured
        from meshwright.report.difference_text import render as as_text

        sys.stdout.write(as_text(found, is_coloured=is_coloured(options.color)))
    if compared.failed_rules or found.unread:
        return CANNOT_LOOK
    counting = (each.severity for each in found.report.diagnostics if each.counts)
    return int(any(severity >= sides.configuration.fail_on for severity in counting))


def compiled_sides(
    sides: RevisionPair, jobs: int, store: ComparisonStore | None = None
) -> tuple[CompiledSnapshot, CompiledSnapshot, CompiledSnapshot | None]:
    """Return the compiled base, head and tip (if any); identical files are compiled once."""
    from meshwright.cli.main import UsageError
    from meshwright.cli.stored_check import unit_store
    from meshwright.source.store import FolderStore
    from meshwright.workspace.compiled import compiled
    from meshwright.workspace.workers import processors

    if jobs < 0:
        raise UsageError("--jobs takes the number of processes, 1 or more")
    memo: dict[str, Unit] = {}
    jobs = jobs or processors()
    stores = [
        (unit_store(Path(each.store.root)) if store is None else store.units(), each)
        for each in (sides.base, sides.head)
        if isinstance(each.store, FolderStore)
    ]
    for stored, snapshot in stores:
        memo |= stored.load(snapshot) if stored is not None else {}
    before, after = (compiled(each, memo, jobs=jobs) for each in (sides.base, sides.head))
    for stored, snapshot in stores:
        if stored is not None:
            stored.keep(snapshot, memo)
    tip = compiled(sides.tip, memo, jobs=jobs) if sides.tip is not None else None
    if store is not None:
        store.note(before, after, tip)
    return before, after, tip


@contextmanager
def usage_errors() -> Iterator[None]:
    """Convert errors of Git and of configurations, raised in a `with` block, to usage errors."""
    from meshwright.cli.main import UsageError
    from meshwright.report.terminal import one_line
    from meshwright.rulekit.configuration import ConfigurationError
    from meshwright.source.git import GitError

    try:
        yield
    except (GitError, ConfigurationError) as error:
        raise UsageError(one_line(str(error))) from error


def as_of_date(options: argparse.Namespace) -> date:
    """Return the as-of date of the comparison."""
    day: date = options.as_of or datetime.now().astimezone().date()
    return day


def sides_of(options: argparse.Namespace, store: ComparisonStore | None = None) -> RevisionPair:
    """Return the snapshots to compare and the settings of the base.

    Raises UsageError, GitError or ConfigurationError.

    `store` records the inputs if the answer may be stored.
    """
    from meshwright.cli.main import UsageError
    from meshwright.source.discovery import find_root
    from meshwright.source.snapshot import of_folder, of_revision
    from meshwright.workspace.base_configuration import configuration_of, overridden

    base, head, is_exact = _named(options)
    if options.staged and head is not None:
        raise UsageError("--staged already sets the head; do not name another")
    start = Path(options.mesh).absolute()
    if not start.exists():
        raise UsageError(f"no such file or folder: `{options.mesh}`")
    root = find_root(start)
    reading = store.guard.paused if store is not None else nullcontext
    with reading():
        folder = _folder(base, root)
        commit, tip = "", None
        if folder is None:
            is_exact = is_exact or (head is not None and _folder(head, root) is not None)
            commit, tip = commits(start, root, base, None if is_exact else head or "HEAD")

        def base_without(exclude: tuple[str, ...]) -> Snapshot:
            if folder is not None:
                return of_folder(folder, exclude)
            return of_revision(root, commit if tip else base, exclude, base)

        whole_base = base_without(())
        configuration = configuration_of(whole_base)
    only_compares = True if options.command == "diff" else None
    configuration = overridden(configuration, options, compares=only_compares, root=root)
    warn(configuration.notices)
    exclude = configuration.exclude
    with reading():
        base_snapshot = base_without(exclude) if exclude else whole_base
        tip_snapshot = of_revision(root, tip, exclude) if tip else None
    if store is not None:
        base_snapshot = store.of_commit(base_snapshot)
        tip_snapshot = store.of_commit(tip_snapshot) if tip_snapshot is not None else None
    head_snapshot = _head(options, root, head, exclude, store, has_base_folder=folder is not None)
    _refuse_nothing(root, whole_base, base_snapshot, head_snapshot)
    return RevisionPair(base_snapshot, head_snapshot, tip_snapshot, configuration)


def _head(  # noqa: PLR0913 - all that decides what the head is
    options: argparse.Namespace,
    root: Path,
    head: str | None,
    exclude: tuple[str, ...],
    store: ComparisonStore | None,
    *,
    has_base_folder: bool,
) -> Snapshot:
    """Return the snapshot of the head: the index, the working tree, or the named revision or folder.

    Raises UsageError or GitError.
    """
    from meshwright.cli.main import UsageError
    from meshwright.source import git
    from meshwright.source.snapshot import SnapshotSource, of_folder, of_index, of_revision

    if store is not None:
        return replace(store.take(root, exclude), origin=SnapshotSource("the working tree"))
    if options.staged:
        if git.top_level(root) is None:
            raise UsageError(
                f"`{options.mesh}` is not in a work tree, so nothing is staged; name the head instead"
            )
        return of_index(root, exclude)
    if head is None:
        if git.top_level(root) is None and not has_base_folder:
            raise UsageError("the working tree has only the repository's own files; name the head as well")
        return replace(of_folder(root, exclude), origin=SnapshotSource("the working tree"))
    other = _folder(head, root)
    return of_folder(other, exclude) if other else of_revision(root, head, exclude)


def stored_sides(options: argparse.Namespace, root: Path) -> tuple[str, str | None] | None:
    """Return the ids of the commits, as `commits` does, if the head is the working tree; None for other comparisons.

    Raises UsageError or GitError.
    """
    from meshwright.source import git

    base, head, is_exact = _named(options)
    if options.staged or head is not None or _folder(base, root) is not None or git.top_level(root) is None:
        return None
    return commits(Path(options.mesh).absolute(), root, base, None if is_exact else "HEAD")


def commits(start: Path, root: Path, base: str, head: str | None) -> tuple[str, str | None]:
    """Return the id of the commit to compare with, and the id of BASE if that is another commit, else None.

    With a head, the commit to compare with is the merge base of that head and BASE; without a head, it is BASE itself.
    Raises GitError.
    """
    from meshwright.source import git
    from meshwright.workspace.another_root import refuse_another_mesh

    named = git.resolve(root, base)
    commit = named if head is None else git.merge_base(root, base, head)
    refuse_another_mesh([start], root, commit)
    return commit, named if named != commit else None


def _refuse_nothing(root: Path, whole_base: Snapshot, base: Snapshot, head: Snapshot) -> None:
    """Raise UsageError if neither side has documents, although the repository has some elsewhere.

    `whole_base` is the base including excluded files. UsageError is also raised if the documents of one side have
    moved to another folder.
    """
    from meshwright.cli.main import UsageError
    from meshwright.workspace.elsewhere import (
        EXCLUDED,
        NO_DOCUMENT,
        folder_with_documents,
        has_documents,
        moved_away,
    )

    if has_documents(base) or has_documents(head):
        if moved := moved_away(root, base, head):
            raise UsageError(moved)
        return
    if has_documents(whole_base):
        raise UsageError(EXCLUDED)
    folder = folder_with_documents(root, base, head)
    if folder is not None:
        raise UsageError(
            f"{NO_DOCUMENT} on either side; the folder `{folder}` has some, so name it with `--mesh`"
        )


def _named(options: argparse.Namespace) -> tuple[str, str | None, bool]:
    """Return base and head as the user named them, and whether to use BASE itself instead of the merge base."""
    from meshwright.cli.main import UsageError

    base, head, is_exact = options.base, options.head, options.no_merge_base
    if not _is_path(base) and ".." in base:
        separator = "..." if "..." in base else ".."
        base, _, behind = base.partition(separator)
        if behind and head is not None:
            raise UsageError(f"`{options.base}` already names the head")
        head = behind or head
        is_exact = is_exact or separator == ".."
    if not base:
        raise UsageError("name the revision or folder to compare with")
    return base, head, is_exact


def _is_path(name: str) -> bool:
    return name in (".", "..") or name.startswith(("./", "../", "/"))


def _folder(name: str | None, root: Path) -> Path | None:
    """Return the folder that a name denotes; None if the name denotes no folder.

    A name denotes a folder if it is written as a path, or if a folder has this name and no revision does. A folder inside
    the repository must be written as a path. Without this rule, a change could add a folder called `origin/main`, which
    would be used if that revision was not fetched.
    """
    from meshwright.cli.main import UsageError
    from meshwright.source import git

    if name is None:
        return None
    path = Path(name)
    if _is_path(name):
        if not path.is_dir():
            raise UsageError(f"no such folder: `{name}`")
        return path
    if "\0" not in name and path.is_dir():
        try:
            git.resolve(root, name)
        except git.GitError as error:
            top = git.top_level(root)
            if top is not None and path.resolve().is_relative_to(top):
                raise UsageError(f"{error}; write `./{name}` if the folder is meant") from error
            return path
    return None
