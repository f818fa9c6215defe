"""Drift of a real database: none after a script, and every kind of remaining access is found."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING, Any

import pytest
from animal_clinic import DAY, LOADER, clinic, granted, opened
from checks import apply
from test_command import compile_it, written

from access_server import compiled, held
from meshwright.cli.main import main
from meshwright.enforcement.postgresql.drift import CATALOG, drift, fault
from meshwright.enforcement.postgresql.script import OWNER
from meshwright.enforcement.stamp import Stamp
from requires import requires

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from access_server import Held
    from servers import Postgresql

STAMP = Stamp("test", "r1", DAY, OWNER)
SURVIVORS = {
    "a grant to all": ("GRANT SELECT ON care_read.visits TO PUBLIC", "unexpected-privilege", "PUBLIC has SELECT on care_read.visits"),
    "a grant of a table": ('GRANT SELECT ON care_read.visits TO "desk-group"', "unexpected-privilege", "desk-group has SELECT on care_read.visits"),
    "a grant of a column": ('GRANT SELECT (phone) ON care.visits TO "desk-group"', "unexpected-privilege", "care.visits.phone"),
    "an open schema": ("GRANT USAGE ON SCHEMA care TO PUBLIC", "unexpected-privilege", "PUBLIC has USAGE on care"),
    "who may write attributes": ('GRANT INSERT ON mw.attribute TO "desk-group"', "unexpected-privilege", "mw.attribute"),
    "an option to grant": ('GRANT SELECT (branch) ON care_read.visits TO "desk-group" WITH GRANT OPTION', "unexpected-privilege", "with the grant option"),
    "another grantor": (
        f'GRANT SELECT ON care.visits TO "{LOADER}" WITH GRANT OPTION; SET ROLE "{LOADER}"; GRANT SELECT ON care.visits TO "desk-group"; RESET ROLE',
        "unexpected-privilege", "desk-group has SELECT on care.visits, by another grantor",
    ),
    "a default": ("ALTER DEFAULT PRIVILEGES IN SCHEMA care GRANT SELECT ON TABLES TO PUBLIC", "default-privilege", "PUBLIC gets SELECT"),
    "a reader of all data": ('GRANT pg_read_all_data TO "login 0"', "reads-all-data", "login 0 is a member"),
    "a member of a reader of all data": ('GRANT pg_read_all_data TO "recall"', "reads-all-data", "recall is a member"),
    "a group in a group": ('CREATE ROLE interns; GRANT "vet-group" TO interns', "group-in-group", "interns is a member of vet-group"),
    "a member of the owner": (f'GRANT {OWNER} TO "login 0"', "member-of-owner", "login 0 is a member of mw_owner"),
    "an owner who logs in": (f"ALTER ROLE {OWNER} LOGIN", "unsafe-owner", "mw_owner owns the views"),
    "a superuser who reads": ('ALTER ROLE "vet-group" SUPERUSER', "superuser", "vet-group is a reader and also a superuser"),
    "a view of a superuser": ("ALTER VIEW care_read.visits OWNER TO admin", "unsafe-view", "owned by admin"),
    "a view without barrier": ("ALTER VIEW care_read.visits RESET (security_barrier)", "unsafe-view", "options other"),
    "a view that is gone": ("DROP VIEW care_read.visits", "missing-view", "care_read.visits is missing"),
    "a foreign table": ("CREATE TABLE care_read.copy AS SELECT * FROM care.visits", "foreign-relation", "care_read.copy"),
    "a view that passes on": ("CREATE VIEW public.copy AS SELECT * FROM care.visits", "passed-on", "public.copy, a view of admin, reads care.visits"),
    "a view with other text": ("CREATE OR REPLACE VIEW care_read.animals WITH (security_barrier = true) AS SELECT chip, branch FROM care.animals", "unsafe-view", "care_read.animals differs from the definition compiled"),
    "columns that changed places": ("ALTER TABLE care.visits RENAME phone TO p; ALTER TABLE care.visits RENAME branch TO phone; ALTER TABLE care.visits RENAME p TO branch", "unsafe-view", "care_read.visits differs from the definition compiled"),
    "a schema of views of another": ('ALTER SCHEMA care_read OWNER TO "login 0"', "unsafe-view", "schema care_read is owned by login 0"),
    "a copy that passes on": ("CREATE MATERIALIZED VIEW public.copy AS SELECT * FROM care.visits", "passed-on", "public.copy, a materialized view of admin, reads care.visits"),
    "a rule that passes on": ("CREATE TABLE public.trap (n int); CREATE RULE r AS ON INSERT TO public.trap DO INSTEAD SELECT phone FROM care.visits", "passed-on", "public.trap, a table with a rule of admin, reads care.visits"),
    "a trigger on a table of the script": ("CREATE TRIGGER t BEFORE INSERT ON mw.compiled FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()", "unsafe-state", "unexpected in schema mw: trigger t on table mw.compiled"),
    "a rule on a table of the script": ("CREATE RULE r AS ON INSERT TO mw.closed DO INSTEAD NOTHING", "unsafe-state", "unexpected in schema mw: rule r on table mw.closed"),
    "a function among its tables": ("CREATE FUNCTION mw.f() RETURNS int LANGUAGE sql AS 'SELECT 1'", "unsafe-state", "unexpected in schema mw: function mw.f()"),
    "a column of its tables": ("ALTER TABLE mw.closed ADD more text", "unsafe-state", "unexpected in schema mw: the definition of table mw.closed"),
    "a foreign owner of its tables": ('ALTER TABLE mw.hash_key OWNER TO "login 0"', "unsafe-state", "mw.hash_key is owned by login 0, not by mw_owner"),
    "a function that passes on": ("CREATE FUNCTION public.copy() RETURNS SETOF text LANGUAGE sql SECURITY DEFINER AS 'SELECT phone FROM care.visits'", "passed-on", "function public.copy() of admin"),
    "a function of a reader": ("CREATE FUNCTION public.copy() RETURNS text LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'; ALTER FUNCTION public.copy() OWNER TO recall", "passed-on", "function public.copy() of recall"),
    "a parent that shows the rows": ("CREATE TABLE public.up (phone text); ALTER TABLE care.visits INHERIT public.up", "passed-on", "public.up inherits from or is inherited by care.visits"),
    "a child that holds rows": ("CREATE TABLE public.kid () INHERITS (care.visits)", "passed-on", "public.kid inherits from or is inherited by care.visits"),
    "a group in a person": ('GRANT "vet-group" TO "login 0"; CREATE ROLE friend LOGIN; GRANT "login 0" TO friend', "group-in-group", "friend is a member of login 0"),
    "who may make members": ('ALTER ROLE "login 0" CREATEROLE', "creates-roles", "login 0 can make itself a member of any group"),
    "a reader of files": ('GRANT pg_read_server_files TO "login 0"', "reads-all-data", "login 0 is a member of pg_read_server_files"),
    "who runs programs": ('GRANT pg_execute_server_program TO "login 0"', "reads-all-data", "pg_execute_server_program"),
    "who replicates": ('ALTER ROLE "login 0" REPLICATION', "reads-all-data", "login 0 can replicate"),
    "a privilege that is gone": ('REVOKE SELECT (branch) ON care_read.visits FROM "desk-group"', "missing-privilege", "desk-group lacks SELECT on care_read.visits.branch"),
}  # fmt: skip


@pytest.fixture(scope="module")
def into(postgresql: Postgresql) -> Iterator[Held]:
    with held(postgresql) as found:
        opened(found)
        found.run(f'GRANT ALL ON care.visits TO "{LOADER}"', f'GRANT USAGE ON SCHEMA care TO "{LOADER}"')
        apply(found, compiled, DAY)
        yield found


def catalog(into: Held) -> dict[str, Any]:
    found = json.loads(into.rows(CATALOG)[0][0])
    assert fault(found, into.database) == ""
    return dict(found)


def test_there_is_no_drift_after_a_script(into: Held) -> None:
    """Not even by the privileges of the product's own service account."""
    assert drift(compiled(granted(), into.database, DAY)[0], STAMP, catalog(into)) == ()


@pytest.mark.parametrize("name", SURVIVORS)
def test_remaining_access_is_found(into: Held, name: str) -> None:
    statements, kind, words = SURVIVORS[name]
    database = compiled(granted(), into.database, DAY)[0]
    into.run("BEGIN", *statements.split("; "))
    found = drift(database, STAMP, catalog(into))
    into.run("ROLLBACK")
    assert kind in {each.kind for each in found}
    assert any(words in each.text for each in found if each.kind == kind)


def test_a_wrong_dump_is_refused(into: Held) -> None:
    found = catalog(into)
    assert "is from database" in fault(found, "another")
    for wrong in ([], {}, {**found, "roles": [{}]}, {**found, "privileges": None}):
        assert "not the result of the query" in fault(wrong, into.database)


def test_the_command_queries_the_server_or_reads_a_dump(
    into: Held, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = written(tmp_path / "mesh", clinic())
    arguments = ["access", "drift", "--target", "postgresql", "--mesh", str(folder), "--on", str(DAY)]
    monkeypatch.setenv("PGHOST", str(into.server.folder))
    monkeypatch.setenv("PGUSER", "login 0")
    assert main(arguments) == 0
    assert capsys.readouterr().out == f"database held on {DAY}: as compiled; 1 superuser reads everything\n"
    assert main([*arguments, "--query"]) == 0
    query = capsys.readouterr().out
    dump = tmp_path / "catalog.json"
    asked = [requires("psql"), "-XAtq", "-h", into.server.folder, "-U", "login 0", "-d", "held", "-f", "-"]
    into.run('GRANT SELECT ON care.visits TO "desk-group"')
    dump.write_bytes(subprocess.run(asked, input=query.encode(), check=True, capture_output=True).stdout)
    into.run('REVOKE SELECT ON care.visits FROM "desk-group"')
    assert main([*arguments, "--dump", str(dump), "--format", "json"]) == 1
    found = json.loads(capsys.readouterr().out)["drift"]
    assert found == [{"kind": "unexpected-privilege", "text": "desk-group has SELECT on care.visits"}]
    dump.write_text("{")
    assert main([*arguments, "--dump", str(dump)]) == 2
    monkeypatch.setenv("PGHOST", str(tmp_path))
    assert main(arguments) == 2
    assert "cannot be read" in capsys.readouterr().err
    assert compile_it(folder) == 0
