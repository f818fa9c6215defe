"""Generated data as files: DuckDB runs the queries of a plan and writes to a folder that replaces the old one.

DuckDB can only write to the new folder, and cannot read files. `facts/sql/guard.py` has checked all SQL from contracts.
"""

from __future__ import annotations

import re
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from meshwright.analysis.flow.inputs import cycles
from meshwright.workspace.output_folder import put_in_place, work_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from meshwright.generation.plan import Plan, PlannedTable

FORMATS = ("csv", "jsonl", "parquet")
MARK = ".meshwright-generated"
"""The file that marks a folder of generated data; it lists the other files, one path per line."""
_COPY = {
    "csv": "FORMAT csv, HEADER true",
    "jsonl": "FORMAT json, ARRAY false",
    "parquet": "FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1",
}
_RULE_SECONDS = 120
_TABLE_SECONDS = 3_600
"""The time limit for a table whose expressions read other tables; plain rows have no limit."""
_NOT_A_NAME = re.compile(r"[^A-Za-z0-9._@+-]")


class NoDatabaseError(Exception):
    """DuckDB is not installed."""


class ForeignFolderError(Exception):
    """The folder to replace contains other files."""


class ExpressionError(Exception):
    """A `generate` expression of a contract cannot be computed; the message states the reason."""


class ShortOfMemoryError(Exception):
    """The database needs more memory than its limit allows; the message states this."""


def write(  # noqa: PLR0913 - what to write, where and how
    plan: Plan,
    output: Path,
    form: str,
    progress: Callable[[str], None],
    threads: int | None = None,
    *,
    memory_mib: int | None = None,
) -> list[str]:
    """Write a plan's tables as files, and return descriptions of the rules that the data breaks. Raises OSError."""
    try:
        import duckdb
    except ImportError as error:
        raise NoDatabaseError from error
    _refuse_foreign(output)
    with work_folder(output) as (work, _):
        made = work / "made"
        made.mkdir()
        written = [table for table in plan.tables if table.is_written]
        listed = sorted(path_of(table, form) for table in written)
        (made / MARK).write_text("".join(f"{path}\n" for path in listed), encoding="utf-8")
        paths = {table.address: _path(made, table, form) for table in written}
        for path in paths.values():
            path.parent.mkdir(parents=True, exist_ok=True)
        connection = duckdb.connect(":memory:", config={"autoinstall_known_extensions": "false"})
        try:
            if memory_mib is not None:
                connection.execute(f"SET memory_limit = '{memory_mib}MiB'")
            _lock(connection, made, work / "spill", threads)
            _make_views(connection, plan)
            for number, table in enumerate(written, 1):
                progress(f"{number} of {len(written)}: {table.address}")
                _copy(connection, table, paths[table.address], form)
            if form == "parquet":
                _read_back(connection, paths, written)
            problems = list(_broken(connection, plan, progress))
        except duckdb.OutOfMemoryException as error:
            raise ShortOfMemoryError("the data needs more memory; raise `--memory`") from error
        finally:
            connection.close()
        put_in_place(made, output, work)
    return problems


def _copy(connection: Any, table: PlannedTable, path: Path, form: str) -> None:  # noqa: ANN401 - DuckDB has no types
    """Write a table as a file. Raises ExpressionError."""
    import duckdb

    source = {"parquet": table.native, "csv": table.flat}.get(form, table.written)
    target = str(path).replace("'", "''")
    try:
        with _at_most(connection, _TABLE_SECONDS if table.reads else None):
            connection.execute(f"COPY ({source}) TO '{target}' ({_COPY[form]})")
    except duckdb.IOException as error:
        raise OSError(str(error).splitlines()[0]) from error
    except duckdb.InterruptException as error:
        late = f"a `generate` of `{table.address}` takes more than {_TABLE_SECONDS:,} s to read other objects"
        raise ExpressionError(late) from error
    except duckdb.OutOfMemoryException:
        raise
    except (duckdb.Error, MemoryError) as error:
        raise ExpressionError(_failure(table, error)) from error


def _read_back(connection: Any, paths: Mapping[str, Path], tables: list[PlannedTable]) -> None:  # noqa: ANN401
    """Replace the views with the written files, so that rules do not compute the rows again for each query."""
    for table in tables:
        path = str(paths[table.address]).replace("'", "''")
        connection.execute(
            f"CREATE OR REPLACE VIEW {table.view} AS SELECT * FROM read_parquet('{path}')"  # noqa: S608 - ours
        )


@contextmanager
def _at_most(connection: Any, seconds: float | None) -> Iterator[None]:  # noqa: ANN401 - DuckDB has no types
    """Interrupt a connection after a time limit, if there is one."""
    if seconds is None:
        yield
        return
    timer = threading.Timer(seconds, connection.interrupt)
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _make_views(connection: Any, plan: Plan) -> None:  # noqa: ANN401 - DuckDB has no types
    """Create a view for each table, after the views that its expressions read. Raises ExpressionError."""
    import duckdb

    left = list(plan.tables)
    known = {table.view for table in left}
    made: set[str] = set()
    while left:
        ready = [table for table in left if table.reads & known <= made]
        if not ready:
            addresses = {table.view: table.address for table in left}
            cycle = next(cycles({table.view: table.reads & addresses.keys() for table in left}))
            listed = ", ".join(f"`{addresses[each]}`" for each in cycle)
            raise ExpressionError(f"the `generate` expressions of these objects read each other: {listed}")
        for table in ready:
            try:
                connection.execute(f"CREATE VIEW {table.view} AS {table.native}")
            except duckdb.Error as error:
                raise ExpressionError(_failure(table, error)) from error
            made.add(table.view)
            left.remove(table)


def _failure(table: PlannedTable, error: Exception) -> str:
    words = [*str(error).splitlines(), type(error).__name__]
    return f"a `generate` of `{table.address}` fails: {words[0]}"


def path_of(table: PlannedTable, form: str) -> str:
    """Return the relative path of a table's file, with slashes."""
    return "/".join(map(_file_name, (*table.folder, f"{table.name}.{form}")))


def _file_name(part: str) -> str:
    """Return a part of an address as a file name that is valid on every system and not hidden there."""
    escaped = _NOT_A_NAME.sub(lambda found: "".join(f"%{each:02X}" for each in found[0].encode()), part)
    return f"%2E{escaped[1:]}" if escaped.startswith(".") else escaped


def _path(folder: Path, table: PlannedTable, form: str) -> Path:
    return folder.joinpath(*path_of(table, form).split("/"))


def _refuse_foreign(output: Path) -> None:
    """Raise ForeignFolderError for a folder that contains files other than generated data."""
    if output.is_symlink() or (output.exists() and not output.is_dir()):
        raise ForeignFolderError(f"`{output}` is not a folder")
    if not output.is_dir():
        return
    mark = output / MARK
    if mark.is_file():
        known = {MARK, *mark.read_text("utf-8", "replace").splitlines()}
        files = (each for each in sorted(output.rglob("*")) if each.is_symlink() or not each.is_dir())
        paths = (each.relative_to(output).as_posix() for each in files)
        foreign = next((path for path in paths if path not in known), None)
    else:  # it could be a home folder, so its subfolders are not searched
        foreign = min((each.name for each in output.iterdir()), default=None)
    if foreign is not None:
        raise ForeignFolderError(
            f"`{output}` has `{foreign}`, which was not generated; move it, or name another folder"
        )


def _lock(connection: Any, folder: Path, spill: Path, threads: int | None) -> None:  # noqa: ANN401 - DuckDB has no types
    """Restrict a connection to writing into one folder, and into a second one for temporary files."""
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute("SET preserve_insertion_order = true")
    connection.execute("SET enable_progress_bar = false")
    if threads is not None:
        connection.execute(f"SET threads = {threads}")
    names = [str(each).replace("'", "''") for each in (folder, spill)]
    connection.execute(f"SET temp_directory = '{names[1]}'")
    connection.execute(f"SET allowed_directories = ['{names[0]}', '{names[1]}']")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")


def _broken(connection: Any, plan: Plan, progress: Callable[[str], None]) -> Iterator[str]:  # noqa: ANN401
    """Yield the contract rules that the generated data breaks."""
    known = {table.view for table in plan.tables}
    for table in plan.tables:
        if not table.is_written:
            continue
        for check in table.checks:
            count = _result(connection, check.query)
            if isinstance(count, str):
                yield f"`{check.address}` was not checked: the query {count}"
            elif count:
                rows = f"{count:,} row{'' if count == 1 else 's'}"
                yield f"`{check.address}` is {check.words} in {rows}, because of its `generate`"
        for rule in table.rules:
            if not set(re.findall(r'"(t\d+)"', rule.query)) <= known:
                continue
            progress(f"rules of {table.address}")
            result = _result(connection, rule.query)
            if isinstance(result, str):
                yield f"`{rule.address}` was not checked: the query of a rule in SQL {result}"
            elif not rule.holds(result):
                stated = ", ".join(f"{key} {value}" for key, value in rule.operators.items())
                yield f"`{rule.address}`: a rule in SQL gives {result}, not {stated}"


def _result(connection: Any, query: str) -> Any:  # noqa: ANN401 - a value of a database
    """Return a query's only value, or the reason why the query has no such value."""
    import duckdb

    try:
        with _at_most(connection, _RULE_SECONDS):
            row = connection.execute(query).fetchone()
    except duckdb.InterruptException:
        return f"runs longer than {_RULE_SECONDS} s"
    except duckdb.Error as error:
        return f"fails ({str(error).splitlines()[0]})"
    return row[0] if row else None
