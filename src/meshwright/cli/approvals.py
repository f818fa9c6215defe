"""`meshwright approvals`: checks whether a change has all required approvals.

Exit codes: 0 if all required approvals are given, 1 if one is missing, 2 if the check failed or is incomplete.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

    from meshwright.mesh.mesh import Mesh
    from meshwright.report.approvals import Approved

MOST = 1_000_000
"""The maximum length of an approvals file in characters."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `approvals`."""
    from meshwright.cli.diff import add_looking, add_sides

    add_sides(parser)
    add_approved(parser)
    add_looking(parser)
    parser.set_defaults(select=[], ignore=[], fail_on=None)
    parser.epilog = (
        "exit codes: 0 all required approvals are given, 1 some are missing, 2 failed or incomplete"
    )


def add_approved(parser: argparse.ArgumentParser) -> None:
    """Declare the options for the approvals that were given."""
    parser.add_argument(
        "--approved-by",
        action="append",
        default=[],
        metavar="TEAM",
        help="a team that approved the change; `@name` is an account, which approves for its teams in the base",
    )
    parser.add_argument(
        "--approvals", metavar="FILE", help="a file with teams and accounts that approved, one per line"
    )


def run(options: argparse.Namespace) -> int:
    """Compare the revisions, print which required approvals are missing, and return the exit code."""
    from meshwright.cli.diff import as_of_date, compiled_sides, sides_of, usage_errors
    from meshwright.cli.main import CANNOT_LOOK
    from meshwright.report.approvals import as_text, missing
    from meshwright.workspace.comparison import compare, difference

    named = names_approved(options)
    with usage_errors():
        sides = sides_of(options)
        compared = compare(*compiled_sides(sides, options.jobs), sides.configuration, as_of_date(options))
        found = difference(compared)
    approved = approved_in(named or (), compared.base)
    sys.stdout.write(as_text(found, approved))
    if compared.failed_rules or found.unread:
        return CANNOT_LOOK
    left = missing(found, approved)
    return CANNOT_LOOK if found.incomparable and not left else int(bool(left))


def names_approved(options: argparse.Namespace) -> tuple[str, ...] | None:
    """Return the given approvals as the user wrote them; None if none were given. Raises UsageError."""
    from pathlib import Path

    from meshwright.cli.main import UsageError

    if not options.approved_by and options.approvals is None:
        return None
    lines = list(options.approved_by)
    if options.approvals is not None:
        try:
            with Path(options.approvals).open(encoding="utf-8") as file:
                text = file.read(MOST + 1)
        except (OSError, ValueError) as error:
            why = getattr(error, "strerror", None) or "it is not UTF-8 text"
            raise UsageError(f"`{options.approvals}` cannot be read: {why}") from error
        if len(text) > MOST:
            raise UsageError(f"`{options.approvals}` has more than {MOST:,} characters")
        lines += text.splitlines()
    stated = (line.partition("#")[0].strip() for line in lines)
    return tuple(dict.fromkeys(line for line in stated if line))


def approved_in(named: tuple[str, ...] | None, base: Mesh) -> Approved:
    """Return the teams that approved.

    Members of teams are read from the base, so that a change cannot appoint its own approvers.
    """
    from meshwright.facts.owning import is_owner
    from meshwright.mesh.registries import mappings, text
    from meshwright.report.approvals import Approved

    if named is None:
        return Approved()
    teams = {name.casefold() for name in named if not name.startswith("@")}
    owned = set(teams)
    teams_of: dict[str, set[str]] = {}
    owned_by: dict[str, set[str]] = {}
    for team in base.register("Team"):
        for member in mappings(team.get("members")):
            account, name = text(member.get("username")).casefold(), team.name.casefold()
            teams_of.setdefault(account, set()).add(name)
            if is_owner(member.get("role")):
                owned_by.setdefault(account, set()).add(name)
    accounts = [name.removeprefix("@") for name in named if name.startswith("@")]
    for account in accounts:
        teams |= teams_of.get(account.casefold(), set())
        owned |= owned_by.get(account.casefold(), set())
    unknown = tuple(account for account in accounts if account.casefold() not in teams_of)
    return Approved(frozenset(teams), frozenset(owned), is_known=True, unknown=unknown)
