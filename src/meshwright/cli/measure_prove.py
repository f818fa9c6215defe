"""`meshwright measure prove SERVER`: tests whether a server's engine returns the same counts as DuckDB."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

    from meshwright.workspace.measuring.proving import Proof


def run(options: argparse.Namespace) -> int:
    """Print the report; return 0 if all counts are equal, and 1 if one differs or is missing."""
    from meshwright.cli.main import UsageError
    from meshwright.workspace.measuring.engines import ENGINES, dsn_variable, is_installed
    from meshwright.workspace.measuring.proving import UnprovenError, engine_of, prove
    from meshwright.workspace.measuring.run import now

    if len(options.addresses) != 2:
        raise UsageError("`measure prove` needs the name of one server")
    server = options.addresses[1]
    engine = engine_of(server)
    if not engine:
        raise UsageError(
            f"set `{dsn_variable(server)}` to the connection string of its server, which must be PostgreSQL or Spark"
        )
    for each in ("duckdb", engine):
        if not is_installed(each):
            raise UsageError(f"`measure prove` needs the extra `{ENGINES[each].extra}`")
    try:
        found = prove(server, options.memory)
    except UnprovenError as error:
        raise UsageError(f"nothing was proven: {error}") from error
    moment = now()
    text = _report(server, found, moment)
    sys.stdout.write(text)
    if options.store:
        _keep(options.store, f"proof-{dsn_variable(server)[15:].lower()}-{moment[:10]}.txt", text)
    return int(bool(found.different or found.unmeasured))


def _report(server: str, found: Proof, moment: str) -> str:
    from meshwright.report.terminal import one_line
    from meshwright.workspace.measuring.places import TYPES

    supported = ", ".join(TYPES)
    lines = [
        f"proof of server `{server}`, {moment}",
        f"{found.engine} {found.version}, compared with duckdb {found.reference_version}",
        f"a proof does not add support for server types; `measure` supports: {supported}",
        *[f"equal: {each}" for each in found.equal],
        *[f"different: {each}" for each in found.different],
        *[f"not measured: {key}: {why}" for key, why in found.unmeasured.items()],
        f"{len(found.equal)} equal, {len(found.different)} different, {len(found.unmeasured)} not measured",
    ]
    return "".join(f"{one_line(line)}\n" for line in lines)


def _keep(folder: str, name: str, text: str) -> None:
    import os
    from pathlib import Path

    from meshwright.cli.main import UsageError
    from meshwright.cli.writing import refuse_link_out

    refuse_link_out(Path.cwd(), f"{folder}/{name}")
    try:
        os.makedirs(folder, exist_ok=True)  # noqa: PTH103 - text
        with open(f"{folder}/{name}", "w", encoding="utf-8") as file:  # noqa: PTH123 - text
            file.write(text)
    except OSError as error:
        raise UsageError(f"the report cannot be written to `{folder}`: {error.strerror}") from error
