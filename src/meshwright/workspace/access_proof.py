"""A proof of access on a running PostgreSQL server, with a temporary database and temporary roles.

PostgreSQL's environment variables (`PGHOST`, `PGUSER`, …) define the connection. Apart from the temporary database,
only the initial database is opened, to read the lists of databases and roles.
"""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from meshwright.enforcement.postgresql.names import identifier, literal
from meshwright.enforcement.postgresql.proof import Substitutes, alike, attribute_rows, names_of, written
from meshwright.enforcement.postgresql.relations import relations
from meshwright.enforcement.postgresql.script import script
from meshwright.enforcement.postgresql.views import TODAY
from meshwright.enforcement.refusal import UnenforceableError
from meshwright.enforcement.stamp import Stamp

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date

    from meshwright.analysis.access.atoms import Access
    from meshwright.enforcement.postgresql.proof import Person, Seen
    from meshwright.enforcement.relations import Database, Relation

BESIDE = "postgres"
"""The connection's initial database, unless `PGDATABASE` names another."""
_CLOCK = "(SELECT c.day FROM proof_clock.clock AS c)"
_SETTINGS = (
    "SET timezone = 'UTC'; SET datestyle = 'ISO, YMD'; SET client_min_messages = warning; "
    "SET search_path = pg_catalog"
)


class UnprovenError(Exception):
    """The server cannot be compared with the model; the message states the reason."""


class Difference(NamedTuple):
    """A difference between a person's actual access and the model."""

    day: date
    readers: str
    table: str
    column: str
    """The column; empty for the table as a whole."""
    expected: str
    found: str


class AccessProof(NamedTuple):
    """The result of a proof: the scope of the comparison, and the differences."""

    server_version: str
    days: tuple[date, ...]
    readers: int
    persons: int
    tables: int
    decisions: int
    """The number of columns whose access was compared, in total for all people and days."""
    differences: tuple[Difference, ...]


class _Rights(NamedTuple):
    user: str
    is_superuser: bool


def prove(  # noqa: PLR0913, PLR0917 - a proof is of one database of one mesh, at one place
    access: Access, database: Database, stamp: Stamp, environment: str | None, name: str, scratch: str
) -> AccessProof:
    """Compare a server with the model: for each day, compile and apply the script, then read as each person.

    `name` is the database that the contracts name. The temporary database and roles are always removed. Raises
    UnprovenError.
    """
    try:
        import psycopg
    except ModuleNotFoundError as error:
        raise UnprovenError("querying a running PostgreSQL server needs the extra `postgresql`") from error
    substitutes = Substitutes(access, database, scratch)
    try:
        with _made(psycopg, substitutes, scratch) as (connection, rights):
            run = _Run(psycopg, connection, rights, substitutes)
            run.prepare(database)

            def compiled(day: date) -> tuple[Database, str]:
                found = relations(access, name, day, substitutes.owner, environment)
                renamed = substitutes.renamed(found, scratch)
                return renamed, script(renamed, Stamp(stamp.mesh, stamp.revision, day, substitutes.owner))

            return run.proof(compiled, substitutes.days(stamp.on))
    except psycopg.Error as error:
        code = f" ({error.sqlstate})" if error.sqlstate else ""
        said = error.diag.message_primary or "the connection ended"
        raise UnprovenError(f"the server refused a statement{code}: {said}") from error
    except UnenforceableError as error:
        raise UnprovenError(f"PostgreSQL cannot enforce this: {error}") from error


class _Created:
    """The roles and the database that a proof created, or may have created if the server did not answer."""

    def __init__(self, psycopg: Any, connection: Any) -> None:  # noqa: ANN401 - an optional module
        self._refusal = psycopg.Error
        self._connection = connection
        self.names: list[tuple[str, str]] = []
        """The kind, `ROLE` or `DATABASE`, and the name of each created item."""

    def create(self, kind: str, name: str, settings: str) -> None:
        """Create a role or database, and record it for removal.

        If the server refuses, the name is not recorded, because it may belong to someone else.
        """
        self.names.append((kind, name))
        try:
            self._connection.execute(f"CREATE {kind} {identifier(name)} {settings}")
        except self._refusal as error:
            if error.sqlstate:
                self.names.pop()
            raise


@contextmanager
def _made(psycopg: Any, substitutes: Substitutes, scratch: str) -> Iterator[tuple[Any, _Rights]]:  # noqa: ANN401 - an optional module
    """Create the database and the roles, connect to the database, and remove everything at the end."""
    with _connected(psycopg, os.environ.get("PGDATABASE") or BESIDE) as beside:
        rights = _rights(beside, scratch)
        created = _Created(psycopg, beside)
        try:
            for each in _roles(substitutes):
                created.create("ROLE", each, "NOLOGIN")
                if not rights.is_superuser:
                    beside.execute(f"GRANT {identifier(each)} TO CURRENT_USER")
            for person in substitutes.persons:
                for identity in person.identities:
                    role = identifier(substitutes.roles[identity])
                    beside.execute(f"GRANT {role} TO {identifier(person.role)}")
            created.create(
                "DATABASE", scratch, "TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'"
            )
            with _connected(psycopg, scratch) as connection:
                yield connection, rights
        finally:
            with _uninterrupted():
                _remove(psycopg, scratch, created)


def _connected(psycopg: Any, database: str) -> Any:  # noqa: ANN401 - of an optional module
    try:
        connection = psycopg.connect(
            dbname=database, connect_timeout=10, autocommit=True, prepare_threshold=None
        )
    except psycopg.Error as error:
        code = f" ({error.sqlstate})" if error.sqlstate else ""
        raise UnprovenError(
            f"database `{database}` cannot be reached{code}; set PGHOST, PGPORT, PGUSER and PGPASSWORD"
        ) from error
    connection.execute(_SETTINGS)
    return connection


def _rights(connection: Any, scratch: str) -> _Rights:  # noqa: ANN401 - of an optional module
    """Return the user's privileges.

    Raises UnprovenError if the privileges are insufficient, or if a name of the temporary database or of its roles is
    already in use.
    """
    user, is_superuser, may_create = connection.execute(
        "SELECT rolname, rolsuper, rolcreatedb AND rolcreaterole FROM pg_roles WHERE rolname = current_user"
    ).fetchone()
    if not (is_superuser or may_create):
        raise UnprovenError(
            f"role `{user}` cannot create databases and roles; a proof needs CREATEDB and CREATEROLE, or a superuser"
        )
    found = connection.execute(
        f"SELECT 'database ' || datname FROM pg_database WHERE datname = {literal(scratch)} UNION ALL "
        f"SELECT 'role ' || rolname FROM pg_roles WHERE starts_with(rolname::text, {literal(scratch + '_')}) LIMIT 1"
    ).fetchone()
    if found:
        raise UnprovenError(f"{found[0]} already exists; remove it, or choose another name with `--scratch`")
    return _Rights(user, is_superuser)


def _roles(substitutes: Substitutes) -> tuple[str, ...]:
    return (
        substitutes.owner,
        *substitutes.roles.values(),
        *substitutes.owners.values(),
        *(each.role for each in substitutes.persons),
    )


def _remove(psycopg: Any, scratch: str, created: _Created) -> None:  # noqa: ANN401 - an optional module
    """Remove everything that was created, newest first, through a separate connection.

    Raises UnprovenError if something remains.
    """
    if not created.names:
        return
    try:
        with _connected(psycopg, os.environ.get("PGDATABASE") or BESIDE) as beside:
            for kind, name in reversed(created.names):
                force = " WITH (FORCE)" if kind == "DATABASE" else ""
                beside.execute(f"DROP {kind} IF EXISTS {identifier(name)}{force}")
    except (psycopg.Error, UnprovenError) as error:
        raise UnprovenError(
            f"database `{scratch}` and roles `{scratch}_…` could not be removed; drop those that remain"
        ) from error


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Ignore Ctrl-C while the block runs."""
    import signal

    before = signal.getsignal(signal.SIGINT)
    with suppress(ValueError):  # not the main thread
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        with suppress(ValueError, TypeError):
            signal.signal(signal.SIGINT, before)


class _Run:
    """A proof in its temporary database."""

    def __init__(self, psycopg: Any, connection: Any, rights: _Rights, substitutes: Substitutes) -> None:  # noqa: ANN401 - of an optional module
        self._refusal = psycopg.errors.InsufficientPrivilege
        self._connection = connection
        self._rights = rights
        self._substitutes = substitutes
        self._decisions = 0
        self._differences: list[Difference] = []

    def prepare(self, database: Database) -> None:
        """Create the tables, and a clock that only the owner of the views can read."""
        owner = identifier(self._substitutes.owner)
        self._check_clock()
        for each in (
            f"GRANT CREATE ON DATABASE {identifier(self._connection.info.dbname)} TO {owner}",
            "CREATE SCHEMA proof_clock",
            "CREATE TABLE proof_clock.clock (day date)",
            "INSERT INTO proof_clock.clock VALUES (DATE '2001-01-01')",
            f"GRANT USAGE ON SCHEMA proof_clock TO {owner}",
            f"GRANT SELECT ON proof_clock.clock TO {owner}",
            *self._substitutes.tables(database),
        ):
            self._connection.execute(each)

    def _check_clock(self) -> None:
        """Check that the time zone of a session does not affect the date that views use; raises UnprovenError."""
        days = set()
        for zone in ("UTC", "<w>+167", "<e>-167"):
            self._connection.execute(f"SET timezone = {literal(zone)}")
            days.add(self._connection.execute(f"SELECT {TODAY}").fetchone()[0])
        self._connection.execute("SET timezone = 'UTC'")
        if max(days) - min(days) > timedelta(days=1):
            raise UnprovenError("a session's time zone changes the day of the server's clock")

    def proof(self, compiled: Callable[[date], tuple[Database, str]], days: tuple[date, ...]) -> AccessProof:
        """Return the result of applying the script for each day and then reading as each person."""
        tables = 0
        for number, day in enumerate(days):
            database, text = compiled(day)
            tables = len(database.relations)
            self._connection.execute(f"UPDATE proof_clock.clock SET day = DATE '{day}'")
            try:
                self._connection.execute(text.replace(TODAY, _CLOCK))
            finally:
                if self._connection.info.transaction_status:
                    self._connection.execute("ROLLBACK")
            self._connection.execute(_SETTINGS)
            if number == 0:
                self._write_attributes()
            for person in self._substitutes.persons:
                self._read(person, self._substitutes.asked(person, database), day)
        version = self._connection.execute("SHOW server_version").fetchone()[0]
        return AccessProof(
            version,
            days,
            len(self._substitutes.roles),
            len(self._substitutes.persons),
            tables,
            self._decisions,
            tuple(self._differences),
        )

    def _write_attributes(self) -> None:
        for each in attribute_rows(self._substitutes.persons):
            values = ", ".join(literal(one) for one in each)
            self._as(self._substitutes.owner)
            self._connection.execute(f"INSERT INTO mw.attribute VALUES ({values})")
            self._connection.execute("RESET ROLE")

    def _as(self, role: str) -> None:
        self._connection.execute(f"SET ROLE {identifier(role)}")

    def _read(self, person: Person, asked: Iterable[Relation], day: date) -> None:
        self._as(person.role)
        for relation in asked:
            wanted = self._substitutes.expected(person, relation, day)
            seen = self._columns(relation, wanted)
            names = names_of(person.identities)
            place = f"{relation.schema}.{relation.name}"
            for column, expected in wanted.items():
                self._decisions += 1
                if not alike(seen[column], expected):
                    self._differences.append(
                        Difference(day, names, place, column, written(expected), written(seen[column]))
                    )
            base = f"SELECT pg_catalog.count(*)::text FROM {identifier(relation.schema)}.{identifier(relation.name)}"
            if (rows := self._ask(base)) is not None:
                count = str(rows[0][0])
                found = f"readable, {count} row{'' if count == '1' else 's'}"
                self._differences.append(Difference(day, names, place, "", "refused", found))
        self._connection.execute("RESET ROLE")

    def _columns(self, relation: Relation, wanted: dict[str, Seen]) -> dict[str, Seen]:
        """Return the values that can be read in each column of a view; None for a refused column.

        Columns that should be readable are read in one query, the others one by one.
        """
        view = f"{identifier(relation.read_schema)}.{identifier(relation.name)}"
        together = [name for name, expected in wanted.items() if expected is not None]
        found: dict[str, Seen] = {}
        if together:
            rows = self._ask(
                f"SELECT {', '.join(f'{identifier(each)}::text' for each in together)} FROM {view}"
            )
            if rows is not None:
                found = {
                    name: tuple(sorted((row[at] for row in rows), key=str))
                    for at, name in enumerate(together)
                }
        for name in wanted:
            if name not in found:
                rows = self._ask(f"SELECT {identifier(name)}::text FROM {view}")
                found[name] = None if rows is None else tuple(sorted((row[0] for row in rows), key=str))
        return found

    def _ask(self, query: str) -> list[tuple[Any, ...]] | None:
        """Return the rows of a query; None if the server refuses it."""
        try:
            found: list[tuple[Any, ...]] = self._connection.execute(query).fetchall()
        except self._refusal:
            return None
        return found
