"""Equal SQL statements in two formats, and different ones."""

from __future__ import annotations

import pytest
from sqlglot import parse_one

from meshwright.facts.sql.same_sql import is_same_sql

QUERY = "SELECT COUNT(*) FROM orders WHERE code IS NULL"


@pytest.mark.parametrize(
    "other",
    [
        "select count(*)\nfrom orders\nwhere code is null\n",
        "SELECT COUNT(*) FROM orders WHERE code IS NULL;",
        "  SELECT\n\tCOUNT( * )\nFROM orders -- all of them\nWHERE code IS NULL",
        "SELECT /* how many */ COUNT(*) FROM orders WHERE code IS NULL",
        "SELECT COUNT(*) FROM orders WHERE CODE IS NULL",
        "SELECT COUNT(*) FROM orders WHERE (code IS NULL)".replace("(code IS NULL)", "code\r\nIS\r\nNULL"),
    ],
)
@pytest.mark.parametrize("servers", [(), ("postgres",), ("databricks",), ("bigquery",)])
def test_formatting_does_not_matter(other: str, servers: tuple[str, ...]) -> None:
    """In both directions, for every server, and without a stated one."""
    assert is_same_sql(QUERY, other, servers)
    assert is_same_sql(other, QUERY, servers)


@pytest.mark.parametrize(
    "other",
    [
        "SELECT COUNT(*) FROM orders WHERE code IS NOT NULL",
        "SELECT COUNT(code) FROM orders WHERE code IS NULL",
        "SELECT COUNT(*) FROM orders -- WHERE code IS NULL",
        "SELECT COUNT(*) FROM orders WHERE code IS NULL AND x",
        "SELECT COUNT(*) FROM orders WHERE kode IS NULL",
        "SELECT COUNT(*) FROM other.orders WHERE code IS NULL",
        "SELECT COUNT(*) FROM Orders WHERE code IS NULL",
        "SELECT COUNT(*) FROM orders WHERE code IS NULL; DELETE FROM orders",
        "SELECT COUNT(* FROM orders WHERE code IS NULL",
        "",
    ],
)
def test_different_statement_is_not_equal(other: str) -> None:
    """Nor is an unreadable one."""
    assert not is_same_sql(QUERY, other)
    assert not is_same_sql(other, QUERY)


@pytest.mark.parametrize(
    ("one", "other", "servers", "is_same"),
    [
        ('SELECT "code" FROM t', "SELECT code FROM t", ("postgres",), True),
        ('SELECT "Code" FROM t', "SELECT code FROM t", ("postgres",), False),
        ('SELECT "code" FROM t', "SELECT code FROM t", ("snowflake",), False),
        ('SELECT "CODE" FROM t', "SELECT code FROM t", ("snowflake",), True),
        ("SELECT `code` FROM t", "SELECT code FROM t", ("databricks",), True),
        ("SELECT `code` FROM `a.t`", "SELECT code FROM a.t", ("bigquery",), True),
        ("SELECT 1 FROM a.T", "SELECT 1 FROM a.t", ("bigquery",), False),
        ("SELECT [code] FROM t", "SELECT code FROM t", ("sqlserver",), True),
        ('SELECT 1 FROM t WHERE a = "b"', "SELECT 1 FROM t WHERE a = b", ("mysql",), False),
        ('SELECT 1 FROM t WHERE a = "b"', "SELECT 1 FROM t WHERE a = b", (), False),
        ("SELECT 1 FROM t WHERE a = 'b'", "SELECT 1 FROM t WHERE a = 'B'", (), False),
        ("SELECT 1 FROM t WHERE a = 'b  c'", "SELECT 1 FROM t WHERE a = 'b c'", (), False),
        ("SELECT 1 FROM {object}", "select 1\nfrom {object}", (), True),
        ("SELECT 1 FROM {object}", "SELECT 1 FROM {other}", (), False),
        ("SELECT 1 FROM ${table}", "SELECT 1 FROM ${ table }", (), True),
        ("SELECT 1 FROM {{ ref('a') }}", "select 1 from {{ ref('a') }}", (), True),
        ("SELECT 1 FROM {{ ref('a') }}", "select 1 from {{ ref('b') }}", (), False),
        ("SELECT a -- b\n, c FROM t", "SELECT a -- b , c FROM t", (), False),
        ("UPPER(code)", "upper( code )", (), True),
        ("a + 1", "a + 2", (), False),
        ("the code of the order", "the  code of\nthe order", (), True),
        ("SELECT Foo(a) FROM t", "SELECT foo(a) FROM t", ("clickhouse",), False),
        ("SELECT 1 FROM {{ ref('a') }}", "SELECT 1 FROM {{ref('a')}}", (), True),
        ("SELECT 1 FROM {{ ref('a b') }}", "SELECT 1 FROM {{ ref('ab') }}", (), False),
        ("SELECT 1 FROM t WHERE a = '{b c}'", "SELECT 1 FROM t WHERE a = '{bc}'", ("postgres",), False),
        ("SELECT 1 FROM t WHERE a ~ 'b{1, 2}'", "SELECT 1 FROM t WHERE a ~ 'b{1,2}'", ("postgres",), False),
        ("SELECT q'[it's  a]' FROM t", "SELECT q'[it's a]' FROM t", ("oracle",), False),
        ("SELECT $a$b  c$a$ FROM t", "SELECT $a$b c$a$ FROM t", ("postgres",), False),
        (
            '''SELECT """a "b  c" d""" FROM t''',
            '''SELECT """a "b c" d""" FROM t''',
            ("bigquery",),
            False,
        ),
        ("SELECT a /*!50000 , b */ FROM t", "SELECT a FROM t", ("mysql",), False),
        ("SELECT date_format(a, 'yyyy')", "SELECT date_format(a, 'YYYY')", ("databricks",), False),
        ("SELECT date_format(a, 'YYYY')", "select date_format( a,'YYYY' )", ("databricks",), True),
        ("SELECT a - (b - c) FROM t", "SELECT a - b - c FROM t", (), False),
        ("SELECT (a - b) - c FROM t", "SELECT a - b - c FROM t", (), True),
    ],
)
def test_quotes_have_the_meaning_of_the_dialect(
    one: str, other: str, servers: tuple[str, ...], is_same: bool
) -> None:
    """A quoted name has another case in one dialect and is a text in another; without a dialect it is uncertain."""
    assert is_same_sql(one, other, servers) is is_same
    assert is_same_sql(other, one, servers) is is_same


@pytest.mark.parametrize(
    "query",
    [
        "with x as (select a, sum(b) as b from t group by a having sum(b) > 3) select * from x join y using (a)",
        "select case when a is null then 'x' else b end as c from s.t where d between 1 and 2 order by 1 desc limit 3",
        "select count(distinct a) from t where b in (select b from u where t.c = u.c) or not exists (select 1 from v)",
        "select row_number() over (partition by a order by b) as n, cast(c as decimal(10, 2)) from t",
    ],
)
def test_output_of_sqlglot_is_equal(query: str) -> None:
    """Sqlglot is another formatter."""
    assert is_same_sql(query, parse_one(query).sql(pretty=True))
