"""Databases that others prepared: the script refuses what would give others its rights, or show them closed rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from animal_clinic import DAY, LOADER, granted, opened
from checks import apply, refuses

from access_server import compiled, held
from meshwright.enforcement.postgresql.script import OWNER
from requires import requires

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from access_server import Held
    from meshwright.analysis.access.atoms import Access
    from meshwright.enforcement.relations import Database
    from servers import Postgresql

    Compile = Callable[[Access, str, date], tuple[Database, str]]

SUPERUSER = "ALTER ROLE eve SUPERUSER; RETURN NULL;"
RISES = f"CREATE FUNCTION eve.rises() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN {SUPERUSER} END$$"
TABLES = {
    "compiled": "CREATE TABLE mw.compiled (mesh text PRIMARY KEY, revision text NOT NULL, day date NOT NULL)",
    "attribute": "CREATE TABLE mw.attribute (member text, attribute text, value text, PRIMARY KEY (member, attribute, value))",
    "hash_key": "CREATE TABLE mw.hash_key (key bytea PRIMARY KEY)",
    "closed": "CREATE TABLE mw.closed (schema text PRIMARY KEY, has_views boolean NOT NULL)",
}
"""As every script until now created them."""
OF_EVE = {
    "only a schema": (),
    "a trigger": (TABLES["compiled"], RISES, "CREATE TRIGGER t BEFORE INSERT ON mw.compiled FOR EACH ROW EXECUTE FUNCTION eve.rises()"),
    "a rule": (TABLES["closed"], "CREATE RULE r AS ON INSERT TO mw.closed DO INSTEAD NOTHING"),
    "a key": (TABLES["hash_key"], "INSERT INTO mw.hash_key VALUES ('known')"),
    "attributes": (TABLES["attribute"], "INSERT INTO mw.attribute VALUES ('eve', 'branch', 'branch-1')"),
    "a view that runs her function": (
        "CREATE FUNCTION eve.day() RETURNS date LANGUAGE plpgsql AS $$BEGIN ALTER ROLE eve SUPERUSER; RETURN now()::date; END$$",
        "CREATE VIEW mw.compiled AS SELECT ''::text AS mesh, ''::text AS revision, eve.day() AS day",
    ),
    "a function": ("CREATE FUNCTION mw.f() RETURNS int LANGUAGE sql AS 'SELECT 1'",),
    "a type": ("CREATE TYPE mw.closed AS (schema text)",),
    "a sequence": ("CREATE SEQUENCE mw.closed",),
}  # fmt: skip
"""The objects of eve, who may create schemas, in her schema `mw`."""
ADDED = {
    "a trigger": (
        "CREATE TRIGGER t BEFORE INSERT ON mw.compiled FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()",
        "DROP TRIGGER t ON mw.compiled", "trigger t on table mw.compiled",
    ),
    "a rule": ("CREATE RULE r AS ON INSERT TO mw.closed DO INSTEAD NOTHING", "DROP RULE r ON mw.closed", "rule r on table mw.closed"),
    "a policy": (
        "ALTER TABLE mw.attribute ENABLE ROW LEVEL SECURITY",
        "ALTER TABLE mw.attribute DISABLE ROW LEVEL SECURITY", "the definition of table mw.attribute",
    ),
    "a check": ("ALTER TABLE mw.closed ADD CONSTRAINT k CHECK (length(schema) > 0)", "ALTER TABLE mw.closed DROP CONSTRAINT k", "constraint k on table mw.closed"),
    "a default": ("ALTER TABLE mw.closed ALTER has_views SET DEFAULT false", "ALTER TABLE mw.closed ALTER has_views DROP DEFAULT", "default value for column has_views of table mw.closed"),
    "an index": ("CREATE INDEX i ON mw.closed (lower(schema))", "DROP INDEX mw.i", "index mw.i"),
    "a column": ("ALTER TABLE mw.closed ADD more text", "ALTER TABLE mw.closed DROP more", "the definition of table mw.closed"),
    "a child": ("CREATE TABLE eve.kid () INHERITS (mw.closed)", "DROP TABLE eve.kid", "the definition of table mw.closed"),
    "a foreign key": (
        "CREATE TABLE eve.follows (schema text REFERENCES mw.closed ON DELETE CASCADE)",
        "DROP TABLE eve.follows", "constraint follows_schema_fkey on table eve.follows",
    ),
    "a view": ("CREATE VIEW mw.more AS SELECT 1 AS n; ALTER VIEW mw.more OWNER TO mw_owner", "DROP VIEW mw.more", "view mw.more"),
    "a table of another": ("CREATE TABLE mw.more (n int); ALTER TABLE mw.more OWNER TO eve", "DROP TABLE mw.more", "table mw.more of eve"),
    "another owner": ("ALTER TABLE mw.attribute OWNER TO eve", f"ALTER TABLE mw.attribute OWNER TO {OWNER}", "table mw.attribute of eve"),
    "a function": ("CREATE FUNCTION mw.f() RETURNS int LANGUAGE sql AS 'SELECT 1'", "DROP FUNCTION mw.f()", "function mw.f()"),
    "a type": ("CREATE TYPE mw.mood AS ENUM ('good')", "DROP TYPE mw.mood", "type mw.mood"),
    "a sequence": (f"CREATE SEQUENCE mw.n; ALTER SEQUENCE mw.n OWNER TO {OWNER}", "DROP SEQUENCE mw.n", "sequence mw.n"),
    "who may write": ("GRANT INSERT ON mw.attribute TO eve", "REVOKE ALL ON mw.attribute FROM eve", "eve has INSERT on mw.attribute"),
    "who may write a column": ("GRANT UPDATE (value) ON mw.attribute TO PUBLIC", "REVOKE UPDATE (value) ON mw.attribute FROM PUBLIC", "PUBLIC has UPDATE on mw.attribute.value"),
    "who may add triggers": ("GRANT TRIGGER ON mw.compiled TO eve", "REVOKE ALL ON mw.compiled FROM eve", "eve has TRIGGER on mw.compiled"),
    "who may create": ("GRANT CREATE ON SCHEMA mw TO eve", "REVOKE ALL ON SCHEMA mw FROM eve", "eve has CREATE on mw"),
    "a member": (f"GRANT {OWNER} TO eve", f"REVOKE {OWNER} FROM eve", "its members can change both: eve"),
}  # fmt: skip
"""Later additions to a schema `mw` of the script: how they are created, removed and named."""
SHOWS = {
    "a view": ("CREATE VIEW eve.v AS SELECT phone FROM care.visits", "GRANT SELECT ON eve.v TO PUBLIC", "DROP VIEW eve.v", "view eve.v shows care.visits to PUBLIC"),
    "a column of a view": ("CREATE VIEW eve.v AS SELECT phone FROM care.visits", "GRANT SELECT (phone) ON eve.v TO eve", "DROP VIEW eve.v", "view eve.v shows care.visits to eve"),
    "a view of a view": (
        "CREATE VIEW eve.v AS SELECT phone FROM care.visits; CREATE VIEW eve.w AS SELECT * FROM eve.v",
        "GRANT SELECT ON eve.w TO eve", "DROP VIEW eve.v CASCADE", "view eve.w shows care.visits to eve",
    ),
    "a view of a view of readers": (
        "CREATE VIEW eve.v WITH (security_invoker = on) AS SELECT phone FROM care.visits; CREATE VIEW eve.w AS SELECT * FROM eve.v",
        "GRANT SELECT ON eve.w TO eve", "DROP VIEW eve.v CASCADE", "view eve.w shows care.visits to eve",
    ),
    "a copy": ("CREATE MATERIALIZED VIEW eve.m AS SELECT phone FROM care.visits", "GRANT SELECT ON eve.m TO eve", "DROP MATERIALIZED VIEW eve.m", "materialized view eve.m shows care.visits to eve"),
    "a copy of another": (
        "CREATE MATERIALIZED VIEW eve.m AS SELECT phone FROM care.visits",
        "ALTER MATERIALIZED VIEW eve.m OWNER TO eve", "DROP MATERIALIZED VIEW eve.m", "materialized view eve.m shows care.visits to eve",
    ),
    "a rule": (
        "CREATE TABLE eve.t (phone text); CREATE RULE r AS ON INSERT TO eve.t DO INSTEAD SELECT phone FROM care.visits",
        "GRANT INSERT ON eve.t TO eve", "DROP TABLE eve.t", "the rule of table eve.t shows care.visits to eve",
    ),
    "the key": ("CREATE VIEW eve.v AS SELECT key FROM mw.hash_key", "GRANT SELECT ON eve.v TO eve", "DROP VIEW eve.v", "view eve.v shows mw.hash_key to eve"),
}  # fmt: skip
"""Views and rules of an administrator, which only the administrator can use at first; how they are opened, and named."""


@pytest.fixture
def into(postgresql: Postgresql) -> Iterator[Held]:
    with held(postgresql) as found:
        opened(found)
        found.run(
            "CREATE ROLE eve", f"GRANT CREATE ON DATABASE {found.database} TO eve", "CREATE SCHEMA eve AUTHORIZATION eve"
        )  # fmt: skip
        yield found


def is_superuser(into: Held) -> bool:
    return bool(into.rows("SELECT rolsuper FROM pg_roles WHERE rolname = 'eve'")[0][0])


def schema_of_another(into: Held, compile_on: Compile) -> None:
    """A schema `mw` that the script did not create is refused, and nothing in it runs or remains."""
    into.run("GRANT USAGE ON SCHEMA care TO PUBLIC", "GRANT SELECT ON care.visits TO PUBLIC")
    for statements in OF_EVE.values():
        into.run(
            "SET SESSION AUTHORIZATION eve", "CREATE SCHEMA mw", *statements, "RESET SESSION AUTHORIZATION"
        )
        refuses(into, lambda: apply(into, compile_on, DAY), "schema mw of eve")
        assert not is_superuser(into)
        into.run("DROP SCHEMA mw CASCADE", "DROP SCHEMA eve CASCADE", "CREATE SCHEMA eve AUTHORIZATION eve")
    apply(into, compile_on, DAY)
    assert into.select("eve", "SELECT phone FROM care.visits") == "denied"


def added_objects(into: Held, compile_on: Compile) -> None:
    """So is its own schema with anything that it did not create there, or that others can write."""
    apply(into, compile_on, DAY)
    for make, undo, words in ADDED.values():
        into.run(make)
        refuses(into, lambda: apply(into, compile_on, DAY), words)
        into.run(undo)
        apply(into, compile_on, DAY)


def rows_shown(into: Held, compile_on: Compile) -> None:
    """Views, copies and rules that only permitted readers can use are kept; opened to others, they are refused."""
    apply(into, compile_on, DAY)
    for make, grant, undo, words in SHOWS.values():
        into.run(make)
        apply(into, compile_on, DAY)
        into.run(grant)
        refuses(into, lambda: apply(into, compile_on, DAY), words)
        into.run(undo)


CHECKS = {each.__name__: each for each in (schema_of_another, added_objects, rows_shown)}


@pytest.mark.parametrize("check", CHECKS.values(), ids=CHECKS)
def test_the_script_refuses_what_others_prepared(into: Held, check: Callable[..., None]) -> None:
    check(into, compiled)


def replacing(old: str, new: str) -> Callable[[str], str]:
    return lambda text: text.replace(old, new)


MUTANTS = {
    "accepts any owner of its schema": ("schema_of_another", replacing("x.owner IS DISTINCT FROM owning", "false")),
    "accepts any part of its tables": ("added_objects", replacing("AND d.deptype IN ('a', 'i')", "AND false")),
    "accepts other objects in its schema": ("added_objects", replacing("AND d.classid <> 'pg_default_acl'::regclass", "AND false")),
    "accepts other tables": ("added_objects", replacing("WHERE NOT coalesce(m.is_unchanged, false)", "WHERE false")),
    "accepts foreign keys": ("added_objects", replacing("FROM pg_trigger AS t JOIN", "FROM pg_trigger AS t CROSS JOIN LATERAL (SELECT WHERE NOT t.tgisinternal) AS z JOIN")),
    "accepts privileges to write": ("added_objects", replacing("AND x.p NOT IN ('SELECT', 'USAGE')", "AND false")),
    "accepts members of its owner": ("added_objects", replacing("WHERE a.roleid = owning AND", "WHERE false AND")),
    "forgets views of views": ("rows_shown", replacing("ON e.source = x.reader", "ON false")),
    "forgets rules": ("rows_shown", replacing("w.ev_type <> '1' OR", "v.relkind <> 'r' AND")),
    "forgets copies of others": ("rows_shown", replacing("SELECT v.relowner, 'SELECT' WHERE v.relkind = 'm'", "SELECT v.relowner, 'SELECT' WHERE false")),
    "forgets columns": ("rows_shown", replacing("WHERE t.attrelid = v.oid", "WHERE false")),
}  # fmt: skip
"""Wrong compilers: the check that must fail, and the mistake in the script."""


@pytest.mark.parametrize("name", MUTANTS)
def test_a_wrong_compiler_fails(into: Held, name: str) -> None:
    check, change = MUTANTS[name]

    def wrong(access: Access, database: str, day: date) -> tuple[Database, str]:
        plan, text = compiled(access, database, day)
        return plan, change(text)

    text = compiled(granted(), into.database, DAY)[1]
    assert change(text) != text
    with pytest.raises(AssertionError):
        CHECKS[check](into, wrong)


def test_views_that_show_no_closed_rows_are_kept(into: Held) -> None:
    """A view with its readers' rights, one of an owner who may no longer read the table, and one of the product's account."""
    into.run(
        f'GRANT ALL ON care.visits TO "{LOADER}"', f'GRANT USAGE ON SCHEMA care TO "{LOADER}"', "GRANT USAGE ON SCHEMA care TO eve",
        "GRANT SELECT ON care.visits TO eve",
        "CREATE VIEW eve.invoker WITH (security_invoker = 1) AS SELECT phone FROM care.visits",
        "CREATE VIEW eve.own AS SELECT phone FROM care.visits",
        "ALTER VIEW eve.own OWNER TO eve",
        "CREATE VIEW eve.loaded AS SELECT phone FROM care.visits",
        "GRANT SELECT ON eve.invoker, eve.own TO PUBLIC",
        f'GRANT SELECT ON eve.loaded TO "{LOADER}"',
        f'GRANT USAGE ON SCHEMA eve TO PUBLIC, "{LOADER}"',
    )  # fmt: skip
    apply(into, compiled, DAY)
    for login in ("login 0", "eve"):
        for view in ("invoker", "own", "loaded"):
            assert into.select(login, f"SELECT phone FROM eve.{view}") == "denied"
    assert into.select(LOADER, "SELECT count(phone) FROM eve.loaded") == [(2,)]


def test_the_last_check_does_not_rely_on_stored_names(into: Held) -> None:
    """Even if a rule hides them from every earlier step, and is not refused."""
    apply(into, compiled, DAY)
    into.run(
        "CREATE RULE r AS ON INSERT TO mw.closed DO INSTEAD NOTHING", "DELETE FROM mw.closed",
        "GRANT SELECT ON care.visits TO PUBLIC",
    )  # fmt: skip

    def careless(access: Access, database: str, day: date) -> tuple[Database, str]:
        plan, text = compiled(access, database, day)
        return plan, text.replace("SELECT string_agg(x.thing, ', ' ORDER BY x.thing)", "SELECT NULL")

    refuses(
        into,
        lambda: apply(into, careless, DAY),
        "still granted, because the current role cannot revoke it: care.visits",
    )


def test_the_schema_of_an_earlier_script_is_accepted(into: Held) -> None:
    into.run(
        "CREATE SCHEMA mw", *TABLES.values(), "INSERT INTO mw.hash_key VALUES ('kept')",
        f"ALTER SCHEMA mw OWNER TO {OWNER}", *(f"ALTER TABLE mw.{each} OWNER TO {OWNER}" for each in TABLES),
    )  # fmt: skip
    for _ in range(2):
        apply(into, compiled, DAY)
        assert into.rows("SELECT key FROM mw.hash_key") == [(b"kept",)]


def test_an_owner_that_can_log_in_is_refused(into: Held) -> None:
    into.run(f"ALTER ROLE {OWNER} LOGIN")
    refuses(into, lambda: apply(into, compiled, DAY), "must not be a superuser")


def test_only_the_role_that_applies_a_script_may_be_a_member(postgresql: Postgresql, into: Held) -> None:
    psycopg = requires("psycopg")
    into.run("ALTER ROLE eve SUPERUSER", f"GRANT {OWNER} TO eve")
    apply(into, compiled, DAY)
    into.run("ALTER ROLE eve NOSUPERUSER", "CREATE ROLE ted LOGIN", f"GRANT {OWNER} TO ted")
    text = compiled(granted(), into.database, DAY)[1]
    with (
        psycopg.connect(f"host={postgresql.folder} user=ted dbname={into.database}", autocommit=True) as ted,
        pytest.raises(psycopg.errors.RaiseException, match=r"can change both: eve\n"),  # and not ted
    ):
        ted.execute(text)
