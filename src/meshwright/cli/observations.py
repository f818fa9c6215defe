"""`meshwright observations compact`: what `measure --store` has kept."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `observations`."""
    parser.add_argument(
        "action", choices=("compact",), help="compact: pack the runs of each past month into one file"
    )
    parser.add_argument("folder", metavar="DIR", help="the folder that `measure --store` writes")


def run(options: argparse.Namespace) -> int:
    """Pack the runs of past months; raises UsageError for a folder that cannot be read or written."""
    from datetime import UTC, datetime

    from meshwright.cli.main import UsageError
    from meshwright.measuring.observation import UnreadObservationError
    from meshwright.report.summary import counted
    from meshwright.report.terminal import one_line
    from meshwright.workspace.measuring.store import compact

    try:
        written, removed = compact(options.folder, f"{datetime.now(UTC):%Y-%m}")
    except OSError as error:
        raise UsageError(f"`{options.folder}` cannot be compacted: {error.strerror}") from error
    except UnreadObservationError as error:
        raise UsageError(f"`{options.folder}` cannot be read: {error}") from error
    for name in written:
        sys.stdout.write(one_line(f"{options.folder}/{name}") + "\n")
    sys.stdout.write(f"{counted(len(removed), 'file')} packed into {counted(len(written), 'month')}\n")
    return 0
