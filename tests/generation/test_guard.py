"""SQL of contracts that is run on generated data: accepted, or refused before anything runs."""

from __future__ import annotations

import pytest

from meshwright.facts.sql.guard import RefusedSqlError, guarded
from meshwright.generation import guard

NAMES = frozenset({"a", "b", "c"})
TABLES = {"rows": "t0", "other": "t1"}
EXPRESSIONS = [
    "a + b // 2",
    "CASE WHEN a IS NULL THEN 'x' ELSE upper(b) END",
    "row_number % 7",
    "coalesce(a, b) BETWEEN 1 AND 2",
    "a IN ('x', 'y') OR NOT c LIKE 'z%'",
    "a + INTERVAL 1 DAY",
    "CAST(a AS VARCHAR) || '-' || nullif(row_number, 3)",
    "(SELECT sum(o.x) FROM other AS o WHERE o.k = rows.a)",
]
HOSTILE = [
    "read_text('/etc/passwd')",
    "(SELECT content FROM read_text('/etc/passwd'))",
    "(SELECT * FROM '/etc/passwd')",
    "getenv('HOME')",
    "a; DROP TABLE t0",
    "1 FROM rows",
    "(SELECT 1 FROM secret)",
    "(SELECT 1 FROM main.secret)",
    "(WITH RECURSIVE r AS (SELECT 1 AS x UNION ALL SELECT x + 1 FROM r) SELECT count(*) FROM r)",
    "repeat('a', 4000000000)",
    "range(1000000000)",
    "random()",
    "now()",
    "current_setting('memory_limit')",
    "nextval('s')",
    "query('SELECT 1')",
    "z",
    "",
    "a AS b",
    "a, b",
    "list_transform([1], x -> x)",
    "(SELECT count(*) FROM rows a, rows b, rows c, rows d, rows e)",
    "COLUMNS('.*')",
    "(" * 400 + "1" + ")" * 400,
    "1 +" * 3_000 + " 1",
    '(SELECT (WITH "/etc/passwd" AS (SELECT 1) SELECT 1) FROM "/etc/passwd")',
    "(WITH e AS (SELECT x FROM e) SELECT count(*) FROM e)",
    "a::regclass",
    "a::json",
    "a::enum('x')",
    "EXTRACT(day\u200bFROM\u200bx FROM a)",
    "(SELECT sum(x) FROM rows, other, rows AS r)",
    "a\0",
]


@pytest.mark.parametrize("sql", EXPRESSIONS)
def test_plain_expressions_are_accepted(sql: str) -> None:
    """On the columns of a row, and on sums over other objects of the contract."""
    assert guard.expression(sql, NAMES, TABLES)


@pytest.mark.parametrize("sql", HOSTILE)
def test_everything_else_is_refused(sql: str) -> None:
    """By the unlisted part, before a database reads it."""
    with pytest.raises(RefusedSqlError):
        guard.expression(sql, NAMES, TABLES)


QUERIES = [
    "SELECT count(*) FROM rows WHERE a IS NULL",
    "SELECT 100.0 * (COUNT(*) - COUNT(DISTINCT id)) / COUNT(*) FROM Rows",
    "SELECT count(*) FROM rows AS s WHERE s.x <> (SELECT sum(l.x) FROM other AS l WHERE l.k = s.k)",
    "WITH d AS (SELECT a FROM rows GROUP BY a HAVING count(*) > 1) SELECT count(*) FROM d",
]
HOSTILE_QUERIES = [
    "DELETE FROM rows",
    "WITH d AS (DELETE FROM rows RETURNING *) SELECT count(*) FROM d",
    "COPY (SELECT 1) TO PROGRAM 'id'",
    "COPY rows TO 'x'",
    "ATTACH 'x' AS y",
    "PRAGMA database_list",
    "SET threads = 1",
    "INSTALL httpfs",
    "SELECT 1 INTO zz",
    "SELECT * FROM rows FOR UPDATE",
    "SELECT count(*) FROM generate_series(1, 1000000000000)",
    "SELECT count(*) FROM read_csv('/etc/passwd')",
    "SELECT count(*) FROM '/etc/passwd'",
    "SELECT count(*) FROM glob('/*')",
    "SELECT count(*) FROM duckdb_settings()",
    "SELECT count(*) FROM information_schema.tables",
    "SELECT count(*) FROM rows a, rows b, rows c, rows d, rows e",
    "SELECT pg_sleep(10)",
    "SELECT set_config('statement_timeout', '0', false)",
    "SELECT evil() FROM rows",
    "SELECT 1; SELECT 2",
    "TABLE secret",
    "VALUES (1)",
]


def select(sql: str, dialect: str) -> str:
    return guarded(sql, dialect, TABLES, own="rows", column="a", schema=None, to="duckdb")


@pytest.mark.parametrize("sql", QUERIES)
def test_rules_of_contracts_are_accepted(sql: str) -> None:
    """One SELECT on objects of the contract, whatever the case of their names."""
    assert "t0" in select(sql, "duckdb")


@pytest.mark.parametrize("dialect", ["duckdb", "postgres", "spark", "snowflake", ""])
@pytest.mark.parametrize("sql", HOSTILE_QUERIES)
def test_other_statements_are_refused(sql: str, dialect: str) -> None:
    """In every dialect."""
    with pytest.raises(RefusedSqlError):
        select(sql, dialect)
