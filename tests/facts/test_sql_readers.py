"""Consumers that read a column by SQL: a column named in a filter or a key is read; unreadable SQL may read any."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from archives import unpacked, write
from mesh_of import mesh_of
from meshwright.analysis.flow.columns import columns
from meshwright.analysis.flow.unresolved import unresolved
from meshwright.analysis.sensitivity.unread import unread
from meshwright.changes.diff import diff
from meshwright.cli.main import main
from meshwright.impact.affected_consumers import impact_of_fields
from meshwright.impact.change_impact import impact
from revisions import side
from statements import files
from subjects import GOLDEN

if TYPE_CHECKING:
    from pathlib import Path

FIELD = "d/out/out@1/target/x"


def without(found: dict[str, bytes], column: str) -> dict[str, bytes]:
    """Drop one column of the input's table `orders`."""
    before, _, after = found["in.odcs.yaml"].partition(b"name: orders")
    kept = after.replace(f"{{name: {column}}}, ".encode(), b"", 1)
    assert kept != after
    return {**found, "in.odcs.yaml": before + b"name: orders" + kept}


def hit(found: dict[str, bytes], column: str) -> list[tuple[str, bool | None, tuple[str, ...]]]:
    """Return the consumers that a removed column affects."""
    old, new = side(found), side(without(found, column))
    return [
        (each.name, each.reads, each.columns)
        for revision in diff(old, new)
        for change in revision.changes
        if change.address.startswith("d/in/")
        for each in impact(change, old.mesh, new.mesh)
    ]


@pytest.mark.parametrize(
    "text",
    [
        "SELECT amount AS x FROM orders WHERE status = 'a'",
        "SELECT c.name AS x FROM customers c JOIN orders o ON o.status = c.region",
        "SELECT r.amount AS x FROM orders JOIN (SELECT amount, 'a' AS status FROM refunds) r USING (status)",
        "SELECT CASE WHEN status = 'a' THEN 1 ELSE 2 END AS x FROM orders",
        "SELECT max(amount) AS x FROM orders GROUP BY status",
        "SELECT max(amount) AS x FROM orders HAVING min(status) > 'a'",
        "SELECT amount AS x FROM orders ORDER BY status",
        "SELECT name AS x FROM customers WHERE EXISTS (SELECT 1 FROM orders WHERE status = 'a')",
        "SELECT amount AS x FROM orders QUALIFY row_number() OVER (PARTITION BY status ORDER BY ts) = 1",
        "SELECT sum(amount) OVER (ORDER BY status) AS x FROM orders",
        "WITH a AS (SELECT amount, status FROM orders) SELECT amount AS x FROM a",
        "-- why\n/* and\n how */ SELECT amount AS x FROM orders WHERE status = 'a'",
        "\ufeffSELECT status AS x FROM orders",
        "{# dbt #} SELECT amount AS x FROM {{ ref('orders') }} WHERE status = 'a'",
    ],
)
def test_column_that_a_query_names_is_read(text: str) -> None:
    """Anywhere: the query fails without it."""
    assert hit(files("duckdb", text), "status") == [("d/out", True, (FIELD,))]


@pytest.mark.parametrize(
    "text",
    [
        "SELECT amount AS x FROM orders WHERE ts > 1",
        "SELECT * EXCLUDE (tags) REPLACE (amount AS x) FROM orders",
        "SELECT status AS x FROM refunds",
        "SELECT 'status' AS x, amount -- status\n FROM orders",
    ],
)
def test_column_that_a_query_does_not_name_is_not_read(text: str) -> None:
    """A name in a text or a comment, or a column of another table, does not count."""
    assert {each[1] for each in hit(files("duckdb", text), "status")} <= {False}


@pytest.mark.parametrize(
    "text",
    [
        "SELECT {{ macro('x') }} AS x FROM orders",
        "read it from the shop",
        "SELECT amount AS x FROM orders NATURAL JOIN customers",
        "SELECT to_json(o) AS x FROM orders o",
        "SELECT x FROM somewhere_else",
        "SELECT 1; SELECT amount AS x FROM orders",
    ],
)
def test_partly_unread_sql_may_read_any_column(text: str) -> None:
    """It is never reported as not reading it, even if a sibling states its sources."""
    found = files("duckdb", text)
    sibling = b", {name: other, transformSourceObjects: [d/in/in@1/orders/ts]}]\n"
    beside = {**found, "out.odcs.yaml": found["out.odcs.yaml"].replace(b"}]\n", b"}" + sibling)}

    assert beside != found
    assert [each[:2] for each in hit(found, "status")] == [("d/out", None)]
    assert [each[:2] for each in hit(beside, "status")] == [("d/out", None)]


def test_unread_sql_may_read_only_the_tables_that_it_names() -> None:
    """Other tables of the input are not read, and other fields with lineage state what they read."""
    found = files("duckdb", "SELECT to_json(c) AS x FROM customers c")

    assert {each[1] for each in hit(found, "status")} <= {False}


def test_consumers_of_a_filtering_reader_are_affected() -> None:
    """The query fails, and so does everything that derives from its column."""
    mesh = mesh_of(files("duckdb", "SELECT amount AS x FROM orders WHERE status = 'a'"))
    known = mesh.derived(columns)
    status = next(field for field in range(len(known)) if known.address(field).endswith("orders/status"))

    assert [(each.address, each.reads) for each in impact_of_fields(mesh, [status])] == [("d/out", True)]


@pytest.mark.parametrize(
    ("name", "exit_code", "column"),
    [("join-key", 1, "cust_id"), ("case-condition", 1, "status"), ("leading-comment", 1, "email")],
)
def test_affected_consumer_is_named(
    name: str, exit_code: int, column: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`impact` names `shop/k`, whose column `out` reads the removed one."""
    write(unpacked((GOLDEN / f"cases/oracles-impact-misses-{name}.txtar").read_text("utf-8")), tmp_path)

    code = main(["impact", str(tmp_path / "base"), str(tmp_path / "head"), "--as-of", "2026-11-22"])
    said = capsys.readouterr().out

    assert code == exit_code
    assert said.startswith("shop/k, 1 hop")
    assert f"field `{column}` removed; feeds shop/k/o@1/t/out" in said


def test_all_unread_sql_is_reported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Public columns over restricted ones: only columns of their own values are correct."""
    write(unpacked((GOLDEN / "cases/oracles-sql-unread-leak.txtar").read_text("utf-8")), tmp_path)
    main(["check", str(tmp_path / "head"), "--format", "json", "--as-of", "2026-11-22"])
    found = json.loads(capsys.readouterr().out)["diagnostics"]
    told = {
        each["path"].rpartition("/shop/")[2].partition("/")[0]
        for each in found
        if each["rule"] in ("classification-leak", "unread-sql")
    }
    texts = {
        path.parent.name: path.read_text("utf-8")
        for path in tmp_path.glob("head/products/shop/*/o.odcs.yaml")
    }
    silent = Counter(
        text.partition("transformLogic: SELECT ")[2].partition("(")[0]
        for name, text in texts.items()
        if name not in told and "transformLogic" in text
    )

    assert silent == {"v.x AS out FROM ": 2}


def test_unread_sql_warns_of_the_most_sensitive_column_it_may_contain() -> None:
    """Per column: a sibling with lineage hides nothing."""
    found = files("duckdb", "SELECT {{ macro('x') }} AS x FROM orders")
    (each,) = unread(mesh_of(found))

    assert (each.field, each.reason, each.origin) == (0, "it is a template", None)


@pytest.mark.parametrize(
    ("entry", "meant"),
    [
        ("orders.amount", "d/in/in@1/orders/amount"),
        ("in.amount", None),
        ("in.qty", "d/in/in@1/lines/qty"),
        ("d/in/in/orders/amount", "d/in/in@1/orders/amount"),
        ("elsewhere.amounts", None),
    ],
)
def test_source_that_is_not_an_address_is_reported_and_may_be_read(entry: str, meant: str | None) -> None:
    """It counts as reading any column of the inputs; a similar address is suggested."""
    found = files("duckdb", "")
    found["out.odcs.yaml"] = found["out.odcs.yaml"].replace(
        b'transformLogic: ""', f"transformSourceObjects: [{entry}]".encode()
    )

    assert [(each.source.text, each.meant) for each in unresolved(mesh_of(found))] == [(entry, meant)]
    assert [each[:2] for each in hit(found, "status")] == [("d/out", None)]


@pytest.mark.parametrize(
    "entry", ["raw_orders", "s3://bucket/orders", "/data/orders.csv", "mesh://other/d/p/q@1/o/f"]
)
def test_source_outside_of_the_mesh_is_not_reported(entry: str) -> None:
    """A single word, a path and a web address name sources in other systems."""
    found = files("duckdb", "")
    found["out.odcs.yaml"] = found["out.odcs.yaml"].replace(
        b'transformLogic: ""', f'transformSourceObjects: ["{entry}"]'.encode()
    )

    assert unresolved(mesh_of(found)) == ()


def test_physical_name_is_the_table_of_an_input(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Public report 15: `s.orders` is the location of the input, and `orders.codde` a misspelt column of it."""
    text = (GOLDEN / "cases/public-reports-15-physical-source-names.txtar").read_text("utf-8")
    write(unpacked(text), tmp_path)
    head = str(tmp_path / "head")
    assert main(["graph", "upstream", "shop/sales/sales@1/sales/n", "--mesh", head]) == 0
    assert "derives from `shop/orders/orders@1/orders`" in capsys.readouterr().out

    contract = tmp_path / "head/s.odcs.yaml"
    contract.write_text(contract.read_text("utf-8").replace("[s.orders]", "[orders.codde]"), "utf-8")
    assert main(["check", head, "--as-of", "2026-11-22"]) == 1
    said = capsys.readouterr().out
    assert "unknown-source-field" in said
    assert "did you mean `code`?" in said


@pytest.mark.parametrize(
    ("before", "after", "bump"),
    [
        ("SELECT amount AS x FROM t", "SELECT net AS x FROM t", "MAJOR"),
        ("SELECT amount AS x FROM t", "SELECT amount AS x FROM u", "MAJOR"),
        ("SELECT amount AS x FROM t", "SELECT amount AS x FROM t WHERE paid", "MAJOR"),
        ("SELECT SUM(amount) AS x FROM t", "SELECT AVG(amount) AS x FROM t", "MAJOR"),
        ("SELECT amount AS x FROM t", "SELECT {{ net() }} AS x FROM t", "MINOR"),
        ("SELECT amount AS x FROM t", "select  o.amount AS x from T as o -- the same", "PATCH"),
        ("{{ net() }}", "{{  net() }}", "PATCH"),
        ("SELECT amount + 1 AS x FROM orders", "SELECT amount + 2 AS x FROM orders", "MINOR"),
        ("SELECT amount + ts AS x FROM orders", "SELECT amount - ts AS x FROM orders", "MINOR"),
        (
            "SELECT amount AS x FROM orders WHERE status = 'a'",
            "SELECT amount AS x FROM orders WHERE status = 'b'",
            "MINOR",
        ),
        (
            "SELECT amount AS x FROM orders LIMIT 10",
            "SELECT amount AS x FROM orders LIMIT 20",
            "MINOR",
        ),
        ("CASE WHEN status = 'a' THEN 1 END", "CASE WHEN status = 'a' THEN 2 END", "MINOR"),
        ("SELECT amount + 1 AS x FROM orders", "select  amount+1 as x -- one\nfrom orders;", "PATCH"),
    ],
)
def test_sql_that_reads_other_columns_changes_the_meaning(before: str, after: str, bump: str) -> None:
    """In another format it is the same; unreadable SQL may change it."""
    old, new = files("duckdb", before), files("duckdb", after)
    assert judgements(old, new) == [bump]


def judgements(old: dict[str, bytes], new: dict[str, bytes]) -> list[str]:
    """Return the lowest bump of each change."""
    from meshwright.changes.assessment import assess

    before, after = side(old), side(new)
    return [
        assess(change, before.mesh, after.mesh).bump.name
        for revision in diff(before, after)
        for change in revision.changes
    ]
