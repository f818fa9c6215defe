"""`meshwright impact`: who must be asked or notified about a change, what of it hits them, and who approves it.

Exit codes: 0 where nobody has to be asked, 1 where somebody has to, be it to approve, 2 where it could not look.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

FORMATS = ("text", "json", "markdown")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what `impact` takes."""
    from meshwright.cli.approvals import add_approved
    from meshwright.cli.diff import add_looking, add_sides

    add_sides(parser)
    add_approved(parser)
    parser.add_argument("--format", choices=FORMATS, default="text", help="how to write it (default: text)")
    add_looking(parser)
    parser.set_defaults(select=[], ignore=[], fail_on=None)
    parser.epilog = (
        "exit codes: 0 nobody has to be asked, 1 somebody has to, 2 could not look. "
        "`meshwright graph impact ADDRESS` asks who would be hit by a change of one thing"
    )


def run(options: argparse.Namespace) -> int:
    """Compare, gather who is hit, and write them."""
    from meshwright.cli.approvals import approved_in, names_approved
    from meshwright.cli.diff import compiled_sides, day_asked, sides_of
    from meshwright.cli.main import CANNOT_LOOK, UsageError
    from meshwright.report.impact import as_json, as_markdown, as_text
    from meshwright.report.terminal import one_line
    from meshwright.rulekit.configuration import ConfigurationError
    from meshwright.source.git import GitError
    from meshwright.workspace.comparison import compare
    from meshwright.workspace.review_run import impact

    named = names_approved(options)
    try:
        sides = sides_of(options)
        compared = compare(*compiled_sides(sides, options.jobs), sides.configuration, day_asked(options))
        found = impact(compared, approved_in(named, compared.base))
    except (GitError, ConfigurationError) as error:
        raise UsageError(one_line(str(error))) from error
    write = {"text": as_text, "json": as_json, "markdown": as_markdown}[options.format]
    sys.stdout.write(write(found))
    if compared.failed_rules or found.difference.unread:
        return CANNOT_LOOK
    if found.difference.incomparable and not found.asks_somebody:
        return CANNOT_LOOK
    return int(found.asks_somebody)
