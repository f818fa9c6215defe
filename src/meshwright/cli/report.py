"""`meshwright report`: writes a pull request comment in Markdown.

Exit codes: 0 if the comment was written, whatever the findings; 2 if the comment is incomplete.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping

    from meshwright.measuring.standing import ProductStanding
    from meshwright.rulekit.configuration import Configuration
    from meshwright.workspace.compiled import CompiledSnapshot
    from meshwright.workspace.measuring.observed import Kept
    from meshwright.workspace.review_run import Reviewed
    from meshwright.workspace.stored_comparisons import ComparisonStore


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `report`."""
    from meshwright.cli.approvals import add_approved
    from meshwright.cli.diff import add_check_options

    parser.add_argument(
        "--base",
        required=True,
        metavar="REVISION",
        help="the revision or folder that the change will be merged into",
    )
    parser.add_argument("--head", metavar="REVISION", help="a revision or folder (default: the working tree)")
    parser.add_argument(
        "--staged", action="store_true", help="compare the index (staged changes) instead of the working tree"
    )
    parser.add_argument(
        "--observations",
        metavar="DIR",
        help="also show the measurements of changed contracts, from this folder, written by `measure --store`",
    )
    add_approved(parser)
    add_check_options(parser)
    parser.set_defaults(no_merge_base=False, fail_on=None)


def run(options: argparse.Namespace) -> int:
    """Compare the revisions, check the head, write the comment, and return the exit code."""
    from meshwright.cli.diff import stored_sides
    from meshwright.cli.stored_answer import answer_comparison

    return answer_comparison(options, stored_sides, _answer)


def _answer(options: argparse.Namespace, store: ComparisonStore | None) -> int:
    from dataclasses import replace

    from meshwright.cli.approvals import approved_in, names_approved
    from meshwright.cli.diff import as_of_date, compiled_sides, sides_of, usage_errors
    from meshwright.cli.kept import kept_in
    from meshwright.cli.main import CANNOT_LOOK
    from meshwright.report.review_markdown import render
    from meshwright.workspace.review_run import review

    named = names_approved(options)
    kept = kept_in(options.observations) if options.observations else None
    with usage_errors():
        sides = sides_of(options, store)
        compiled = compiled_sides(sides, options.jobs, store)
        found = review(*compiled, sides.configuration, as_of_date(options))
    measured = _measured(found, compiled[0], kept, sides.configuration) if kept is not None else ()
    approved = approved_in(named, found.base)
    sys.stdout.write(render(replace(found.review, approved=approved, measured=measured)))
    return CANNOT_LOOK if found.failed_rules or found.review.difference.unread else 0


def _measured(
    found: Reviewed, before: CompiledSnapshot, kept: Mapping[str, Kept], configuration: Configuration
) -> tuple[tuple[str, ProductStanding], ...]:
    """Return the measurements of the changed contracts by address, assessed against the promises of the base."""
    from meshwright.rulekit.locator import Locator
    from meshwright.workspace.measuring.observed import beside, of_contracts

    changed = {each.document for each in found.review.difference.entries}
    observed = beside(found.base, Locator(before).value, kept, configuration)
    standings = of_contracts(found.base, observed)
    return tuple((address, standings[address]) for address in sorted(changed & standings.keys()))
