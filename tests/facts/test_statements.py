"""SQL in real dialects is read as a person would: sources of values, conditions, and all columns read."""

from __future__ import annotations

import duckdb
import pytest

from statements import DUCKDB, STATEMENTS, TABLES, Statement, named, reading


@pytest.mark.parametrize("statement", STATEMENTS, ids=lambda each: f"{each.server}: {each.text[:60]}")
def test_statement_has_exactly_these_sources(statement: Statement) -> None:
    """Neither too few nor too many columns, each in its part."""
    found = reading(statement.server, statement.text)

    assert (found.unread, found.outside) == ("", "")
    assert named(found.values) == set(statement.made.split())
    assert named(found.conditions) == set(statement.decides.split())
    assert named(found.others) == set(statement.reads.split())


BOUND_LATE = (
    "SELECT CASE status WHEN 'a' THEN amount ELSE qty END AS x FROM orders JOIN lines USING (order_id)",
    "SELECT count(*) FILTER (WHERE status = 'a') AS x FROM orders GROUP BY customer_id",
    "SELECT email AS x FROM customers WHERE score > (SELECT avg(score) FROM customers WHERE region = 'eu')",
    "SELECT array_agg(amount ORDER BY ts) AS x FROM orders HAVING min(status) < 'z'",
    "SELECT amount * 2 AS dbl, dbl + 1 AS x FROM orders WHERE dbl > 3",
    "SELECT l.e AS x FROM orders o, LATERAL (SELECT email AS e FROM customers c WHERE c.customer_id = o.customer_id) l",
    "SELECT name AS x FROM customers ORDER BY score, x",
    "SELECT sum(amount) OVER w AS x FROM orders WINDOW w AS (PARTITION BY customer_id ORDER BY ts)",
    "SELECT arg_max(name, score) AS x FROM customers",
    "SELECT u.v AS x FROM (UNPIVOT customers ON name, email INTO NAME k VALUE v) u",
    "WITH a AS (SELECT *, amount AS x FROM orders), b AS (SELECT x FROM a WHERE status = 'a') SELECT x FROM b",
    "SELECT c.name AS x FROM customers c SEMI JOIN orders o ON o.customer_id = c.customer_id",
)


@pytest.mark.parametrize(
    "text",
    [
        *(each.text for each in STATEMENTS if each.server == DUCKDB and " > score" not in each.text),
        *BOUND_LATE,
    ],
    ids=lambda each: each[:60],
)
def test_duckdb_needs_exactly_the_columns_read(text: str) -> None:
    """The oracle: a column is read if and only if the statement does not bind without it.

    One case is excluded, which then binds to a column of the outer query.
    """
    needed = {
        f"{table}.{column}"
        for table, columns in TABLES.items()
        for column in columns.split()
        if not binds(text, table, column)
    }
    found = reading(DUCKDB, text)

    assert binds(text, "", "")
    if found.is_whole:
        assert named((*found.values, *found.conditions, *found.others)) == needed
    else:
        may_read = {each.contract.fact.objects[each.position].name for each in found.blind}
        assert {each.partition(".")[0] for each in needed} <= may_read


def binds(text: str, table: str, without: str) -> bool:
    """Return whether DuckDB runs a statement if a table lacks a column."""
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE target_of_inserts (y TEXT, x TEXT)")
        for name, columns in TABLES.items():
            types = ", ".join(
                f"{each} {TYPES.get(each, 'TEXT')}"
                for each in columns.split()
                if (name, each) != (table, without)
            )
            connection.execute(f"CREATE TABLE {name} ({types})")
        try:
            connection.execute(text.replace("INTO target ", "INTO target_of_inserts "))
        except duckdb.Error:
            return False
    return True


TYPES = {"amount": "INT", "score": "INT", "qty": "INT", "price": "INT", "tags": "TEXT[]"}
