"""`meshwright access prove` on a real server: its output, its traces, and refused roles."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any, Self

import jsonschema_rs
import pytest
from animal_clinic import DAY, clinic
from test_command import CONTRACT, written

from access_meshes import mesh
from access_server import compiled
from meshwright.analysis.access.atoms import access
from meshwright.cli.main import main
from meshwright.enforcement.postgresql import script as scripts
from meshwright.enforcement.postgresql import views
from meshwright.enforcement.postgresql.proof import Substitutes
from meshwright.formats.outputs import output_schema
from meshwright.workspace import access_proof
from requires import requires

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from servers import Postgresql


@pytest.fixture
def asked(postgresql: Postgresql, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Return the arguments of a proof; afterwards, check that the server is as before."""
    monkeypatch.setenv("PGHOST", str(postgresql.folder))
    monkeypatch.setenv("PGUSER", "admin")
    before = everything(postgresql)
    documents = clinic()
    del documents["products/care/vets.yaml"]  # fewer days
    folder = written(tmp_path / "mesh", documents)
    yield ["access", "prove", "--target", "postgresql", "--mesh", str(folder), "--on", "2026-11-22"]
    assert everything(postgresql) == before


def everything(server: Postgresql) -> list[Any]:
    """Return the databases and roles of a server, and the grants and objects in one of them."""
    import psycopg

    with psycopg.connect(f"host={server.folder} user=admin dbname=shop") as connection:
        query = (
            "SELECT datname, datacl::text FROM pg_database UNION ALL SELECT rolname, rolvaliduntil::text FROM pg_roles "
            "UNION ALL SELECT roleid::regrole::text, member::regrole::text FROM pg_auth_members "
            "UNION ALL SELECT relname, relacl::text FROM pg_class ORDER BY 1, 2"
        )
        return connection.execute(query).fetchall()


def test_a_database_that_grants_the_declared_access_is_proven(
    asked: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*asked, "--store", str(tmp_path / "proofs"), "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["isProven"] is True
    assert found["differences"] == []
    assert found["decisions"] == found["persons"] * len(found["days"]) * 10
    assert (found["mesh"], found["database"], found["readers"], found["persons"]) == ("clinic", "held", 6, 22)
    assert [*found["days"]] == sorted(found["days"])
    assert {"2026-11-19", "2026-11-25", "2026-11-26"} < {*found["days"]}
    validator = jsonschema_rs.validator_for(output_schema("access-prove", is_closed=True))
    assert list(validator.iter_errors(found)) == []
    stem = f"access-proof-postgresql-held-{found['at'][:10]}"
    kept = tmp_path / "proofs"
    assert json.loads((kept / f"{stem}.json").read_text()) == found
    page = (kept / f"{stem}.md").read_text()
    assert page.startswith("# Proof of access: proven\n")
    assert "substitutes" in page


MISTAKES: dict[str, Callable[[str], str]] = {
    "shows what is to be masked": lambda text: text.replace("pg_catalog.left(", "(").replace(', 1) END AS "keeper"', ') END AS "keeper"'),
    "forgets the last look and the closing": lambda text: text.replace("RAISE EXCEPTION 'still", "RAISE NOTICE 'still").replace("EXECUTE format('REVOKE", "PERFORM format('REVOKE"),
    "ends a day early": lambda text: text.replace(f"{views.TODAY} <= DATE", f"{views.TODAY} < DATE"),
}  # fmt: skip


@pytest.mark.parametrize("name", MISTAKES)
def test_a_wrong_answer_is_a_difference(
    asked: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(access_proof, "script", lambda *given: MISTAKES[name](scripts.script(*given)))
    assert main(asked) == 1
    seen = capsys.readouterr().out
    assert "\nnot proven: " in seen
    assert ": expected " in seen


def test_an_ordinary_user_is_refused_and_one_who_may_create_roles_is_not(
    asked: list[str],
    postgresql: Postgresql,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PGUSER", "reader")
    assert main(asked) == 2
    said = "role `reader` cannot create databases and roles; a proof needs CREATEDB and CREATEROLE, or a superuser"
    assert f"nothing was proven: {said}" in capsys.readouterr().err
    postgresql.admin("CREATE ROLE maker LOGIN CREATEDB CREATEROLE")
    try:
        monkeypatch.setenv("PGUSER", "maker")
        assert main(asked) == 0
        assert capsys.readouterr().out.endswith("\nproven\n")
    finally:
        postgresql.admin("DROP ROLE maker")


@pytest.mark.parametrize("thing", ["DATABASE mw_proof", "ROLE mw_proof_person_7"])
def test_a_name_in_use_is_refused(
    asked: list[str], postgresql: Postgresql, capsys: pytest.CaptureFixture[str], thing: str
) -> None:
    postgresql.admin(f"CREATE {thing}")
    before = everything(postgresql)
    try:
        assert main(asked) == 2
        kind, name = thing.split()
        assert f"{kind.lower()} {name} already exists" in capsys.readouterr().err
        assert everything(postgresql) == before
        assert main([*asked, "--scratch", "another"]) == 0
    finally:
        postgresql.admin(f"DROP {thing}")


@pytest.mark.parametrize("thing", ["DATABASE mw_proof", "ROLE mw_proof_person_7"])
def test_concurrently_created_objects_are_kept(
    asked: list[str],
    postgresql: Postgresql,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    thing: str,
) -> None:
    """They were created after the names were found to be free, and before ours."""
    rights = access_proof._rights

    def and_then(*given: Any) -> Any:
        found = rights(*given)
        postgresql.admin(f"CREATE {thing}")
        return found

    monkeypatch.setattr(access_proof, "_rights", and_then)
    try:
        assert main(asked) == 2
        assert "the server refused a statement (42" in capsys.readouterr().err
        found = [each for each in everything(postgresql) if str(each[0]).startswith("mw_proof")]
        assert [each[0] for each in found] == [thing.split()[1]]
    finally:
        postgresql.admin(f"DROP {thing}")


@pytest.mark.parametrize("at", [1, 9, 30, 60])
def test_an_error_or_an_interruption_leaves_nothing(
    asked: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    """An error of the server, and Ctrl-C, at several moments."""
    psycopg = requires("psycopg")
    original = access_proof._connected
    for error, code in ((psycopg.OperationalError("gone"), 2), (KeyboardInterrupt(), 130)):
        counter = Counter(at, error)
        monkeypatch.setattr(
            access_proof, "_connected", lambda *given, by=counter: Counted(original(*given), by)
        )
        assert main(asked) == code
    assert "nothing was proven: the server refused a statement" in capsys.readouterr().err


class Counter:
    """Counts statements, and fails at one of them."""

    def __init__(self, at: int, error: BaseException) -> None:
        self.left = at
        self.error = error


class Counted:
    """A connection whose statements are counted."""

    def __init__(self, connection: Any, counter: Counter) -> None:
        self._connection = connection
        self._counter = counter

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *given: object) -> None:
        self._connection.__exit__(*given)

    def execute(self, query: str) -> Any:
        """Run a statement, unless it is the one that fails."""
        self._counter.left -= 1
        if self._counter.left == 0:
            raise self._counter.error
        return self._connection.execute(query)


def test_a_signal_leaves_nothing(asked: list[str], postgresql: Postgresql) -> None:
    import psycopg

    command = [sys.executable, "-m", "meshwright", *asked]
    with (
        subprocess.Popen(command, env={**os.environ}, stderr=subprocess.DEVNULL) as run,
        psycopg.connect(
            f"host={postgresql.folder} user=admin dbname=postgres", autocommit=True
        ) as connection,
    ):
        for _ in range(600):
            if (
                connection.execute("SELECT FROM pg_database WHERE datname = 'mw_proof'").fetchone()
                is not None
            ):
                break
            time.sleep(0.05)
        run.send_signal(signal.SIGTERM)
        assert run.wait(60) == 128 + signal.SIGTERM


def test_other_targets_and_wrong_names_are_refused(
    asked: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    for target in ("snowflake", "cedar", "s3"):
        assert main([*asked[:3], target, *asked[4:]]) == 2
        assert f"only postgresql can be proven: meshwright does not query {target}" in capsys.readouterr().err
    for name in ("Mw", "pg_x", "a-b", "x" * 32, "é"):
        assert main([*asked, "--scratch", name]) == 2
        assert "--scratch must be 3 to 31 lower-case letters" in capsys.readouterr().err


def test_an_unreachable_server_is_named(
    asked: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PGHOST", str(tmp_path))
    assert main(asked) == 2
    assert "database `postgres` cannot be reached" in capsys.readouterr().err


def test_pairs_are_tested_on_the_tables_that_both_may_read() -> None:
    """A pair without such a table shows no more than its two readers."""
    documents = clinic()
    contract = {**documents[CONTRACT], "id": "beds", "roles": documents[CONTRACT]["roles"][:2]}
    contract["servers"] = [{**documents[CONTRACT]["servers"][0], "schema": "beds"}]
    found = access(mesh({**documents, "products/care/beds.odcs.yaml": contract}))
    database = compiled(found, "held", DAY)[0]
    substitutes = Substitutes(found, database, "mw_proof")
    asked = {
        frozenset(one.name for one in each.identities): {
            one.schema for one in substitutes.asked(each, database)
        }
        for each in substitutes.persons
    }

    assert asked[frozenset()] == asked[frozenset(["research-group"])] == {"care", "beds"}
    assert asked[frozenset(["vet-group", "desk-group"])] == {"care", "beds"}
    assert asked[frozenset(["vet-group", "research-group"])] == {"care"}
