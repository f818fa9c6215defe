"""SQL that reads a column that its input lacks is reported, because the query fails."""

from __future__ import annotations

import pytest

from mesh_of import mesh_of
from meshwright.finding.finding import Severity
from meshwright.rules.lineage.unknown_source_field import unknown_source_field
from statements import files

MISSING = {
    "SELECT custt AS x FROM orders": "custt",
    "SELECT o.amount AS x FROM orders o WHERE o.kind = 'a'": "kind",
    "SELECT amount AS x FROM orders ORDER BY kind": "kind",
    "SELECT o.amount AS x FROM orders o JOIN customers c ON c.customer_id = o.customerid": "customerid",
    "SELECT CASE WHEN o.kind = 'a' THEN o.amount END AS x FROM orders o": "kind",
    "SELECT x FROM (SELECT amountt AS x FROM orders) q": "amountt",
    "SELECT count(*) FILTER (WHERE stattus = 'a') AS x FROM orders": "stattus",
}
FINE = (
    "SELECT amount AS x FROM orders",
    "SELECT amount AS x, ts AS later FROM orders ORDER BY later",
    "SELECT rowid AS x FROM orders",
    "SELECT current_date AS x FROM orders",
    "SELECT sysdate AS x FROM orders",
    "SELECT _loaded_at AS x FROM orders",
    "SELECT payload.kind.code AS x FROM orders",
    "SELECT o.payload.kind AS x FROM orders o",
    "SELECT anything AS x FROM elsewhere",
    "SELECT anything AS x FROM raw.orders",
    "SELECT x FROM (SELECT amount AS x FROM orders) q",
    "WITH q AS (SELECT amount AS kind FROM orders) SELECT kind AS x FROM q",
    "SELECT date_part(dow, ts) AS x FROM orders",
    "SELECT amount AS x FROM orders o, UNNEST(o.tags) AS t(tag) WHERE tag = 'a'",
    "SELECT c.name AS x FROM customers c WHERE EXISTS (SELECT 1 FROM orders WHERE region = 'eu')",
    "SELECT {{ macro('kind') }} AS x FROM orders",
)


def found(server: str, text: str) -> list[str]:
    """Return the messages of the rule about a query."""
    return reported(files(server, text))


def reported(made: dict[str, bytes]) -> list[str]:
    """Return the messages of the rule, all of them warnings."""
    mesh = mesh_of(made)
    findings = [each for contract in mesh.contracts for each in unknown_source_field.check(contract, mesh)]
    assert {each.severity for each in findings} <= {Severity.WARNING}
    return [each.message for each in findings]


@pytest.mark.parametrize("text", MISSING)
def test_missing_column_of_the_input_is_a_warning(text: str) -> None:
    """Wherever the query names it: as a value, in a condition, a key or an order."""
    (message,) = found("duckdb", text)

    assert message.startswith(f"`orders` of `d/in/in@1` has no field `{MISSING[text]}`")


def test_similar_name_is_suggested() -> None:
    """As for every other reference."""
    (message,) = found("duckdb", "SELECT amountt AS x FROM orders")

    assert message.endswith("did you mean `amount`?")


@pytest.mark.parametrize("text", FINE)
def test_uncertain_columns_are_not_reported(text: str) -> None:
    """Pseudo columns, parts of columns, names of outputs, other tables, units, and SQL that cannot be read completely."""
    assert found("duckdb", text) == []


def test_text_in_double_quotes_is_not_reported_without_a_dialect() -> None:
    """MySQL and BigQuery write texts like this; if names are written like this, it is a column."""
    text = 'SELECT amount AS x FROM orders WHERE status = "paid"'

    assert found("", text) == []
    assert len(found("postgres", text)) == 1
    assert found("bigquery", text) == []


def test_object_without_fields_is_not_reported() -> None:
    """Its columns are unknown."""
    made = files("duckdb", "SELECT anything AS x FROM raw_orders")
    made["in.odcs.yaml"] += b"\n  - name: raw_orders\n"

    assert reported(made) == []


def test_physical_name_is_found() -> None:
    """SQL uses it for columns."""
    made = files("duckdb", "SELECT o.KND AS x FROM orders o")
    made["in.odcs.yaml"] = made["in.odcs.yaml"].replace(
        b"{name: status}", b"{name: status, physicalName: knd}"
    )

    assert reported(made) == []
