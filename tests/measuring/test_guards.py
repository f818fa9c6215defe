"""Guards 3, 4 and 5, and observations: a session reads only its files, a runaway ends, nothing is written or quoted."""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
from hashlib import sha256
from threading import Event
from typing import TYPE_CHECKING, Any

import pytest

from measured import contract, measured_in, seen_in
from meshwright.measuring.observation import line_of
from meshwright.measuring.sql_names import SqlNames
from meshwright.workspace.measuring.duckdb_session import session
from meshwright.workspace.measuring.engine import Engine
from meshwright.workspace.measuring.jobs import SqlJob, Target
from meshwright.workspace.measuring.places import Place
from meshwright.workspace.measuring.session import Limits, cancelled_after
from requires import requires

if TYPE_CHECKING:
    from pathlib import Path

duckdb = requires("duckdb")

NAMES = SqlNames(frozenset({"rows"}), frozenset())

CANARY = "canary-4711@example.com"
NAME = "      - {name: name, logicalType: string}\n"


def limits(folder: Path, **more: Any) -> Limits:
    return Limits(
        **{
            "memory_mib": 128,
            "threads": 1,
            "spill_folder": str(folder / "spill"),
            "spill_mib": 16,
            "seconds": 20,
            **more,
        }
    )


@pytest.fixture
def data(tmp_path: Path) -> Path:
    path = tmp_path / "rows.csv"
    path.write_text("name\na\n")
    return path


REFUSED = {
    "another file": "SELECT * FROM read_csv('{folder}/other.csv')",
    "a file above": "SELECT * FROM read_csv('{folder}/../{folder}/other.csv')",
    "a file of the system": "SELECT * FROM read_text('/etc/passwd')",
    "a path as a table": "SELECT * FROM '/etc/passwd'",
    "a glob": "SELECT * FROM glob('/**')",
    "the network": "SELECT * FROM read_csv('https://localhost:1/x.csv')",
    "a bucket": "SELECT * FROM read_csv('s3://x/y.csv')",
    "installing": "INSTALL httpfs",
    "loading": "LOAD httpfs",
    "another setting": "SET threads = 8",
    "external access": "SET enable_external_access = true",
    "more paths": "SET allowed_paths = ['/etc/passwd']",
    "resetting": "RESET memory_limit",
    "a secret": "CREATE PERSISTENT SECRET (TYPE s3, KEY_ID 'x', SECRET 'y')",
    "attaching": "ATTACH '{folder}/x.duckdb' AS y",
    "exporting": "EXPORT DATABASE '{folder}/x'",
    "writing": "COPY (SELECT 1) TO '{folder}/x.csv'",
    "a variable of Python": "SELECT * FROM CANARY",
    "an environment variable": "SELECT getenv('HOME')",
}


@pytest.mark.parametrize("what", REFUSED)
def test_locked_session_refuses_other_access(what: str, tmp_path: Path, data: Path) -> None:
    """Even from a statement that passed the first guard by mistake."""
    (tmp_path / "other.csv").write_text("a\n1\n")
    (tmp_path / "link.csv").symlink_to("/etc/passwd")
    with session(limits(tmp_path), [str(data)]) as connection:
        assert connection.execute(f"SELECT count(*) FROM read_csv('{data}')").fetchall() == [(1,)]
        with pytest.raises(duckdb.Error):
            connection.execute(REFUSED[what].format(folder=tmp_path)).fetchall()
    assert sorted(each.name for each in tmp_path.iterdir()) == ["link.csv", "other.csv", "rows.csv"]


def test_a_session_is_in_utc(tmp_path: Path, data: Path) -> None:
    """Whatever the machine's zone."""
    with session(limits(tmp_path), [str(data)]) as connection:
        assert connection.execute("SELECT current_setting('TimeZone')").fetchall() == [("UTC",)]


RUNAWAYS = {
    "one call": "SELECT length(repeat('a', 4000000000))",
    "rows without end": "SELECT sum(hash(i) % 7) FROM range(100000000000) t(i)",
    "a set in memory": "SELECT count(DISTINCT i || 'x') FROM range(1000000000) t(i)",
    "recursion": "WITH RECURSIVE r AS (SELECT 1 i UNION ALL SELECT i + 1 FROM r) SELECT count(*) FROM r",
}


@pytest.mark.parametrize("what", RUNAWAYS)
def test_runaway_ends_without_the_first_guard(what: str, tmp_path: Path, data: Path) -> None:
    """By its limits of memory, processor time, disk, or by the watchdog; the next job is answered."""
    place = Place("s", "", "csv", (str(data),))
    few = limits(tmp_path, seconds=4)
    with Engine() as engine:
        answer = engine.ask(SqlJob(RUNAWAYS[what], NAMES, (), few))
        after = engine.ask(
            SqlJob("SELECT count(*) FROM rows", NAMES, (Target("", place, (), ("rows",)),), few)
        )

    assert "figure" not in answer
    assert answer["why"]
    assert CANARY not in json.dumps(answer)
    assert after.keys() == {"why"}  # a table without columns has a reason
    spilled = (
        [each for each in (tmp_path / "spill").rglob("*") if each.is_file()]
        if (tmp_path / "spill").exists()
        else []
    )
    assert sum(each.stat().st_size for each in spilled) <= 16 << 20


ANSWERS = {
    "SELECT 3": {"figure": "3"},
    "SELECT 1.50": {"figure": "1.50"},
    "SELECT true": {"figure": "true"},
    "SELECT 2::double": {"figure": "2.0"},
    "SELECT count(*) FROM rows": {"figure": "1"},
    "SELECT NULL": {"why": "it returns NULL"},
    "SELECT 1 WHERE false": {"why": "it returns no row"},
    "SELECT 1, 2": {"why": "it returns more than one value"},
    "SELECT unnest([1, 2])": {"why": "it returns more than one value"},
    "SELECT max(name) FROM rows": {"why": "it returns neither a number nor a boolean"},
    "SELECT 'nan'::double": {"why": "it returns neither a number nor a boolean"},
    "SELECT error(name) FROM rows": {"why": "the engine refuses it (InvalidInputException)"},
    "SELECT name::int FROM rows": {"why": "the engine refuses it (ConversionException)"},
    "SELECT zz FROM rows": {"why": "the engine refuses it (BinderException)"},
}


def test_answers_of_sql_are_one_number_or_boolean(tmp_path: Path, data: Path) -> None:
    """Anything else may be a value of a row; an error is named and never quoted."""
    from meshwright.measuring.probe import Column

    data.write_text(f"name\n{CANARY}\n")
    column = Column("name", "name", "string", None, "UTC", has_format=False, is_required=False, field=0)
    rows = Target("", Place("s", "", "csv", (str(data),)), (column,), ("rows",))
    few = limits(tmp_path)
    seen = {}
    for sql in ANSWERS:
        with Engine() as engine:
            seen[sql] = engine.ask(SqlJob(sql, NAMES, (rows,), few))

    assert seen == ANSWERS


def test_no_row_value_is_stored_or_shown(tmp_path: Path) -> None:
    """In a header, a cell, a key, an answer of SQL, an error: neither an observation nor a finding has it."""
    properties = """
      - {name: name, logicalType: integer, unique: true, logicalTypeOptions: {minimum: 3}}
      - {name: mail, logicalType: timestamp, required: true, logicalTypeOptions: {maximum: '2026-01-01T00:00:00Z'}}
"""
    more = f"""quality:
      - {{type: sql, query: select max(name) from orders, mustBe: 0}}
      - {{type: sql, query: "select count(*) from orders where name = '{CANARY}'", mustBe: 0}}
"""
    text = contract(properties).replace(
        "    properties:\n", f"    {more.replace(chr(10) + '      ', chr(10) + '      ')}    properties:\n", 1
    )
    rows = f"name,mail,{CANARY}\n{CANARY},{CANARY},{CANARY}\n{CANARY}\n{CANARY},{CANARY},1\n"
    for server, files in (
        ("", {"data/orders.csv": rows}),
        ("", {"data/orders.csv": f"{CANARY}\n{CANARY}\n"}),
        ("", {"data/orders.csv": f"name,{CANARY},{CANARY.upper()}\n1,2,3\n"}),
        (
            "{server: f, type: local, path: data/orders.json, format: json}",
            {"data/orders.json": json.dumps({"name": CANARY, "mail": CANARY, CANARY: CANARY})},
        ),
        (
            "{server: f, type: local, path: data/orders.json, format: json}",
            {"data/orders.json": '{"name": "' + CANARY},
        ),
    ):
        own = (
            text
            if not server
            else text.replace("{server: files, type: local, path: data/orders.csv, format: csv}", server)
        )
        everything = {"orders.odcs.yaml": own, **files}
        seen = seen_in(tmp_path, everything)
        report = measured_in(tmp_path, everything)
        written = "".join(line_of(each.observation) for each in seen if each.observation)
        written += repr([each.message for each in report.diagnostics]) + "".join(each.why for each in seen)

        assert "canary" not in written.casefold()
        assert written


@pytest.mark.parametrize(
    "sql",
    [
        "select count(*) from 's3://key:4711@bucket/x.csv'",
        'select count(*) from "postgres://user:4711@host/x"',
        'select count(*) from "postgres://user:4711@host".x',
        "create secret (type s3, secret '4711')",
        "attach 'host=x password=4711' as y",
    ],
)
def test_no_password_in_sql_is_stored_or_shown(
    sql: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """For a refused rule, neither an observation nor the parser's standard error has it."""
    rule = f"    quality: [{{type: sql, query: {json.dumps(sql)}, mustBe: 0}}]\n    properties:\n"
    text = contract(NAME).replace("    properties:\n", rule, 1)
    (seen,) = seen_in(tmp_path, {"orders.odcs.yaml": text, "data/orders.csv": "name\na\n"})
    assert seen.observation is not None
    assert seen.observation.unmeasured["#quality/0"].startswith("refused: ")
    assert "4711" not in "".join((line_of(seen.observation), *capfd.readouterr()))


def test_data_is_not_changed(tmp_path: Path) -> None:
    """Not a byte, and no file next to it; the spill folder is removed."""
    files = {
        "orders.odcs.yaml": contract(NAME + "        #\n").replace("        #\n", ""),
        "data/orders.csv": "name\na\na\n",
    }
    seen_in(tmp_path, files)
    before = {each: sha256(each.read_bytes()).hexdigest() for each in tmp_path.rglob("*") if each.is_file()}
    seen_in(tmp_path, files)

    assert {
        each: sha256(each.read_bytes()).hexdigest() for each in tmp_path.rglob("*") if each.is_file()
    } == before


CSV, PARQUET, JSON = (
    f"{{server: f, type: local, path: data/orders.{each}, format: {each}}}"
    for each in ("csv", "parquet", "json")
)
UNAVAILABLE: dict[str, tuple[str, dict[str, Any], str]] = {
    "no file": (CSV, {}, "its server does not name an existing file"),
    "an empty file": (CSV, {"data/orders.csv": ""}, "it has no header"),
    "not UTF-8": (CSV, {"data/orders.csv": b"name\n\xff\xfe\n"}, "it is not UTF-8"),
    "a header twice": (CSV, {"data/orders.csv": "name,name\na,b\n"}, "its header has a duplicate column"),
    "not Parquet": (
        PARQUET,
        {"data/orders.parquet": b"PAR1" + b"x" * 100},
        "the engine cannot read it (InvalidInputException)",
    ),
    "cut off": (
        PARQUET,
        {"data/orders.parquet": b"PAR1"},
        "the engine cannot read it (InvalidInputException)",
    ),
    "not JSON": (
        JSON,
        {"data/orders.json": '{"name": "a"'},
        "the engine cannot read it (InvalidInputException)",
    ),
    "another format": (
        CSV.replace("csv}", "avro}"),
        {},
        "unsupported format `avro`; supported: csv, json, parquet",
    ),
    "a folder above": (
        CSV.replace("data/", "../data/"),
        {},
        "its server's path points outside the mesh with `..`",
    ),
    "the system": (
        CSV.replace("data/orders.csv", "/etc/passwd"),
        {},
        "its server's path is not in the mesh's folder",
    ),
    "another engine": (
        "{server: f, type: mysql, host: h, port: 1, database: d, schema: s}",
        {},
        "unsupported server type `mysql`; supported: local, duckdb, postgres, postgresql, hive",
    ),
}


@pytest.mark.parametrize("what", UNAVAILABLE)
def test_unreadable_object_has_a_reason(what: str, tmp_path: Path) -> None:
    """And another object is still measured."""
    server, files, why = UNAVAILABLE[what]
    other = contract(NAME, name="others").replace("data/orders.csv", "data/others.csv")
    everything = {
        "orders.odcs.yaml": contract(NAME, server),
        "others.odcs.yaml": other,
        "data/others.csv": "name\na\n",
        **files,
    }
    one, two = seen_in(tmp_path, everything)

    assert (one.why or (one.observation and one.observation.unavailable)) == why
    assert two.observation is not None
    assert (two.observation.rows, two.observation.unavailable) == (1, "")


@pytest.mark.parametrize("target", ["../outside.csv", "/etc/hostname"])
def test_links_out_of_the_mesh_are_refused(target: str, tmp_path: Path) -> None:
    """Of a file, and of a folder in its path."""
    mesh = tmp_path / "mesh"
    (mesh / "data").mkdir(parents=True)
    (tmp_path / "outside.csv").write_text("name\na\n")
    (mesh / "data/orders.csv").symlink_to(target if target.startswith("/") else f"../{target}")
    (only,) = seen_in(mesh, {"orders.odcs.yaml": contract(NAME)})

    assert only.why == "a link points outside the mesh's folder"


def test_links_within_the_mesh_are_followed(tmp_path: Path) -> None:
    """The target is read."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data/orders.csv").symlink_to("real.csv")
    (only,) = seen_in(tmp_path, {"orders.odcs.yaml": contract(NAME), "data/real.csv": "name\na\n"})

    assert only.observation is not None
    assert only.observation.rows == 1


def test_folders_are_listed_once(tmp_path: Path) -> None:
    """Two links of a folder to itself gave 2^40 paths for one `**`, and many `**` one for each way to distribute folders."""
    (tmp_path / "data/2026").mkdir(parents=True)
    for name in ("a", "b"):
        (tmp_path / "data" / name).symlink_to(".")
    deep = tmp_path / "data" / "/".join("d" * 40)
    deep.mkdir(parents=True)
    files = {"data/2026/orders.csv": "name\na\n", "data/.hidden/orders.csv": "name\na\n"}
    for path in ("data/**/o*.csv", "data/" + "**/" * 12 + "orders.csv", "data/*/*/*/*/2026/orders.csv"):
        own = contract(NAME).replace("data/orders.csv", path)
        (only,) = seen_in(tmp_path, {"orders.odcs.yaml": own, **files})

        assert only.observation is not None, only.why
        assert only.observation.rows == 1


@pytest.mark.parametrize("path", ["data/*.csv", "data/**/*.csv", "data", "data/*/x.csv"])
def test_folders_out_of_the_mesh_are_not_listed(path: str, tmp_path: Path) -> None:
    """Neither their files nor their names."""
    (tmp_path / "outside/orders").mkdir(parents=True)
    (tmp_path / "outside/orders.csv").write_text("name\na\n")
    mesh = tmp_path / "mesh"
    mesh.mkdir()
    (mesh / "data").symlink_to("../outside")
    own = contract(NAME).replace("data/orders.csv", path)
    (only,) = seen_in(mesh, {"orders.odcs.yaml": own})

    assert only.why == "a link points outside the mesh's folder"


DATABASE_SERVER = "{server: f, type: duckdb, database: data/orders.duckdb, schema: main}"


def test_no_extension_for_another_format_is_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A database that starts like one of SQLite made DuckDB download an extension."""
    for name in ("HOME", "http_proxy", "https_proxy"):
        monkeypatch.setenv(name, str(tmp_path / "home") if name == "HOME" else "http://127.0.0.1:1")
    files = {
        "orders.odcs.yaml": contract(NAME, DATABASE_SERVER),
        "data/orders.duckdb": b"SQLite format 3\0".ljust(4_096, b"\0"),
    }
    with session(limits(tmp_path), []) as connection:
        settings = [
            connection.execute(f"SELECT current_setting('{each}_known_extensions')").fetchone()
            for each in ("autoload", "autoinstall")
        ]
    (only,) = seen_in(tmp_path, files)
    with pytest.raises(duckdb.IOException, match="not a valid DuckDB database"):
        session(limits(tmp_path), [], str(tmp_path / "data/orders.duckdb")).__enter__()

    assert settings == [(False,), (False,)]
    assert only.observation is not None
    assert only.observation.unavailable == "the engine cannot read it (IOException)"


def test_values_of_an_enum_type_are_not_stored(tmp_path: Path) -> None:
    """Of an ENUM of a database, directly or in a struct."""
    (tmp_path / "data").mkdir()
    with duckdb.connect(str(tmp_path / "data/orders.duckdb")) as connection:
        connection.execute(
            f"CREATE TABLE orders (name ENUM('{CANARY}', 'it''s (b)'), more STRUCT(a ENUM('{CANARY}')))"
        )
    properties = "      - {name: name, logicalType: integer}\n      - {name: more, logicalType: integer}\n"
    (only,) = seen_in(tmp_path, {"orders.odcs.yaml": contract(properties, DATABASE_SERVER)})

    assert only.observation is not None
    assert only.observation.types == {"name": "ENUM", "more": "STRUCT(a ENUM)"}
    assert "canary" not in line_of(only.observation)


def test_other_output_of_the_engine_is_not_an_answer(tmp_path: Path) -> None:
    """Such as a warning that Java writes to stdout."""
    program = (
        "import os; from meshwright.workspace.measuring import process; "
        "process._query_answer = lambda job: (os.write(1, b'[warning][os] no thread'), {'value': 1})[1]; process.main()"
    )
    job = pickle.dumps(SqlJob("SELECT 1", SqlNames(frozenset(), frozenset()), (), limits(tmp_path)))
    found = subprocess.run([sys.executable, "-c", program], input=job, capture_output=True, check=True)
    assert (json.loads(found.stdout), found.stderr) == ({"value": 1}, b"[warning][os] no thread")


def test_a_request_to_cancel_is_repeated_until_the_query_ends() -> None:
    """The first may come before the server has started the query, and one that fails is not the last."""
    requests: list[int] = []
    third = Event()

    def cancel() -> None:
        requests.append(len(requests))
        if len(requests) == 3:
            third.set()
        raise OSError

    with cancelled_after(0.01, cancel, again=0.01):
        assert third.wait(60)
    assert requests[:3] == [0, 1, 2]
