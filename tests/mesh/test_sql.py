from __future__ import annotations

import pytest

from meshwright.mesh.sql import Reads, SqlColumn, SqlReader


def read(text: str, *names: str, server: str = "") -> Reads | None:
    return SqlReader([server])(text, names or ("x",))


def columns(reads: Reads | None) -> list[str]:
    """Write what a value is made of as `table.column`."""
    assert reads is not None
    return [_written(reads, each) for each in reads.values]


def _written(reads: Reads, column: SqlColumn) -> str:
    tables = "|".join(reads.tables[table] for table in column.tables)
    return ".".join((tables, *column.path)) if tables else ".".join(column.path)


def test_conditions_joins_and_groups_are_told_apart_from_values() -> None:
    """What decides which rows count is no part of the value."""
    reads = read("SELECT c.a AS x, c.z FROM s.clicks AS c JOIN d ON d.k = c.k WHERE c.w GROUP BY c.g")

    assert reads == Reads(
        tables=("s.clicks", "d"),
        values=(SqlColumn((0,), ("a",)),),
        others=(
            SqlColumn((0,), ("z",)),
            SqlColumn((1,), ("k",)),
            SqlColumn((0,), ("k",)),
            SqlColumn((0,), ("w",)),
            SqlColumn((0,), ("g",)),
        ),
        is_whole=True,
        effect="identity",
        equal=((SqlColumn((1,), ("k",)), SqlColumn((0,), ("k",))),),
    )


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("SELECT a.x FROM a, b WHERE a.k = (b.k) AND a.z = 1", 1),
        ("SELECT a.x FROM a JOIN (SELECT k AS j FROM b) AS c ON c.j = a.k", 1),
        ("SELECT a.x FROM a JOIN b ON LOWER(a.k) = b.k", 0),
        ("SELECT CASE WHEN a.k = a.l THEN a.x END AS x FROM a", 0),
        ("SELECT a.x FROM a JOIN b ON k = j", 0),
    ],
)
def test_bare_columns_that_are_joined_are_paired(text: str, pairs: int) -> None:
    """What is made of a column, or may be another table's, is no evidence."""
    reads = read(text)

    assert reads is not None
    assert sum(len(one.tables) == len(other.tables) == 1 for one, other in reads.equal) == pairs


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("SELECT y FROM t", ["t.y"]),
        ("(SELECT y FROM t)", ["t.y"]),
        ("SELECT x FROM t JOIN u ON TRUE", ["t|u.x"]),
        ("SELECT a, b AS X FROM t", ["t.b"]),
        ("SELECT * FROM t", ["t.x"]),
        ("SELECT t.s.f AS x FROM t", ["t.s.f"]),
        ("SELECT db.t.f AS x FROM db.t", ["db.t.f"]),
        ("SELECT COUNT(*) AS x FROM t", []),
        (
            "WITH a AS (SELECT y, z FROM t UNION ALL SELECT y, w FROM u) SELECT a.z AS x FROM a",
            ["t.z", "u.w"],
        ),
        ("WITH a (x, y) AS (SELECT p, q FROM t), b AS (SELECT * FROM a) SELECT x FROM b", ["t.p"]),
        ("SELECT d.x FROM (SELECT y AS x FROM t) AS d", ["t.y"]),
        ("SELECT (SELECT MAX(b.y) FROM b WHERE b.k = a.k) AS x FROM a", ["b.y"]),
        ("SELECT CASE WHEN a.c > 1 THEN a.d ELSE a.e END AS x FROM a", ["a.e", "a.d"]),
        ("SELECT SUM(a.y) OVER (PARTITION BY a.p ORDER BY a.o) AS x FROM a", ["a.y"]),
        ("SELECT COUNT(a.y) FILTER (WHERE a.f) AS x FROM a", ["a.y"]),
        ("LOWER(p.email)", ["p.email"]),
        ("amount * 100", ["amount"]),
    ],
)
def test_a_value_is_followed_to_the_columns_of_tables(text: str, values: list[str]) -> None:
    """Through aliases, common tables, subqueries and unions; a qualified column has one table."""
    reads = read(text)

    assert columns(reads) == values
    assert reads is not None
    assert reads.is_whole


@pytest.mark.parametrize(
    "text",
    [
        "SELECT a, b FROM t",
        "SELECT * EXCLUDE (x) FROM t",
        "SELECT x FROM t CROSS JOIN UNNEST(t.items) AS u(x)",
        "SELECT x FROM (SELECT x FROM t) AS a JOIN (SELECT x FROM u) AS b ON TRUE",
        "WITH RECURSIVE r AS (SELECT x FROM t UNION ALL SELECT r.x FROM r) SELECT x FROM r",
    ],
)
def test_what_is_ambiguous_is_not_known(text: str) -> None:
    """A star with exceptions, a name that two sources have, an output that is not named: never a guess."""
    reads = read(text)

    assert reads is not None
    assert not reads.is_whole


@pytest.mark.parametrize(
    "text",
    [
        "sum of amounts by country",
        "sel t1.a as x from t as t1",
        "SELECT x FROM t; DROP TABLE u",
        "INSERT INTO t SELECT 1",
        "{{ ref('plays') }}",
        "",
        "(" * 5_000 + "x" + ")" * 5_000,
        "x" * 20_001,
    ],
)
def test_what_is_no_query_is_not_read(text: str) -> None:
    """Prose, statements that write, templates and traps give nothing, and no error."""
    assert read(text) is None


@pytest.mark.parametrize(
    ("text", "effect"),
    [
        ("y", "identity"),
        ("(t.y)", "identity"),
        ("CAST(y AS INT)", "cast"),
        ("COUNT(*)", "count"),
        ("COUNT(DISTINCT y)", "count"),
        ("CAST(COALESCE(SUM(y), 0) AS BIGINT)", "sum"),
        ("ROUND(AVG(y), 2)", "avg"),
        ("MIN(y)", "min"),
        ("MAX(y)", "max"),
        ("ANY_VALUE(y)", "any"),
        ("SHA2(y, 256)", "hash"),
        ("ROUND(y, 2)", ""),
        ("SUM(y) / 2", ""),
        ("SUM(y) OVER (PARTITION BY z)", ""),
        ("LOWER(y)", ""),
        ("SELECT h AS x FROM (SELECT MD5(y) AS h FROM t)", "hash"),
    ],
)
def test_what_becomes_of_a_value_is_told_where_it_is_certain(text: str, effect: str) -> None:
    """A rounding of an aggregate is that aggregate; anything else that is done makes it unknown."""
    reads = read(text)

    assert reads is not None
    assert reads.effect == effect


def test_the_servers_dialect_is_tried_first() -> None:
    """BigQuery quotes by backticks, which others don't read."""
    assert columns(read("SELECT `a-b`.y AS x FROM `p.q.t` AS `a-b`", server="bigquery")) == ["p.q.t.y"]


def test_a_chain_of_doubling_tables_is_followed_once() -> None:
    """Each common table uses the one before twice; that is no work of two to the fortieth."""
    chain = ", ".join(f"a{step} AS (SELECT x + x AS x FROM a{step - 1})" for step in range(1, 40))

    assert columns(read(f"WITH a0 AS (SELECT x FROM t), {chain} SELECT x FROM a39")) == ["t.x"]
