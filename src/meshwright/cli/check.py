"""`meshwright check`: the whole mesh linked, the paths that were named reported."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from meshwright.cli.request import CheckRequest
    from meshwright.report.formats import Exclusion, Style
    from meshwright.rulekit.diagnostic import Report
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
        "--output-file",
        action="append",
        default=[],
        metavar="FORMAT=PATH",
        help="write it to a file as well, such as sarif=build/mesh.sarif; may be repeated",
    )
    parser.add_argument(
        "--statistics", action="store_true", help="instead of the findings, print their numbers by rule"
    )
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
    from meshwright.report import statistics
    from meshwright.report.formats import Style, render
    from meshwright.report.terminal import one_line
    from meshwright.workspace.pipeline import check

    files = _files(options)
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
        folder=_folder(what.project.root),
        exclusion=_exclusion(what.project),
        next_steps=_next_steps(outcome.report, what) if options.changed_since is None else (),
    )
    _write(files, outcome.report, style, what)
    is_counted = options.statistics
    sys.stdout.write(
        statistics.render(outcome.report) if is_counted else render(outcome.report, options.format, style)
    )
    warn(outcome.notices)
    if outcome.is_blind:
        sys.stderr.write("meshwright: none of these documents could be checked\n")
    for each in outcome.unread:
        sys.stderr.write(f"meshwright: `{one_line(each.path)}` {each.why}: not compared\n")
    if outcome.failed_rules or outcome.report.skipped or outcome.is_blind or outcome.unread:
        return CANNOT_LOOK
    counting = (each.severity for each in outcome.report.diagnostics if each.counts)
    return int(any(severity >= what.configuration.fail_on for severity in counting))


def _files(options: argparse.Namespace) -> list[tuple[str, str]]:
    """Return the formats and paths of the files to write; raises UsageError."""
    from meshwright.cli.main import UsageError
    from meshwright.finding.finding import did_you_mean
    from meshwright.quantities.suggestions import nearest
    from meshwright.report.formats import FORMATS

    if options.statistics and options.format != "text":
        raise UsageError(f"`--statistics` is text; leave out `--format {options.format}`")
    found: list[tuple[str, str]] = []
    for each in options.output_file:
        name, _, path = each.partition("=")
        if name not in FORMATS:
            hint = did_you_mean(nearest(name, FORMATS)) or f"; available: {', '.join(FORMATS)}"
            raise UsageError(f"`--output-file {each}` starts with no format{hint}")
        if not path or os.path.isdir(path):  # noqa: PTH112 - text
            raise UsageError(f"`--output-file {each}` names no file; write `{name}=PATH`")
        if any(os.path.realpath(path) == os.path.realpath(other) for _, other in found):
            raise UsageError(f"`{path}` is to be written twice; name another file")
        found.append((name, path))
    return found


def _write(files: list[tuple[str, str]], report: Report, style: Style, what: CheckRequest) -> None:
    """Write the report to files; raises UsageError."""
    from dataclasses import replace

    from meshwright.cli.main import UsageError
    from meshwright.report.formats import render
    from meshwright.workspace.report_files import is_of_the_mesh, write_report

    for _, path in files:
        if is_of_the_mesh(path, what.project.root, what.snapshot):
            raise UsageError(f"`{path}` is a file of the mesh; write the report elsewhere")
    for name, path in files:
        try:
            write_report(path, render(report, name, replace(style, is_coloured=False)))
        except OSError as error:
            raise UsageError(f"`{path}` cannot be written: {error.strerror}") from error


def _next_steps(report: Report, what: CheckRequest) -> tuple[str, ...]:
    """Return further possible checks if nothing is set up: neither settings nor governance."""
    from dataclasses import replace

    from meshwright.report.next_steps import next_steps
    from meshwright.rulekit.configuration import is_on
    from meshwright.rulekit.registry import all_rules
    from meshwright.workspace.project import stated_settings

    where, _ = stated_settings(what.project.root)
    configuration = what.configuration
    if where or configuration.select is not None:
        return ()
    more = replace(configuration, preset="standard")
    rules = [each for each in all_rules() if not each.is_comparing]
    added = sum(is_on(each, more) and not is_on(each, configuration) for each in rules)
    return tuple(next_steps(report, added))


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
