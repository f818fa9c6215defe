"""`meshwright waive`: writes a waiver for one finding, for others to review.

Exit codes: 0 if the waiver was written, 2 if not.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable
    from datetime import date

    from meshwright.cli.request import CheckRequest
    from meshwright.mesh.mesh import Mesh
    from meshwright.rulekit.diagnostic import Diagnostic
    from meshwright.workspace.pipeline import CheckResult


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `waive`."""
    from meshwright.cli.request import add_mesh, day_of

    parser.add_argument(
        "finding",
        metavar="FINDING",
        help="its fingerprint (from the JSON output), or its location as `path:line`",
    )
    parser.add_argument(
        "--reason", required=True, help="the reason, and the measures in place until the finding is fixed"
    )
    parser.add_argument(
        "--expires", required=True, type=day_of, metavar="DATE", help="the last day of the waiver"
    )
    parser.add_argument("--owner", required=True, metavar="TEAM", help="the team that fixes it")
    parser.add_argument(
        "--approved-by", required=True, metavar="TEAM", help="the team that accepts the risk; not the owner"
    )
    parser.add_argument(
        "--changed-since",
        metavar="REVISION",
        help="waive a finding of `check --changed-since`, such as a version that was not bumped",
    )
    parser.add_argument(
        "--identity",
        metavar="FILE",
        help="waive a finding of `check --identity`, such as a group that the directory does not have",
    )
    parser.add_argument(
        "--observations",
        metavar="DIR",
        help="waive a finding of `check --observations`, such as data that does not conform to its contract",
    )
    add_mesh(parser)


def run(options: argparse.Namespace) -> int:
    """Find the finding, check the terms of the waiver, write its file, and return the exit code."""
    import os
    from pathlib import Path

    from meshwright.cli.main import UsageError
    from meshwright.report.terminal import one_line
    from meshwright.workspace.exception_files import waiver_path, waiver_text
    from meshwright.workspace.file_set import write

    since = options.changed_since
    what, outcome = _outcome(options)
    meant = _meant(options, outcome.report.diagnostics)
    _refuse_finding(meant)
    _refuse_terms(options, meant, outcome.mesh, what.day)
    path = waiver_path(meant)
    reason = " ".join(options.reason.split())
    text = waiver_text(meant, reason, options.owner.strip(), options.approved_by.strip(), options.expires)
    root = os.path.realpath(what.project.root)
    is_taken = os.path.lexists(Path(root, path))
    try:
        left = () if is_taken else write(root, {path: text.encode()}, {path: None})
    except OSError as error:
        raise UsageError(f"`{path}` cannot be written: {error.strerror}") from error
    if is_taken or left:
        raise UsageError(f"`{path}` already exists; it is not overwritten")
    covered = sum(
        (each.rule, each.waivable_address) == (meant.rule, meant.waivable_address)
        for each in outcome.report.diagnostics
    )
    more = f"; it covers {covered} findings" if covered > 1 else ""
    if since is not None:
        more += "; comparisons use the waivers of the base revision, so merge this file first"
    sys.stdout.write(
        f"wrote {one_line(path)}: `{meant.rule}` at `{one_line(meant.waivable_address or '')}`"
        f" is waived until {options.expires}{more}\n"
    )
    return 0


def _outcome(options: argparse.Namespace) -> tuple[CheckRequest, CheckResult]:
    """Return the result of checking the mesh, its changes, or its documents with a directory and observations.

    Raises UsageError.
    """
    from meshwright.cli.identified import identified
    from meshwright.cli.kept import observed
    from meshwright.cli.main import UsageError
    from meshwright.cli.request import check_changes, recover, request_whole_mesh, request_whole_mesh_since
    from meshwright.workspace.pipeline import check

    if options.changed_since is not None and options.identity is not None:
        raise UsageError(
            "`--identity` checks all documents, but `--changed-since` checks a change; use one of them"
        )
    if options.changed_since is not None and options.observations is not None:
        raise UsageError(
            "`--observations` checks data, but `--changed-since` checks a change; use one of them"
        )
    recover([options.mesh])
    if options.changed_since is not None:
        what, base = request_whole_mesh_since(options.mesh, options.as_of, options.changed_since)
        return what, check_changes(what, base, {})
    compare = identified(options.identity)
    what = request_whole_mesh(options.mesh, options.as_of)
    source = what.compiled()
    further = (observed(options.observations, source, shows_all=False), compare)
    return what, check(
        source, what.configuration, what.is_reported, what.day, [each for each in further if each is not None]
    )


def _meant(options: argparse.Namespace, diagnostics: Iterable[Diagnostic]) -> Diagnostic:
    """Return the finding with a given fingerprint, or the only finding that begins on a given line; raises UsageError."""
    from meshwright.cli.main import UsageError

    wanted = options.finding
    diagnostics = tuple(diagnostics)
    found = [each for each in diagnostics if wanted in {each.fingerprint, *each.former}]
    if not found and ":" in wanted:
        found = [each for each in diagnostics if not each.is_suppressed and wanted in _places(each)]
    if len(found) > 1:
        listed = ", ".join(f"{each.fingerprint} ({each.rule})" for each in found)
        raise UsageError(f"`{wanted}` has {len(found)} findings; choose one by fingerprint: {listed}")
    if not found:
        flags = {
            "--changed-since": options.changed_since,
            "--identity": options.identity,
            "--observations": options.observations,
        }
        flag = "".join(f" {name} {value}" for name, value in flags.items() if value is not None)
        more = (
            "; for a finding about data, add `--observations DIR`"
            "; for a finding about groups or people in a directory, add `--identity FILE`"
            "; for a finding of a change, add `--changed-since REVISION`"
        )
        lists = f"`meshwright check{flag} --format json` lists fingerprints{more if not flag else ''}"
        raise UsageError(f"unknown finding `{wanted}`; {lists}")
    return found[0]


def _places(diagnostic: Diagnostic) -> tuple[str, ...]:
    if diagnostic.range is None:
        return ()
    path, (line, column) = diagnostic.range.path, diagnostic.range.start
    return f"{path}:{line}", f"{path}:{line}:{column}"


def _refuse_finding(meant: Diagnostic) -> None:
    from meshwright.cli.main import UsageError
    from meshwright.rulekit.exceptions.waiving import may_be_waived
    from meshwright.rulekit.registry import all_rules

    if meant.waived is not None:
        raise UsageError(f"the finding is already waived, until {meant.waived.expires}")
    if not all(may_be_waived(rule) for rule in all_rules() if rule.name == meant.rule):
        raise UsageError(f"`{meant.rule}` cannot be waived")
    if meant.is_unread:
        raise UsageError("the error makes the file unreadable, so it cannot be waived")
    if meant.waivable_address is None:
        raise UsageError(
            "the finding does not belong to a product, contract or port, so it has no address and cannot be waived"
        )


def _refuse_terms(options: argparse.Namespace, meant: Diagnostic, mesh: Mesh, today: date) -> None:
    """Raise UsageError for a waiver that a housekeeping rule would report."""
    from meshwright.cli.main import UsageError
    from meshwright.finding.finding import did_you_mean
    from meshwright.quantities.suggestions import nearest
    from meshwright.rulekit.exceptions.waiving import last_day

    last, allowed = last_day(meant.severity, today)
    if not options.reason.strip():
        raise UsageError("--reason is empty")
    if options.expires < today:
        raise UsageError(f"--expires {options.expires} is in the past")
    if options.expires > last:
        raise UsageError(f"--expires {options.expires} is too late: {allowed}")
    owner, approver = options.owner.strip(), options.approved_by.strip()
    if owner.casefold() == approver.casefold():
        raise UsageError(f"`{owner}` owns the waiver and cannot approve it")
    for team in (owner, approver):
        if not mesh.is_usable("Team", team):
            hint = did_you_mean(nearest(team, mesh.names.get("Team", ())))
            raise UsageError(f"unknown team `{team}`{hint}")
