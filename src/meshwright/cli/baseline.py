"""`meshwright baseline create|shrink`: records the existing findings of a repository, or removes the fixed findings.

Exit codes: 0 if the baseline is complete, 1 if some findings cannot be in a baseline, 2 if the command failed or was
incomplete.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Mapping

    from meshwright.cli.request import CheckRequest
    from meshwright.rulekit.diagnostic import Diagnostic
    from meshwright.workspace.compiled import CompiledSnapshot
    from meshwright.workspace.exception_files import Written
    from meshwright.workspace.pipeline import CheckResult


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `baseline`."""
    from meshwright.cli.request import add_mesh

    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    create = actions.add_parser(
        "create",
        help="record all findings; if there is a baseline, add the findings of rules that did not run in its base",
    )
    create.add_argument("--force", action="store_true", help="replace the existing baseline")
    create.add_argument(
        "--changed-since",
        default="HEAD",
        metavar="REV",
        help="the base: the merge base of HEAD and this revision (default: HEAD)",
    )
    shrink = actions.add_parser("shrink", help="remove fixed findings")
    for action in (create, shrink):
        add_mesh(action)


def run(options: argparse.Namespace) -> int:
    """Check the whole mesh, write all files of the baseline together, and return the exit code."""
    from meshwright.cli.main import UsageError
    from meshwright.cli.request import recover, request_whole_mesh
    from meshwright.workspace.exception_files import BaselineError, Written, shrunk
    from meshwright.workspace.pipeline import check

    recover([options.mesh])
    what = request_whole_mesh(options.mesh, options.as_of)
    source = what.compiled()
    outcome = check(source, what.configuration, what.is_reported, what.day)
    blind = [*outcome.failed_rules, *(each.rule for each in outcome.report.skipped)]
    if blind:
        raise UsageError(f"`{blind[0]}` was skipped, so its findings are unknown")
    try:
        if options.action == "create":
            written = _created(options, what, source, outcome)
        else:
            written = Written(shrunk(source, outcome, what.configuration))
    except BaselineError as error:
        raise UsageError(str(error)) from error
    _write(str(what.project.root), written.files)
    if not written.files:
        nothing = "no findings to record" if options.action == "create" else "no findings to remove"
        sys.stdout.write(f"{nothing}\n")
    _print_written(written)
    unread = _warn_unread(outcome.report.diagnostics) if options.action == "create" else 0
    return max(unread, int(written.left > 0))


def _created(
    options: argparse.Namespace, what: CheckRequest, source: CompiledSnapshot, outcome: CheckResult
) -> Written:
    """Return a new baseline, or an update of the base's baseline; raises BaselineError."""
    from meshwright.mesh.link import link
    from meshwright.rulekit.exceptions.baseline import KIND
    from meshwright.workspace.exception_files import begun, followed
    from meshwright.workspace.growing import checked_together, settings, silent_rules

    if options.force or not outcome.mesh.register(KIND):
        return begun(outcome, what.configuration)
    base = _base(what, options.changed_since)
    if base is None:
        return followed(outcome, what.configuration, silent_rules(outcome.mesh, None))
    old = link(base.linkable, what.day, what.configuration.terms)
    silent = silent_rules(old, settings(base))
    return followed(
        checked_together(source, outcome.mesh, what.configuration, old), what.configuration, silent
    )


def _base(what: CheckRequest, revision: str) -> CompiledSnapshot | None:
    """Compile the mesh at the merge base of HEAD and a revision; None if there is no history."""
    from meshwright.cli.main import UsageError
    from meshwright.rulekit.configuration import ConfigurationError
    from meshwright.source import git
    from meshwright.source.snapshot import of_revision
    from meshwright.workspace.base_configuration import configuration_of
    from meshwright.workspace.compiled import compiled

    root = what.project.root
    try:
        commit = git.merge_base(root, revision, "HEAD")
        base = of_revision(root, commit)
        excluded = configuration_of(base).exclude
        return compiled(of_revision(root, commit, excluded) if excluded else base, {}, jobs=what.jobs)
    except git.GitError as error:
        if revision == "HEAD":
            return None
        raise UsageError(str(error)) from error
    except ConfigurationError as error:
        raise UsageError(f"{error} (as of `{revision}`)") from error


def _print_written(written: Written) -> None:
    """Print the numbers of findings that the baseline records, and of those that it must not contain."""
    for rule, count in written.taken:
        sys.stdout.write(f"added {_findings(count)} of `{rule}`, which did not run in the base\n")
    if written.moved:
        sys.stdout.write(f"moved {_findings(written.moved)} to another address\n")
    if written.left:
        sys.stderr.write(
            f"meshwright: not in the baseline: {_findings(written.left)} of rules that ran in the base; fix "
            "or waive what `meshwright check` reports\n"
        )


def _findings(count: int) -> str:
    return f"{count:,} finding{'' if count == 1 else 's'}"


def _warn_unread(diagnostics: Iterable[Diagnostic]) -> int:
    """Print the findings that a baseline cannot contain, and return the exit code."""
    from meshwright.report.terminal import one_line

    unread = [each for each in diagnostics if each.is_unread]
    for each in unread:
        where = f"{one_line(each.range.path)}:{each.range.start.line}: " if each.range else ""
        sys.stderr.write(
            f"meshwright: not in the baseline: {where}{one_line(each.message)} ({each.rule}); "
            "the content of an unread file is unknown, so fix or exclude it\n"
        )
    return 1 if unread else 0


def _write(root: str, files: Mapping[str, bytes | None]) -> None:
    """Write and remove all files together, and print a line for each."""
    import os

    from meshwright.cli.main import UsageError
    from meshwright.report.terminal import one_line
    from meshwright.workspace.file_set import write

    try:
        left = write(os.path.realpath(root), files)
    except OSError as error:
        raise UsageError(f"`{error.filename}` cannot be written: {error.strerror}") from error
    if left:
        raise UsageError(f"`{left[0]}` was written by another program in the meantime; run the command again")
    for path, data in sorted(files.items()):
        count = data.count(b"\n  - ") if data is not None else 0
        line = (
            f"wrote {one_line(path)}: {_findings(count)}" if data is not None else f"removed {one_line(path)}"
        )
        sys.stdout.write(f"{line}\n")
