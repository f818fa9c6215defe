"""`meshwright access prove`: tests the compiled access on a running server, in a temporary database."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import argparse

    from meshwright.enforcement.relations import Database
    from meshwright.enforcement.stamp import Stamp
    from meshwright.workspace.access_proof import AccessProof

DIFFERENT = 1
PROVABLE = "postgresql"
SCRATCH = "mw_proof"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `access prove`."""
    from meshwright.cli.access_compile import TARGETS, add_target_arguments

    parser.add_argument(
        "--target", choices=TARGETS, required=True, help="the engine; only postgresql can be proven"
    )
    parser.add_argument(
        "--scratch",
        default=SCRATCH,
        metavar="NAME",
        help=f"name of the temporary database, and prefix of its role names (default: {SCRATCH})",
    )
    parser.add_argument(
        "--store", metavar="FOLDER", help="write the dated report into this folder, as JSON and Markdown"
    )
    parser.add_argument(
        "--format",
        choices=("text", "json", "markdown"),
        default="text",
        help="output format (default: text)",
    )
    add_target_arguments(parser)
    parser.epilog = "exit codes: 0 proven, 1 some answers differ, 2 failed, or a document is broken"


def run(options: argparse.Namespace) -> int:
    """Print the report, and return the exit code."""
    from meshwright.cli.access_compile import planned_of
    from meshwright.cli.main import UsageError
    from meshwright.report.access_proof import as_json, as_markdown, as_text
    from meshwright.workspace.access_proof import UnprovenError, prove

    if options.target != PROVABLE:
        raise UsageError(f"only {PROVABLE} can be proven: meshwright does not query {options.target}")
    _refuse_name(options.scratch)
    access, database, stamp = planned_of(options)
    try:
        found = prove(access, database, stamp, options.environment, database.name, options.scratch)
    except UnprovenError as error:
        raise UsageError(f"nothing was proven: {error}") from error
    written = content(found, database, stamp)
    writers = {"text": as_text, "json": as_json, "markdown": as_markdown}
    sys.stdout.write(writers[options.format](written))
    if options.store:
        name = "".join(each if each.isalnum() and each.isascii() else "-" for each in database.name)
        stem = f"access-proof-{options.target}-{name}-{written['at'][:10]}"
        _keep(options.store, {f"{stem}.json": as_json(written), f"{stem}.md": as_markdown(written)})
    return 0 if written["isProven"] else DIFFERENT


def _refuse_name(scratch: str) -> None:
    """Raise UsageError for a name that is not a plain identifier, or that is too long for a prefix of role names."""
    import re

    from meshwright.cli.main import UsageError

    if not re.fullmatch("[a-z][a-z0-9_]{2,30}", scratch) or scratch.startswith("pg_"):
        raise UsageError(
            "--scratch must be 3 to 31 lower-case letters, digits and `_`, and begin with a letter"
        )


def content(found: AccessProof, database: Database, stamp: Stamp) -> dict[str, Any]:
    """Return the report as JSON content."""
    from datetime import UTC, datetime

    return {
        "version": 1,
        "target": PROVABLE,
        "serverVersion": found.server_version,
        "at": datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        "mesh": stamp.mesh,
        "revision": stamp.revision,
        "day": stamp.on.isoformat(),
        "database": database.name,
        "isProven": not found.differences and found.decisions > 0,
        "days": [each.isoformat() for each in found.days],
        "tables": found.tables,
        "readers": found.readers,
        "persons": found.persons,
        "decisions": found.decisions,
        "differences": [
            {**each._asdict(), "day": each.day.isoformat(), "column": each.column or None}
            for each in found.differences
        ],
    }


def _keep(folder: str, files: dict[str, str]) -> None:
    from meshwright.cli.main import UsageError
    from meshwright.cli.writing import refuse_link_out

    for name in files:
        refuse_link_out(Path.cwd(), Path(folder) / name)
    try:
        Path(folder).mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            (Path(folder) / name).write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"the report cannot be written to `{folder}`: {error.strerror}") from error
