"""`meshwright check`: links the whole mesh, and reports findings for the given paths."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from meshwright.cli.request import CheckRequest
    from meshwright.facts.unit import Unit
    from meshwright.report.formats import Exclusion
    from meshwright.rulekit.diagnostic import Report
    from meshwright.source.snapshot import Snapshot
    from meshwright.workspace.pipeline import CheckResult
    from meshwright.workspace.project import Project
    from meshwright.workspace.stored_results import ResultStore, StoredResult


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `check`."""
    from meshwright.cli import request, stored_check
    from meshwright.report.formats import FORMATS

    request.add_arguments(parser, "files and folders to report on")
    parser.add_argument(
        "--changed-since",
        metavar="REVISION",
        help="count only findings that are new since the merge base with this revision, or in items that the change touched",
    )
    parser.add_argument(
        "--observations",
        metavar="DIR",
        help="also check the newest observations in this folder, written by `measure --store`",
    )
    parser.add_argument(
        "--identity",
        metavar="FILE",
        help="also compare groups and people with this file, written by `access identity import`",
    )
    parser.add_argument(
        "--allow-empty",
        action="store_true",
        help="exit with 0 if the whole repository has no documents; for hooks that run in many repositories",
    )
    parser.add_argument("--format", choices=FORMATS, default="text", help="output format (default: text)")
    parser.add_argument(
        "--output-file",
        action="append",
        default=[],
        metavar="FORMAT=PATH",
        help="also write the report to a file, such as sarif=build/mesh.sarif; may be repeated",
    )
    parser.add_argument(
        "--statistics", action="store_true", help="print counts by rule instead of the findings"
    )
    parser.add_argument(
        "--all", action="store_true", help="show every diagnostic (text, markdown), however many there are"
    )
    parser.add_argument(
        "--color", choices=("auto", "always", "never"), default="auto", help="colour the text"
    )
    stored_check.add_arguments(parser)
    parser.add_argument(
        "--watch", action="store_true", help="check again whenever a file of the mesh changes, until Ctrl-C"
    )


def run(options: argparse.Namespace) -> int:
    """Check the mesh, print the report, and return the exit code."""
    if options.watch:
        from meshwright.cli.watch import watch

        return watch(options, _once)
    return _once(options, {})


def _once(options: argparse.Namespace, memo: dict[str, Unit]) -> int:
    """Check once, reusing the compiled files in the memo, and return the exit code."""
    from meshwright.cli.main import NoDocumentError

    try:
        return _run(options, memo)
    except NoDocumentError as error:
        if not options.allow_empty:
            raise
        sys.stdout.write(f"{error}\n")
        return 0


def _run(options: argparse.Namespace, memo: dict[str, Unit]) -> int:
    from contextlib import nullcontext

    from meshwright.cli.colour import is_coloured
    from meshwright.cli.stored_check import result_store

    files = _files(options)
    is_painted = is_coloured(options.color)
    store = result_store(options, [name for name, _ in files], is_coloured=is_painted)
    found = store.stored() if store is not None else None
    if store is not None and found is not None:
        return _repeat(*found, [path for _, path in files], store.root)
    with store.watching() if store is not None else nullcontext():
        return _check(options, files, store, memo if store is None else {}, is_painted=is_painted)


def _repeat(result: StoredResult, snapshot: Snapshot, paths: list[str], root: Path) -> int:
    """Write the stored output of an earlier run with the same inputs, and return its exit code."""
    from meshwright.cli.renamed import warn

    warn(result.notices)
    _write(list(zip(paths, result.files, strict=True)), root, snapshot)
    sys.stdout.write(result.output)
    warn(result.closing)
    return result.code


def _check(
    options: argparse.Namespace,
    files: list[tuple[str, str]],
    store: ResultStore | None,
    memo: dict[str, Unit],
    *,
    is_painted: bool,
) -> int:
    from dataclasses import replace

    from meshwright.cli.main import CANNOT_LOOK
    from meshwright.cli.renamed import warn
    from meshwright.report import statistics
    from meshwright.report.formats import Style, render
    from meshwright.report.terminal import one_line
    from meshwright.source.git import folder_in_repository

    what, outcome = _outcome(options, store, memo)
    style = Style(
        is_coloured=is_painted,
        shows_all=options.all,
        fails_from=what.configuration.fail_on,
        folder=folder_in_repository(what.project.root) if store is None else store.place,
        exclusion=_exclusion(what.project),
        next_steps=_next_steps(outcome.report, what) if options.changed_since is None else (),
    )
    plain = replace(style, is_coloured=False)
    texts = [render(outcome.report, name, plain) for name, _ in files]
    _write(
        [(path, text) for (_, path), text in zip(files, texts, strict=True)], what.project.root, what.snapshot
    )
    report = outcome.report
    output = statistics.render(report) if options.statistics else render(report, options.format, style)
    sys.stdout.write(output)
    warn(outcome.notices)
    if outcome.is_blind:
        sys.stderr.write("meshwright: none of these documents could be checked\n")
    for each in outcome.unread:
        sys.stderr.write(f"meshwright: `{one_line(each.path)}` {each.why}: not compared\n")
    if outcome.failed_rules or report.skipped or outcome.is_blind or outcome.unread:
        return CANNOT_LOOK
    counting = (each.severity for each in report.diagnostics if each.counts)
    code = int(any(severity >= what.configuration.fail_on for severity in counting))
    if store is not None:
        from meshwright.workspace.stored_results import StoredResult

        result = StoredResult(output, code, tuple(texts), what.configuration.notices, outcome.notices)
        store.keep(
            result,
            what.project.settings,
            what.project.configuration.exclude,
            has_secrets=outcome.has_secrets,
        )
    return code


def _outcome(
    options: argparse.Namespace, store: ResultStore | None, memo: dict[str, Unit]
) -> tuple[CheckRequest, CheckResult]:
    """Check the mesh, or with `--changed-since` its changes; return the request and the result. Raises UsageError."""
    from dataclasses import replace

    from meshwright.cli.identified import identified
    from meshwright.cli.kept import observed
    from meshwright.cli.main import UsageError
    from meshwright.cli.request import check_changes, read_request, read_request_since
    from meshwright.workspace.pipeline import check

    if options.changed_since is not None and options.observations is not None:
        raise UsageError(
            "`--observations` checks data, but `--changed-since` checks documents; run them separately"
        )
    if options.changed_since is not None and options.identity is not None:
        raise UsageError(
            "`--identity` checks all documents, but `--changed-since` checks a change; run them separately"
        )
    if options.changed_since is not None:
        what, base = read_request_since(options, options.changed_since)
        return what, check_changes(what, base, memo)
    what = read_request(options, store.take if store is not None else None)
    source = replace(what, units=store.units() if store is not None else None).compiled(memo)
    source = store.watched(source) if store is not None else source
    further = (
        observed(options.observations, source, shows_all=options.all),
        identified(options.identity),
    )
    return what, check(
        source, what.configuration, what.is_reported, what.day, [each for each in further if each is not None]
    )


def _files(options: argparse.Namespace) -> list[tuple[str, str]]:
    """Return the format and path of each output file; raises UsageError."""
    from meshwright.cli.main import UsageError
    from meshwright.finding.finding import did_you_mean
    from meshwright.quantities.suggestions import nearest
    from meshwright.report.formats import FORMATS

    if options.statistics and options.format != "text":
        raise UsageError(f"`--statistics` prints text; leave out `--format {options.format}`")
    found: list[tuple[str, str]] = []
    for each in options.output_file:
        name, _, path = each.partition("=")
        if name not in FORMATS:
            hint = did_you_mean(nearest(name, FORMATS)) or f"; available: {', '.join(FORMATS)}"
            raise UsageError(f"`--output-file {each}` does not begin with a format{hint}")
        if not path or os.path.isdir(path):  # noqa: PTH112 - text
            raise UsageError(f"`--output-file {each}` names no file; write `{name}=PATH`")
        if any(os.path.realpath(path) == os.path.realpath(other) for _, other in found):
            raise UsageError(f"`{path}` would be written twice; name another file")
        found.append((name, path))
    return found


def _write(texts: list[tuple[str, str]], root: Path, snapshot: Snapshot) -> None:
    """Write reports to files; raises UsageError."""
    from meshwright.cli.main import UsageError
    from meshwright.cli.writing import refuse_link_out
    from meshwright.workspace.report_files import is_of_the_mesh, write_report

    for path, _ in texts:
        refuse_link_out(root, path)
        if is_of_the_mesh(path, root, snapshot):
            raise UsageError(f"`{path}` is a file of the mesh; write the report elsewhere")
    for path, text in texts:
        try:
            write_report(path, text)
        except OSError as error:
            raise UsageError(f"`{path}` cannot be written: {error.strerror}") from error


def _next_steps(report: Report, what: CheckRequest) -> tuple[str, ...]:
    """Return suggestions for further steps if the mesh has neither settings nor governance documents."""
    from dataclasses import replace

    from meshwright.report.next_steps import next_steps
    from meshwright.rulekit.configuration import is_on
    from meshwright.rulekit.registry import all_rules
    from meshwright.workspace.project import stated_settings

    where, _ = stated_settings(what.project)
    configuration = what.configuration
    if where or configuration.select is not None:
        return ()
    more = replace(configuration, preset="standard")
    rules = [each for each in all_rules() if each.is_checking]
    added = sum(is_on(each, more) and not is_on(each, configuration) for each in rules)
    return tuple(next_steps(report, added))


def _exclusion(project: Project) -> Exclusion:
    """Return the location of the `exclude` setting: the mesh document, or the file for settings without governance."""
    from meshwright.report.formats import Exclusion
    from meshwright.workspace.project import SETTINGS
    from meshwright.workspace.settings_files import MESH_FILE

    patterns = project.configuration.exclude
    if (project.root / MESH_FILE).is_file():
        return Exclusion(f"`{MESH_FILE}`", ": ", patterns)
    return Exclusion(SETTINGS, " = ", patterns)
