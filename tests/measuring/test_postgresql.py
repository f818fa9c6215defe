"""PostgreSQL: its own types, roles, a read-only transaction, and errors without their messages."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from test_patterns import PATTERNS, TEXTS, accepts

from measured import contract, measured_in, seen_in
from meshwright.cli.main import main
from meshwright.measuring.observation import Filter, line_of
from meshwright.measuring.pattern import ARE, written
from meshwright.quantities.pattern_syntax import UnreadPatternError
from meshwright.workspace.measuring.engine import Engine
from meshwright.workspace.measuring.engines import dsn_variable
from meshwright.workspace.measuring.jobs import SqlJob, Target
from meshwright.workspace.measuring.places import Place
from meshwright.workspace.measuring.session import EngineError, ExhaustedError, Limits
from requires import requires

if TYPE_CHECKING:
    from meshwright.measuring.observation import Observation
    from servers import Postgresql

CANARY = "canary-4711"
LIMITS = Limits(256, 1, "", 64, 30)
SERVER = "{server: shop, type: postgresql, host: ignored.example, port: 5432, database: shop, schema: bakery}"
PLACE = Place("shop", "", "table", (), ("bakery", "orders"), engine="postgresql", database="shop")
HOSTILE = [
    each["sql"]
    for each in json.loads((Path(__file__).parents[1] / "facts/sql/hostile_sql.json").read_text())
    if each["dialect"] == "postgres" and each["hostile"]
]


@pytest.fixture
def server(postgresql: Postgresql, monkeypatch: pytest.MonkeyPatch) -> Postgresql:
    monkeypatch.setenv("MESHWRIGHT_DSN_SHOP", postgresql.dsn())
    return postgresql


def observed(folder: Path, properties: str, quality: str = "", **asked: Any) -> Observation:
    """Measure `bakery.orders`."""
    text = contract(properties, SERVER).replace("    properties:\n", f"{quality}    properties:\n", 1)
    (seen,) = seen_in(folder, {"orders.odcs.yaml": text}, **asked)
    assert seen.observation is not None, seen.why
    return seen.observation


def test_its_own_types_are_measured(tmp_path: Path, server: Postgresql) -> None:
    """Domains, enumerations, padded text, `numeric` of any size, with NaN and infinity; arrays are not examined."""
    server.admin(
        "DROP SCHEMA IF EXISTS bakery CASCADE",
        "CREATE SCHEMA bakery",
        "CREATE TYPE bakery.size AS ENUM ('small', 'large')",
        "CREATE DOMAIN bakery.code AS varchar(9) CHECK (value <> '')",
        "CREATE COLLATION bakery.loose (provider = icu, locale = 'und-u-ks-level2', deterministic = false)",
        "CREATE TYPE bakery.pair AS (a int, b int)",
        """CREATE TABLE bakery.orders (size bakery.size, code bakery.code, pad char(5), number numeric, loose text COLLATE
        bakery.loose, day date, pair bakery.pair, tags text[], id uuid, "Mixed Case" int, clock time)""",
        """INSERT INTO bakery.orders VALUES
        ('small', 'ab', 'ab', 'NaN', 'x', 'infinity', '(,)', '{}', '01234567-89ab-cdef-0123-456789abcdef', 1, '10:00'),
        ('large', 'abc', 'abc', 'Infinity', 'X', '-infinity', NULL, NULL, NULL, 2, NULL),
        (NULL, NULL, NULL, 1234567890123456789012345678901234567890.5, 'x', '0044-03-15 BC', '(1,2)', '{a}', NULL, 3, NULL),
        (NULL, NULL, NULL, 0.3, NULL, '20000-01-01', '(1,2)', '{a}', NULL, 3, NULL),
        (NULL, NULL, NULL, 0.30, NULL, '2026-11-21', '(1,2)', '{a}', NULL, 3, NULL)""",
        "CREATE VIEW bakery.seen AS SELECT * FROM bakery.orders",
        "GRANT USAGE ON SCHEMA bakery TO reader",
        "GRANT SELECT ON ALL TABLES IN SCHEMA bakery TO reader",
    )
    properties = """
      - {name: size, logicalType: string, enum: [{value: small}]}
      - {name: code, logicalType: string, logicalTypeOptions: {maxLength: 2}}
      - {name: pad, logicalType: string, logicalTypeOptions: {maxLength: 2, pattern: '^[a-c]*$'}}
      - {name: number, logicalType: number, unique: true, logicalTypeOptions: {maximum: 1, multipleOf: 0.3}}
      - {name: loose, logicalType: string, unique: true, enum: [{value: x}]}
      - {name: day, logicalType: date, logicalTypeOptions: {minimum: '2026-01-01'}}
      - {name: pair, logicalType: object, required: true}
      - {name: tags, logicalType: array, required: true}
      - {name: id, logicalType: string, logicalTypeOptions: {format: uuid}}
      - {name: mixed case, logicalType: integer, unique: true}
      - {name: clock, logicalType: time}
"""
    seen = observed(tmp_path, properties)
    text = contract(properties, SERVER).replace(
        "  - name: orders\n", "  - name: orders\n    physicalName: SEEN\n"
    )
    (of_view,) = seen_in(tmp_path, {"orders.odcs.yaml": text})

    assert seen.figures == {
        "size#enum": 1,
        "code#maxLength": 1,
        "pad#maxLength": 1,
        "number#nan": 1,
        "number#maximum": 3,
        "number#multipleOf": 3,
        "number#unique": 1,
        "number#unique/rows": 2,
        "loose#enum": 1,
        "loose#unique": 1,
        "loose#unique/rows": 2,
        "day#minimum": 2,
        "pair#required": 1,
        "tags#required": 1,
        "mixed case#unique": 1,
        "mixed case#unique/rows": 3,
    }
    assert (seen.rows, seen.missing, seen.additional, dict(seen.types)) == (5, (), (), {})
    assert of_view.observation is not None
    assert of_view.observation.figures == seen.figures


def test_arrays_are_examined(tmp_path: Path, server: Postgresql) -> None:
    """With any dimensions; `jsonb` and composite types are not, which has a reason."""
    server.admin(
        "CREATE TYPE bakery.spot AS (city text)",
        "CREATE TABLE bakery.lists (tags text[], sizes bigint[], spot bakery.spot, more jsonb)",
        """INSERT INTO bakery.lists VALUES ('{a,b}', '{1}', '(x)', '{}'), (NULL, NULL, NULL, NULL),
        ('{}', '{}', NULL, NULL), ('{a,a,NULL}', '{1,10}', NULL, NULL), ('{long,NULL,NULL}', '{}', NULL, NULL),
        ('{{a,b},{c,d}}', '{{1},{20}}', NULL, NULL)""",
        "GRANT USAGE ON SCHEMA bakery TO reader",
        "GRANT SELECT ON ALL TABLES IN SCHEMA bakery TO reader",
    )
    properties = """
      - name: tags
        logicalType: array
        logicalTypeOptions: {minItems: 1, maxItems: 2, uniqueItems: true}
        items: {logicalType: string, required: true, logicalTypeOptions: {maxLength: 3}}
      - {name: sizes, logicalType: array, items: {logicalType: integer, logicalTypeOptions: {maximum: 9}}}
      - {name: spot, logicalType: object, properties: [{name: city, logicalType: string, required: true}]}
      - {name: more, logicalType: object, properties: [{name: city, logicalType: string, required: true}]}
"""
    named = "  - name: orders\n    physicalName: lists\n"
    text = contract(properties, SERVER).replace("  - name: orders\n", named)
    (found,) = seen_in(tmp_path, {"orders.odcs.yaml": text})
    seen = found.observation
    assert seen is not None
    assert dict(seen.figures) == {
        "tags#minItems": 1,
        "tags#maxItems": 3,
        "tags#uniqueItems": 2,
        "tags/[]#maxLength": 1,
        "tags/[]#required": 2,
        "sizes/[]#maximum": 2,
    }
    why = "in the data it is a PostgreSQL type whose fields are not measured"
    assert {key: each for key, each in seen.unmeasured.items() if key.endswith("#required")} == {
        "spot/city#required": why,
        "more/city#required": why,
    }
    assert dict(seen.types) == {}


def load(server: Postgresql, *rows: tuple[Any, ...]) -> None:
    server.load("orders", {"id": "int", "name": "text", "at": "timestamptz"}, list(rows), "bakery")


def test_drift_and_filters_are_measured(tmp_path: Path, server: Postgresql) -> None:
    """Wrong types, missing and additional columns, rows since a day, a number of rows, none at all."""
    load(server, (1, "a", "2026-11-01"), (1, "b", "2026-11-20"), (2, None, None))
    properties = """
      - {name: id, logicalType: string, unique: true}
      - {name: gone, logicalType: string, required: true}
      - {name: at, logicalType: timestamp, partitioned: true}
"""
    seen = observed(tmp_path, properties)
    since = observed(tmp_path, properties, filter=Filter(since="2026-11-10 00:00:00"))
    few = observed(tmp_path, properties, filter=Filter(max_rows=2))
    share = observed(tmp_path, properties, filter=Filter(sample="50"))
    load(server)
    empty = observed(tmp_path, properties)

    assert (seen.missing, seen.additional, dict(seen.types)) == (("gone",), ("name",), {"id": "integer"})
    assert [each.rows for each in (seen, since, few, empty)] == [3, 1, 2, 0]
    assert [each.figures["id#unique/rows"] for each in (seen, since)] == [2, 1]
    assert share.rows is not None
    assert share.rows <= 3
    assert (seen.engine, seen.engine_version.partition(".")[0].isdecimal()) == ("postgresql", True)


RULES = {
    "select count(*) from {object} where id > 1": "1",
    "select count(*) from Orders o where o.ID > 1": "1",
    'select max(orders."id") from bakery.orders': "2",
    "select bool_and(id > 0) from ${table}": "true",
    "select avg(id) from orders": "1.5000000000000000",
}
UNMEASURED = {
    "select id from orders": "it returns more than one value",
    "select null": "it returns NULL",
    "select max(name) from orders": "it returns neither a number nor a boolean",
    "select 'NaN'::float8": "it returns neither a number nor a boolean",
    "select name::int from orders": "the engine refuses it (InvalidTextRepresentation)",
    "select count(*) from public.orders": "refused: schema `public` is not that of the server",
    "select count(*) from others": "refused: `others` is not an object of its contract",
    "select 1 where 1 / (select count(*) from orders where false) > 0": "the engine refuses it (DivisionByZero)",
}


def test_sql_rules_are_run(tmp_path: Path, server: Postgresql) -> None:
    """In the dialect of the server, on the table of its schema; an answer is a number or a boolean."""
    load(server, (1, CANARY, None), (2, "b", None))
    server.load("orders", {"id": "int"}, [(9,)])
    quality = "    quality:\n" + "".join(
        f"      - {{type: sql, query: {json.dumps(each)}, mustBe: 0}}\n" for each in (*RULES, *UNMEASURED)
    )
    seen = observed(tmp_path, "      - {name: id, logicalType: integer}\n", quality)

    keys = [f"#quality/{at}" for at in range(len(RULES) + len(UNMEASURED))]
    assert [seen.figures.get(each) for each in keys[: len(RULES)]] == [*RULES.values()]
    assert [seen.unmeasured.get(each) for each in keys[len(RULES) :]] == [*UNMEASURED.values()]
    assert CANARY not in line_of(seen)


def session(limits: Limits = LIMITS) -> Any:
    from meshwright.workspace.measuring.postgresql_session import opened

    return opened(limits, [PLACE])


STATE = """SELECT (SELECT string_agg(o::text, ',' ORDER BY id) FROM bakery.orders o),
(SELECT count(*) FROM pg_largeobject_metadata), (SELECT count(*) FROM pg_class),
(SELECT count(*) FROM pg_roles), (SELECT count(*) FROM pg_db_role_setting)"""


def state(server: Postgresql) -> Any:
    import psycopg

    with psycopg.connect(server.dsn("admin")) as connection:
        return connection.execute(STATE).fetchall()


def test_hostile_query_changes_nothing_without_the_tree(server: Postgresql) -> None:
    """The second guard: a read-only transaction that is never committed, of a read-only role."""
    load(server, (1, "a", None), (2, "b", None))
    server.admin(
        "CREATE OR REPLACE FUNCTION bakery.evil() RETURNS int SECURITY DEFINER LANGUAGE sql AS "
        "$$DELETE FROM bakery.orders RETURNING 1$$",
    )
    before = state(server)
    writing = [
        "delete from bakery.orders", "select bakery.evil()", "select 1 into bakery.zz", "create temp table x (a int)",
        "select 1; delete from bakery.orders", "commit; delete from bakery.orders", "set transaction read write",
        "select lo_create(0)", "with d as (delete from bakery.orders returning *) select count(*) from d",
        "copy (select 1) to program 'id'", "select pg_read_file('/etc/passwd')", "select * from bakery.orders for update",
        "select nextval('bakery.zz')", "do $$ begin perform 1; end $$", "set role admin",
    ]  # fmt: skip
    seen = {}
    for sql in [*writing, *HOSTILE]:
        with session(Limits(256, 1, "", 64, 2)) as found:
            try:
                seen[sql] = found.rule_rows(sql)
            except (EngineError, ExhaustedError) as error:
                seen[sql] = str(error)

    assert state(server) == before
    assert {each: seen[each] for each in writing if not isinstance(seen[each], str)}.keys() <= {
        "select lo_create(0)",  # until version 15; the transaction is not kept
    }


ON = {
    "postgresql": SERVER,
    "spark": "{server: shop, type: hive, host: ignored.example, port: 1, database: bakery}",
    "duckdb": "{server: shop, type: local, path: data/orders.csv, format: csv}",
}


@pytest.mark.parametrize("engine", ON)
def test_hostile_queries_are_refused_before_a_connection(
    engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In all dialects, on each engine, whether or not its server exists."""
    requires("pyspark")
    monkeypatch.setattr(
        "meshwright.workspace.measuring.run.Engine.ask",
        lambda _, job: {"rows": 1} if not isinstance(job, SqlJob) else pytest.fail("a connection"),
    )
    if engine != "duckdb":
        monkeypatch.setenv("MESHWRIGHT_DSN_SHOP", "host=/nowhere")
    (tmp_path / "data").mkdir()
    (tmp_path / "data/orders.csv").write_text("id\n1\n")
    hostile = [
        each["sql"]
        for each in json.loads((Path(__file__).parents[1] / "facts/sql/hostile_sql.json").read_text())
        if each["hostile"] and each["sql"]
    ]
    quality = "    quality:\n" + "".join(
        f"      - {{type: sql, query: {json.dumps(each)}, mustBe: 0}}\n" for each in hostile
    )
    text = contract("      - {name: id, logicalType: integer}\n", ON[engine])
    (one,) = seen_in(
        tmp_path, {"orders.odcs.yaml": text.replace("    properties:\n", f"{quality}    properties:\n", 1)}
    )

    assert len(hostile) >= 45
    assert one.observation is not None
    assert one.observation.engine == engine
    for at, sql in enumerate(hostile):
        assert one.observation.unmeasured.get(f"#quality/{at}", "").startswith("refused: "), sql


def test_runaway_is_cancelled_from_outside(server: Postgresql) -> None:
    """Although it switches off the server's own limit; the next job is answered, and the server is idle."""
    load(server, (1, "a", None))
    few = Limits(256, 1, "", 64, 1)
    target = Target("", PLACE, (), ("orders",))
    sql = "SELECT 1 FROM (SELECT set_config('statement_timeout', '0', false), pg_sleep(60)) q"
    with Engine() as engine:
        late = engine.ask(SqlJob(sql, None, (target,), few))  # type: ignore[arg-type]
        after = engine.ask(SqlJob("SELECT count(*) FROM bakery.orders", None, (target,), LIMITS))  # type: ignore[arg-type]

    assert (late, after) == ({"why": "it took more than 1 s"}, {"figure": "1"})


def test_spilled_data_has_a_limit(server: Postgresql) -> None:
    """The administrator's `temp_file_limit`, which a role cannot change."""
    load(server, (1, "a", None))
    with session() as found, pytest.raises(ExhaustedError, match="needs more memory or disk space"):
        found.rule_rows(
            "SELECT count(*) FROM (SELECT i FROM generate_series(1, 9000000) i ORDER BY -i OFFSET 1) q"
        )
    with session() as found, pytest.raises(EngineError, match="InsufficientPrivilege"):
        found.rule_rows("SELECT set_config('temp_file_limit', '-1', false)")


ROLES = {
    "a superuser": (["ALTER ROLE {role} SUPERUSER"], "its role is a superuser or may act as one"),
    "a member of superusers": (["GRANT admin TO {role}"], "its role is a superuser or may act as one"),
    "who may run programs": (
        ["GRANT pg_execute_server_program TO {role}"],
        "its role is a superuser or may act as one",
    ),
    "who may read nothing": ([], "its role may not read the table"),
    "who sees some rows": (
        [
            "GRANT USAGE ON SCHEMA bakery TO {role}",
            "GRANT SELECT ON bakery.orders TO {role}",
            "ALTER TABLE bakery.orders ENABLE ROW LEVEL SECURITY",
            "CREATE POLICY p ON bakery.orders TO {role} USING (id = 1)",
        ],
        "the engine cannot read it (InsufficientPrivilege)",
    ),
}


@pytest.mark.parametrize("who", ROLES)
def test_unsuitable_roles_are_refused(
    who: str, tmp_path: Path, server: Postgresql, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Roles with too many rights, without read access, and with only a part of the rows."""
    statements, why = ROLES[who]
    load(server, (1, "a", None), (2, "b", None))
    role = f"r{[*ROLES].index(who)}"
    server.admin(
        f"DROP ROLE IF EXISTS {role}",
        f"CREATE ROLE {role} LOGIN",
        *[each.format(role=role) for each in statements],
    )
    monkeypatch.setenv("MESHWRIGHT_DSN_SHOP", server.dsn(role))

    assert observed(tmp_path, "      - {name: id, logicalType: integer}\n").unavailable.startswith(why)


WRITERS = {
    "the owner": "ALTER TABLE bakery.orders OWNER TO writer",
    "who may insert": "GRANT INSERT ON bakery.orders TO writer",
    "who may update a column": "GRANT UPDATE (name) ON bakery.orders TO writer",
}


@pytest.mark.parametrize("who", WRITERS)
def test_sql_rules_need_a_role_that_cannot_write(
    who: str, tmp_path: Path, server: Postgresql, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Our own queries do not."""
    load(server, (1, "a", None))
    if ("writer",) not in _roles(server):
        server.admin("CREATE ROLE writer LOGIN")
    server.admin(
        "GRANT USAGE ON SCHEMA bakery TO writer", "GRANT SELECT ON bakery.orders TO writer", WRITERS[who]
    )
    monkeypatch.setenv("MESHWRIGHT_DSN_SHOP", server.dsn("writer"))
    quality = "    quality:\n      - {type: sql, query: select count(*) from orders, mustBe: 1}\n"
    seen = observed(tmp_path, "      - {name: id, logicalType: integer}\n", quality)

    assert seen.rows == 1
    assert seen.unmeasured["#quality/0"].startswith("its role may write to the tables")


def _roles(server: Postgresql) -> Any:
    import psycopg

    with psycopg.connect(server.dsn("admin")) as connection:
        return connection.execute("SELECT rolname FROM pg_roles").fetchall()


UNREACHED = {
    "no server": (
        "host=/nowhere-canary-4711 dbname=shop password=canary-4711",
        "its server cannot be reached",
    ),
    "no words for libpq": ("canary-4711 = = '", "is not the connection string of a server"),
    "another database": (
        "{dsn} dbname=postgres",
        "the connection opens a database other than the one its server names",
    ),
}


@pytest.mark.parametrize("what", UNREACHED)
def test_unreachable_server_is_reported_without_the_connection(
    what: str,
    tmp_path: Path,
    server: Postgresql,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """No host, user, password or message of the server."""
    stated, why = UNREACHED[what]
    monkeypatch.setenv("MESHWRIGHT_DSN_SHOP", stated.format(dsn=server.dsn()))
    properties = "      - {name: id, logicalType: integer}\n"
    seen = observed(tmp_path, properties)
    report = measured_in(tmp_path, {"orders.odcs.yaml": contract(properties, SERVER)})
    code = main(["measure", "--mesh", str(tmp_path)])
    shown = capsys.readouterr()

    assert why in seen.unavailable
    assert code == 2
    assert why in shown.out
    for text in (line_of(seen), shown.out, shown.err, *(each.message for each in report.diagnostics)):
        assert "4711" not in text
        assert str(server.folder) not in text


@pytest.mark.parametrize(
    "dsn",
    [
        "postgresql://user:4711@[bad/x",
        "host=localhost password='4711",
        "postgresql://user:4711@localhost:4711x/x",
        "host=localhost sslmode=4711",
        "host=localhost connect_timeout=4711x",
        "host=\udcff4711",
        "4711=1",
    ],
)
def test_wrong_connection_is_not_quoted(dsn: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is wrong with it."""
    requires("psycopg")
    monkeypatch.setenv("MESHWRIGHT_DSN_SHOP", dsn)
    seen = observed(tmp_path, "      - {name: id, logicalType: integer}\n")
    whys = (
        "`MESHWRIGHT_DSN_SHOP` is not the connection string of a server",
        "its server cannot be reached, or refuses the connection",
    )
    assert seen.unavailable in whys


def test_missing_variable_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """In `measure` and in `doctor`; the contract's host is never connected to."""
    requires("psycopg")
    monkeypatch.delenv("MESHWRIGHT_DSN_SHOP", raising=False)
    (tmp_path / "orders.odcs.yaml").write_text(contract("      - {name: id, logicalType: integer}\n", SERVER))
    assert main(["measure", "--mesh", str(tmp_path)]) == 2
    assert "set `MESHWRIGHT_DSN_SHOP` to the connection string of its server" in capsys.readouterr().out
    assert main(["doctor", "--mesh", str(tmp_path)]) == 0
    assert "cannot be measured: set `MESHWRIGHT_DSN_SHOP`" in capsys.readouterr().out
    monkeypatch.setenv("MESHWRIGHT_DSN_SHOP", f"host={CANARY}")
    assert main(["doctor", "--mesh", str(tmp_path)]) == 0
    shown = capsys.readouterr().out
    assert "can be measured through `MESHWRIGHT_DSN_SHOP`" in shown
    assert CANARY not in shown
    assert dsn_variable("Lake-1.eu") == "MESHWRIGHT_DSN_LAKE_1_EU"


def test_dry_run_shows_queries(
    tmp_path: Path, server: Postgresql, capsys: pytest.CaptureFixture[str]
) -> None:
    """As PostgreSQL gets them."""
    load(server, (1, "a", None))
    (tmp_path / "orders.odcs.yaml").write_text(
        contract("      - {name: name, logicalType: string, unique: true}\n", SERVER)
    )
    assert main(["measure", "--dry-run", "--mesh", str(tmp_path)]) == 0
    assert 'FROM "bakery"."orders"' in capsys.readouterr().out


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pattern=PATTERNS)
def test_postgresql_finds_what_the_automaton_accepts(pattern: str, postgresql: Postgresql) -> None:
    """As DuckDB does; PostgreSQL has no zero bytes in text."""
    import psycopg

    texts = [each for each in TEXTS if "\0" not in each]
    try:
        regex = written(pattern, ARE)
    except UnreadPatternError:
        return
    with psycopg.connect(postgresql.dsn()) as connection:
        found = connection.execute(
            "SELECT t ~ %s FROM unnest(%s::text[]) WITH ORDINALITY q(t, n) ORDER BY n", (regex, texts)
        )
        assert [row[0] for row in found] == [accepts(pattern, each) for each in texts]


def test_objects_on_two_servers_are_not_compared(tmp_path: Path, server: Postgresql) -> None:
    """A reference from a table to a file has its reason."""
    load(server, (1, "a", None))
    (tmp_path / "data").mkdir()
    (tmp_path / "data/people.csv").write_text("name\na\n")
    people = contract("      - {name: name, logicalType: string}\n", name="people").replace(
        "data/orders", "data/people"
    )
    properties = """
      - name: name
        logicalType: string
        relationships: [{to: 'people.odcs.yaml#/schema/people/properties/name'}]
"""
    seen = seen_in(tmp_path, {"orders.odcs.yaml": contract(properties, SERVER), "people.odcs.yaml": people})
    found = {each.probe.name: each.observation for each in seen}
    orders = found["orders"]
    assert orders is not None
    assert not orders.unavailable
    assert "is on another server" in "".join(orders.unmeasured.values())
