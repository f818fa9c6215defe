"""The imported directory file that an option names, and notes about the comparison with it."""

from __future__ import annotations

import sys
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from meshwright.rulekit.findings import Findings
    from meshwright.rulekit.settle import CheckContext
    from meshwright.workspace.directory_file import KeptDirectory

OLD = 90
"""The number of days after which an import is reported as old."""
PERSONS = "unknown-account"
"""The rule that compares people."""
NOTHING = (
    "nothing was compared with the directory, because `unknown-group` and `unknown-account` are off; use "
    "`--preset standard`"
)


def identified(file: str | None) -> Callable[[CheckContext, Findings], None] | None:
    """Return a function that adds the findings of a directory file, and writes notes on stderr; raises UsageError."""
    if file is None:
        return None
    from meshwright.report.terminal import one_line
    from meshwright.workspace.directory_check import add_findings

    directory = read_directory_file(file)

    def find(context: CheckContext, findings: Findings) -> None:
        ran = add_findings(directory, context, findings)
        notes = [*age_notes(directory.imported_on, context.mesh.today)] if ran else [NOTHING]
        if PERSONS in ran:
            accounts = directory.accounts
            notes += person_notes(accounts.unlisted if accounts is not None else None)
        sys.stderr.writelines(one_line(f"meshwright: {each}") + "\n" for each in notes)

    return find


def read_directory_file(file: str) -> KeptDirectory:
    """Return the content of a directory file; raises UsageError."""
    from meshwright.cli.main import UsageError
    from meshwright.report.terminal import one_line
    from meshwright.workspace.directory_file import kept
    from meshwright.workspace.directory_reading import DirectoryError

    try:
        return kept(file)
    except DirectoryError as error:
        raise UsageError(one_line(str(error))) from error


def person_notes(unlisted: int | None) -> Iterator[str]:
    """Yield notes about people. `unlisted` is the number of members without an account; None if the import had no users."""
    from meshwright.report.summary import counted

    if unlisted is None:
        yield "people were not compared, because the import had no users"
    elif unlisted:
        missing = counted(unlisted, "member")
        yield f"{missing} of groups had no user in the import, so an unknown account may only be missing from the import"


def age_notes(imported_on: str, today: date) -> Iterator[str]:
    """Yield a note if an import is old, or if its day cannot be read."""
    try:
        age = (today - date.fromisoformat(imported_on)).days
    except ValueError:
        yield "the day on which the directory was imported cannot be read; import it again"
        return
    if age > OLD:
        yield f"the directory was imported on {imported_on}, {age:,} days ago; import it again"
