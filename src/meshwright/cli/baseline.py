"""`meshwright baseline create` and `shrink`: the known findings of a repository that had many to begin with.

Exit codes: 0 where it was written or there was nothing to write, 1 where some findings cannot be in a baseline,
2 where it could not look or write.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Mapping

    from meshwright.rulekit.diagnostic import Diagnostic


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what `baseline` takes."""
    from meshwright.cli.asked import day_of

    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    create = actions.add_parser(
        "create",
        help="write down all that is found; where there is a baseline, what newer rules find after `rulesAsOf` was raised",
    )
    create.add_argument("--force", action="store_true", help="replace the baseline that there is")
    shrink = actions.add_parser("shrink", help="take out what was mended")
    for action in (create, shrink):
        action.add_argument("--mesh", default=".", metavar="PATH", help="a path in the mesh (default: here)")
        action.add_argument(
            "--as-of", type=day_of, metavar="DATE", help="judge as of this day (default: today)"
        )


def run(options: argparse.Namespace) -> int:
    """Judge the whole mesh and write the files of the baseline as one."""
    from meshwright.cli.asked import recover, whole
    from meshwright.cli.main import UsageError
    from meshwright.workspace.excepting import BaselineError, created, shrunk
    from meshwright.workspace.pipeline import check

    recover([options.mesh])
    what = whole(options.mesh, options.as_of)
    source = what.compiled()
    outcome = check(source, what.configuration, what.is_reported, what.day)
    blind = [*outcome.failed_rules, *(each.rule for each in outcome.report.skipped)]
    if blind:
        raise UsageError(f"`{blind[0]}` could not look, so what it would find is not known")
    try:
        if options.action == "create":
            files = created(outcome, what.configuration, is_anew=options.force)
        else:
            files = shrunk(source, outcome, what.configuration)
    except BaselineError as error:
        raise UsageError(str(error)) from error
    _write(str(what.project.root), files)
    if not files:
        nothing = "there is nothing to know" if options.action == "create" else "nothing is gone"
        sys.stdout.write(f"{nothing}\n")
    return _warn_unread(outcome.report.diagnostics) if options.action == "create" else 0


def _warn_unread(diagnostics: Iterable[Diagnostic]) -> int:
    """Name the findings that no baseline takes, and return the exit code."""
    from meshwright.report.terminal import one_line

    unread = [each for each in diagnostics if each.is_unread]
    for each in unread:
        where = f"{one_line(each.range.path)}:{each.range.start.line}: " if each.range else ""
        sys.stderr.write(
            f"meshwright: not in the baseline: {where}{one_line(each.message)} ({each.rule}); "
            "nothing is known of what is not read, so fix or exclude it\n"
        )
    return 1 if unread else 0


def _write(root: str, files: Mapping[str, bytes | None]) -> None:
    """Write and remove files as one, and say of each what was done."""
    import os

    from meshwright.cli.main import UsageError
    from meshwright.report.terminal import one_line
    from meshwright.workspace.file_set import write

    try:
        left = write(os.path.realpath(root), files)
    except OSError as error:
        raise UsageError(f"`{error.filename}` cannot be written: {error.strerror}") from error
    if left:
        raise UsageError(f"`{left[0]}` was written by another program meanwhile; run the command again")
    for path, data in sorted(files.items()):
        count = data.count(b"\n  - ") if data is not None else 0
        told = f"wrote {one_line(path)}: {count:,} known" if data is not None else f"removed {one_line(path)}"
        sys.stdout.write(f"{told}\n")
