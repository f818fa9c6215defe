"""`meshwright check`: the whole mesh linked, the paths that were named reported."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from meshwright.report.formats import Exclusion
    from meshwright.workspace.project import Project


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what `check` takes."""
    from meshwright.cli import request
    from meshwright.report.formats import FORMATS

    request.add_arguments(parser, "files and folders to report on")
    parser.add_argument(
        "--changed-since",
        metavar="REVISION",
        help="let only count what was not there where HEAD parted from it, and what the change touched",
    )
    parser.add_argument(
        "--allow-empty",
        action="store_true",
        help="exit with 0 if the whole repository has no document, as hooks in many repositories do",
    )
    parser.add_argument("--format", choices=FORMATS, default="text", help="how to write it (default: text)")
    parser.add_argument(
        "--all", action="store_true", help="show every diagnostic (text, markdown), however many"
    )
    parser.add_argument(
        "--color", choices=("auto", "always", "never"), default="auto", help="colour the text"
    )


def run(options: argparse.Namespace) -> int:
    """Check, print, and give the exit code."""
    from meshwright.cli.main import NoDocumentError

    try:
        return _run(options)
    except NoDocumentError as error:
        if not options.allow_empty:
            raise
        sys.stdout.write(f"{error}\n")
        return 0


def _run(options: argparse.Namespace) -> int:
    from meshwright.cli.colour import is_coloured
    from meshwright.cli.main import CANNOT_LOOK
    from meshwright.cli.renamed import warn
    from meshwright.cli.request import check_changes, read_request, read_request_since
    from meshwright.report.formats import OF_FORGES, Style, render
    from meshwright.report.terminal import one_line
    from meshwright.workspace.pipeline import check

    if options.changed_since is None:
        what = read_request(options)
        outcome = check(what.compiled(), what.configuration, what.is_reported, what.day)
    else:
        what, base = read_request_since(options, options.changed_since)
        outcome = check_changes(what, base)
    style = Style(
        is_coloured=is_coloured(options.color),
        shows_all=options.all,
        fails_from=what.configuration.fail_on,
        folder=_folder(what.project.root) if options.format in OF_FORGES else "",
        exclusion=_exclusion(what.project),
    )
    sys.stdout.write(render(outcome.report, options.format, style))
    warn(outcome.notices)
    if outcome.is_blind:
        sys.stderr.write("meshwright: none of these documents could be checked\n")
    for each in outcome.unread:
        sys.stderr.write(f"meshwright: `{one_line(each.path)}` {each.why}: not compared\n")
    if outcome.failed_rules or outcome.report.skipped or outcome.is_blind or outcome.unread:
        return CANNOT_LOOK
    counting = (each.severity for each in outcome.report.diagnostics if each.counts)
    return int(any(severity >= what.configuration.fail_on for severity in counting))


def _exclusion(project: Project) -> Exclusion:
    """Describe where the mesh's `exclude` is: the settings that it has, else those that need no governance."""
    from meshwright.report.formats import Exclusion
    from meshwright.workspace.project import MESH_FILE, SETTINGS

    patterns = project.configuration.exclude
    if (project.root / MESH_FILE).is_file():
        return Exclusion(f"`{MESH_FILE}`", ": ", patterns)
    return Exclusion(SETTINGS, " = ", patterns)


def _folder(root: Path) -> str:
    """Describe where in its repository a mesh is, with a `/` at the end."""
    from meshwright.source.git import top_level

    top = top_level(root)
    below = os.path.relpath(os.path.realpath(root), top).replace(os.sep, "/") if top else "."
    return "" if below == "." else f"{below}/"
