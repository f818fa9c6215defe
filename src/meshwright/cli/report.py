"""`meshwright report`: the comment of a pull request, in Markdown.

Exit codes: 0 if it is written, whatever it says, 2 if it is incomplete.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `report`."""
    from meshwright.cli.approvals import add_approved
    from meshwright.cli.diff import add_check_options

    parser.add_argument(
        "--base",
        required=True,
        metavar="REVISION",
        help="the revision or folder that the change is to go to",
    )
    parser.add_argument(
        "--head", metavar="REVISION", help="a revision or folder (default: the files as they are)"
    )
    parser.add_argument("--staged", action="store_true", help="the head is what the next commit would have")
    add_approved(parser)
    add_check_options(parser)
    parser.set_defaults(no_merge_base=False, fail_on=None)


def run(options: argparse.Namespace) -> int:
    """Compare, check and write."""
    from dataclasses import replace

    from meshwright.cli.approvals import approved_in, names_approved
    from meshwright.cli.diff import as_of_date, compiled_sides, sides_of, usage_errors
    from meshwright.cli.main import CANNOT_LOOK
    from meshwright.report.review_markdown import render
    from meshwright.workspace.review_run import review

    named = names_approved(options)
    with usage_errors():
        sides = sides_of(options)
        found = review(*compiled_sides(sides, options.jobs), sides.configuration, as_of_date(options))
    sys.stdout.write(render(replace(found.review, approved=approved_in(named, found.base))))
    return CANNOT_LOOK if found.failed_rules or found.review.difference.unread else 0
