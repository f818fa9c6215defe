"""SQL rules as people write them: placeholders, comments, quotes, letter case, and answers that are none."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from measured import seen_in
from meshwright.measuring.judgement import Measurement, broken_rules, unmeasured
from requires import requires

if TYPE_CHECKING:
    from pathlib import Path

requires("duckdb")

OF_OBJECT = {
    "select (select count(*) from {object}) + (select count(*) from ${object}) + (select count(*) from {model} as m)": "9",
    "select (select count(*) from {table} where {table}.QTY > 1) + (select count(*) from ${ Table })": "5",
    "select count(*) from ${model} where ORDERS_V1.qty > 1": "2",
    "select count(*) from Orders_v1 o where o.qty = (select max(Orders.qty) from orders)": "1",
    "-- how many\nselect count(*) /* all; of them */ from orders; -- the end": "3",
    "select count(*) from orders -- {nothing}": "it is refused",
    'select count(*) from orders where "Net ""1""" = 1.5': "1",
    "select count(*) from orders where code = 'it''s; -- no comment'": "1",
    "select count(*) from orders where regexp_matches(code, '^[a-z]{2}$')": "1",
    "select count(*) from lines l left join orders o on l.code = o.code where o.code is null": "1",
    "with few as (select qty from orders where qty > 1) select count(*) from few": "2",
    "select count(*) = 3 from orders": "true",
    "select bool_and(qty > 1) from orders": "false",
    "select sum(qty) from orders where qty > 9": "it returns NULL",
    "select qty from orders where qty > 9": "it returns no row",
    "select qty from orders": "it returns more than one value",
    "select count(*), max(qty) from orders": "it returns more than one value",
    "select max(code) from orders": "it returns neither a number nor a boolean",
    "select max(gone) from orders": "the data has no `gone`",
    "select count(*) from (select * from orders)": "the data has no `gone`",
    "select count(*) from orders where {property} = 1": "it is refused",
}
"""Answers to rules of the object, written by hand."""
OF_FIELD = {
    "select count(*) from {object} where {property} > 1 and ${property} > 2": "1",
    "select max({column}) - min(${column}) from {table}": "3.5",
    "select count({object}.{field}) + max({model}.${field}) from {model}": "5.5",
}
"""And to rules of a field whose name has quotes and a space."""


def contract(*objects: dict[str, Any]) -> str:
    """Return a contract with some objects in CSV files."""
    server = {"server": "f", "type": "local", "path": "data/{object}.csv", "format": "csv"}
    stated = {
        "apiVersion": "v3.1.0",
        "kind": "DataContract",
        "id": "shop",
        "version": "1.0.0",
        "status": "active",
    }
    return json.dumps({**stated, "servers": [server], "schema": objects})


def test_rules_have_the_answers_of_the_table(tmp_path: Path) -> None:
    """Bare names are bound in any letter case; what replaces a placeholder is quoted where it must be."""
    rule = {"type": "sql", "mustBe": 0}
    of_object = [{**rule, "query": each} for each in OF_OBJECT]
    of_field = [{**rule, "query": each} for each in OF_FIELD]
    document = contract(
        {
            "name": "orders",
            "physicalName": "ORDERS_V1",
            "quality": of_object,
            "properties": [
                {"name": "code", "logicalType": "string"},
                {"name": "qty", "physicalName": "QTY", "logicalType": "integer"},
                {
                    "name": "net",
                    "physicalName": 'Net "1"',
                    "logicalType": "number",
                    "physicalType": "decimal(9,1)",
                    "quality": of_field,
                },
                {"name": "gone", "logicalType": "string"},
            ],
        },
        {"name": "lines", "properties": [{"name": "code", "logicalType": "string"}]},
    )
    files = {
        "shop.odcs.yaml": document,
        "data/ORDERS_V1.csv": 'code,QTY,"Net ""1"""\nab,1,1.5\nc,2,2.5\nit\'s; -- no comment,3,-1.0\n',
        "data/lines.csv": "code\nab\nzz\n",
    }
    orders, _ = seen_in(tmp_path, files)
    assert orders.observation is not None
    seen = orders.observation
    answers = [
        str(seen.unmeasured.get(key, seen.figures.get(key, 0)))
        for key in (
            *(f"#quality/{at}" for at in range(len(OF_OBJECT))),
            *(f"net#quality/{at}" for at in range(len(OF_FIELD))),
        )
    ]
    found = ["it is refused" if each.startswith("refused: ") else each for each in answers]

    assert dict(zip([*OF_OBJECT, *OF_FIELD], found, strict=True)) == {**OF_OBJECT, **OF_FIELD}


def test_an_answer_that_is_none_is_neither_kept_nor_broken(tmp_path: Path) -> None:
    """Whatever it is compared with: NULL, no row, and a boolean beside a number."""
    stated = [
        ("select null from orders", "mustBe", 0),
        ("select 1 from orders where false", "mustBeLessThan", 9),
        ("select count(*) from orders", "mustBe", True),
        ("select true from orders", "mustBeGreaterThan", 0),
    ]
    kept = [
        ("select count(*) = 1 from orders", "mustBe", True),
        ("select count(*) > 1 from orders", "mustBe", False),
    ]
    broken = [
        ("select count(*) = 2 from orders", "mustBe", True),
        ("select true from orders", "mustNotBe", True),
    ]
    rules = [{"type": "sql", "query": sql, name: operand} for sql, name, operand in (*stated, *kept, *broken)]
    document = contract(
        {"name": "orders", "quality": rules, "properties": [{"name": "code", "logicalType": "string"}]}
    )
    (only,) = seen_in(tmp_path, {"shop.odcs.yaml": document, "data/orders.csv": "code\na\n"})
    assert only.observation is not None
    seen = Measurement(only.probe, only.observation)

    assert [key for key, _ in unmeasured(seen)] == [f"#quality/{at}" for at in range(4)]
    assert [each.rule.key for each in broken_rules(seen)] == ["#quality/6", "#quality/7"]
