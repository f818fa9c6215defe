"""PostgreSQL sessions: one read-only transaction with a read-only role.

The connection to a server comes from the environment, never from a contract. All settings apply to the transaction,
so that a connection pool can neither leak nor drop them; the transaction sees a single snapshot of the data. Server
messages never leave this module, because they quote values and connections.
"""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, ClassVar

from meshwright.measuring.dialects.postgresql import POSTGRESQL
from meshwright.measuring.shapes import postgresql_shape
from meshwright.workspace.measuring.engines import dsn_variable
from meshwright.workspace.measuring.session import (
    EngineError,
    ExhaustedError,
    Listed,
    Session,
    UnreadableError,
    cancelled_after,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from meshwright.measuring.probe import Column
    from meshwright.measuring.shapes import Shape
    from meshwright.workspace.measuring.jobs import SqlJob
    from meshwright.workspace.measuring.places import Place
    from meshwright.workspace.measuring.session import Limits

OLDEST = 140_000
"""The minimum server version, PostgreSQL 14; microseconds are not exact in earlier versions."""
CONNECT_SECONDS = "10"
SUPERUSER = "its role is a superuser or may act as one; measure with a role that may only read"
WRITER = "its role may write to the tables; SQL rules need a role that may only read"
_PRIVILEGED = """
SELECT bool_or(rolsuper OR rolcreaterole OR rolbypassrls OR rolreplication OR rolname IN (
  'pg_execute_server_program', 'pg_write_server_files', 'pg_read_server_files', 'pg_write_all_data', 'pg_signal_backend'))
FROM pg_catalog.pg_roles WHERE pg_catalog.pg_has_role(oid, 'MEMBER')"""
_TABLES = """
SELECT c.oid, c.relname, has_schema_privilege(n.oid, 'USAGE') AND has_any_column_privilege(c.oid, 'SELECT')
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = %s AND lower(c.relname::text) = lower(%s) AND c.relkind IN ('r', 'p', 'v', 'm', 'f')"""
_COLUMNS = """
SELECT a.attname, CASE WHEN b.typtype = 'e' THEN 'enum' ELSE pg_catalog.format_type(b.oid,
  CASE WHEN t.typtype = 'd' THEN t.typtypmod ELSE a.atttypmod END) END
FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
JOIN pg_catalog.pg_type b ON b.oid = CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE t.oid END
WHERE a.attrelid = %s AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum"""
_WRITABLE = """
SELECT bool_or(has_table_privilege(o, 'INSERT, UPDATE, DELETE, TRUNCATE') OR has_any_column_privilege(o, 'INSERT, UPDATE'))
FROM unnest(%s::oid[]) o"""


@contextmanager
def opened(limits: Limits, places: Sequence[Place]) -> Iterator[PostgresqlSession]:
    """Open a transaction on the server of the given places; raises UnreadableError."""
    import psycopg

    place = places[0]
    connection = _connected(place)
    try:
        with cancelled_after(limits.seconds, connection.cancel_safe):
            with _translated(limits.seconds):
                _prepare(connection, limits)
            yield PostgresqlSession(connection, place, limits)
    finally:
        with suppress(psycopg.Error):  # the server has closed it
            connection.close()


def rule_rows(job: SqlJob) -> list[tuple[Any, ...]]:
    """Return the first two rows of a rule's result; the role must not be able to write to the tables."""
    with opened(job.limits, [each.place for each in job.tables]) as session:
        session.refuse_writer([each.place for each in job.tables])
        return session.rule_rows(job.sql)


def _connected(place: Place) -> Any:  # noqa: ANN401 - an optional package
    """Return a connection with read-only transactions; raises UnreadableError."""
    import psycopg
    from psycopg.conninfo import conninfo_to_dict

    stated = os.environ.get(dsn_variable(place.server), "")
    more: dict[str, Any] = {"application_name": "meshwright", "client_encoding": "UTF8"}
    try:
        known = conninfo_to_dict(stated)
    except (psycopg.Error, UnicodeError) as error:
        raise UnreadableError(
            f"`{dsn_variable(place.server)}` is not the connection string of a server"
        ) from error
    if place.database and not known.keys() & {"dbname", "service"}:
        more["dbname"] = place.database
    if "connect_timeout" not in known:
        more["connect_timeout"] = CONNECT_SECONDS
    try:
        connection = psycopg.connect(stated, **more)
        connection.read_only = True
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.prepare_threshold = None
    except (psycopg.Error, UnicodeError) as error:
        raise UnreadableError("its server cannot be reached, or refuses the connection") from error
    return connection


def _prepare(connection: Any, limits: Limits) -> None:  # noqa: ANN401 - an optional package
    """Set the transaction's limits and how it interprets values."""
    settings = {
        "search_path": "pg_catalog, pg_temp",
        "TimeZone": "UTC",
        "DateStyle": "ISO, YMD",
        "IntervalStyle": "postgres",
        "standard_conforming_strings": "on",
        "transform_null_equals": "off",
        "row_security": "off",  # otherwise, rows would be silently omitted; this way, such a table causes an error
        "statement_timeout": f"{limits.seconds}s",
        "lock_timeout": "10s",
        "idle_in_transaction_session_timeout": f"{limits.seconds}s",
        "client_connection_check_interval": "2s",
        "max_parallel_workers_per_gather": str(limits.threads - 1),
    }
    if connection.info.server_version < OLDEST:
        raise UnreadableError("its server is older than PostgreSQL 14")
    for name, value in settings.items():
        connection.execute("SELECT pg_catalog.set_config(%s, %s, true)", (name, value))


@contextmanager
def _translated(seconds: int) -> Iterator[None]:
    """Replace the server's errors with ours."""
    import psycopg
    from psycopg import errors

    try:
        yield
    except errors.QueryCanceled as error:
        raise ExhaustedError(f"it took more than {seconds} s") from error
    except (errors.OutOfMemory, errors.DiskFull, errors.ConfigurationLimitExceeded) as error:
        raise ExhaustedError("it needs more memory or disk space than the server has or permits") from error
    except errors.LockNotAvailable as error:
        raise ExhaustedError("it is locked by another session") from error
    except psycopg.Error as error:
        raise EngineError(type(error).__name__) from error


class PostgresqlSession(Session):
    """A read-only transaction."""

    dialect: ClassVar = POSTGRESQL

    def __init__(self, connection: Any, place: Place, limits: Limits) -> None:  # noqa: ANN401 - an optional package
        self._connection, self._seconds = connection, limits.seconds
        ((self.version, encoding, database, is_privileged),) = self.rows(
            "SELECT split_part(current_setting('server_version'), ' ', 1), current_setting('server_encoding'), "
            f"current_database(), ({_PRIVILEGED})"
        )
        if place.database and place.database != database:
            raise UnreadableError("the connection opens a database other than the one its server names")
        if encoding != "UTF8":
            raise UnreadableError(f"its database is in {encoding}; text is only measured in UTF8")
        if is_privileged:
            raise UnreadableError(SUPERUSER)

    def rows(self, sql: str, values: Sequence[Any] | None = None) -> list[tuple[Any, ...]]:
        """Return all rows of a query; after an error, the transaction can continue."""
        with _translated(self._seconds), self._connection.transaction():
            found: list[tuple[Any, ...]] = self._connection.execute(sql, values).fetchall()
            return found

    def rule_rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Return the first two rows of a contract's SQL, sent with a protocol that does not allow a second statement."""
        with _translated(self._seconds), self._connection.cursor(binary=True) as cursor:
            cursor.execute(sql)
            found: list[tuple[Any, ...]] = cursor.fetchmany(2)
            return found

    def listed(self, place: Place, columns: tuple[Column, ...]) -> Listed:
        """Return the columns of a table or view; domains are replaced by their base types."""
        del columns
        oid, name = self._table(place)
        types: dict[str, str] = dict(self.rows(_COLUMNS, (oid,)))
        relation = f"{POSTGRESQL.quoted(place.table[0])}.{POSTGRESQL.quoted(name)}"
        return Listed(relation, [*types], {each: each for each in types}, types)

    def shape_of(self, place: Place, name: str, kind: str) -> Shape:
        """Return the structure of a column's type; only arrays have one."""
        del place, name
        return postgresql_shape(kind)

    def _table(self, place: Place) -> tuple[int, str]:
        found = self.rows(_TABLES, place.table)
        same = [each for each in found if each[1] == place.table[1]] or found
        if not same:
            raise UnreadableError("its server has no such table")
        if len(same) > 1:
            raise UnreadableError(
                "its server has several tables with this name, which differ only in letter case"
            )
        oid, name, is_readable = same[0]
        if not is_readable:
            raise UnreadableError("its role may not read the table")
        return oid, name

    def refuse_writer(self, places: Sequence[Place]) -> None:
        """Raise UnreadableError if the role can write to one of the tables."""
        oids = [self._table(each)[0] for each in places]
        if self.rows(_WRITABLE, (oids,))[0][0]:
            raise UnreadableError(WRITER)
