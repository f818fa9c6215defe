"""Checks of a compiler for PostgreSQL on the clinic; each fails if the script permits too much or wrong access."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from animal_clinic import DAY, LOADER, SERVER, branch, clinic, granted, opened, write_branches

from access_meshes import without
from access_server import (
    DENIED,
    Person,
    attributes,
    base_is_closed,
    compiled,
    days_around,
    differences,
    expected,
    reads,
    value,
)
from meshwright.enforcement.postgresql.script import OWNER, script
from meshwright.enforcement.relations import Column
from meshwright.enforcement.stamp import Stamp

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from access_server import Held
    from meshwright.analysis.access.atoms import Access
    from meshwright.enforcement.relations import Database

    Compile = Callable[[Access, str, date], tuple[Database, str]]

DIRT = (
    "GRANT USAGE ON SCHEMA care TO PUBLIC",
    "GRANT SELECT ON care.visits TO PUBLIC",
    'GRANT SELECT (phone) ON care.visits TO "research-group"',
    'GRANT ALL ON care.visits TO "desk-group" WITH GRANT OPTION',
    'SET ROLE "desk-group"',
    'GRANT SELECT ON care.visits TO "research-group"',
    "RESET ROLE",
    f'GRANT ALL ON care.visits TO "{LOADER}" WITH GRANT OPTION',
    f'GRANT USAGE ON SCHEMA care TO "{LOADER}" WITH GRANT OPTION',
    f'SET ROLE "{LOADER}"',
    'GRANT USAGE ON SCHEMA care TO "billing-group"',
    'GRANT SELECT ON care.visits TO "billing-group"',
    "RESET ROLE",
    "CREATE SCHEMA care_read",
    "CREATE VIEW care_read.visits AS SELECT *, 1 AS more FROM care.visits",
    "CREATE VIEW care_read.left_over AS SELECT * FROM care.visits",
    "GRANT USAGE, CREATE ON SCHEMA care_read TO PUBLIC",
    "GRANT SELECT ON care_read.visits, care_read.left_over TO PUBLIC",
)
"""Manual grants in a database before the first script."""


def apply(into: Held, compile_on: Compile, day: date, found: Access | None = None) -> Database:
    into.clock(day)
    database, text = compile_on(found or granted(), into.database, day)
    into.apply(text)
    return database


def login(everybody: list[Person], *names: str) -> Person:
    """Return the person who is in exactly these groups or accounts."""
    return next(each for each in everybody if {one.name for one in each.identities} == {*names})


def _matrix(
    into: Held, compile_on: Compile, found: Access, everybody: list[Person], days: Sequence[date]
) -> None:
    for number, day in enumerate(days):
        if number == 0:
            apply(into, compile_on, day)
            write_branches(into, everybody)
        count, wrong = differences(
            into, found, everybody, day, server=SERVER, attributes_of=branch, compile_on=compile_on
        )
        assert count > 100
        assert wrong == []


def matrix(into: Held, compile_on: Compile) -> None:
    """Every person reads on every day what the model permits."""
    found, everybody = opened(into)
    _matrix(into, compile_on, found, everybody, days_around(found, DAY))


def dirty(into: Held, compile_on: Compile) -> None:
    """So does every person in a database with many manual grants."""
    found, everybody = opened(into)
    into.run(*DIRT)
    _matrix(into, compile_on, found, everybody, [DAY, DAY + timedelta(days=1)])
    into.run("GRANT USAGE ON SCHEMA mw TO PUBLIC", "GRANT SELECT ON ALL TABLES IN SCHEMA mw TO PUBLIC")
    apply(into, compile_on, DAY + timedelta(days=1), found)
    for person in everybody:
        for table in ("hash_key", "attribute", "compiled", "closed"):
            assert into.select(person.login, f"SELECT * FROM mw.{table}") == DENIED
    assert into.rows("SELECT to_regclass('care_read.left_over')") == [(None,)]
    assert into.select(LOADER, "SELECT count(*) FROM care.visits") == [(2,)]


def late(into: Held, compile_on: Compile) -> None:
    """A script that is not compiled again never shows more on a later day than the model permits then."""
    found, everybody = opened(into)
    database = apply(into, compile_on, DAY, found)
    write_branches(into, everybody)
    for day in days_around(found, DAY):
        if day < DAY:
            continue
        into.clock(day)
        for person in everybody:
            for relation in database.relations:
                wanted = expected(found, person, relation, day=day, server=SERVER, attributes_of=branch)
                for name, seen in reads(into, person, relation).items():
                    allowed: Any = () if wanted[name] == DENIED else wanted[name]
                    shown = [] if seen == DENIED else [each for each in seen if each is not None]
                    more = [each for each in shown if each not in allowed and len(each) < 64]
                    assert not more, (day, person, name, more)


def today(into: Held, compile_on: Compile) -> None:
    """No setting of a session moves the end of an agreement, by the clock of the server."""
    _, everybody = opened(into)
    now = datetime.now(UTC).date()
    documents = clinic()
    documents["products/care/recall.yaml"] |= {
        "startDate": (now - timedelta(days=9)).isoformat(),
        "expires": (now - timedelta(days=1)).isoformat(),
    }
    text = compile_on(granted(documents), into.database, now - timedelta(days=1))[1]
    into.run(text)
    reader = login(everybody, "recall")
    for zone in ("UTC", "<w>+167", "<e>-167"):
        into.run(f"SET timezone = '{zone}'")
        assert into.select(reader.login, "SELECT phone FROM care_read.visits") == []
    into.run("SET timezone = 'UTC'")
    text = into.rows("SELECT pg_get_viewdef('care_read.visits'::regclass)")[0][0]
    assert "clock_timestamp" in text
    assert "statement_timestamp" not in text


def year(into: Held, compile_on: Compile) -> None:
    """No time zone of a session shows more of a masked time than its year in UTC."""
    _, everybody = opened(into)
    apply(into, compile_on, DAY)
    reader = login(everybody, "research-group")
    for zone in ("UTC", "<w>+167", "<e>-167"):
        into.run(f"SET timezone = '{zone}'")
        query = "SELECT DISTINCT extract(epoch FROM paid_at)::bigint FROM care_read.visits ORDER BY 1"
        seen = into.select(reader.login, query)
        into.run("SET timezone = 'UTC'")
        assert seen == [(978307200,), (1009843200,)]


def leaky(into: Held, compile_on: Compile) -> None:
    """A function of the reader sees only rows that the reader may read."""
    _, everybody = opened(into)
    apply(into, compile_on, DAY)
    reader = login(everybody, "desk-group")
    attributes(into, [(reader.login, "branch", value(Column("branch", 0, "string", "", None), 0))])
    into.run(
        "CREATE SCHEMA own", "GRANT ALL ON SCHEMA own TO PUBLIC", "CREATE TABLE own.seen (what text)",
        "GRANT ALL ON own.seen TO PUBLIC",
        "CREATE FUNCTION own.leak(text) RETURNS boolean LANGUAGE plpgsql COST 0.0000001 AS "
        "$$BEGIN INSERT INTO own.seen VALUES ($1); RETURN true; END$$",
    )  # fmt: skip
    got = into.select(reader.login, "SELECT branch FROM care_read.animals WHERE own.leak(branch)")
    assert len(got) == 1
    assert into.rows("SELECT DISTINCT what FROM own.seen") == got


def row_security(into: Held, compile_on: Compile) -> None:
    """Policies of the tables themselves apply to reads through the views."""
    _, everybody = opened(into)
    into.run(
        "ALTER TABLE care.visits ENABLE ROW LEVEL SECURITY",
        "ALTER TABLE care.visits FORCE ROW LEVEL SECURITY",
    )
    apply(into, compile_on, DAY)
    assert (
        into.select(login(everybody, "research-group").login, "SELECT visit_id FROM care_read.visits") == []
    )


def settings_of_sessions(into: Held, compile_on: Compile) -> None:
    """No setting of a session opens a row."""
    _, everybody = opened(into)
    apply(into, compile_on, DAY)
    reader = login(everybody, "desk-group")
    for name in ("branch", "mw.branch", "session.branch"):
        for number in (0, 1):
            if "." in name:
                into.run(f"SET {name} = 'branch-{(sum(map(ord, 'branch')) % 50) + number}'")
            assert into.select(reader.login, "SELECT visit_id FROM care_read.visits") == []


def types(into: Held, compile_on: Compile) -> None:
    """A table whose rows would be filtered by a text that a session can change is refused."""
    found, everybody = opened(into)
    into.run("ALTER TABLE care.visits ALTER branch TYPE date USING DATE '2026-01-02'")
    refuses(into, lambda: apply(into, compile_on, DAY, found), "care.visits.branch")
    assert base_is_closed(into, everybody[0], compiled(found, into.database, DAY)[0].relations[0])


def functions(into: Held, compile_on: Compile) -> None:
    """No function remains that a reader could ask for the hash of a guess."""
    opened(into)
    apply(into, compile_on, DAY)
    assert into.rows(
        "SELECT proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace "
        "WHERE n.nspname NOT IN ('pg_catalog', 'information_schema')"
    ) == []  # fmt: skip


def secrets(into: Held, compile_on: Compile) -> None:
    """No view contains the key of hashes: another key gives other hashes."""
    _, everybody = opened(into)
    apply(into, compile_on, DAY)
    reader = login(everybody, "research-group")
    before = into.select(reader.login, "SELECT chip FROM care_read.visits")
    into.run("UPDATE mw.hash_key SET key = 'another'")
    after = into.select(reader.login, "SELECT chip FROM care_read.visits")
    assert len(before) == 2
    assert not {*before} & {*after}
    texts = into.select(reader.login, "SELECT pg_get_viewdef(oid) FROM pg_class WHERE relname = 'visits'")
    assert "another" not in str(texts)
    assert "hash_key" in str(texts)


def twice(into: Held, compile_on: Compile) -> None:
    """Applying a script again changes nothing; all objects stay the same."""
    opened(into)
    into.run(*DIRT)
    for _ in range(2):
        apply(into, compile_on, DAY)
        seen = into.catalog()
    apply(into, compile_on, DAY)
    assert into.catalog() == seen


def removed(into: Held, compile_on: Compile) -> None:
    """Removed declarations are revoked: an agreement, a role, and the last port of a schema."""
    _, everybody = opened(into)
    apply(into, compile_on, DAY)
    reader, research = login(everybody, "recall"), login(everybody, "research-group")
    assert len(into.select(reader.login, "SELECT phone FROM care_read.visits")) == 2
    fewer = without(clinic(), "products/care/recall.yaml")
    apply(into, compile_on, DAY, granted(fewer))
    assert into.select(reader.login, "SELECT phone FROM care_read.visits") == DENIED
    assert len(into.select(research.login, "SELECT visit_id FROM care_read.visits")) == 2
    fewer["products/care/visits/contract.odcs.yaml"]["status"] = "retired"
    apply(into, compile_on, DAY, granted(fewer))
    assert into.rows("SELECT count(*) FROM pg_class WHERE relnamespace = 'care_read'::regnamespace") == [(0,)]
    left = "SELECT count(*) FROM information_schema.column_privileges WHERE grantee = 'mw_owner' AND table_schema = 'care'"
    assert into.rows(left) == [(0,)]


def refuses(into: Held, act: Callable[[], object], words: str) -> None:
    before = into.catalog()

    import psycopg

    error: Exception | None = None
    try:
        act()
    except psycopg.Error as raised:
        error = raised
    assert error is not None, f"nothing was refused: {words}"
    assert words in str(error), error
    assert into.catalog() == before


def wrong_database(into: Held, compile_on: Compile) -> None:
    """A script for another database, mesh or day is refused, and changes nothing."""
    found, _ = opened(into)
    other = granted(_in_database("other"))
    refuses(into, lambda: into.apply(compile_on(other, "other", DAY)[1]), "compiled for database other")
    apply(into, compile_on, DAY)
    for day, words in (
        (DAY + timedelta(days=1), "has not yet begun"),
        (DAY - timedelta(days=1), "has been applied already"),
    ):
        text = compile_on(found, into.database, day)[1]
        refuses(into, lambda text=text: into.apply(text), words)  # type: ignore[misc]
    database = compiled(found, into.database, DAY)[0]
    text = script(database, Stamp("another", "r1", DAY, OWNER))
    if compile_on is not compiled:
        text = compile_on(found, into.database, DAY)[1].replace("'test'", "'another'")
    refuses(into, lambda: into.apply(text), "has access rules of mesh test")


def _in_database(name: str) -> Any:
    documents = clinic()
    documents["products/care/visits/contract.odcs.yaml"]["servers"][0]["database"] = name
    return documents


def default_privileges(into: Held, compile_on: Compile) -> None:
    """Default privileges on new views and tables are revoked, and later objects stay closed."""
    _, everybody = opened(into)
    into.run(
        "CREATE SCHEMA care_read",
        "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC",
        f"ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} GRANT SELECT ON TABLES TO PUBLIC",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA care GRANT SELECT ON TABLES TO PUBLIC",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA care_read GRANT SELECT ON TABLES TO PUBLIC",
    )
    apply(into, compile_on, DAY)
    into.run("CREATE TABLE care.more AS SELECT * FROM care.visits")
    for person in (everybody[0], login(everybody, "desk-group")):
        assert into.select(person.login, "SELECT phone FROM care_read.visits") == DENIED
        assert into.select(person.login, "SELECT phone FROM care.more") == DENIED


def groups_in_groups(into: Held, compile_on: Compile) -> None:
    """A member who must first assume a role reads with its rights only then."""
    _, everybody = opened(into)
    apply(into, compile_on, DAY)
    nobody = everybody[0].login
    into.run(f'ALTER ROLE "{nobody}" NOINHERIT', f'GRANT "research-group" TO "{nobody}"')
    query = "SELECT count(visit_id) FROM care_read.visits"
    assert into.select(nobody, query) == DENIED
    into.run(f'SET SESSION AUTHORIZATION "{nobody}"', 'SET ROLE "research-group"')
    assert into.rows(query) == [(2,)]
    into.run("RESET SESSION AUTHORIZATION")


def new_columns(into: Held, compile_on: Compile) -> None:
    """A column that only the table has is not in the view, and a column that only the contract has stops the script."""
    found, everybody = opened(into)
    apply(into, compile_on, DAY)
    into.run("ALTER TABLE care.visits ADD diagnosis text")
    apply(into, compile_on, DAY)
    columns = (
        "SELECT string_agg(attname, ',') FROM pg_attribute WHERE attrelid = 'care_read.visits'::regclass"
    )
    assert "diagnosis" not in into.rows(columns)[0][0]
    assert into.select(everybody[0].login, "SELECT diagnosis FROM care.visits") == DENIED
    into.run("ALTER TABLE care.animals RENAME chip TO chip_number")
    into.run("DROP VIEW care_read.animals")
    refuses(into, lambda: apply(into, compile_on, DAY, found), "chip")


def unsafe_owner(into: Held, compile_on: Compile) -> None:
    """An owner of views who is a superuser, or may log in, is refused."""
    opened(into)
    for more in ("SUPERUSER", "BYPASSRLS", "LOGIN"):
        into.run(f"ALTER ROLE {OWNER} {more}")
        try:
            refuses(into, lambda: apply(into, compile_on, DAY), "must not be a superuser")
        finally:
            into.run(f"ALTER ROLE {OWNER} NO{more}")


def relatives(into: Held, compile_on: Compile) -> None:
    """A parent, child or partition in an open schema is refused before anything is granted; in the same schema it is not."""
    opened(into)
    into.run("CREATE SCHEMA elsewhere")
    for make, undo in (
        (
            "CREATE TABLE elsewhere.up (phone text); ALTER TABLE care.visits INHERIT elsewhere.up",
            "ALTER TABLE care.visits NO INHERIT elsewhere.up; DROP TABLE elsewhere.up",
        ),
        ("CREATE TABLE elsewhere.kid () INHERITS (care.visits)", "DROP TABLE elsewhere.kid"),
        (
            "CREATE TABLE care.all_k (k date) PARTITION BY LIST (k); CREATE TABLE elsewhere.k PARTITION OF care.all_k DEFAULT",
            "DROP TABLE care.all_k",
        ),
    ):
        into.run(make)
        refuses(into, lambda: apply(into, compile_on, DAY), "of a closed table, and shares its rows")
        into.run(undo)
    into.run("CREATE TABLE care.kid () INHERITS (care.visits)")
    apply(into, compile_on, DAY)
    into.run("CREATE TABLE elsewhere.kid () INHERITS (care.visits)")
    refuses(into, lambda: apply(into, compile_on, DAY), "elsewhere.kid of care.visits")


CHECKS: dict[str, Callable[[Held, Compile], None]] = {
    each.__name__: each
    for each in (
        matrix, dirty, late, today, year, leaky, row_security, settings_of_sessions, types, functions, secrets,
        twice, removed, wrong_database, default_privileges, groups_in_groups, new_columns, unsafe_owner,
        relatives,
    )
}  # fmt: skip
