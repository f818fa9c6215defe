"""`meshwright impact`: lists the consumers to consult or notify about a change, its effects on them, and the approvers.

Exit codes: 1 if a consumer must be consulted or an approval is missing, 0 if not, 2 if the comparison failed or is
incomplete.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

    from meshwright.workspace.stored_comparisons import ComparisonStore

FORMATS = ("text", "json", "markdown")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `impact`."""
    from meshwright.cli.approvals import add_approved
    from meshwright.cli.diff import add_looking, add_sides

    add_sides(parser)
    add_approved(parser)
    parser.add_argument("--format", choices=FORMATS, default="text", help="output format (default: text)")
    add_looking(parser)
    parser.set_defaults(select=[], ignore=[], fail_on=None)
    parser.epilog = (
        "exit codes: 0 no consumer to consult and no approval missing, 1 consumers to consult or approvals "
        "missing, 2 failed or incomplete. "
        "`meshwright graph impact ADDRESS` lists the consumers that a change to one item affects"
    )


def run(options: argparse.Namespace) -> int:
    """Compare the revisions, and print the affected consumers."""
    from meshwright.cli.diff import stored_sides
    from meshwright.cli.stored_answer import answer_comparison

    return answer_comparison(options, stored_sides, _answer)


def _answer(options: argparse.Namespace, store: ComparisonStore | None) -> int:
    from meshwright.cli.approvals import approved_in, names_approved
    from meshwright.cli.diff import as_of_date, compiled_sides, sides_of, usage_errors
    from meshwright.cli.main import CANNOT_LOOK
    from meshwright.report.impact import as_json, as_markdown, as_text
    from meshwright.workspace.comparison import compare
    from meshwright.workspace.review_run import impact

    named = names_approved(options)
    with usage_errors():
        sides = sides_of(options, store)
        compiled = compiled_sides(sides, options.jobs, store)
        compared = compare(*compiled, sides.configuration, as_of_date(options))
        found = impact(compared, approved_in(named, compared.base))
    write = {"text": as_text, "json": as_json, "markdown": as_markdown}[options.format]
    sys.stdout.write(write(found))
    if compared.failed_rules or found.difference.unread:
        return CANNOT_LOOK
    if found.difference.incomparable and not found.needs_consent:
        return CANNOT_LOOK
    return int(found.needs_consent)
