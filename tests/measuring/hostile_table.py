"""A table with values that engines interpret differently, as Parquet, CSV, JSON and rows, and its contract."""

from __future__ import annotations

import json
import math
import random
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from meshwright.measuring.proof import PATTERNS, TEXTS

if TYPE_CHECKING:
    from pathlib import Path

ROWS = 1_500
REALS = [
    None, math.nan, math.inf, -math.inf, 0.0, -0.0, 1.5, -1.5, 0.1, 0.30000000000000004, 100.0, 99.99999999999999, 5e-324, 1e22, -1e300,
    9007199254740993.0,
]  # fmt: skip
SINGLES = [None, math.nan, math.inf, 0.0, -0.0, 0.1, 0.2, 16777216.0, 1.5, -2.5]
WHOLES = [None, 0, 1, -1, 3, -3, 9, 10, 11, 127, 128, -128, -129, 2**31, 2**53 + 1, 2**63 - 1, -(2**63)]
EXACTS = [
    None,
    *map(
        Decimal,
        ("0", "0.05", "-0.05", "0.10", "99.90", "99.91", "1000000.00", "-9999999.99", "9999999.99", "0.01"),
    ),
]
WIDES = [
    None, *map(Decimal, ("0", "0.000000000000000001", "0.1", "-0.1", "1234567890123456789.123456789012345678", "9999999999999999999.9",
                         "-1", "2.50", "7.5")),
]  # fmt: skip
DAYS = [None, date(1, 1, 1), date(9999, 12, 31), date(1582, 10, 4), date(1582, 10, 15), date(1969, 12, 31), date(1970, 1, 1), date(2024, 2, 29),
        date(2026, 11, 21), date(2026, 11, 22), date(2026, 11, 23)]  # fmt: skip
MOMENTS = [
    None, datetime(1, 1, 1), datetime(9999, 12, 31, 23, 59, 59, 999999), datetime(1969, 12, 31, 23, 59, 59, 999999), datetime(1970, 1, 1),
    datetime(2026, 11, 1), datetime(2026, 10, 31, 23, 59, 59, 999999), datetime(2026, 11, 21, 22), datetime(2026, 11, 21, 22, 0, 0, 1),
    datetime(2026, 11, 22, 6, 4, 59, 999999), datetime(2026, 11, 22, 6, 5), datetime(2026, 11, 22, 6, 5, 0, 1), datetime(1900, 1, 1),
]  # fmt: skip
WALLS = [
    None, datetime(2026, 3, 29, 1, 59, 59), datetime(2026, 3, 29, 2, 30), datetime(2026, 3, 29, 3), datetime(2026, 10, 25, 1, 59, 59, 999999),
    datetime(2026, 10, 25, 2), datetime(2026, 10, 25, 2, 30), datetime(2026, 10, 25, 2, 59, 59), datetime(2026, 10, 25, 3), datetime(1970, 1, 1),
    datetime(2026, 7, 1, 12), datetime(2026, 1, 1), datetime(2026, 11, 22, 7, 5), datetime(2026, 11, 22, 7, 5, 0, 1),
]  # fmt: skip
MAILS = [None, "a@b", "a@b@c", "é@x.y", "a b@c", "@b", "a@", "", "a@b\n", "mailto:a@b", "https://x/y?z", "a:b", ":a", "1a:b", "a: b", "1.2.3.4",
         "255.255.255.255", "256.1.1.1", "01.1.1.1", "1.2.3.4\n", "01234567-89ab-cdef-0123-456789ABCDEF", "0123456789abcdef0123456789abcdef",
         "01234567-89ab-cdef-0123-456789ABCDE", "g1234567-89ab-cdef-0123-456789abcdef"]  # fmt: skip
KINDS = {
    "text": ("string", "text", TEXTS), "mail": ("string", "text", MAILS), "web": ("string", "text", MAILS), "host": ("string", "text", MAILS),
    "key": ("string", "text", MAILS), "real": ("float64", "double precision", REALS), "single": ("float32", "real", SINGLES),
    "whole": ("int64", "bigint", WHOLES), "small": ("int16", "smallint", [None, 0, 1, 255, 256, -128, -129, 127, 128]),
    "exact": ("decimal(9,2)", "numeric(9,2)", EXACTS), "wide": ("decimal(38,18)", "numeric(38,18)", WIDES),
    "flag": ("bool", "boolean", [None, True, False]), "day": ("date", "date", DAYS), "at": ("zoned", "timestamptz", MOMENTS),
    "berlin": ("naive", "timestamp", WALLS), "kolkata": ("naive", "timestamp", WALLS), "left": ("string", "text", ["a", "A", "a ", "b", None]),
    "right": ("int64", "bigint", [1, 2, 3, None]), "n": ("int64", "bigint", [*range(40), None]),
}  # fmt: skip
"""The columns: an Arrow type, a PostgreSQL type, and values."""
TARGETS = {
    "label": ("string", "text", ["", "a", "A", "ab ", "é", "NULL", "abc\n", None]),
    "number": ("decimal(9,2)", "numeric(9,2)", [*map(Decimal, ("0", "1", "3.00", "127", "10")), None]),
    "day": ("date", "date", [date(1970, 1, 1), date(2024, 2, 29), None]),
    "moment": ("zoned", "timestamptz", [datetime(1970, 1, 1), datetime(2026, 11, 1), None]),
}


def _rules() -> str:
    rules = [
        f"{{metric: invalidValues, arguments: {{pattern: {json.dumps(each, ensure_ascii=False)}}}, mustBe: 0}}"
        for each in PATTERNS
    ]
    rules += [
        "{metric: nullValues, mustBe: 0}",
        "{metric: missingValues, arguments: {missingValues: [null, '', N/A, ' ', 'é']}, mustBe: 0}",
        "{metric: duplicateValues, mustBe: 0}",
        "{metric: invalidValues, arguments: {validValues: ['', a, ab, \"a\\\\b\", \"'\", 'NULL', '\"'], pattern: '^[^b]*$'}, mustBe: 0}",
        "{type: sql, query: 'select count(*) from {object} where {property} is null', mustBe: 0}",
    ]
    return "".join(f"\n          - {each}" for each in rules)


def contract(servers: str) -> str:
    """Return the contract of both tables, with more than sixty probes."""
    return f"""\
apiVersion: v3.2.0
kind: DataContract
id: hostile
name: hostile
version: 1.0.0
status: active
servers:
{servers}
slaProperties:
  - {{property: latency, value: 1, unit: h, element: samples.at}}
  - {{property: retention, value: 1, unit: d, element: samples.day, customProperties: [{{property: retentionKind, value: maximum}}]}}
  - {{property: latency, value: 1, unit: h, element: samples.berlin}}
schema:
  - name: samples
    quality:
      - {{metric: rowCount, mustBe: 1}}
      - {{metric: duplicateValues, arguments: {{properties: [left, right]}}, mustBe: 0}}
      - {{type: sql, query: "select count(*) from {{object}} v join targets t on v.text = t.label where v.whole > 0", mustBe: 0}}
      - {{type: sql, query: "select count(distinct n) = 40 from samples", mustBe: true}}
    properties:
      - name: text
        logicalType: string
        required: true
        unique: true
        logicalTypeOptions: {{minLength: 2, maxLength: 3, pattern: '^a[b-d]*\\d?$'}}
        enum: [{{value: ''}}, {{value: ab}}, {{value: 'ab '}}, {{value: É}}, {{value: "a\\\\b"}}, {{value: "it's"}}]
        relationships: [{{to: targets.label}}]
        quality: {_rules()}
      - {{name: mail, logicalType: string, logicalTypeOptions: {{format: email}}}}
      - {{name: web, logicalType: string, logicalTypeOptions: {{format: uri}}}}
      - {{name: host, logicalType: string, logicalTypeOptions: {{format: ipv4}}}}
      - {{name: key, logicalType: string, logicalTypeOptions: {{format: uuid}}}}
      - name: real
        logicalType: number
        physicalType: double
        unique: true
        logicalTypeOptions: {{minimum: -1.5, exclusiveMaximum: 100}}
        enum: [{{value: 0}}, {{value: 1.5}}, {{value: 0.1}}]
        quality:
          - {{metric: invalidValues, arguments: {{validValues: [1.5, 7, 0]}}, mustBe: 0}}
          - {{metric: missingValues, arguments: {{missingValues: [0, 0.1]}}, mustBe: 0}}
      - name: single
        logicalType: number
        physicalType: float
        logicalTypeOptions: {{minimum: 0.1, maximum: 1.5}}
        enum: [{{value: 0.1}}, {{value: 0.2}}]
      - name: whole
        logicalType: integer
        unique: true
        logicalTypeOptions: {{exclusiveMinimum: 0.5, maximum: 10, multipleOf: 3}}
        relationships: [{{to: targets.number}}]
        quality:
          - {{metric: missingValues, arguments: {{missingValues: [0, -1]}}, mustBe: 0}}
      - {{name: small, logicalType: integer, logicalTypeOptions: {{format: u8}}, enum: [{{value: 1}}, {{value: 1.5}}]}}
      - name: exact
        logicalType: number
        physicalType: decimal
        logicalTypeOptions: {{minimum: 0.05, maximum: 99.905, multipleOf: 0.05}}
        enum: [{{value: 0.1}}, {{value: 99.9}}, {{value: 0.001}}]
      - name: wide
        logicalType: number
        physicalType: decimal
        unique: true
        logicalTypeOptions: {{exclusiveMinimum: 0, exclusiveMaximum: 7.5, multipleOf: 2.5}}
      - {{name: flag, logicalType: boolean, required: true, enum: [{{value: true}}]}}
      - name: day
        logicalType: date
        unique: true
        logicalTypeOptions: {{minimum: '1582-10-15', exclusiveMaximum: '2026-11-22'}}
        enum: [{{value: '2024-02-29'}}, {{value: '0001-01-01'}}]
        relationships: [{{to: targets.day}}]
      - name: at
        logicalType: timestamp
        unique: true
        logicalTypeOptions: {{minimum: '2026-11-01T00:00:00Z', maximum: '2026-11-21T23:00:00+01:00'}}
        relationships: [{{to: targets.moment}}]
      - name: berlin
        logicalType: timestamp
        unique: true
        logicalTypeOptions: {{defaultTimezone: Europe/Berlin, minimum: '2026-10-25T02:30:00', maximum: '2026-10-25T01:59:59Z'}}
      - name: kolkata
        logicalType: timestamp
        logicalTypeOptions: {{defaultTimezone: Asia/Kolkata, exclusiveMinimum: '2026-03-28T21:00:00Z', maximum: '2026-10-25T02:30:00'}}
      - {{name: left, logicalType: string, primaryKey: true, primaryKeyPosition: 1}}
      - {{name: right, logicalType: integer, primaryKey: true, primaryKeyPosition: 2}}
      - {{name: n, logicalType: integer, unique: true}}
  - name: targets
    properties:
      - {{name: label, logicalType: string, unique: true}}
      - {{name: number, logicalType: number, physicalType: decimal}}
      - {{name: day, logicalType: date}}
      - {{name: moment, logicalType: timestamp}}
"""


def rows() -> list[dict[str, Any]]:
    """Return the rows: each value of each column, in random combinations."""
    chance = random.Random(20261128)
    found = []
    for at in range(ROWS):
        row = {}
        for name, (_, _, values) in KINDS.items():
            row[name] = values[at % len(values)] if at < 100 else chance.choice(values)
        found.append(row)
    return found


def target_rows() -> list[dict[str, Any]]:
    return [{name: values[at % len(values)] for name, (_, _, values) in TARGETS.items()} for at in range(9)]


TABLES = {"samples": (KINDS, rows), "targets": (TARGETS, target_rows)}


def parquet(folder: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    types = {
        "string": pa.string(), "float64": pa.float64(), "float32": pa.float32(), "int64": pa.int64(), "int16": pa.int16(),
        "decimal(9,2)": pa.decimal128(9, 2), "decimal(38,18)": pa.decimal128(38, 18), "bool": pa.bool_(), "date": pa.date32(),
        "zoned": pa.timestamp("us", tz="UTC"), "naive": pa.timestamp("us"),
    }  # fmt: skip
    for table, (columns, make) in TABLES.items():
        schema = pa.schema([(name, types[kind]) for name, (kind, _, _) in columns.items()])
        pq.write_table(pa.Table.from_pylist(make(), schema=schema), folder / f"{table}.parquet")


def _text(value: Any, kind: str) -> str:
    """Return a value as written in text files."""
    if isinstance(value, datetime):
        return value.isoformat() + ("Z" if kind == "zoned" else "")
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Decimal):
        return f"{value:f}"
    return repr(value) if isinstance(value, float) else str(value)


def csv(folder: Path) -> None:
    for table, (columns, make) in TABLES.items():
        lines = [",".join(columns)]
        for row in make():
            cells = [
                "" if row[name] is None else '"' + _text(row[name], kind).replace('"', '""') + '"'
                for name, (kind, _, _) in columns.items()
            ]
            lines.append(",".join(cells))
        (folder / f"{table}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8", newline="")


def json_lines(folder: Path) -> None:
    def cell(value: Any, kind: str) -> Any:
        is_plain = value is None or isinstance(value, str | bool | int)
        is_plain = is_plain or (isinstance(value, float) and math.isfinite(value))
        return value if is_plain else _text(value, kind)

    for table, (columns, make) in TABLES.items():
        lines = [
            json.dumps({name: cell(row[name], kind) for name, (kind, _, _) in columns.items()})
            for row in make()
        ]
        (folder / f"{table}.json").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def in_postgresql(server: Any, schema: str) -> None:
    for table, (columns, make) in TABLES.items():
        kinds = {name: kind for name, (_, kind, _) in columns.items()}
        values = [
            tuple(
                row[name].replace(tzinfo=UTC) if kind == "timestamptz" and row[name] else row[name]
                for name, kind in kinds.items()
            )
            for row in make()
        ]
        server.load(table, kinds, values, schema)
