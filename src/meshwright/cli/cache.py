"""`meshwright cache info|clear`: the stored results of checks."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `cache`."""
    parser.add_argument(
        "action",
        choices=("info", "clear"),
        help="info: show the folder and the amount of stored data; clear: remove all stored data",
    )


def run(options: argparse.Namespace) -> int:
    """Show or remove the stored results; raises OSError if the files are not accessible."""
    from meshwright.cli.main import UsageError
    from meshwright.report.terminal import one_line
    from meshwright.source.cache import VARIABLE, Cache, user_folder

    folder = user_folder()
    if folder is None or not folder.is_absolute():
        raise UsageError(f"there is no cache folder; set {VARIABLE} to an absolute path")
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"`{folder}` is not a folder")
    cache = Cache(folder)
    is_clearing = options.action == "clear"
    found = cache.clear() if is_clearing else cache.usage()
    what = "1 record" if found.records == 1 else f"{found.records:,} records"
    verb, size = "removed " if is_clearing else "", f"{found.bytes / 2**20:,.1f} MiB"
    sys.stdout.write(f"{one_line(str(folder))}: {verb}{what}, {size}\n")
    return 0
