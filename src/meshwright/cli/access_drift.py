"""`meshwright access drift`: compares the grants in a database with the declared grants. This module does not change
the database.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import argparse

    from meshwright.enforcement.postgresql.drift import Drift
    from meshwright.enforcement.relations import Database
    from meshwright.enforcement.stamp import Stamp

DRIFT = 1
TARGETS = ("postgresql",)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `access drift`."""
    from meshwright.cli.access_compile import add_target_arguments

    parser.add_argument("--target", choices=TARGETS, required=True, help="the engine")
    parser.add_argument(
        "--dump",
        metavar="FILE",
        help="a file with the result of the query (default: query the running database)",
    )
    parser.add_argument("--query", action="store_true", help="print the query for `--dump`")
    parser.add_argument(
        "--format", choices=("text", "json"), default="text", help="output format (default: text)"
    )
    add_target_arguments(parser)
    parser.epilog = "exit codes: 0 as compiled, 1 drift, 2 failed, or a document is broken"


def run(options: argparse.Namespace) -> int:
    """Print the differences, and return the exit code."""
    import json

    from meshwright.cli.access_compile import planned
    from meshwright.cli.main import UsageError
    from meshwright.enforcement.postgresql.drift import CATALOG, drift, fault, superusers
    from meshwright.report.terminal import one_line

    if options.query:
        sys.stdout.write(f"SET search_path = pg_catalog;\nSET quote_all_identifiers = off;\n{CATALOG};\n")
        return 0
    database, stamp = planned(options)
    catalog = _catalog(options, database.name, CATALOG)
    if reason := fault(catalog, database.name):
        raise UsageError(f"the catalog cannot be compared: {reason}")
    found = drift(database, stamp, catalog)
    if options.format == "json":
        written = content(found, database, stamp, superusers(catalog))
        sys.stdout.write(json.dumps(written, indent=2, ensure_ascii=False) + "\n")
    else:
        for each in found:
            sys.stdout.write(one_line(f"{each.kind}: {each.text}") + "\n")
        count = f"{len(found)} difference{'' if len(found) == 1 else 's'}" if found else "as compiled"
        readers = superusers(catalog)
        plural = f"{readers} superusers read" if readers != 1 else "1 superuser reads"
        sys.stdout.write(
            one_line(f"database {database.name} on {stamp.on}: {count}; {plural} everything") + "\n"
        )
    return DRIFT if found else 0


def content(found: tuple[Drift, ...], database: Database, stamp: Stamp, superusers: int) -> dict[str, Any]:
    """Return the differences as JSON content."""
    return {
        "version": 1,
        "database": database.name,
        "day": stamp.on.isoformat(),
        "drift": [each._asdict() for each in found],
        "superusers": superusers,
    }


def _catalog(options: argparse.Namespace, database: str, query: str) -> Any:  # noqa: ANN401 - JSON
    """Return the catalog from a file or from the running database; raises UsageError."""
    import json

    from meshwright.cli.main import UsageError
    from meshwright.workspace.live_catalog import CatalogError, live_catalog

    try:
        text = (
            Path(options.dump).read_text(encoding="utf-8") if options.dump else live_catalog(database, query)
        )
        return json.loads(text)
    except CatalogError as error:
        raise UsageError(str(error)) from error
    except (ValueError, RecursionError) as error:
        raise UsageError("the catalog is not JSON; write it with psql -XAtq") from error
