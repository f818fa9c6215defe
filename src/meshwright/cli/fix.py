"""`meshwright fix`: applies the fixes for the findings that `check` reports.

Exit codes, as in ruff: 0 if no findings at or above `--fail-on` remain, 1 if any remain, 2 if the command failed or
was incomplete. With `--diff`, 1 means that files would change.
"""

from __future__ import annotations

import sys
from difflib import unified_diff
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Iterator

    from meshwright.cli.request import CheckRequest
    from meshwright.facts.unit import Unit
    from meshwright.rulekit.diagnostic import Diagnostic
    from meshwright.workspace.fixing import Checker, Fixer, FixResult, RevertedFix


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `fix`."""
    from meshwright.cli import request

    request.add_arguments(parser, "files and folders to fix")
    parser.add_argument(
        "--changed-since",
        metavar="REVISION",
        help="fix the findings that `check` reports with this option: those of the change, "
        "including version bumps",
    )
    parser.add_argument(
        "--diff",
        action="store_true",
        help="show the changes and write nothing; exit with 1 if there are changes",
    )
    parser.add_argument(
        "--unsafe",
        action="store_true",
        help="also apply unsafe fixes, which guess the intent; review them before merging",
    )


def run(options: argparse.Namespace) -> int:
    """Apply fixes, report them, and return the exit code."""
    import os

    from meshwright.cli.main import CANNOT_LOOK, UsageError
    from meshwright.cli.request import recover
    from meshwright.source.git import GitError
    from meshwright.workspace.file_set import write

    if not options.diff:
        recover(options.paths)
    try:
        what, fixer, result = _fixed(options)
    except GitError as error:
        raise UsageError(str(error)) from error
    left: tuple[str, ...] = ()
    if options.diff:
        sys.stdout.writelines(line + "\n" for line in _diff(result))
    else:
        try:
            left = write(os.path.realpath(what.project.root), result.after, result.before)
        except OSError as error:
            raise UsageError(f"`{error.filename}` cannot be written: {error.strerror}") from error
        sys.stdout.writelines(line + "\n" for line in _changed_lines(result, left))
    words = "; ".join(_summed_up(result, fixer, left, is_diff=options.diff))
    (sys.stderr if options.diff else sys.stdout).write(words + "\n")
    outcome = result.outcome
    if outcome.failed_rules or outcome.report.skipped or left:
        return CANNOT_LOOK
    if options.diff:
        return int(bool(result.after))
    counting = (each.severity for each in outcome.report.diagnostics if each.counts)
    return int(any(severity >= what.configuration.fail_on for severity in counting))


def _fixed(options: argparse.Namespace) -> tuple[CheckRequest, Fixer, FixResult]:
    """Apply all fixes, or with `--changed-since` those for the findings of a change, to drafts; return the result."""
    from functools import partial

    from meshwright.cli.request import read_request, read_request_since
    from meshwright.workspace.change_scope import check_change
    from meshwright.workspace.compiled import compiled
    from meshwright.workspace.fixing import Fixer
    from meshwright.workspace.pipeline import check

    memo: dict[str, Unit] = {}
    checker: Checker
    if options.changed_since is None:
        what, checker = read_request(options), check
    else:
        what, base = read_request_since(options, options.changed_since)
        checker = partial(check_change, compiled(base, memo, jobs=what.jobs))
    fixer = Fixer(what.configuration, what.is_reported, what.day, is_unsafe=options.unsafe, checker=checker)
    return what, fixer, fixer(what.compiled(memo))


def _diff(result: FixResult) -> Iterator[str]:
    """Yield the changes as a patch, with secrets blanked and without characters that a terminal or CI runner interprets."""
    from meshwright.report.terminal import one_line

    for path in sorted(result.after):
        before, after = result.text_before(path), result.text_after(path)
        for line in unified_diff(_lines(before), _lines(after), f"a/{path}", f"b/{path}", lineterm=""):
            yield one_line(line)


def _lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _changed_lines(result: FixResult, left: tuple[str, ...]) -> Iterator[str]:
    """Yield lines about the fixes in each file."""
    from meshwright.report.terminal import one_line

    for path in sorted(result.after):
        if path in left:
            yield f"{one_line(path)} was edited during the run, so its fixes are not written"
            continue
        yield one_line(path)
        for each in result.done:
            line = _line(each, path)
            if line is not None:
                title = each.remedy.title if each.remedy else ""
                yield f"  {line}: {each.rule}: {one_line(title or each.message)}"


def _line(diagnostic: Diagnostic, path: str) -> int | None:
    """Return the line of a finding, or else of its fix's first edit, in a file; None if the fix does not edit the file."""
    edited = [edit.range for edit in diagnostic.remedy.edits] if diagnostic.remedy else []
    own = [diagnostic.range] if diagnostic.range is not None else []
    lines = [each.start.line for each in (*own, *edited) if each.path == path]
    return lines[0] if lines and any(each.path == path for each in edited) else None


def _path(diagnostic: Diagnostic) -> str | None:
    """Return the file of the first edit in a fix; None if there is no fix."""
    return diagnostic.remedy.edits[0].range.path if diagnostic.remedy else None


def _left(refused: Iterable[RevertedFix]) -> Iterator[str]:
    """Yield lines about the reverted fixes, grouped by rule and reason."""
    from meshwright.report.terminal import one_line

    groups: dict[tuple[str, str], list[RevertedFix]] = {}
    for each in refused:
        path = each.diagnostic.range.path if each.diagnostic.range else ""
        groups.setdefault((each.diagnostic.rule, each.why.replace(f"`{path}`", "")), []).append(each)
    for (rule, _), same in groups.items():
        place = same[0].diagnostic.range
        at = f"{one_line(place.path)}:{place.start.line}: " if place else ""
        more = f" (and {len(same) - 1:,} more for the same reason)" if same[1:] else ""
        yield f"reverted {at}{rule}: {one_line(same[0].why)}{more}"


def _summed_up(result: FixResult, fixer: Fixer, left: tuple[str, ...], *, is_diff: bool) -> Iterator[str]:
    from meshwright.report.summary import by_severity, counted

    done = [each for each in result.done if _path(each) not in left]
    files = len(result.after) - len(left)
    if done:
        yield f"{'can fix' if is_diff else 'fixed'} {counted(len(done), 'finding')} in {counted(files, 'file')}"
    elif result.done or result.refused:
        yield "applied no fixes"
    else:
        yield "no fixes" if fixer.is_unsafe else "no safe fixes"
    yield from _left(result.refused)
    if not result.is_finished:
        yield "fixes remain after the last pass; run the command again"
    if not fixer.is_unsafe:
        more = sum(
            each.counts and each.remedy is not None and not each.remedy.is_safe
            for each in result.outcome.report.diagnostics
        )
        if more:
            yield f"{more} {'more ' if done else ''}with --unsafe"
    counts = by_severity(result.outcome.report.summary)
    if counts:
        yield f"{', '.join(counts.values())} remaining"
