"""Old names in a user's arguments: they still work, with a warning on stderr that states the new names."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable


def add_fail_on(parser: argparse.ArgumentParser) -> None:
    """Declare `--fail-on`, which also accepts old severity names."""
    from meshwright.standards.renamed import SEVERITIES

    levels = ("error", "warning", "notice")
    parser.add_argument(
        "--fail-on",
        choices=(*levels, *SEVERITIES),
        metavar=f"{{{','.join(levels)}}}",
        help="the lowest severity that causes exit code 1 (default: as configured, else error)",
    )


def warn(notices: Iterable[str]) -> None:
    """Print a warning about each old name."""
    from meshwright.report.terminal import one_line

    for notice in notices:
        sys.stderr.write(f"meshwright: {one_line(notice)}\n")
