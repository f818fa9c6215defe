"""PostgreSQL with the access of a mesh: tables with data, roles and persons, and what each of them really reads.

The clock is a table that no reader can write: it replaces the day in the text of the views, and nothing else.
"""

from __future__ import annotations

from contextlib import contextmanager
from datetime import date, timedelta
from itertools import combinations
from typing import TYPE_CHECKING, Any, NamedTuple

from meshwright.analysis.access.atoms import Visibility
from meshwright.analysis.access.levels import MaskKind
from meshwright.enforcement.postgresql.relations import relations
from meshwright.enforcement.postgresql.script import OWNER, script
from meshwright.enforcement.postgresql.views import TODAY
from meshwright.enforcement.stamp import Stamp

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

    from meshwright.analysis.access.atoms import Access
    from meshwright.analysis.access.grants import Grant
    from meshwright.analysis.access.identities import Identity
    from meshwright.enforcement.relations import Column, Database, Relation
    from servers import Postgresql

    Attributes = Callable[[str, str], frozenset[str]]  # the values of a login's attribute

CLOCK = "(SELECT day FROM test_clock.clock)"
TYPES = {
    "string": "text",
    "integer": "integer",
    "number": "numeric",
    "boolean": "boolean",
    "date": "date",
    "timestamp": "timestamp",
}
ROWS = 2
DENIED = "denied"
"""The result for a column that may not be selected."""
Seen = list[str | None] | str
"""The values of a column as text, sorted; or `DENIED`."""


class Person(NamedTuple):
    """A login with its groups and accounts."""

    login: str
    identities: tuple[Identity, ...]


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


class Held:
    """A database in which the access of a mesh is enforced."""

    def __init__(self, server: Postgresql, connection: Any, database: str) -> None:
        self.server = server
        self.connection = connection
        self.database = database

    def run(self, *statements: str) -> None:
        """Run statements as the superuser."""
        for each in statements:
            self.connection.execute(each)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Return the rows of a query."""
        found: list[tuple[Any, ...]] = self.connection.execute(query).fetchall()
        return found

    def clock(self, day: date) -> None:
        """Set the day of the tests' clock."""
        self.run(f"UPDATE test_clock.clock SET day = DATE '{day}'")

    def apply(self, text: str) -> None:
        """Apply a script with the clock of the tests."""
        assert TODAY in text
        try:
            self.connection.execute(text.replace(TODAY, CLOCK))
        except BaseException:
            self.connection.execute("ROLLBACK")
            raise

    def select(self, login: str, query: str) -> list[tuple[Any, ...]] | str:
        """Return a login's result of a query."""
        import psycopg

        self.run(f"SET SESSION AUTHORIZATION {quoted(login)}")
        try:
            return self.rows(query)
        except psycopg.errors.InsufficientPrivilege:
            return DENIED
        finally:
            self.run("RESET SESSION AUTHORIZATION")

    def catalog(self) -> list[tuple[Any, ...]]:
        """Return everything that a script determines, with the identity of each object."""
        return self.rows("""
            SELECT n.nspname, n.nspacl::text, c.oid::text, c.relname, c.relacl::text, c.relowner::text, c.reloptions::text,
              CASE WHEN c.relkind = 'v' THEN pg_get_viewdef(c.oid) END,
              (SELECT string_agg(a.attname || coalesce(a.attacl::text, ''), ',' ORDER BY a.attnum)
                FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0)
            FROM pg_namespace n LEFT JOIN pg_class c ON c.relnamespace = n.oid AND c.relkind IN ('r', 'v')
            WHERE n.nspname NOT LIKE 'pg\\_%' AND n.nspname NOT IN ('information_schema', 'test_clock')
            ORDER BY 1, 4""")


@contextmanager
def held(server: Postgresql, name: str = "held") -> Iterator[Held]:
    """Create an empty database, with the role that owns views and a clock; remove both at the end."""
    import psycopg

    server.admin(f"DROP DATABASE IF EXISTS {quoted(name)}", f"CREATE DATABASE {quoted(name)}")
    before = _roles(server)
    try:
        with psycopg.connect(
            f"host={server.folder} user=admin dbname={name}", autocommit=True, prepare_threshold=None
        ) as connection:
            found = Held(server, connection, name)
            found.run(
                "SET timezone = 'UTC'",
                f"CREATE ROLE {OWNER}",
                "CREATE SCHEMA test_clock",
                "CREATE TABLE test_clock.clock (day date)",
                "INSERT INTO test_clock.clock VALUES (DATE '2026-11-22')",
                f"GRANT USAGE ON SCHEMA test_clock TO {OWNER}",
                f"GRANT SELECT ON test_clock.clock TO {OWNER}",
            )
            yield found
    finally:
        made = sorted(_roles(server) - before)
        server.admin(f"DROP DATABASE {quoted(name)}", *(f"DROP ROLE {quoted(each)}" for each in made))


def _roles(server: Postgresql) -> set[str]:
    import psycopg

    with psycopg.connect(f"host={server.folder} user=admin dbname=postgres") as connection:
        return {each for (each,) in connection.execute("SELECT rolname FROM pg_roles").fetchall()}


def compiled(access: Access, database: str, on: date, **more: Any) -> tuple[Database, str]:
    found = relations(access, database, on, OWNER, **more)
    return found, script(found, Stamp("test", "r1", on, OWNER))


def persons(identities: Collection[Identity]) -> list[Person]:
    """Return a login for no identity, for each identity, and for each pair."""
    ordered = sorted(identities, key=lambda each: each.order)
    groups = [(), *((each,) for each in ordered), *combinations(ordered, 2)]
    return [Person(f"login {number}", each) for number, each in enumerate(groups)]


def people(into: Held, found: Sequence[Person]) -> None:
    """Create the roles and their logins."""
    names = {one.name for each in found for one in each.identities}
    into.run(*(f"CREATE ROLE {quoted(each)}" for each in sorted(names)))
    for each in found:
        into.run(f"CREATE ROLE {quoted(each.login)} LOGIN")
        into.run(*(f"GRANT {quoted(one.name)} TO {quoted(each.login)}" for one in each.identities))


def physical(column: Column) -> str:
    return "timestamptz" if _zone(column) else TYPES.get(column.logical_type, "jsonb")


def value(column: Column, row: int) -> str:
    """Return a value of a column as text, different in each row."""
    number = sum(map(ord, column.name)) % 50 + row
    return {
        "integer": str(number),
        "number": f"{number}.5",
        "boolean": "true" if row else "false",
        "date": f"{2001 + row}-05-0{row + 3}",
        "timestamp": f"{2001 + row}-05-0{row + 3} 23:30:00{_zone(column)}",
        "object": f'{{"{column.name}": {number}}}',
    }.get(column.logical_type, f"{column.name}-{number}")


def _zone(column: Column) -> str:
    has_zone = "tz" in column.physical_type or "with time zone" in column.physical_type
    return "+00" if column.logical_type == "timestamp" and has_zone else ""


def tables(into: Held, database: Database) -> None:
    """Create the tables of a database, with rows."""
    for each in database.relations:
        columns = ", ".join(f"{quoted(column.name)} {physical(column)}" for column in each.columns)
        name = f"{quoted(each.schema)}.{quoted(each.name)}"
        into.run(f"CREATE SCHEMA IF NOT EXISTS {quoted(each.schema)}", f"CREATE TABLE {name} ({columns})")
        for row in range(ROWS):
            into.connection.execute(
                f"INSERT INTO {name.replace('%', '%%')} VALUES ({', '.join(['%s'] * len(each.columns))})",
                [value(column, row) for column in each.columns],
            )


def attributes(into: Held, found: Sequence[tuple[str, str, str]]) -> None:
    """Write the attributes of logins."""
    for each in found:
        into.connection.execute("INSERT INTO mw.attribute VALUES (%s, %s, %s)", each)


def reads(into: Held, person: Person, relation: Relation) -> dict[str, Seen]:
    """Return a person's values of each column of the view."""
    name = f"{quoted(relation.read_schema)}.{quoted(relation.name)}"
    found: dict[str, Seen] = {}
    import psycopg

    into.run(f"SET SESSION AUTHORIZATION {quoted(person.login)}")
    for column in relation.columns:
        try:
            rows = into.rows(f"SELECT {quoted(column.name)}::text FROM {name}")
        except psycopg.errors.InsufficientPrivilege:
            found[column.name] = DENIED
        else:
            found[column.name] = sorted((each for (each,) in rows), key=str)
    into.run("RESET SESSION AUTHORIZATION")
    return found


def base_is_closed(into: Held, person: Person, relation: Relation) -> bool:
    name = f"{quoted(relation.schema)}.{quoted(relation.name)}"
    asked = ["count(*)", *(quoted(each.name) for each in relation.columns[:1])]
    return all(into.select(person.login, f"SELECT {each} FROM {name}") == DENIED for each in asked)


def _lets(grant: Grant, relation: Relation, row: int, login: str, attributes_of: Attributes) -> bool:
    names = relation.contract.fact.fields.names
    columns = {names[each.field]: each for each in relation.columns}
    for condition in grant.rows.conditions if grant.rows else ():
        own = attributes_of(login, condition.attribute)
        if value(columns[condition.field], row) not in own or (not condition.is_in and len(own) != 1):
            return False
    return True


def masked(column: Column, text: str) -> str | None:
    """Return a masked value, by code that the compiler does not share."""
    mask = column.mask
    if mask is None or mask.kind is MaskKind.NULLIFY:
        return None
    if mask.kind is MaskKind.CONSTANT:
        return str(mask.value).lower() if isinstance(mask.value, bool) else str(mask.value)
    if mask.kind is MaskKind.FIRST:
        return text[: mask.length]
    if mask.kind is MaskKind.YEAR:
        return f"{text[:4]}-01-01" + (
            f" 00:00:00{_zone(column)}" if column.logical_type == "timestamp" else ""
        )
    return "hash"


def expected(
    access: Access, person: Person, relation: Relation, *, day: date, server: str, attributes_of: Attributes
) -> dict[str, Seen]:
    """Return the values of each column that the model permits a person to read, row by row."""
    grants = [
        each
        for each in access.grants_of.get(relation.contract, ())
        if each.identity in person.identities and each.is_in_force(day) and each.server in ("", server)
    ]
    of_object = {each.field for each in relation.columns}
    found: dict[str, Seen] = {}
    for column in relation.columns:
        mine = [each for each in grants if access.visibilities(each)[column.field]]
        if not mine:
            found[column.name] = DENIED
            continue
        values: list[str | None] = []
        for row in range(ROWS):
            passing = [each for each in grants if _lets(each, relation, row, person.login, attributes_of)]
            if not any(access.visibilities(each)[field] for each in passing for field in of_object):
                continue
            best = max((access.visibilities(each)[column.field] for each in passing), default=0)
            text = value(column, row)
            values.append(
                text
                if best == Visibility.CLEAR
                else masked(column, text)
                if best == Visibility.MASKED
                else None
            )
        found[column.name] = sorted(values, key=str)
    return found


def alike(seen: Seen, wanted: Seen) -> bool:
    """Return whether a result is the expected one; a keyed hash must have its form, and differ from the value."""
    if isinstance(seen, str) or isinstance(wanted, str):
        return seen == wanted
    if len(seen) != len(wanted):
        return False
    hashes = [each for each in seen if each is not None and len(each) == 64]
    plain = [each for each in wanted if each != "hash"]
    others = sorted((each for each in seen if each not in hashes), key=str)
    return others == plain and len(hashes) == len(wanted) - len(plain)


def days_around(access: Access, least: date) -> list[date]:
    """Return each day on which something starts or ends, the days before and after, and one more day."""
    found = {least}
    for each in access.days():
        found.update(each + timedelta(days=step) for step in (-1, 0, 1))
    return sorted(found)


def differences(
    into: Held,
    access: Access,
    found: Sequence[Person],
    day: date,
    *,
    server: str = "",
    attributes_of: Attributes = lambda *_: frozenset(),
    compile_on: Callable[[Access, str, date], tuple[Database, str]] = compiled,
) -> tuple[int, list[tuple[Any, ...]]]:
    """Compile and apply on a day; return the number of decisions, and those that differ from the model."""
    into.clock(day)
    database, text = compile_on(access, into.database, day)
    into.apply(text)
    wrong: list[tuple[Any, ...]] = []
    count = 0
    for person in found:
        for relation in database.relations:
            wanted = expected(access, person, relation, day=day, server=server, attributes_of=attributes_of)
            for name, seen in reads(into, person, relation).items():
                count += 1
                if not alike(seen, wanted[name]):
                    wrong.append((day, person, relation.name, name, seen, wanted[name]))
            if not base_is_closed(into, person, relation):
                wrong.append((day, person, relation.name, "the table itself is readable"))
    return count, wrong
