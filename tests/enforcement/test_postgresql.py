"""The compiler for PostgreSQL, proven on a real server; and wrong compilers, none of which passes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from animal_clinic import DAY, SERVER, branch, granted, opened, write_branches
from checks import CHECKS

from access_server import CLOCK, alike, base_is_closed, compiled, expected, held, reads
from meshwright.enforcement.postgresql import views
from meshwright.enforcement.postgresql.script import OWNER
from meshwright.enforcement.postgresql.views import TODAY
from requires import requires

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from meshwright.analysis.access.atoms import Access
    from meshwright.enforcement.relations import Database
    from servers import Postgresql


@pytest.mark.parametrize("check", CHECKS.values(), ids=CHECKS)
def test_the_compiler_passes_each_check(postgresql: Postgresql, check: Callable[..., None]) -> None:
    with held(postgresql) as into:
        check(into, compiled)


HASH_FUNCTION = """CREATE FUNCTION mw.hashed(text) RETURNS text LANGUAGE sql AS
  $$SELECT encode(sha256(convert_to($1, 'UTF8')), 'hex')$$;
DROP VIEW pg_temp.mw_privileges;"""


def replacing(old: str, new: str) -> Callable[[str], str]:
    return lambda text: text.replace(old, new)


def blindly(change: Callable[[str], str]) -> Callable[[str], str]:
    """Change a script that does not check again at its end, where it would find most mistakes."""
    return lambda text: re.sub(
        "RAISE EXCEPTION '(still|not) granted", r"RAISE NOTICE '\1 granted", change(text)
    )


MUTANTS: dict[str, tuple[str, Callable[[str], str]]] = {
    "forgets to revoke": ("dirty", blindly(replacing("EXECUTE format('REVOKE", "PERFORM format('REVOKE"))),
    "revokes without what was passed on": ("dirty", replacing("ON %s FROM %s CASCADE", "ON %s FROM %s")),
    "leaves the grants of owners": ("dirty", blindly(replacing("WHEN found.is_own THEN 'GRANT OPTION FOR'", "WHEN found.is_own THEN 'ALL PRIVILEGES ON pg_class FROM mw_owner --'"))),
    "forgets its own tables": ("dirty", blindly(replacing("('mw', false)", "('no schema', false)"))),
    "forgets ports that have gone": ("removed", replacing("w.r IS NULL OR c.relkind", "c.relkind")),
    "grants tables": ("matrix", blindly(lambda text: re.sub(r'GRANT SELECT \([^)]*\) ON ("care_read")', r"GRANT SELECT ON \1", text))),
    "ignores the end": ("late", lambda text: re.sub(re.escape(f" AND {TODAY} <= ") + r"DATE '[^']*'", "", text)),
    "ends a day early": ("matrix", replacing(f"{TODAY} <= DATE", f"{TODAY} < DATE")),
    "takes the local day": ("today", replacing(TODAY, "CURRENT_DATE")),
    "takes the day of the statement's start": ("today", replacing("clock_timestamp()", "statement_timestamp()")),
    "makes views without barrier": ("leaky", replacing("security_barrier = true", "security_barrier = false")),
    "makes a superuser the owner": ("row_security", lambda text: re.sub(r'(ALTER VIEW .*) OWNER TO "mw_owner"', r'\1 OWNER TO "admin"', text)),
    "accepts any owner": ("unsafe_owner", replacing("(r.rolsuper OR r.rolbypassrls OR r.rolcanlogin)", "false")),
    "filters by a setting": ("settings_of_sessions", lambda text: re.sub(r"\(SELECT CASE WHEN pg_catalog\.count.*?'branch'\)", "pg_catalog.current_setting('mw.branch', true)", text)),
    "takes one of several values": ("matrix", replacing("CASE WHEN pg_catalog.count(*) = 1 THEN pg_catalog.min(a.value) END", "pg_catalog.min(a.value)")),
    "forgets the rows": ("matrix", lambda text: re.sub(r'(FROM "care"."\w+" AS t)\nWHERE .*', r"\1", text)),
    "leaves a function to everybody": ("functions", replacing("DROP VIEW pg_temp.mw_privileges;", HASH_FUNCTION)),
    "writes the key into the view": ("secrets", replacing("(SELECT k.key FROM mw.hash_key AS k)", "'key'::pg_catalog.bytea")),
    "shows what is to be masked": ("matrix", lambda text: re.sub(r"pg_catalog\.left\((\S+), 1\)", r"\1", text)),
    "truncates by the session's zone": ("year", replacing(", 'UTC')", ")")),
    "does not look at types": ("types", lambda text: re.sub(r"= ANY \(string_to_array\(e\.kinds, ', '\)\)", "IS NOT NULL", text)),
    "does not look at the mesh": ("wrong_database", replacing("WHERE mesh <> $1", "WHERE mesh <> $1 AND false")),
    "does not look at earlier scripts": ("wrong_database", replacing("WHERE day > $1", "WHERE day > $1 AND false")),
    "does not look at the database": ("wrong_database", replacing("IF current_database() <> ", "IF '' = ")),
    "does not look at children": ("relatives", replacing("WHERE c.relkind IN ('r', 'p', 'f')\n      AND (pn", "WHERE c.relkind IN ('p')\n      AND (pn")),
    "does not look at parents": ("relatives", replacing("IN (SELECT schema FROM mw.closed)) <> (cn.nspname", "IN (SELECT schema FROM mw.closed)) > (cn.nspname")),
    "makes all views anew": ("twice", replacing("  EXECUTE definition;\nEXCEPTION", "  DROP VIEW IF EXISTS care_read.visits;\n  EXECUTE definition;\nEXCEPTION")),
}  # fmt: skip
"""Wrong compilers: the check that must fail, and the mistake in the script."""


@pytest.mark.parametrize("name", MUTANTS)
def test_a_wrong_compiler_fails(postgresql: Postgresql, name: str) -> None:
    check, change = MUTANTS[name]

    def wrong(access: Access, database: str, day: date) -> tuple[Database, str]:
        plan, text = compiled(access, database, day)
        return plan, change(text)

    psycopg = requires("psycopg")
    with held(postgresql) as into, pytest.raises((AssertionError, psycopg.Error)) as failure:
        CHECKS[check](into, wrong)
    assert change(compiled(granted(), "held", DAY)[1]) != compiled(granted(), "held", DAY)[1]
    assert failure.type is AssertionError or name == "revokes without what was passed on", failure.value


def test_forgetting_the_second_role_or_the_start_fails(
    postgresql: Postgresql, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two mistakes that no change of the text causes: only the first role is masked, and a start is ignored."""
    first = views._any
    with monkeypatch.context() as patch, held(postgresql) as into:
        patch.setattr(views, "_any", lambda conditions: first(list(conditions)[:1]))
        with pytest.raises(AssertionError):
            CHECKS["matrix"](into, compiled)
    with held(postgresql) as into, pytest.raises(AssertionError):
        CHECKS["matrix"](into, ignoring_starts)


def ignoring_starts(access: Access, database: str, day: date) -> tuple[Database, str]:
    from datetime import timedelta

    _, text = compiled(access, database, day + timedelta(days=1))
    plan, _ = compiled(access, database, day)
    return plan, text.replace(str(day + timedelta(days=1)), str(day))


def test_a_script_can_be_applied_without_a_superuser(postgresql: Postgresql) -> None:
    """A role that owns the database, the schemas and the tables, and is a member of the views' owner."""
    psycopg = requires("psycopg")
    with held(postgresql) as into:
        found, everybody = opened(into)
        into.run(
            f"CREATE ROLE deployer LOGIN; GRANT {OWNER} TO deployer; GRANT CREATE ON DATABASE held TO {OWNER}",
            "ALTER DATABASE held OWNER TO deployer; ALTER SCHEMA care OWNER TO deployer",
            "ALTER TABLE care.visits OWNER TO deployer; ALTER TABLE care.animals OWNER TO deployer",
        )
        into.clock(DAY)
        database, text = compiled(found, "held", DAY)
        with psycopg.connect(
            f"host={postgresql.folder} user=deployer dbname=held", autocommit=True, prepare_threshold=None
        ) as deployer:
            for _ in range(2):
                deployer.execute(text.replace(TODAY, CLOCK))
        write_branches(into, everybody)
        for person in everybody:
            for relation in database.relations:
                wanted = expected(found, person, relation, day=DAY, server=SERVER, attributes_of=branch)
                seen = reads(into, person, relation)
                assert [name for name in wanted if not alike(seen[name], wanted[name])] == []
                assert base_is_closed(into, person, relation)
        into.run("ALTER DATABASE held OWNER TO admin")
