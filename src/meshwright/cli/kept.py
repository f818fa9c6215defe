"""The observations in the folder that an option names."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from meshwright.rulekit.findings import Findings
    from meshwright.rulekit.settle import CheckContext
    from meshwright.workspace.compiled import CompiledSnapshot
    from meshwright.workspace.measuring.observed import Kept


def kept_in(folder: str) -> dict[str, Kept]:
    """Return the stored observations of each object in a folder, by address; raises UsageError."""
    from meshwright.cli.main import UsageError
    from meshwright.measuring.observation import UnreadObservationError
    from meshwright.workspace.measuring.observed import read_folder

    try:
        return read_folder(folder)
    except OSError as error:
        raise UsageError(f"`{folder}` cannot be read: {error.strerror}") from error
    except UnreadObservationError as error:
        raise UsageError(f"`{folder}` cannot be read: {error}") from error


def observed(
    folder: str | None, source: CompiledSnapshot, *, shows_all: bool
) -> Callable[[CheckContext, Findings], None] | None:
    """Return a function that checks observations and lists unmeasured promises on stderr.

    Return None without a folder. Raises UsageError.
    """
    if folder is None:
        return None
    from meshwright.report.measure import reasons_as_text
    from meshwright.rulekit.locator import Locator
    from meshwright.workspace.measuring.observed import add_findings, beside, not_measured

    kept = kept_in(folder)

    def find(context: CheckContext, findings: Findings) -> None:
        found = beside(context.mesh, Locator(source).value, kept, context.configuration)
        sys.stderr.write(reasons_as_text(tuple(not_measured(found)), shows_all=shows_all))
        add_findings(found.measurements, context, findings, found.whole)

    return find
