"""`meshwright query SQL`: queries the mesh as tables with a SELECT; `meshwright schema tables` lists the tables."""

from __future__ import annotations

import sys
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

    from meshwright.cli.mesh_loading import LoadedMesh
    from meshwright.relational.binding import Binding
    from meshwright.relational.source import DiagnosticRow, MeshSource


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `query`."""
    from meshwright.cli.mesh_loading import add_arguments
    from meshwright.report.query import FORMATS

    parser.add_argument(
        "sql", metavar="SQL", help="a SELECT on the tables that `meshwright schema tables` lists"
    )
    parser.add_argument("--at", metavar="REV", help="query this revision (default: the working tree)")
    parser.add_argument(
        "--format", choices=tuple(FORMATS), default="table", help="output format (default: table)"
    )
    add_arguments(parser)


def run(options: argparse.Namespace) -> int:
    """Print the result; raises UsageError if the query cannot run."""
    from meshwright.cli.main import UsageError
    from meshwright.cli.mesh_loading import load_mesh
    from meshwright.cli.stored_answer import answer
    from meshwright.relational.binding import Binder
    from meshwright.relational.sandbox import QueryError

    try:
        binding = Binder().bind(options.sql)
        return answer(options, options.mesh, load_mesh, partial(_answer, binding))
    except QueryError as error:
        raise UsageError(str(error)) from error


def _answer(binding: Binding, options: argparse.Namespace, read: LoadedMesh) -> int:
    from meshwright.relational.database import Database
    from meshwright.report.query import FORMATS

    result = Database(source_of(read), (binding,)).run(binding)
    sys.stdout.write(FORMATS[options.format](result))
    return read.ending(0)


def source_of(read: LoadedMesh) -> MeshSource:
    """Return the source of the data for the tables; secrets in it are blanked."""
    from meshwright.relational.source import MeshSource
    from meshwright.rulekit.locator import Locator
    from meshwright.workspace.pipeline import redactor_of

    locator = Locator(read.source)
    redactor = redactor_of(read.source, locator)
    return MeshSource(
        read.mesh, locator.value, redactor.blank, lambda: tuple(_diagnostics(read)), redactor.is_clean
    )


def _diagnostics(read: LoadedMesh) -> list[DiagnosticRow]:
    from meshwright.relational.source import DiagnosticRow
    from meshwright.workspace.pipeline import check

    report = check(read.source, read.project.configuration, lambda _: True, read.mesh.today).report
    return [
        DiagnosticRow(
            each.rule,
            each.group,
            str(each.severity),
            each.address,
            each.range.path if each.range else None,
            each.range.start.line if each.range else None,
            each.message,
            each.counts,
        )
        for each in report.diagnostics
    ]
