"""`meshwright access compile`: prints a script that grants the access to one database. This module does not connect to
a server.
"""

from __future__ import annotations

import sys
from argparse import Namespace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import argparse
    from collections.abc import Collection

    from meshwright.analysis.access.atoms import Access
    from meshwright.cli.mesh_loading import LoadedMesh
    from meshwright.enforcement.relations import Database
    from meshwright.enforcement.stamp import Stamp
    from meshwright.mesh.items import Contract

TARGETS = ("postgresql", "snowflake", "cedar", "cedar-schema", "s3", "kafka")
OWNERS = {"postgresql": "mw_owner", "snowflake": "MW_OWNER"}
"""The default owner of the views, by engine."""
SHOWN = 5
"""The maximum number of readers to name in a message."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `access compile`."""
    parser.add_argument("--target", choices=TARGETS, required=True, help="the engine")
    parser.add_argument(
        "--output",
        metavar="FILE",
        help="write the result to this file, which is only replaced on success (default: print it)",
    )
    add_target_arguments(parser)
    parser.epilog = (
        "exit codes: 0 compiled, 2 refused, because a document is broken or the target cannot "
        "enforce the access; s3 and kafka can only grant whole ports, so nothing is compiled for them"
    )


def add_target_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments for a database, the as-of date and the mesh."""
    from meshwright.cli.request import add_mesh_path, as_of_day

    parser.add_argument("--database", metavar="NAME", help="the database, if the contracts name several")
    parser.add_argument("--environment", metavar="E", help="only servers of this environment")
    parser.add_argument(
        "--owner",
        metavar="ROLE",
        help="the role that owns the views (default: mw_owner, MW_OWNER in Snowflake)",
    )
    parser.add_argument(
        *("--on", "--as-of"),
        dest="as_of",
        type=as_of_day,
        metavar="DATE",
        help="as-of date in UTC (default: today)",
    )
    parser.add_argument(
        "--at", metavar="REVISION", help="the mesh at this revision (default: the working tree)"
    )
    parser.add_argument(
        "--base",
        metavar="REVISION",
        help="on deprecated ports, limit readers to their access in this revision on the same day (default: no limit)",
    )
    parser.add_argument(
        "--accept-broken",
        action="store_true",
        help="continue even if documents are broken or have waived errors; access that only broken ones grant is revoked",
    )
    add_mesh_path(parser)


def run(options: argparse.Namespace) -> int:
    """Print the script, and return the exit code."""
    if options.target == "cedar-schema":
        from meshwright.enforcement.cedar import SCHEMA

        return _finish(SCHEMA, options)
    if options.target == "cedar":
        return _cedar(options)
    if options.target not in OWNERS:
        return _refuse_whole_ports(options)
    database, stamp = planned(options)
    return _finish(_script(options.target, database, stamp), options)


def _finish(text: str, options: argparse.Namespace) -> int:
    """Print the result, or replace the output file with it; raises UsageError."""
    from meshwright.cli.main import UsageError
    from meshwright.workspace.report_files import write_report

    if options.output is None:
        sys.stdout.write(text)
        return 0
    try:
        write_report(options.output, text)
    except OSError as error:
        raise UsageError(f"`{options.output}` cannot be written: {error.strerror}") from error
    return 0


def _script(target: str, database: Database, stamp: Stamp) -> str:
    """Return the script; raises UsageError for a string that the engine cannot represent."""
    from meshwright.cli.main import UsageError
    from meshwright.enforcement.postgresql.script import script as postgresql
    from meshwright.enforcement.refusal import UnenforceableError
    from meshwright.enforcement.snowflake.script import script as snowflake

    try:
        return snowflake(database, stamp) if target == "snowflake" else postgresql(database, stamp)
    except UnenforceableError as error:
        title = "Snowflake" if target == "snowflake" else "PostgreSQL"
        raise UsageError(f"{title} cannot enforce this: {error}") from error


def _refuse_whole_ports(options: argparse.Namespace) -> int:
    """Raise UsageError, after printing the readers who are granted only part of a port."""
    from meshwright.cli.access_reading import say
    from meshwright.cli.main import UsageError
    from meshwright.enforcement.whole_ports import WAYS_OUT, partial_readers

    _, access = _read(options)
    found = partial_readers(access, options.target, options.as_of)
    for each in found[:SHOWN]:
        say(each)
    if len(found) > SHOWN:
        say(f"and {len(found) - SHOWN} more")
    raise UsageError(
        f"nothing is compiled for {options.target}, which can only grant whole ports (unenforceable-here): {WAYS_OUT}"
    )


def _cedar(options: argparse.Namespace) -> int:
    from meshwright.cli.access_reading import report_deprecated
    from meshwright.cli.main import UsageError
    from meshwright.enforcement.cedar import policies
    from meshwright.enforcement.refusal import UnenforceableError
    from meshwright.report.terminal import one_line

    read, access = _read(options)
    if not options.base:
        report_deprecated(access, access.grants_of)
    _refuse_waived(read, access, access.grants_of, options)
    try:
        text = policies(access)
    except UnenforceableError as error:
        raise UsageError(f"Cedar cannot enforce this: {error}") from error
    head = one_line(f"// Access of mesh {_name(read)}, revision {_revision(read)}")
    return _finish(f"{head}\n{text}", options)


def _read(options: argparse.Namespace) -> tuple[LoadedMesh, Access]:
    """Return the mesh and its access; raises UsageError if a document cannot be read."""
    from meshwright.cli.access_reading import refuse_broken
    from meshwright.cli.main import UsageError
    from meshwright.cli.mesh_loading import load_mesh
    from meshwright.cli.writing import refuse_link_out
    from meshwright.workspace.report_files import is_of_the_mesh

    read = load_mesh(options)
    if (output := getattr(options, "output", None)) is not None:
        refuse_link_out(read.project.root, output)
        if is_of_the_mesh(output, read.project.root, read.source.snapshot):
            raise UsageError(f"`{output}` is a file of the mesh; write the result elsewhere")
    if not options.accept_broken:
        refuse_broken(read.source, read.mesh)
    return read, _access(read, options)


def planned(options: argparse.Namespace) -> tuple[Database, Stamp]:
    """Return the access to compile for a database, and the stamp of the script; raises UsageError."""
    _, database, stamp = planned_of(options)
    return database, stamp


def planned_of(options: argparse.Namespace) -> tuple[Access, Database, Stamp]:
    """Return the access to the whole mesh, the access to one database, and the stamp of the script; raises UsageError."""
    from meshwright.cli.access_reading import say
    from meshwright.cli.main import UsageError
    from meshwright.enforcement.refusal import UnenforceableError
    from meshwright.enforcement.stamp import Stamp

    read, access = _read(options)
    engine = _engine(options)
    owner = OWNERS[options.target] if options.owner is None else options.owner
    name = _database(access, options)
    try:
        database = engine.relations(access, name, options.as_of, owner, options.environment)
        stamp = Stamp(_name(read), _revision(read), options.as_of, owner)
    except UnenforceableError as error:
        raise UsageError(f"{engine.ENGINE.title} cannot enforce this: {error}") from error
    _refuse_waived(read, access, {each.contract for each in database.relations}, options)
    if not options.base:
        notes = sorted({*database.notes, *_deprecated(access, database)})
        database = database._replace(notes=tuple(notes))
    for note in database.notes:
        say(note)
    return access, database, stamp


def _refuse_waived(
    read: LoadedMesh, access: Access, contracts: Collection[Contract], options: argparse.Namespace
) -> None:
    from meshwright.cli.access_reading import refuse_waived

    if not options.accept_broken:
        refuse_waived(read.source, access, read.project.configuration, contracts)


def _engine(options: argparse.Namespace) -> Any:  # noqa: ANN401 - a module, of one of two engines
    """Return the module that finds the relations of the target engine."""
    from meshwright.enforcement.postgresql import relations as postgresql
    from meshwright.enforcement.snowflake import relations as snowflake

    return snowflake if options.target == "snowflake" else postgresql


def _database(access: Access, options: argparse.Namespace) -> str:
    """Return the name of the requested database; raises UsageError."""
    from meshwright.cli.main import UsageError

    engine = _engine(options)
    found = engine.databases(access, options.environment)
    if options.database is not None:
        return str(options.database)
    if not found:
        raise UsageError(
            f"no active or deprecated port has a server of type `{options.target}`; "
            "use --database to name the database to close"
        )
    if len(found) > 1:
        raise UsageError(
            f"the contracts name several databases; choose one with --database: {', '.join(found)}"
        )
    if not found[0]:
        raise UsageError(f"a server of type `{options.target}` has no `database`")
    return str(found[0])


def _access(read: LoadedMesh, options: argparse.Namespace) -> Access:
    """Return the access to the mesh; with `--base`, deprecated ports keep only the readers of the base."""
    from meshwright.cli.access_reading import access_of, refuse_broken
    from meshwright.cli.main import UsageError
    from meshwright.cli.mesh_loading import load_mesh

    is_needed = not options.accept_broken
    if not options.base:
        return access_of(read, needs_history=is_needed)
    before = load_mesh(Namespace(mesh=options.mesh, as_of=options.as_of, at=options.base))
    if not options.accept_broken:
        try:
            refuse_broken(before.source, before.mesh)
        except UsageError as error:
            raise UsageError(f"base `{options.base}`: {error}") from error
    return access_of(read, access_of(before, needs_history=is_needed), needs_history=is_needed)


def _deprecated(access: Access, database: Database) -> list[str]:
    from meshwright.analysis.access.offers import offers

    is_deprecated = access.mesh.derived(offers).is_deprecated
    return [
        f"{each.contract.address} is deprecated and keeps all readers, including new ones, "
        "because no --base is given"
        for each in database.relations
        if each.readers and is_deprecated(each.contract)
    ]


def _name(read: LoadedMesh) -> str:
    """Return the name of the mesh, by which a database recognises its scripts; raises UsageError if there is none."""
    from meshwright.cli.main import UsageError

    found = read.mesh.register("Mesh")
    name = found[0].get("name") if len(found) == 1 else None
    if not isinstance(name, str) or not name:
        raise UsageError(
            "the mesh has no name, which the script needs to recognise its database; add a `kind: Mesh` document"
        )
    return name


def _revision(read: LoadedMesh) -> str:
    """Return the commit of the mesh, or a digest of its files if there is none."""
    from hashlib import sha256

    snapshot = read.source.snapshot
    if snapshot.origin.commit:
        return snapshot.origin.commit
    entries = sorted([*snapshot.entries.values(), *snapshot.definitions.values()], key=lambda each: each.path)
    files = "\n".join(f"{each.path} {each.blob}" for each in entries)
    return f"files {sha256(files.encode(errors='surrogateescape')).hexdigest()[:12]}"
