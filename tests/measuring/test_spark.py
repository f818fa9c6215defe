"""Spark: the same answers for Parquet, CSV and tables, in one process of Java, without its messages."""

from __future__ import annotations

import json
import os
import socket
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import hostile_table
import pytest
from test_engines_agree import SERVERS, observed
from test_patterns import TEXTS, accepts

from measured import contract
from meshwright.measuring.observation import Filter, line_of
from meshwright.measuring.pattern import JAVA, written
from meshwright.workspace.measuring.jobs import SqlJob
from meshwright.workspace.measuring.places import Place
from meshwright.workspace.measuring.session import EngineError, ExhaustedError, Limits
from requires import requires

if TYPE_CHECKING:
    from collections.abc import Iterator

requires("java")
requires("pyspark")
requires("duckdb")
requires("pyarrow")

pytestmark = [
    pytest.mark.xdist_group("spark"),  # a start takes ten seconds of CPU
    pytest.mark.filterwarnings(
        "ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"
    ),  # of py4j
]
CANARY = "canary-4711"


class Here:
    """An engine in this process, so that Spark starts once."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    @staticmethod
    def ask(job: Any) -> dict[str, Any]:
        """Answer a job."""
        from meshwright.workspace.measuring import process

        return process._query_answer(job) if isinstance(job, SqlJob) else process._answer(job)


@pytest.fixture(scope="module")
def limits(tmp_path_factory: pytest.TempPathFactory) -> Limits:
    return Limits(1024, 2, str(tmp_path_factory.mktemp("spark")), 64, 300)


@pytest.fixture(scope="module")
def spark(limits: Limits) -> Iterator[Any]:
    """Start Spark like a run does."""
    from meshwright.workspace.measuring import spark_session

    folder, before = Path.cwd(), os.environ.get("JAVA_TOOL_OPTIONS")
    os.environ["JAVA_TOOL_OPTIONS"] = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
    session = spark_session._started("local[2]", limits)
    spark_session._open["local[2]"] = session
    yield session
    session.stop()
    spark_session._open.clear()
    os.chdir(folder)
    if before is None:
        del os.environ["JAVA_TOOL_OPTIONS"]


@pytest.fixture
def here(spark: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr("meshwright.workspace.measuring.run.Engine", Here)
    for server in ("files", "shop", "parquet", "csv"):
        monkeypatch.setenv(f"MESHWRIGHT_DSN_{server.upper()}", "local[2]")
    return spark


@pytest.mark.usefixtures("spark")
def test_spark_counts_the_same_in_parquet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the hostile table, to the byte, as DuckDB does."""
    (tmp_path / "data").mkdir()
    hostile_table.parquet(tmp_path / "data")
    (tmp_path / "hostile.odcs.yaml").write_text(hostile_table.contract(SERVERS), encoding="utf-8")
    expected, figures, unmeasured = observed(tmp_path, "parquet")
    monkeypatch.setattr("meshwright.workspace.measuring.run.Engine", Here)
    monkeypatch.setenv("MESHWRIGHT_DSN_PARQUET", "local[2]")

    assert (figures >= 110, unmeasured) == (True, {})
    assert observed(tmp_path, "parquet")[0] == expected


@pytest.mark.usefixtures("spark")
def test_spark_counts_the_same_in_nested_parquet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Objects, arrays and maps, as DuckDB does."""
    import nested_table

    server = "{server: parquet, type: local, path: data/orders.parquet, format: parquet}"
    (tmp_path / "data").mkdir()
    nested_table.parquet(tmp_path / "data/orders.parquet")
    monkeypatch.setattr("meshwright.workspace.measuring.run.Engine", Here)
    monkeypatch.setenv("MESHWRIGHT_DSN_PARQUET", "local[2]")
    found = seen(tmp_path, contract(nested_table.PROPERTIES, server), {}, memory_mib=1024)

    assert (found.engine, dict(found.figures)) == ("spark", nested_table.FIGURES)
    assert found.missing == ("place/gone",)


@pytest.mark.usefixtures("spark")
def test_spark_counts_the_files_that_lack_a_column(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As DuckDB does, to the byte: the column is null there, and an optional one would pass."""
    from pyarrow import parquet, table

    (tmp_path / "data/orders").mkdir(parents=True)
    parquet.write_table(table({"name": ["a"], "more": [1]}), tmp_path / "data/orders/a.parquet")
    parquet.write_table(table({"name": ["b"]}), tmp_path / "data/orders/b.parquet")
    text = contract(
        "      - {name: name, logicalType: string}\n      - {name: more, logicalType: integer}\n",
        "{server: parquet, type: local, path: data/orders, format: parquet}",
    )
    expected = seen(tmp_path, text, {})
    monkeypatch.setattr("meshwright.workspace.measuring.run.Engine", Here)
    monkeypatch.setenv("MESHWRIGHT_DSN_PARQUET", "local[2]")
    found = seen(tmp_path, text, {}, memory_mib=1024)

    assert (expected.engine, found.engine) == ("duckdb", "spark")
    assert (found.rows, dict(found.figures)) == (2, {"more#absent": 1})
    same = {"engine": "", "engine_version": "", "seen_at": "2026-11-29T00:00:00Z"}
    assert line_of(replace(found, **same)) == line_of(replace(expected, **same))


PROPERTIES = """
      - name: text
        logicalType: string
        unique: true
        logicalTypeOptions: {pattern: '^[a-c]+$'}
        enum: [{value: 'a"b'}, {value: ''}]
      - {name: number, logicalType: number, logicalTypeOptions: {maximum: 1, multipleOf: 0.5}}
      - {name: day, logicalType: date, logicalTypeOptions: {minimum: '2026-01-01'}}
      - name: at
        logicalType: timestamp
        logicalTypeOptions: {minimum: '2026-01-01T00:00:00Z', timezone: true, defaultTimezone: Europe/Berlin}
      - {name: flag, logicalType: boolean, enum: [{value: true}]}
"""
LINES = """text,number,day,at,flag
a,1,2026-01-01,2026-01-01T00:00:00Z,true
"",1.5,2025-12-31,2026-01-01 00:30:00,f
,nan,2026-02-30,2026-10-25 02:30:00,NO
"a""b",1e3, 2026-01-02 ,2026-10-25T02:30:00+01,x
"a
b",+0.25,20260102,2026-10-25T02:30:00.123456+0100,
"a,b",x,,now,1
abc
a,1,2,3,4,5
" a",,2026-01-03,,
"""


def seen(folder: Path, text: str, files: dict[str, str], **asked: Any) -> Any:
    from measured import seen_in

    (one,) = seen_in(folder, {"orders.odcs.yaml": text, **files}, **asked)
    assert one.observation is not None, one.why
    return one.observation


@pytest.mark.usefixtures("here")
def test_spark_counts_the_same_in_csv(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Quotes, line feeds, empty cells, values of another type, and lines of another length."""
    from dataclasses import replace

    on_spark = seen(tmp_path, contract(PROPERTIES), {"data/orders.csv": LINES})
    monkeypatch.undo()
    on_duckdb = seen(tmp_path, contract(PROPERTIES), {"data/orders.csv": LINES})

    assert (on_spark.engine, on_duckdb.engine) == ("spark", "duckdb")
    assert on_spark.figures["#ragged"] == 2
    assert line_of(replace(on_spark, engine="", engine_version="")) == line_of(
        replace(on_duckdb, engine="", engine_version="")
    )


TABLE = "{server: shop, type: hive, host: ignored.example, port: 1, database: bakery}"


@pytest.fixture(scope="module")
def bakery(spark: Any) -> None:
    spark.sql("CREATE DATABASE bakery")
    spark.sql(
        "CREATE TABLE bakery.orders (id INT, pad CHAR(5), loose STRING COLLATE UTF8_LCASE, `Mixed Case` INT,"
        " tags ARRAY<INT>, name STRING) USING parquet"
    )
    spark.sql(
        f"INSERT INTO bakery.orders VALUES (1, 'ab', 'x', 1, array(1), '{CANARY}'), (2, 'abc', 'X', 1, NULL, NULL), "
        "(3, NULL, 'x', NULL, array(), NULL)"
    )


@pytest.mark.usefixtures("here", "bakery")
def test_tables_and_its_own_types_are_measured(tmp_path: Path) -> None:
    """Padded and collated text, arrays only for null, SQL rules, rows of a sample."""
    properties = """
      - {name: id, logicalType: integer}
      - {name: pad, logicalType: string, logicalTypeOptions: {maxLength: 2}}
      - {name: loose, logicalType: string, unique: true, enum: [{value: x}]}
      - {name: mixed case, logicalType: integer, unique: true}
      - {name: tags, logicalType: array, required: true}
"""
    rules = {
        "select count(*) from {object} where id > 1": "2",
        "select max(ID) from Orders": "3",
        "select bool_and(id > 0) from orders": "true",
        "select max(name) from orders": "it returns neither a number nor a boolean",
        "select cast(name as int) from orders where id = 1": "the engine refuses it (CAST_INVALID_INPUT)",
        "select count(*) from others": "refused: `others` is not an object of its contract",
        "select count(*) from orders where ${property}": "refused: `${property}` is not a placeholder here",
    }
    quality = "    quality:\n" + "".join(
        f"      - {{type: sql, query: {json.dumps(each)}, mustBe: 0}}\n" for each in rules
    )
    text = contract(properties, TABLE).replace("    properties:\n", f"{quality}    properties:\n", 1)
    found = seen(tmp_path, text, {})
    few = seen(tmp_path, contract(properties, TABLE), {}, filter=Filter(sample="50", max_rows=2))

    keys = [f"#quality/{at}" for at in range(len(rules))]
    assert [found.figures.get(each) or found.unmeasured.get(each) for each in keys] == [*rules.values()]
    assert {key: count for key, count in found.figures.items() if key not in keys} == {
        "pad#maxLength": 1, "loose#enum": 1, "loose#unique": 1, "loose#unique/rows": 2, "mixed case#unique": 1,
        "mixed case#unique/rows": 2, "tags#required": 1,
    }  # fmt: skip
    assert (found.rows, found.additional, dict(found.types), found.engine) == (3, ("name",), {}, "spark")
    assert few.rows <= 2
    assert CANARY not in line_of(found)


@pytest.mark.usefixtures("here", "bakery")
def test_unreadable_object_has_a_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A missing table, JSON, and a wrong address of Spark."""
    name = "      - {name: name, logicalType: string}\n"
    gone = seen(tmp_path, contract(name, TABLE, name="gone").replace("id: gone", "id: orders"), {})
    of_json = seen(
        tmp_path,
        contract(name, "{server: files, type: local, path: data/orders.json, format: json}"),
        {"data/orders.json": "{}"},
    )
    monkeypatch.setenv("MESHWRIGHT_DSN_FILES", CANARY)
    nowhere = seen(tmp_path, contract(name), {"data/orders.csv": "name\na\n"})

    assert gone.unavailable == "the engine cannot read it (TABLE_OR_VIEW_NOT_FOUND)"
    assert of_json.unavailable.startswith("JSON files are not measured with Spark")
    assert nowhere.unavailable == "connect to Spark with `sc://host:port` or `local[n]`"


@pytest.mark.usefixtures("here")
def test_sql_rules_see_csv_with_the_types_of_the_contract(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on DuckDB: exact decimals, dates and booleans; a value that does not fit its type is not an answer."""
    properties = """
      - {name: id, logicalType: integer}
      - {name: net, logicalType: number, physicalType: "numeric(14,2)"}
      - {name: rate, logicalType: number, physicalType: double}
      - {name: day, logicalType: date}
      - {name: flag, logicalType: boolean}
      - {name: size, logicalType: integer}
      - {name: cents, logicalType: number, physicalType: "numeric(9,2)"}
      - {name: more, logicalType: object}
"""
    rules = {
        "select count(*) from orders where net + 0.1 = 0.3": "1",
        "select sum(id) from Orders": "3",
        "select min(day) = date '2026-01-01' from orders": "true",
        "select bool_or(flag) from orders where rate < 1": "true",
        "select count(*) from orders a join orders b on a.id = b.id + 1": "1",
        "select count(more) from orders": "1",
        "select max(size) from orders": "`size` has values that are not an integer",
        "select sum(cents) from orders": "`cents` contains numbers that DECIMAL(9,2) cannot represent exactly",
        "select max(more) from orders": "`more` is nested, and SQL rules do not support nested values of CSV and JSON",
    }
    quality = "    quality:\n" + "".join(
        f"      - {{type: sql, query: {json.dumps(each)}, mustBe: 0}}\n" for each in rules
    )
    text = contract(properties).replace("    properties:\n", f"{quality}    properties:\n", 1)
    lines = f"id,net,rate,day,flag,size,cents,more\n1,0.2,1e-1,2026-01-01,yes,{CANARY},0.001,x\n2,,,,,,,\n"
    keys = [f"#quality/{at}" for at in range(len(rules))]
    on_spark = seen(tmp_path, text, {"data/orders.csv": lines})
    monkeypatch.undo()
    on_duckdb = seen(tmp_path, text, {"data/orders.csv": lines})

    for found in (on_spark, on_duckdb):
        assert [found.figures.get(each) or found.unmeasured.get(each) for each in keys] == [*rules.values()]
        assert CANARY not in line_of(found)


def test_patterns_find_what_the_automaton_accepts(spark: Any) -> None:
    """Java's engine, for the patterns of the hostile table."""
    from meshwright.measuring.dialects.spark import SPARK

    tests = ", ".join(f"t RLIKE {SPARK.literal(written(each, JAVA))}" for each in hostile_table.PATTERNS)
    values = ", ".join(f"({at}, {SPARK.literal(each)})" for at, each in enumerate(TEXTS))
    found = spark.sql(f"SELECT {tests} FROM VALUES {values} AS v(n, t) ORDER BY n").collect()

    assert [list(each) for each in found] == [
        [accepts(pattern, text) for pattern in hostile_table.PATTERNS] for text in TEXTS
    ]


@pytest.mark.usefixtures("bakery")
def test_paths_are_not_tables(limits: Limits, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Spark has no read-only session, so this depends on the tree and on the permissions of its user."""
    from meshwright.workspace.measuring.spark_session import opened

    monkeypatch.setenv("MESHWRIGHT_DSN_SHOP", "local[2]")
    place = Place("shop", "", "table", (), ("bakery", "orders"), engine="spark")
    (tmp_path / "secret.csv").write_text(CANARY)
    with opened(limits, [place]) as session:
        for sql in (
            f"SELECT * FROM csv.`{tmp_path}/secret.csv`",
            f"SELECT * FROM text.`{tmp_path}/secret.csv`",
        ):
            with pytest.raises(EngineError) as error:
                session.rows(sql)
            assert CANARY not in str(error.value)


def test_a_runaway_is_cancelled_from_outside(
    limits: Limits, spark: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And the session answers the next query."""
    from dataclasses import replace

    from meshwright.workspace.measuring.spark_session import opened

    assert spark.version
    monkeypatch.setenv("MESHWRIGHT_DSN_SHOP", "local[2]")
    place = Place("shop", "", "table", (), ("bakery", "orders"), engine="spark")
    endless = "SELECT count(*) FROM range(9000000000000) a WHERE sha2(CAST(a.id AS STRING), 256) = 'x'"
    with (
        pytest.raises(ExhaustedError, match="more than 1 s"),
        opened(replace(limits, seconds=1), [place]) as session,
    ):
        session.rows(endless)
    with opened(limits, [place]) as session:
        assert session.rows("SELECT 1") == [(1,)]


@pytest.fixture
def connected(spark: Any, monkeypatch: pytest.MonkeyPatch) -> str:
    """Serve Spark Connect from the same process of Java, with which it ends."""
    requires("grpc")
    with socket.socket() as free:
        free.bind(("localhost", 0))
        port = free.getsockname()[1]
    monkeypatch.setenv("SPARK_CONNECT_AUTHENTICATE_TOKEN", CANARY)
    context = spark.sparkContext._jsc.sc()
    context.conf().set("spark.connect.grpc.binding.port", str(port))
    spark._jvm.org.apache.spark.sql.connect.service.SparkConnectService.start(context)
    return f"sc://localhost:{port}"


def test_spark_connect_counts_the_same(
    tmp_path: Path, connected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In nested columns and by SQL rules, through the process of a run; its address is never shown if it is gone."""
    import nested_table

    server = "{server: parquet, type: local, path: data/orders.parquet, format: parquet}"
    rule = (
        "    quality: [{type: sql, query: select count(*) from orders where place.city = 'Ulm', mustBe: 0}]\n"
    )
    text = contract(nested_table.PROPERTIES, server)
    text = text.replace("    properties:\n", f"{rule}    properties:\n", 1)
    (tmp_path / "data").mkdir()
    nested_table.parquet(tmp_path / "data/orders.parquet")
    monkeypatch.setenv("MESHWRIGHT_DSN_PARQUET", connected)
    found = seen(tmp_path, text, {})
    monkeypatch.setenv("MESHWRIGHT_DSN_PARQUET", f"sc://localhost:1/;token={CANARY};x-header={CANARY}")
    start = time.monotonic()
    gone = seen(tmp_path, text, {})

    assert time.monotonic() - start < 120  # its client would try for ten minutes
    assert (found.engine, dict(found.figures)) == ("spark", {**nested_table.FIGURES, "#quality/0": "2"})
    assert gone.unavailable == "Spark cannot be started, or refuses the connection"
    assert CANARY not in line_of(found) + line_of(gone)
