"""Statements in six dialects, with their sources determined by hand: they define the column `x`.

Written before the reader was run on them. `made` are the sources of the value, `decides` choose between values,
`reads` are all other columns in the text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from mesh_of import mesh_of
from meshwright.analysis.flow.sql_binding import BoundSql, readings

if TYPE_CHECKING:
    from collections.abc import Iterable

    from meshwright.analysis.flow.sql_binding import Read

TABLES = {
    "orders": "order_id customer_id amount status ts tags payload",
    "customers": "customer_id name email region score tags",
    "lines": "order_id sku qty price",
    "refunds": "order_id amount ts",
}
"""The input's objects, with their fields."""


class Statement(NamedTuple):
    """A statement and its columns, separated by spaces."""

    server: str
    text: str
    made: str = ""
    decides: str = ""
    reads: str = ""


DUCKDB, SPARK, SNOWFLAKE, BIGQUERY, TRINO, TSQL = (
    "duckdb",
    "databricks",
    "snowflake",
    "bigquery",
    "trino",
    "sqlserver",
)
KEYS = "orders.customer_id customers.customer_id"

STATEMENTS = (
    # DuckDB
    Statement(
        DUCKDB,
        "WITH paid AS (SELECT order_id, amount FROM orders WHERE status = 'paid') SELECT amount AS x FROM paid",
        "orders.amount",
        reads="orders.order_id orders.status",
    ),
    Statement(
        DUCKDB,
        "SELECT o.amount - r.amount AS x FROM orders o LEFT JOIN refunds r USING (order_id)",
        "orders.amount refunds.amount",
        reads="orders.order_id refunds.order_id",
    ),
    Statement(
        DUCKDB,
        "SELECT amount AS x FROM orders UNION ALL SELECT amount FROM refunds",
        "orders.amount refunds.amount",
    ),
    Statement(
        DUCKDB,
        "WITH RECURSIVE r(a, b) AS (SELECT name, email FROM customers UNION SELECT b, a FROM r) SELECT a AS x FROM r",
        "customers.name customers.email",
    ),
    Statement(
        DUCKDB,
        "SELECT * EXCLUDE (status) FROM (SELECT amount AS x, status FROM orders)",
        "orders.amount",
        reads="orders.status",
    ),
    Statement(
        DUCKDB,
        "SELECT * REPLACE (upper(x) AS x) FROM (SELECT email AS x, name FROM customers) c",
        "customers.email",
        reads="customers.name",
    ),
    Statement(
        DUCKDB,
        "SELECT sum(amount) OVER (PARTITION BY customer_id ORDER BY ts) AS x FROM orders",
        "orders.amount",
        reads="orders.customer_id orders.ts",
    ),
    Statement(
        DUCKDB,
        "SELECT amount AS x FROM orders QUALIFY row_number() OVER (PARTITION BY customer_id ORDER BY ts DESC) = 1",
        "orders.amount",
        reads="orders.customer_id orders.ts",
    ),
    Statement(DUCKDB, "SELECT t.tag AS x FROM customers, UNNEST(tags) AS t(tag)", "customers.tags"),
    Statement(
        DUCKDB,
        "SELECT c.name AS x FROM customers c WHERE EXISTS"
        " (SELECT 1 FROM orders o WHERE o.customer_id = c.customer_id AND o.amount > 100)",
        "customers.name",
        reads=f"{KEYS} orders.amount",
    ),
    Statement(
        DUCKDB,
        "SELECT (SELECT max(amount) FROM orders o WHERE o.customer_id = c.customer_id) AS x FROM customers c",
        "orders.amount",
        reads=KEYS,
    ),
    Statement(
        DUCKDB,
        "INSERT INTO target (y, x) SELECT status, amount FROM orders",
        "orders.amount",
        reads="orders.status",
    ),
    Statement(
        DUCKDB,
        "CREATE TABLE target AS SELECT region AS x FROM customers GROUP BY region HAVING count(score) > 3",
        "customers.region",
        reads="customers.score",
    ),
    Statement(DUCKDB, "FROM orders SELECT amount AS x", "orders.amount"),
    Statement(
        DUCKDB,
        "SELECT name AS x FROM customers WHERE customer_id IN (SELECT customer_id FROM orders WHERE amount > score)",
        "customers.name",
        reads=f"{KEYS} orders.amount customers.score",
    ),
    # Spark
    Statement(SPARK, "SELECT tag AS x FROM customers LATERAL VIEW explode(tags) t AS tag", "customers.tags"),
    Statement(SPARK, "SELECT amount * 2 AS dbl, dbl + 1 AS x FROM orders", "orders.amount"),
    Statement(
        SPARK,
        "MERGE INTO target AS t USING (SELECT order_id, amount FROM orders) AS s ON t.id = s.order_id"
        " WHEN MATCHED THEN UPDATE SET t.x = s.amount"
        " WHEN NOT MATCHED THEN INSERT (id, x) VALUES (s.order_id, s.amount)",
        "orders.amount",
        reads="orders.order_id",
    ),
    Statement(
        SPARK,
        "SELECT /*+ BROADCAST(c) */ c.email AS x FROM orders o JOIN customers c ON o.customer_id = c.customer_id",
        "customers.email",
        reads=KEYS,
    ),
    Statement(
        SPARK,
        "SELECT * EXCEPT (amount) FROM (SELECT status AS x, amount FROM orders)",
        "orders.status",
        reads="orders.amount",
    ),
    Statement(
        SPARK,
        "INSERT OVERWRITE TABLE target SELECT email AS x FROM customers WHERE region IN ('eu', 'us')",
        "customers.email",
        reads="customers.region",
    ),
    Statement(
        SPARK,
        "SELECT if(score > 10, name, 'none') AS x FROM customers",
        "customers.name",
        "customers.score",
    ),
    Statement(
        SPARK,
        "SELECT s.eu AS x FROM (SELECT region, score FROM customers)"
        " PIVOT (sum(score) FOR region IN ('eu' AS eu, 'us' AS us)) s",
        "customers.score",
        "customers.region",
    ),
    # Snowflake
    Statement(
        SNOWFLAKE,
        "SELECT f.value::string AS x FROM customers, LATERAL FLATTEN(input => tags) f",
        "customers.tags",
    ),
    Statement(SNOWFLAKE, "SELECT payload:user.email::string AS x FROM orders", "orders.payload"),
    Statement(SNOWFLAKE, "SELECT * RENAME (amount AS x) FROM orders", "orders.amount"),
    Statement(
        SNOWFLAKE,
        "SELECT * EXCLUDE (ts, status) RENAME (amount AS x) FROM orders",
        "orders.amount",
        reads="orders.ts orders.status",
    ),
    Statement(
        SNOWFLAKE,
        "SELECT amount AS x FROM orders QUALIFY ROW_NUMBER() OVER (PARTITION BY customer_id ORDER BY ts DESC) = 1",
        "orders.amount",
        reads="orders.customer_id orders.ts",
    ),
    Statement(
        SNOWFLAKE, "SELECT IFF(status = 'open', amount, 0) AS x FROM orders", "orders.amount", "orders.status"
    ),
    Statement(
        SNOWFLAKE,
        "SELECT ZEROIFNULL(SUM(r.amount)) AS x FROM orders o LEFT JOIN refunds r ON r.order_id = o.order_id"
        " GROUP BY o.customer_id",
        "refunds.amount",
        reads="refunds.order_id orders.order_id orders.customer_id",
    ),
    Statement(
        SNOWFLAKE,
        "SELECT customer_id AS x FROM orders PIVOT (SUM(amount) FOR status IN ('a', 'b'))",
        "orders.customer_id",
        reads="orders.amount orders.status",
    ),
    Statement(
        SNOWFLAKE,
        "SELECT x FROM (SELECT name, email FROM customers) UNPIVOT (x FOR kind IN (name, email))",
        "customers.name customers.email",
    ),
    Statement(SNOWFLAKE, "SELECT DECODE(status, 'a', 'yes', 'no') AS x FROM orders", decides="orders.status"),
    Statement(
        SNOWFLAKE,
        "CREATE OR REPLACE TABLE target AS SELECT MAX_BY(status, ts) AS x FROM orders GROUP BY customer_id",
        "orders.status",
        "orders.ts",
        "orders.customer_id",
    ),
    Statement(
        SNOWFLAKE,
        "MERGE INTO target t USING customers s ON t.id = s.customer_id"
        " WHEN MATCHED AND s.score > 5 THEN UPDATE SET x = s.email",
        "customers.email",
        reads="customers.customer_id customers.score",
    ),
    # BigQuery
    Statement(BIGQUERY, "SELECT tag AS x FROM customers, UNNEST(tags) AS tag", "customers.tags"),
    Statement(BIGQUERY, "SELECT * EXCEPT (status), status AS x FROM orders", "orders.status"),
    Statement(
        BIGQUERY,
        "SELECT * REPLACE (CONCAT(x, name) AS x) FROM (SELECT email AS x, name FROM customers)",
        "customers.email customers.name",
    ),
    Statement(
        BIGQUERY,
        "SELECT STRUCT(amount AS a, status AS b) AS x FROM orders",
        "orders.amount orders.status",
    ),
    Statement(
        BIGQUERY,
        "SELECT SUM(amount) OVER w AS x FROM orders WINDOW w AS (PARTITION BY customer_id ORDER BY ts)",
        "orders.amount",
        reads="orders.customer_id orders.ts",
    ),
    Statement(BIGQUERY, "SELECT COUNTIF(status = 'paid') AS x FROM orders", "orders.status"),
    Statement(
        BIGQUERY,
        "SELECT c.name AS x FROM `proj.ds.customers` AS c"
        " WHERE c.customer_id IN (SELECT customer_id FROM `proj.ds.orders`)",
        "customers.name",
        reads=KEYS,
    ),
    Statement(
        BIGQUERY,
        "WITH a AS (SELECT * FROM orders), b AS (SELECT * FROM a) SELECT b.amount AS x FROM b",
        "orders.amount",
    ),
    Statement(
        BIGQUERY, "SELECT ARRAY_AGG(sku ORDER BY qty LIMIT 3) AS x FROM lines", "lines.sku", reads="lines.qty"
    ),
    Statement(
        BIGQUERY,
        "SELECT v AS x FROM (SELECT amount, score FROM orders JOIN customers USING (customer_id))"
        " UNPIVOT (v FOR k IN (amount, score))",
        "orders.amount customers.score",
        reads=KEYS,
    ),
    # Trino
    Statement(TRINO, "SELECT u.tag AS x FROM customers CROSS JOIN UNNEST(tags) AS u(tag)", "customers.tags"),
    Statement(
        TRINO,
        "SELECT approx_distinct(customer_id) AS x FROM orders WHERE ts > DATE '2026-01-01'",
        "orders.customer_id",
        reads="orders.ts",
    ),
    Statement(TRINO, "SELECT max_by(status, ts) AS x FROM orders", "orders.status", "orders.ts"),
    Statement(
        TRINO,
        "SELECT element_at(t.m, 'k') AS x FROM (SELECT map_agg(sku, price) AS m FROM lines) t",
        "lines.sku lines.price",
    ),
    Statement(
        TRINO,
        "SELECT name AS x FROM customers EXCEPT SELECT sku FROM lines",
        "customers.name",
        reads="lines.sku",
    ),
    Statement(
        TRINO,
        "SELECT x FROM (VALUES (1), (2)) AS v (x) JOIN orders ON v.x = orders.order_id",
        reads="orders.order_id",
    ),
    # T-SQL
    Statement(
        TSQL,
        "SELECT TOP 10 o.amount AS x FROM [dbo].[orders] AS o ORDER BY o.ts DESC",
        "orders.amount",
        reads="orders.ts",
    ),
    Statement(
        TSQL,
        "SELECT a.m AS x FROM customers c"
        " CROSS APPLY (SELECT MAX(o.amount) AS m FROM orders o WHERE o.customer_id = c.customer_id) a",
        "orders.amount",
        reads=KEYS,
    ),
    Statement(TSQL, "SELECT x = UPPER(c.email) FROM customers AS c", "customers.email"),
    Statement(
        TSQL,
        "SELECT c.name AS x INTO target FROM customers c WHERE c.region = 'eu'",
        "customers.name",
        reads="customers.region",
    ),
    Statement(TSQL, "SELECT IIF(score > 3, 'good', 'bad') AS x FROM customers", decides="customers.score"),
    Statement(
        TSQL,
        "WITH ranked AS (SELECT customer_id, amount,"
        " ROW_NUMBER() OVER (PARTITION BY customer_id ORDER BY ts DESC) AS n FROM orders)"
        " SELECT amount AS x FROM ranked WHERE n = 1",
        "orders.amount",
        reads="orders.customer_id orders.ts",
    ),
    Statement(
        TSQL,
        "UPDATE t SET t.x = c.email FROM target AS t JOIN customers AS c ON c.customer_id = t.id",
        "customers.email",
        reads="customers.customer_id",
    ),
    Statement(
        TSQL,
        "SELECT j.v AS x FROM orders o CROSS APPLY OPENJSON(o.payload) WITH (v varchar(10) '$.v') AS j",
        "orders.payload",
    ),
    Statement(
        TSQL,
        "SELECT p.[eu] AS x FROM (SELECT region, score FROM customers) AS s"
        " PIVOT (SUM(score) FOR region IN ([eu], [us])) AS p",
        "customers.score",
        "customers.region",
    ),
)


def reading(server: str, text: str) -> BoundSql:
    """Bind the SQL of the field `x` of a product that has the tables as its input."""
    mesh = mesh_of(files(server, text))
    (contract,) = (each for each in mesh.contracts if each.fact.id == "out")
    return mesh.derived(readings)[contract][0]


def files(server: str, text: str) -> dict[str, bytes]:
    """Return the files of the input and of the product whose field `x` has the SQL."""
    objects = "".join(
        f"\n  - name: {name}\n    properties: [{', '.join(f'{{name: {each}}}' for each in columns.split())}]"
        for name, columns in TABLES.items()
    )
    head = "apiVersion: v3.1.0\nkind: DataContract\nversion: 1.0.0\nstatus: active\n"
    logic = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    product = "apiVersion: v1.1.0\nkind: DataProduct\nstatus: active\ndomain: d\nteam: {name: t}\n"
    return {
        "in.odcs.yaml": f"{head}id: in\nschema:{objects}\n".encode(),
        "out.odcs.yaml": (
            f"{head}id: out\nservers: [{{server: s, type: {server}}}]\nschema:\n  - name: target\n"
            f'    properties: [{{name: x, transformLogic: "{logic}"}}]\n'
        ).encode(),
        "in.odps.yaml": (
            f"{product}id: in\nname: in\noutputPorts: [{{name: in, version: 1.0.0, contractId: in}}]\n"
        ).encode(),
        "out.odps.yaml": (
            f"{product}id: out\nname: out\ninputPorts: [{{name: in, version: 1.0.0, contractId: in}}]\n"
            "outputPorts: [{name: out, version: 1.0.0, contractId: out}]\n"
        ).encode(),
    }


def named(found: Iterable[Read]) -> set[str]:
    """Return fields as `table.column`."""
    return {
        each.contract.fact.fields.name(each.field, each.contract.fact.objects).replace("/", ".")
        for each in found
    }
