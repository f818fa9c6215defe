"""`meshwright evidence`: lists the decisions of a period for auditors, from the history of the repository.

Exit codes: 0 if the whole period was read, 2 if the history is missing or incomplete.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

FORMATS = ("csv", "json", "html")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `evidence`."""
    from meshwright.cli.request import add_mesh_path, day_of

    parser.add_argument(
        "--from", dest="first", type=day_of, required=True, metavar="DATE", help="first day (UTC)"
    )
    parser.add_argument(
        "--to", dest="last", type=day_of, required=True, metavar="DATE", help="last day (UTC)"
    )
    parser.add_argument(
        "--product",
        default="",
        metavar="ADDRESS",
        help="only decisions that concern a product (default: the whole mesh)",
    )
    parser.add_argument("--format", choices=FORMATS, default="csv", help="output format (default: csv)")
    parser.add_argument(
        "--pull-requests",
        metavar="FILE",
        help="to verify reviewers: the merged pull requests as JSON from the forge (default: reviewers are not verified)",
    )
    parser.add_argument(
        "--jobs", type=int, default=0, metavar="N", help="number of processes (default: one per processor)"
    )
    add_mesh_path(parser)
    parser.epilog = "exit codes: 0 whole period read, 2 failed or incomplete"


def run(options: argparse.Namespace) -> int:
    """Read the history, print the evidence, list its gaps on stderr, and return the exit code; raises UsageError."""
    from meshwright.cli.main import CANNOT_LOOK, UsageError
    from meshwright.cli.progress import progress
    from meshwright.report.evidence import as_csv, as_json
    from meshwright.report.evidence_html import as_html
    from meshwright.report.terminal import one_line
    from meshwright.rulekit.configuration import ConfigurationError
    from meshwright.source.git import GitError
    from meshwright.workspace.evidence import AuditPeriod, EvidenceError, evidence_of
    from meshwright.workspace.project import root_of
    from meshwright.workspace.pull_requests import PullRequestsError, pull_requests_of
    from meshwright.workspace.workers import processors

    period = AuditPeriod(options.first, options.last, options.product.strip("/"))
    if period.last < period.first:
        raise UsageError(f"`--to {period.last}` is before `--from {period.first}`")
    if options.product and period.product.count("/") != 1:
        raise UsageError(f"`{options.product}` is not the address of a product: `<domain>/<product>`")
    if options.jobs < 0:
        raise UsageError("--jobs takes the number of processes, 1 or more")
    announce = progress()
    try:
        proposed = pull_requests_of(Path(options.pull_requests)) if options.pull_requests else None
        found = evidence_of(
            root_of([Path(options.mesh).absolute()]),
            period,
            proposed=proposed,
            jobs=options.jobs or processors(),
            announce=lambda what, done, of: announce(f"{what} {done:,} of {of:,}"),
        )
    except (ConfigurationError, EvidenceError, GitError, PullRequestsError) as error:
        raise UsageError(str(error)) from error
    finally:
        announce("")
    sys.stdout.write({"csv": as_csv, "json": as_json, "html": as_html}[options.format](found))
    for gap in found.gaps:
        label = "incomplete: " if gap.is_incomplete else ""
        sys.stderr.write(one_line(f"meshwright: {label}{gap.message}") + "\n")
    return CANNOT_LOOK if found.is_incomplete else 0
