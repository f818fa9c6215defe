"""Code over data frames is not SQL, although it parses: its columns are texts and names that SQL does not see."""

from __future__ import annotations

import pytest

from cpu import within
from meshwright.changes.diff import diff
from meshwright.facts.sql.reader import SqlReader
from meshwright.facts.sql.reads import UNFOLLOWED
from meshwright.impact.change_impact import impact
from revisions import side
from statements import files, reading

CODE = (
    "df.filter(col('status')=='x').groupBy('ts').agg(sum('amount').alias('x'))",
    "spark.table('orders').where(\"status = 'x'\").agg(sum('amount'))",
    "orders.filter(status == 'x').amount.sum()",
    "df['status'] == 'x'",
    "df[df['status'] == 'x']['amount'].sum()",
    "orders.loc[orders.status == 'x', 'amount'].sum()",
    "orders.amount.sum()",
    'pl.col("status")',
    "F.sum('amount')",
    "col('amount') * 2",
    "sum('amount')",
    "dbt.ref('orders')",
    "lambda row: row.status",
    "import pandas as pd",
    "orders %>% filter(status == 'x') %>% summarise(sum(amount))",
    "orders |> filter(status == 'x')",
    "amount.fillna(0)",
    "orders.stream().map(o -> o.getStatus())",
    "[o.amount for o in orders]",
)
SQL = {
    "SUM(amount)": "amount",
    "orders.amount * 2": "amount",
    "CASE WHEN status = 'x' THEN status END": "status",
    "schema.func(status)": "status",
    "my.schema.func(orders.status)": "status",
    "COALESCE(status, 'none')": "status",
    "payload['kind']": "payload",
    "replace(status, 'a', 'b')": "status",
    "SPLIT(status, ' ')[0]": "status",
    "decrypt(status, 'key')": "status",
}


@pytest.mark.parametrize("text", CODE)
def test_code_is_not_sql_and_may_read_any_column(text: str) -> None:
    """The consumer must be consulted, because the code may name the column."""
    found = files("", text)
    gone = {**found, "in.odcs.yaml": found["in.odcs.yaml"].replace(b"{name: status}, ", b"", 1)}
    old, new = side(found), side(gone)
    hits = [
        (each.name, each.reads)
        for revision in diff(old, new)
        for change in revision.changes
        for each in impact(change, old.mesh, new.mesh)
    ]

    if not text.startswith("["):
        assert reading("", text).unread == "it is not SQL"
    assert reading("", text).unread
    assert hits == [("d/out", None)]


@pytest.mark.parametrize("text", SQL)
def test_sql_expression_is_still_read(text: str) -> None:
    """A function of a schema, a part of a value and texts next to a column are SQL."""
    reads = SqlReader(())(text, ["x"])

    assert reads is not None
    assert reads.unread == ""
    assert {each.path[-1] for each in (*reads.values, *reads.conditions)} == {SQL[text]}


@pytest.mark.parametrize(
    "text",
    ["SELECT amount.sum() AS x FROM orders", "SELECT status.upper().lower() AS x FROM orders"],
)
def test_method_in_a_query_is_unread(text: str) -> None:
    """DuckDB writes `f(name)` as `name.f()`, in which the parser does not see a column."""
    assert reading("duckdb", text).unread == UNFOLLOWED
    assert reading("duckdb", text).blind


def test_function_of_a_schema_without_columns_is_read_in_a_query() -> None:
    """`dbo.getdate()` reads nothing if no name has methods."""
    assert reading("sqlserver", "SELECT dbo.getdate() AS x FROM orders").is_whole


@pytest.mark.parametrize("start", ["s.", "SELECT s."])
def test_long_chain_of_calls_takes_no_time(start: str) -> None:
    """The parser takes minutes for a thousand."""
    with within(10):
        reads = SqlReader(())(start + ".".join(["f(a)"] * 3000), ["x"])

    assert reads is not None
    assert reads.unread


@pytest.mark.parametrize(
    "text",
    [
        "+".join(["a"] * 6000),
        "SELECT " + " + ".join(["a"] * 4900) + " AS x FROM t",
        "SELECT a AS x FROM t WHERE " + " + ".join(["b"] * 4900) + " > 1",
    ],
    ids=["expression", "query", "condition"],
)
def test_long_sum_takes_linear_time(text: str) -> None:
    """A sum is as deep as it is long, and walking up from each of its columns was quadratic."""
    with within(10):
        reads = SqlReader(())(text, ["x"])

    assert reads is not None
    assert len(reads.values) == 1
