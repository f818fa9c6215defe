"""Rows with objects, arrays and maps, as Parquet and JSON, their contract, and the counts that every engine must return."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

PROPERTIES = """
      - {name: id, logicalType: integer}
      - name: place
        logicalType: object
        properties:
          - name: city
            logicalType: string
            required: true
            unique: true
            logicalTypeOptions: {pattern: '^[A-Z]'}
            quality:
              - {metric: missingValues, arguments: {missingValues: [X]}, mustBe: 0}
              - {metric: invalidValues, arguments: {validValues: [Ulm]}, mustBe: 0}
              - {type: sql, query: select 1, mustBe: 1}
          - {name: floor, logicalType: integer, logicalTypeOptions: {minimum: 0}}
          - {name: gone, logicalType: integer, required: true}
      - name: tags
        logicalType: array
        logicalTypeOptions: {minItems: 1, maxItems: 2, uniqueItems: true}
        items: {logicalType: string, required: true, unique: true, logicalTypeOptions: {maxLength: 3}}
      - name: prices
        logicalType: map
        map:
          key: {logicalType: string, enum: [{value: EUR}, {value: USD}]}
          value: {logicalType: number, logicalTypeOptions: {minimum: 0}}
      - name: lines
        logicalType: array
        items:
          logicalType: object
          properties:
            - {name: sku, logicalType: string, required: true}
            - name: sizes
              logicalType: array
              logicalTypeOptions: {maxItems: 1}
              items: {logicalType: integer, logicalTypeOptions: {maximum: 9}}
"""
ROWS: list[dict[str, Any]] = [
    {"id": 1, "place": {"city": "Ulm", "floor": 1}, "tags": ["a", "b"], "prices": {"EUR": 1.5},
     "lines": [{"sku": "s", "sizes": [1]}]},
    {"id": 2, "place": None, "tags": None, "prices": None, "lines": None},
    {"id": 3, "place": {"city": None, "floor": -1}, "tags": [], "prices": {}, "lines": []},
    {"id": 4, "place": {"city": "ulm", "floor": None}, "tags": ["a", "a", None], "prices": {"GBP": -1.0, "EUR": 2.0},
     "lines": [{"sku": None, "sizes": [1, 10]}, None]},
    {"id": 5, "place": {"city": "X", "floor": 2}, "tags": ["long", None, None], "prices": {"USD": None},
     "lines": [{"sku": "x", "sizes": None}, {"sku": "y", "sizes": []}]},
    {"id": 6, "place": {"city": "Ulm", "floor": 2}, "tags": ["a"], "prices": {"USD": 0.0}, "lines": []},
]  # fmt: skip
FIGURES = {
    "lines/[]/sizes#maxItems": 1,
    "lines/[]/sizes/[]#maximum": 1,
    "lines/[]/sku#required": 1,  # of an item that is null, no field is missing
    "place/city#pattern": 1,
    "place/city#quality/0": 2,
    "place/city#quality/1": 2,
    "place/city#required": 1,  # of an object that is null, no field is missing
    "place/city#unique": 1,
    "place/city#unique/rows": 2,
    "place/floor#minimum": 1,
    "prices/{key}#enum": 1,
    "prices/{value}#minimum": 1,
    "tags#maxItems": 2,
    "tags#minItems": 1,
    "tags#uniqueItems": 2,  # two nulls are equal
    "tags/[]#maxLength": 1,
    "tags/[]#required": 2,
}
NOT_PLANNED = {
    "place/city#quality/2": "SQL rules of nested fields are not run",
    "tags/[]#unique": "a row may contain several values for this field, but its rule counts rows with one value",
}


def parquet(path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    sizes = pa.list_(pa.int64())
    schema = pa.schema([
        ("id", pa.int64()), ("place", pa.struct([("city", pa.string()), ("floor", pa.int32())])),
        ("tags", pa.list_(pa.string())), ("prices", pa.map_(pa.string(), pa.float64())),
        ("lines", pa.list_(pa.struct([("sku", pa.string()), ("sizes", sizes)]))),
    ])  # fmt: skip
    rows = [{**each, "prices": each["prices"] and [*each["prices"].items()]} for each in ROWS]
    rows[2]["prices"] = []
    pq.write_table(pa.Table.from_pylist(rows, schema=schema), path)


def json_lines(path: Path) -> None:
    path.write_text("".join(f"{json.dumps(each)}\n" for each in ROWS))
