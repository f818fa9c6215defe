"""`meshwright join A B`: shows how to join two ports on an entity, as steps or as SQL, or why they cannot be joined."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

    from meshwright.analysis.meaning.joins import JoinOperand, JoinResult
    from meshwright.cli.mesh_loading import LoadedMesh

NO = 1
FILES = "duckdb"
"""The SQL dialect for reading files."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `join`."""
    from meshwright.cli.mesh_loading import add_arguments

    parser.add_argument("a", metavar="A", help="a port, an object or a column: player/play-events/daily@1")
    parser.add_argument("b", metavar="B", help="the port, object or column to join with it")
    parser.add_argument("--on", metavar="ENTITY", help="join on this entity")
    parser.add_argument(
        "--role",
        action="append",
        default=[],
        help="the role of the column, if there are several; twice for A and B",
    )
    parser.add_argument(
        "--accept-meaning",
        action="store_true",
        help="join although meanings differ, and state which rows have no match",
    )
    parser.add_argument(
        "--sql", action="store_true", help="print the join as SQL, with names from the contracts"
    )
    parser.add_argument(
        "--dialect",
        help="the SQL's dialect (default: that of the ports' servers; for files and samples, duckdb)",
    )
    parser.add_argument(
        "--samples",
        action="store_true",
        help="join the committed samples; run the SQL in the mesh's root folder",
    )
    parser.add_argument("--format", choices=("text", "json"), default="text", help="output format")
    add_arguments(parser)


def run(options: argparse.Namespace) -> int:
    """Print the join path; return 1 if there is none, and 2 if unreadable documents make the answer uncertain."""
    from meshwright.analysis.meaning.joins import JoinOutcome, meet
    from meshwright.cli.main import CANNOT_LOOK, UsageError
    from meshwright.cli.mesh_loading import load_mesh
    from meshwright.report.join import as_json, as_text

    if len(options.role) > 2:
        raise UsageError("use --role once, or twice for A and B")
    mesh_read = load_mesh(options)
    ends = (_end(options.a, mesh_read), _end(options.b, mesh_read))
    _known(options, ends, mesh_read)
    answer = meet(*ends, mesh_read.mesh, entity=options.on, roles=tuple(options.role))
    is_yes = answer.verdict is JoinOutcome.JOINABLE or (
        answer.verdict is JoinOutcome.MEANINGS_DIFFER and options.accept_meaning
    )
    sql = _sql(answer, options, mesh_read) if is_yes and (options.sql or options.samples) else None
    if options.format == "json":
        sys.stdout.write(as_json(answer, (options.a, options.b), sql))
    elif sql is not None:
        sys.stdout.write(f"{sql};\n")
    else:
        is_sql_awaited = options.sql or options.samples
        out = sys.stderr if is_sql_awaited else sys.stdout
        out.write(as_text(answer, (options.a, options.b), is_accepted=options.accept_meaning))
    if answer.verdict is JoinOutcome.UNDECIDED:
        return CANNOT_LOOK
    return mesh_read.ending(0 if is_yes else NO)


def _end(address: str, mesh_read: LoadedMesh) -> JoinOperand:
    from meshwright.analysis.meaning.joins import JoinOperand
    from meshwright.cli.mesh_loading import resolve_argument

    found = resolve_argument(address, mesh_read.mesh)
    return JoinOperand(found.contract, found.object, found.field)


def _known(options: argparse.Namespace, ends: tuple[JoinOperand, JoinOperand], mesh_read: LoadedMesh) -> None:
    """Check the entity, role and dialect in the options, and replace an alias with its entity; raises UsageError."""
    from meshwright.analysis.meaning.crosswalks import keys
    from meshwright.analysis.meaning.entities import vocabulary
    from meshwright.cli.main import UsageError
    from meshwright.cli.mesh_loading import entity_called
    from meshwright.finding.finding import did_you_mean
    from meshwright.quantities.suggestions import nearest

    if options.on is not None:
        options.on = entity_called(options.on, mesh_read.mesh.derived(vocabulary))
    roles = {key.role for end in ends for key in keys(end.contract, mesh_read.mesh) if key.role}
    for role in options.role:
        if role not in roles:
            hint = did_you_mean(nearest(role, roles)) or f"; available: {', '.join(sorted(roles)) or 'none'}"
            raise UsageError(f"neither side has the role `{role}`{hint}")


def _sql(answer: JoinResult, options: argparse.Namespace, mesh_read: LoadedMesh) -> str | None:
    from meshwright.analysis.meaning.join_sql import NoSqlError, dialect_of, dialects, sql
    from meshwright.cli.main import UsageError
    from meshwright.finding.finding import did_you_mean
    from meshwright.quantities.suggestions import nearest

    if options.dialect is not None and options.dialect not in dialects():
        hint = did_you_mean(nearest(options.dialect, dialects())) or f"; available: {', '.join(dialects())}"
        raise UsageError(f"unknown SQL dialect `{options.dialect}`{hint}")
    if options.samples and options.dialect not in (None, FILES):
        raise UsageError(f"--samples writes the SQL of {FILES}, which reads files")
    samples = None
    if options.samples:
        bound = ((each.contract, each) for each in mesh_read.mesh.samples)
        samples = {(of, each.object): each for of, each in bound if of is not None}
    if answer.way is None:
        return None
    dialect = options.dialect or (dialect_of(answer.way) if samples is None else None) or FILES
    try:
        return sql(answer.way, dialect, samples)
    except NoSqlError as error:
        raise UsageError(str(error)) from error
