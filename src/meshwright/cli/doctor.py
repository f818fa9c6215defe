"""`meshwright doctor`: lists the servers that can be measured from this machine, and why others cannot.

This module does not read data.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from meshwright.cli.mesh_loading import LoadedMesh
    from meshwright.facts.facts import ServerFact
    from meshwright.mesh.items import Contract


SERVER_NEEDS = {
    "postgresql": "it needs a role that may only SELECT, and a `temp_file_limit` set by its administrator",
    "spark": "it needs Java for `local[n]`, or Spark Connect as a user who may only read",
}
"""The requirements for measuring data on a server, by engine."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `doctor`."""
    from meshwright.cli.mesh_loading import add_arguments

    add_arguments(parser)


def run(options: argparse.Namespace) -> int:
    """Print a line for each engine, and for each object on each server; return the exit code."""
    from meshwright.cli.mesh_loading import load_mesh
    from meshwright.report.terminal import one_line
    from meshwright.workspace.measuring.engines import ENGINES, is_installed

    read = load_mesh(options)
    for name, engine in ENGINES.items():
        has = (
            "is installed" if is_installed(name) else f"is missing; it comes with the extra `{engine.extra}`"
        )
        sys.stdout.write(f"engine {name} {has}\n")
    lines = [*_lines(read)]
    sys.stdout.writelines(f"{one_line(line)}\n" for line in lines)
    if not lines:
        sys.stdout.write("no contract of this mesh has a server\n")
    return read.ending(0)


def _lines(read: LoadedMesh) -> Iterator[str]:
    import os

    root = os.path.realpath(read.project.root)
    for contract in read.mesh.contracts:
        for server in contract.fact.servers:
            environment = server.settings.get("environment")
            where = f" ({environment})" if isinstance(environment, str) else ""
            found = {
                name: _state(contract, server, at, root)
                for at, name in enumerate(each.name for each in contract.fact.objects)
            }
            if len(set(found.values())) == 1:
                yield f"{contract.address}#servers/{server.server}{where}: {next(iter(found.values()))}"
                continue
            for name, state in found.items():
                yield f"{contract.address}#servers/{server.server}{where}: `{name}`: {state}"


def _state(contract: Contract, server: ServerFact, at: int, root: str) -> str:
    from meshwright.report.summary import counted
    from meshwright.workspace.measuring.engines import dsn_variable
    from meshwright.workspace.measuring.places import NoPlaceError, place_on

    try:
        place = place_on(server, contract.fact, at, root)
    except NoPlaceError as error:
        return f"cannot be measured: {error}"
    if place.engine != "duckdb":
        return f"can be measured through `{dsn_variable(place.server)}`; {SERVER_NEEDS[place.engine]}"
    writable = [each for each in place.files if is_writable(each)]
    advice = "; make it read-only, because SQL could also write to it" if writable else ""
    return f"can be measured: {counted(len(place.files), 'file')}{advice}"


def is_writable(path: str) -> bool:
    """Return whether the current user may write to a file."""
    import os

    return os.access(path, os.W_OK)
