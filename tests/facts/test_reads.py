from __future__ import annotations

import pytest

from meshwright.facts.sql.reader import SqlReader
from meshwright.facts.sql.reads import Reads, SqlColumn


def read(text: str, *names: str, server: str = "") -> Reads | None:
    return SqlReader([server])(text, names or ("x",))


def columns(reads: Reads | None) -> list[str]:
    """Write the sources of a value as `table.column`."""
    assert reads is not None
    return [_written(reads, each) for each in reads.values]


def _written(reads: Reads, column: SqlColumn) -> str:
    tables = "|".join(reads.tables[table] for table in column.tables)
    return ".".join((tables, *column.path)) if tables else ".".join(column.path)


def test_conditions_joins_and_groups_are_distinguished_from_values() -> None:
    """Columns that select rows are not sources of the value."""
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
def test_bare_joined_columns_are_paired(text: str, pairs: int) -> None:
    """A derived column, or one of an unknown table, is not evidence."""
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
def test_value_is_followed_to_the_columns_of_tables(text: str, values: list[str]) -> None:
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
        "SELECT x FROM t NATURAL JOIN u",
        "WITH d AS (DELETE FROM t RETURNING x) SELECT x FROM d",
        "SELECT * FROM t UNION ALL SELECT * FROM u",
        "SELECT TO_JSON(t) AS x FROM t",
        "SELECT STRUCT(t.*) AS x FROM t",
        "SELECT x FROM READ_PARQUET('t.parquet')",
        "SELECT a AS x, b AS x FROM t",
        "SELECT c AS x FROM t AS o(c, d)",
        "SELECT x FROM (SELECT x FROM t) AS a JOIN (SELECT x FROM u) AS b ON TRUE",
    ],
)
def test_ambiguous_column_is_unknown(text: str) -> None:
    """A star with exceptions, a name in two sources, an output without a name: never a guess."""
    reads = read(text)

    assert reads is not None
    assert not reads.is_whole


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("sum of amounts by country", "it is not SQL"),
        ("customer name", "it is not SQL"),
        ("CALL load()", "it is not SQL"),
        ("SELECT x FROM t; DROP TABLE u", "it contains more than one statement"),
        ("SELECT x FROM", "it does not parse"),
        ("{{ ref('plays') }}", "it is a template"),
        ("SELECT x FROM ${table}", "it is a template"),
        ("SELECT x FROM t {% if y %} WHERE z {% endif %}", "it is a template"),
        ("SELECT {{ dbt.cast('x') }} AS x FROM t", "it is a template"),
        ("(" * 5_000 + "x" + ")" * 5_000, "it is not SQL"),
        ("x" * 20_001, "it has more than 20,000 characters"),
        ("INSERT INTO t (a, b) SELECT * FROM u", "the columns that it writes cannot be counted"),
    ],
)
def test_text_that_is_not_a_query_has_only_a_reason(text: str, reason: str) -> None:
    """Prose, templates and traps have no columns, and cause no error."""
    assert read(text) == Reads((), (), (), reason)


@pytest.mark.parametrize(
    "before",
    [
        "-- one\n",
        "/* one */",
        "-- one\n  /* two\n lines */\n-- three\n",
        "\ufeff",
        "{# dbt #}\n",
        "{{ config(a='b') }}\n",
    ],
)
@pytest.mark.parametrize("server", ["", "postgres", "snowflake", "bigquery", "databricks", "sqlserver"])
def test_prefixes_of_a_query_change_nothing(before: str, server: str) -> None:
    """Comments of SQL and of templates, settings, and invisible characters."""
    assert read(f"{before}SELECT y AS x FROM t WHERE z", server=server) == read(
        "SELECT y AS x FROM t WHERE z", server=server
    )


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("sel t1.a as x from t as t1", ["t.a"]),
        ("SELECT y AS x FROM {{ ref('t') }}", ["t.y"]),
        ("SELECT y AS x FROM {{ source('raw', \"t\") }} AS s", ["t.y"]),
        ("WITH RECURSIVE r AS (SELECT x FROM t UNION ALL SELECT r.x FROM r) SELECT x FROM r", ["t.x"]),
        (
            "WITH RECURSIVE r(x, y, z) AS (SELECT a, b, c FROM t UNION SELECT y, z, x FROM r) SELECT x FROM r",
            ["t.a", "t.b", "t.c"],
        ),
        ("SELECT x FROM t CROSS JOIN UNNEST(t.items) AS u(x)", ["t.items"]),
        ("SELECT k AS x FROM t JOIN u USING (k)", ["u.k", "t.k"]),
        ("SELECT a AS x FROM t EXCEPT SELECT b FROM u", ["t.a"]),
        ("SELECT * REPLACE (y AS x) FROM t", ["t.y"]),
        ("SELECT u.* FROM t JOIN u ON t.k = u.k", ["u.x"]),
    ],
)
def test_newly_supported_sql_is_followed(text: str, values: list[str]) -> None:
    """Recursion to its end, functions that return rows, shared keys, and the tables of dbt."""
    reads = read(text)

    assert columns(reads) == values
    assert reads is not None
    assert reads.unread == ""


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
def test_certain_transformation_of_a_value_is_stated(text: str, effect: str) -> None:
    """A rounded aggregate is that aggregate; anything else makes it unknown."""
    reads = read(text)

    assert reads is not None
    assert reads.effect == effect


def test_dialect_of_the_server_is_tried_first() -> None:
    """BigQuery quotes with backticks, which other dialects do not read."""
    assert columns(read("SELECT `a-b`.y AS x FROM `p.q.t` AS `a-b`", server="bigquery")) == ["p.q.t.y"]


def test_chain_of_doubling_tables_is_followed_once() -> None:
    """Each common table uses the previous one twice, which must not take two to the fortieth steps."""
    chain = ", ".join(f"a{step} AS (SELECT x + x AS x FROM a{step - 1})" for step in range(1, 40))

    assert columns(read(f"WITH a0 AS (SELECT x FROM t), {chain} SELECT x FROM a39")) == ["t.x"]
