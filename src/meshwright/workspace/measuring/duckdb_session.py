"""Locked DuckDB sessions, which can read only the given files.

The order of the settings matters: each of the last three makes the preceding ones final. A statement could still
write to the allowed files, but a session receives only our own SELECT statements, and those that
`facts/sql/guard.py` has accepted.
"""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, ClassVar

from meshwright.measuring.dialects.duckdb import DUCKDB
from meshwright.measuring.duckdb_files import keys_query, relation_of
from meshwright.measuring.observation import SHORT_OF_MEMORY
from meshwright.measuring.shapes import duckdb_shape
from meshwright.workspace.measuring.headers import header
from meshwright.workspace.measuring.session import (
    EngineError,
    ExhaustedError,
    Listed,
    Session,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from meshwright.measuring.probe import Column
    from meshwright.measuring.shapes import Shape
    from meshwright.workspace.measuring.places import Place
    from meshwright.workspace.measuring.session import Limits

DATABASE = "measured"
"""The name under which a database file is attached as read-only."""


_BEFORE_DATA = ("SET autoinstall_known_extensions = false", "SET autoload_known_extensions = false")
"""The settings for opening a database file. Without them, DuckDB would download an extension for a file that looks like
an SQLite database.
"""


@contextmanager
def session(limits: Limits, files: Sequence[str], database: str = "") -> Iterator[Any]:
    """Open a session on an empty in-memory database; `database` is a file to attach."""
    import duckdb

    with duckdb.connect(":memory:") as connection:
        for statement in _BEFORE_DATA:
            connection.execute(statement)
        if database:
            connection.execute(
                f"ATTACH {DUCKDB.literal(database)} AS {DUCKDB.quoted(DATABASE)} (READ_ONLY, TYPE duckdb)"
            )
        for statement in _settings(limits, files):
            connection.execute(statement)
        yield connection


def _settings(limits: Limits, files: Sequence[str]) -> list[str]:
    listed = ", ".join(map(DUCKDB.literal, files))
    return [
        "SET python_enable_replacements = false",
        "SET TimeZone = 'UTC'",
        f"SET memory_limit = '{limits.memory_mib}MiB'",
        f"SET threads = {limits.threads}",
        f"SET temp_directory = {DUCKDB.literal(limits.spill_folder)}",
        f"SET max_temp_directory_size = '{limits.spill_mib}MiB'",
        "SET allow_persistent_secrets = false",
        f"SET allowed_paths = [{listed}]",
        "SET enable_external_access = false",
        "SET lock_configuration = true",
    ]


@contextmanager
def opened(limits: Limits, places: Sequence[Place]) -> Iterator[DuckDbSession]:
    """Open a session for the files of the given places, and for the database file of places that are tables."""
    files = [file for each in places if each.form != "table" for file in each.files]
    database = next((each.files[0] for each in places if each.form == "table"), "")
    with _translated(), session(limits, files, database) as connection:
        yield DuckDbSession(connection)


@contextmanager
def _translated() -> Iterator[None]:
    """Replace DuckDB's exceptions, whose messages quote values, with ours."""
    import duckdb

    try:
        yield
    except duckdb.OutOfMemoryException as error:
        raise ExhaustedError(SHORT_OF_MEMORY) from error
    except duckdb.Error as error:
        raise EngineError(type(error).__name__) from error


class DuckDbSession(Session):
    """A locked session."""

    dialect: ClassVar = DUCKDB

    def __init__(self, connection: Any) -> None:  # noqa: ANN401 - DuckDB has no types
        import duckdb

        self.connection = connection
        self.version: str = duckdb.__version__

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Return all rows of a query, and collect rejected CSV lines."""
        with _translated():
            found: list[tuple[Any, ...]] = self.connection.execute(sql).fetchall()
            return found

    def listed(self, place: Place, columns: tuple[Column, ...]) -> Listed:
        """Return the columns of a place, taken from the header, the contract or the engine's description."""
        if place.form == "csv":
            raw = header(place)
            text = dict.fromkeys((f"c{at}" for at in range(len(raw))), "VARCHAR")
            relation = relation_of("csv", place.files, text, place.delimiter)
            return Listed(relation, raw, {name: f"c{at}" for at, name in enumerate(raw)}, {})
        if place.form == "json":
            raw = [*dict.fromkeys(each.physical for each in columns)]
            relation = relation_of("json", place.files, dict.fromkeys(raw, "JSON"))
            return Listed(relation, raw, {name: name for name in raw}, {})
        if place.form == "parquet":
            relation = relation_of("parquet", place.files, {})
        else:
            relation = ".".join(map(DUCKDB.quoted, (DATABASE, *place.table)))
        described = self.rows(f"DESCRIBE SELECT * FROM {relation}")  # noqa: S608 - ours
        types = {name: kind for name, kind, *_ in described}
        names = {name: name for name in types}
        if place.form != "parquet":
            return Listed(relation, [*types], names, types)
        of_files = self._parquet_names(place)
        held = Counter(name for own in of_files for name in {each.casefold() for each in own})
        absences = {name: len(of_files) - number for name, number in held.items()}
        return Listed(relation, of_files[0], names, types, absences)

    def shape_of(self, place: Place, name: str, kind: str) -> Shape:
        """Return the structure of a column's type."""
        del place, name
        return duckdb_shape(kind)

    def keys_of(self, place: Place, columns: tuple[Column, ...]) -> tuple[int, list[str]]:
        """Return the number of JSON keys that are not columns, and the names of those that are."""
        ((more, there),) = self.rows(keys_query(place.files, [each.physical for each in columns]))
        return more, there or []

    def rejected(self) -> int:
        """Return the number of rejected lines in the previous scan."""
        there = "SELECT count(*) FROM duckdb_tables() WHERE table_name = 'reject_errors'"
        if not self.rows(there)[0][0]:
            return 0
        query = (
            "SELECT count(*) FROM (SELECT DISTINCT file_id, line FROM reject_errors "
            "WHERE scan_id = (SELECT max(scan_id) FROM reject_errors))"
        )
        count: int = self.rows(query)[0][0]
        return count

    def _parquet_names(self, place: Place) -> list[list[str]]:
        """Return the original column names of each file; the engine renames columns whose names differ only in case."""
        return [self._columns_of(file) for file in place.files]

    def _columns_of(self, file: str) -> list[str]:
        query = f"SELECT name, num_children FROM parquet_schema({DUCKDB.literal(file)})"  # noqa: S608 - ours
        rows = self.rows(query)
        found, at = [], 1
        while at < len(rows):
            found.append(rows[at][0])
            open_nodes = 1
            while open_nodes and at < len(rows):
                open_nodes += (rows[at][1] or 0) - 1
                at += 1
        return found
