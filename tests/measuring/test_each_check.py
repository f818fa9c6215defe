"""Each check, with data that violates only it, and with valid data, in CSV, JSON and Parquet."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from measured import contract, measured_in, seen_in
from requires import requires

if TYPE_CHECKING:
    from pathlib import Path

requires("duckdb")
requires("pyarrow")

CASES: dict[str, tuple[str, list[Any], list[Any], str]] = {
    # what the property says, values that are right, values of which some are not, the one figure
    "required": ("logicalType: string, required: true", ["a", ""], ["a", None], "x#required"),
    "unique": ("logicalType: string, unique: true", ["a", "A", None, None], ["a", "b", "a"], "x#unique"),
    "unique numbers": ("logicalType: integer, unique: true", [1, 2, None], [1, 2, 1], "x#unique"),
    "key": ("logicalType: string, primaryKey: true", ["a", "b"], ["a", "a"], "#primaryKey"),
    "key of null": ("logicalType: string, primaryKey: true", ["a", "b"], ["a", None], "x#required"),
    "enum": ("logicalType: string, enum: [{value: a}, {value: ''}]", ["a", "", None], ["a", "b"], "x#enum"),
    "enum of numbers": ("logicalType: integer, enum: [{value: 1}]", [1, None], [1, 2], "x#enum"),
    "pattern": (
        "logicalType: string, logicalTypeOptions: {pattern: '^a$'}",
        ["a"],
        ["a", "a\n"],
        "x#pattern",
    ),
    "minLength": (
        "logicalType: string, logicalTypeOptions: {minLength: 2}",
        ["é😀"],
        ["é😀", "a"],
        "x#minLength",
    ),
    "maxLength": (
        "logicalType: string, logicalTypeOptions: {maxLength: 2}",
        ["é😀"],
        ["é😀", "abc"],
        "x#maxLength",
    ),
    "format": ("logicalType: string, logicalTypeOptions: {format: email}", ["a@b"], ["a@b", "a"], "x#format"),
    "minimum": (
        "logicalType: number, logicalTypeOptions: {minimum: 0.1}",
        [0.1, None],
        [0.1, 0.09],
        "x#minimum",
    ),
    "exclusiveMinimum": (
        "logicalType: number, logicalTypeOptions: {exclusiveMinimum: 0.1}",
        [0.2],
        [0.2, 0.1],
        "x#exclusiveMinimum",
    ),
    "maximum": ("logicalType: integer, logicalTypeOptions: {maximum: 3}", [3], [3, 4], "x#maximum"),
    "exclusiveMaximum": (
        "logicalType: integer, logicalTypeOptions: {exclusiveMaximum: 3}",
        [2],
        [2, 3],
        "x#exclusiveMaximum",
    ),
    "multipleOf": (
        "logicalType: integer, logicalTypeOptions: {multipleOf: 3}",
        [-3, 0, 6],
        [6, 7],
        "x#multipleOf",
    ),
    "size": (
        "logicalType: integer, logicalTypeOptions: {format: i8}",
        [-128, 127],
        [-128, 128],
        "x#format/high",
    ),
    "size below": ("logicalType: integer, logicalTypeOptions: {format: u8}", [0, 255], [0, -1], "x#format"),
    "timezone": (
        "logicalType: timestamp, logicalTypeOptions: {timezone: true}",
        ["2026-01-01T10:00:00Z", "2026-01-01T10:00+01:00", None],
        ["2026-01-01T10:00:00Z", "2026-01-01T10:00:00"],
        "x#timezone",
    ),
    "nullValues": (
        "logicalType: string, quality: [{metric: nullValues, mustBe: 0}]",
        ["a", ""],
        ["a", None],
        "x#quality/0",
    ),
    "missingValues": (
        "logicalType: string, quality: [{metric: missingValues, arguments: {missingValues: ['', N/A]}, mustBe: 0}]",
        ["a"],
        ["a", "", "N/A", None],
        "x#quality/0",
    ),
    "invalidValues": (
        "logicalType: string, quality: [{metric: invalidValues, arguments: {validValues: [a, ab], pattern: a$}, mustBe: 0}]",
        ["a", None],
        ["a", "ab", "ba"],
        "x#quality/0",
    ),
    "duplicateValues": (
        "logicalType: string, quality: [{metric: duplicateValues, mustBe: 0}]",
        ["a", None, None],
        ["a", "a"],
        "x#quality/0",
    ),
}


def files(form: str, values: list[Any], properties: str, folder: Path) -> dict[str, Any]:
    server = f"{{server: f, type: local, path: data/orders.{form}, format: {form}}}"
    text = contract(f"      - {{name: x, {properties}}}\n", server)
    path = f"data/orders.{form}"
    if form == "json":
        return {"orders.odcs.yaml": text, path: "".join(json.dumps({"x": each}) + "\n" for each in values)}
    if form == "csv":
        cells = [
            '"' + each + '"' if isinstance(each, str) else "" if each is None else str(each)
            for each in values
        ]
        return {"orders.odcs.yaml": text, path: "\n".join(["x,y", *(f"{each},1" for each in cells)]) + "\n"}
    import pyarrow as pa
    import pyarrow.parquet as pq

    (folder / "data").mkdir(exist_ok=True)
    pq.write_table(pa.table({"x": values}), folder / path)
    return {"orders.odcs.yaml": text}


def figures(form: str, values: list[Any], properties: str, folder: Path) -> set[str]:
    (only,) = seen_in(folder, files(form, values, properties, folder))
    assert only.observation is not None, only.why
    assert only.observation.unavailable == ""
    assert only.observation.unmeasured == {}
    return {each for each in only.observation.figures if not each.endswith("/rows")}


@pytest.mark.slow
@pytest.mark.parametrize("form", ["csv", "json", "parquet"])
@pytest.mark.parametrize("what", CASES)
def test_each_violation_is_found_by_its_check_alone(what: str, form: str, tmp_path: Path) -> None:
    """And its rule reports one finding for it."""
    if (what, form) == ("timezone", "parquet"):  # there the type says it, of all rows
        return
    properties, good, bad, key = CASES[what]

    assert figures(form, good, properties, tmp_path) == set()
    assert figures(form, bad, properties, tmp_path) == {key}
    report = measured_in(tmp_path, files(form, bad, properties, tmp_path))
    rule = "quality-rule-broken" if "quality" in key else "data-violates-contract"
    wanted = [rule] if form != "csv" else [rule, "schema-drift"]
    assert sorted(each.rule for each in report.diagnostics) == wanted


TYPES = {
    "integer": (
        ["1", "+2", " 3 ", "4.0", "1e2", "0" * 30],
        ["x", "1.5", "", "0x1", "1_000", "NaN", "\u0661"],
    ),
    "number": (["1", "-.5", "1e400", "nan", "-Infinity", "5."], ["x", "1,5", "", "1_000", "0x1p3", "\u0661"]),
    "boolean": (["true", "F", "1", "no"], ["x", "", "2"]),
    "date": (["2026-02-28", "0001-01-01"], ["2026-02-30", "2026-2-3", "", "2026-02-28T00:00", "0000-01-01"]),
    "timestamp": (
        [
            "2026-02-28T10:00:00Z",
            "2026-02-28 10:00",
            "2026-02-28T10:00:00.123456789+0530",
            "2026-02-28T10:00 UTC",
        ],
        ["2026-02-28", "2026-02-28T25:00", "x", "2026-02-28T10:00:00Zulu"],
    ),
    "time": (["10:00", "10:00:00Z"], ["10", "x"]),
}


@pytest.mark.parametrize("kind", TYPES)
def test_text_has_its_logical_type(kind: str, tmp_path: Path) -> None:
    """Cells of CSV; quoted, so that an empty one is text."""
    good, bad = TYPES[kind]
    (only,) = seen_in(tmp_path, files("csv", good, f"logicalType: {kind}", tmp_path))
    assert only.observation is not None
    assert {**only.observation.figures, "x#nan": 0} == {"x#nan": 0}
    (only,) = seen_in(tmp_path, files("csv", good + bad, f"logicalType: {kind}", tmp_path))
    assert only.observation is not None
    assert only.observation.figures["x#type"] == len(bad)


DRIFT = {
    "integer": ("string", "x: VARCHAR"),
    "string": (1, "x: BIGINT"),
    "number": (True, "x: BOOLEAN"),
    "boolean": (0.5, "x: DOUBLE"),
    "timestamp": ("2026-01-01", "x: VARCHAR"),
    "date": (1, "x: BIGINT"),
}


@pytest.mark.parametrize("kind", DRIFT)
def test_another_type_is_a_drift(kind: str, tmp_path: Path) -> None:
    """A different `physicalType` is not."""
    value, seen = DRIFT[kind]
    name, native = seen.split(": ")
    (only,) = seen_in(tmp_path, files("parquet", [value], f"logicalType: {kind}", tmp_path))
    assert only.observation is not None
    assert only.observation.types == {name: native}
    stated = {"VARCHAR": "varchar(9)", "BIGINT": "bigint", "BOOLEAN": "boolean", "DOUBLE": "double"}[native]
    (only,) = seen_in(
        tmp_path, files("parquet", [value], f"logicalType: {kind}, physicalType: {stated}", tmp_path)
    )
    assert only.observation is not None
    assert only.observation.types == {}


def test_missing_additional_and_similar_columns_are_reported(tmp_path: Path) -> None:
    """Names of Parquet are shown, those of CSV are counted: a header may be a row."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    both = "      - {name: id, logicalType: integer}\n      - {name: gone, physicalName: gone_away, logicalType: integer}\n"
    (tmp_path / "data").mkdir()
    pq.write_table(pa.table([[1], [2], [3]], names=["ID", "more", "More"]), tmp_path / "data/orders.parquet")
    (only,) = seen_in(
        tmp_path,
        {
            "orders.odcs.yaml": contract(
                both, "{server: f, type: local, path: data/orders.parquet, format: parquet}"
            )
        },
    )
    assert only.observation is not None
    assert (only.observation.missing, only.observation.ambiguous) == (("gone",), ("More", "more"))
    assert len(only.observation.additional) == 2
    report = measured_in(
        tmp_path, {"orders.odcs.yaml": contract(both), "data/orders.csv": "id,secret,b\n1,2,3\n"}
    )
    assert [(str(each.severity), each.message) for each in report.diagnostics] == [
        ("notice", "the data has 2 columns that the contract does not declare"),
        ("error", "the data has no column `gone_away`"),
    ]


def test_a_column_that_some_files_lack_is_reported(tmp_path: Path) -> None:
    """Its rows read as null, which an optional column may be; nested fields do not count as columns."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    both = "      - {name: id, logicalType: integer}\n      - {name: note, logicalType: string}\n"
    (tmp_path / "data").mkdir()
    for number, rows in enumerate(
        ([{"ID": 1, "note": "a"}], [{"id": 2}], [{"id": 3, "at": {"note": "b"}}], [{"id": 4, "note": None}])
    ):
        schema = pa.schema([("id", pa.int64()), ("note", pa.string())]) if number == 3 else None
        pq.write_table(pa.Table.from_pylist(rows, schema=schema), tmp_path / f"data/{number}.parquet")
    server = "{server: f, type: local, path: data/*.parquet, format: parquet}"
    report = measured_in(tmp_path, {"orders.odcs.yaml": contract(both, server)})

    assert [(str(each.severity), each.message) for each in report.diagnostics] == [
        ("notice", "the data has 1 column that the contract does not declare: `at`"),
        ("warning", "2 files of the data have no column `note`"),
    ]


REFERENCE = """
apiVersion: v3.2.0
kind: DataContract
id: shop
name: shop
version: 1.0.0
status: active
servers: [{server: files, type: local, path: 'data/{object}.csv', format: csv}]
schema:
  - name: orders
    properties:
      - {name: shop, logicalType: integer, relationships: [{to: shops.id}]}
      - {name: city, logicalType: string, relationships: [{to: shops.city}]}
  - name: shops
    properties:
      - {name: id, logicalType: integer}
      - {name: city, logicalType: string}
"""


def test_references_are_compared(tmp_path: Path) -> None:
    """Numbers match as numbers, texts as texts; nulls refer to nothing."""
    seen = seen_in(
        tmp_path,
        {
            "shop.odcs.yaml": REFERENCE,
            "data/orders.csv": 'shop,city\n01,Bern\n2,Basel\n,\n3,""\n3,Bern\n',
            "data/shops.csv": "id,city\n1,Bern\n2.0,Basel\n,\n",
        },
    )
    assert seen[0].observation is not None
    assert {*seen[0].observation.figures.items()} == {
        ("#reference/shop/properties/0/relationships/0", 1),
        ("#reference/shop/properties/0/relationships/0/rows", 2),
        ("#reference/city/properties/1/relationships/0", 1),
        ("#reference/city/properties/1/relationships/0/rows", 1),
    }


def test_a_reference_without_data_is_not_a_pass(tmp_path: Path) -> None:
    """It has a reason, and the object is still measured."""
    seen = seen_in(tmp_path, {"shop.odcs.yaml": REFERENCE, "data/orders.csv": "shop,city\n1,Bern\n"})
    assert seen[0].observation is not None
    assert [*seen[0].observation.unmeasured.values()] == [
        "`-/shop@1/shops` cannot be measured: its server does not name an existing file"
    ] * 2


def test_an_object_has_one_query_and_each_key_and_reference_another(tmp_path: Path) -> None:
    """However many checks there are."""
    properties = (
        "      - {name: a, logicalType: string, unique: true, required: true, logicalTypeOptions: {minLength: 1}}\n"
        "      - {name: b, logicalType: string, unique: true, quality: [{metric: duplicateValues, mustBe: 0}]}\n"
    )
    (only,) = seen_in(tmp_path, {"orders.odcs.yaml": contract(properties), "data/orders.csv": "a,b\n1,2\n"})

    assert len(only.queries) == 1 + 3


def test_zone_of_a_time_depends_on_its_type(tmp_path: Path) -> None:
    """A missing zone is not a violation, because some writers omit it for UTC. It is not a pass either."""
    from datetime import UTC, datetime

    option = "logicalType: timestamp, logicalTypeOptions: {timezone: true}"
    for value, why in ((datetime(2026, 1, 1, tzinfo=UTC), None), (datetime(2026, 1, 1), "x#timezone")):  # noqa: DTZ001
        (only,) = seen_in(tmp_path, files("parquet", [value], option, tmp_path))
        assert only.observation is not None
        assert (dict(only.observation.figures), [*only.observation.unmeasured]) == ({}, [why] if why else [])


ZONES = {"UTC": 9, "Europe/Berlin": 8, "Asia/Kolkata": 3.5}


@pytest.mark.parametrize("zone", ZONES)
def test_time_without_a_zone_is_in_that_of_its_field(zone: str, tmp_path: Path) -> None:
    """Never in that of the machine or of the session."""
    properties = (
        f"      - {{name: at, logicalType: timestamp, logicalTypeOptions: {{defaultTimezone: {zone}}}}}\n"
    )
    more = "slaProperties: [{property: latency, value: 1, unit: h, element: orders.at}]"
    text = contract(properties, more=more)
    (only,) = seen_in(tmp_path, {"orders.odcs.yaml": text, "data/orders.csv": "at\n2026-11-20T09:00:00\n"})
    assert only.observation is not None
    hour = ZONES[zone]
    assert (
        only.observation.clocks["at"][0]
        == f"2026-11-20T{int(hour):02}:{'30' if hour % 1 else '00'}:00.000000Z"
    )


def test_a_type_without_a_zone_is_in_that_of_its_field(tmp_path: Path) -> None:
    """In Parquet as in text."""
    from datetime import datetime

    option = "logicalType: timestamp, logicalTypeOptions: {defaultTimezone: Asia/Kolkata, minimum: '2026-01-01T04:30:00Z'}"
    for hour, figures_of in ((10, {}), (9, {"x#minimum": 1})):
        (only,) = seen_in(tmp_path, files("parquet", [datetime(2026, 1, 1, hour)], option, tmp_path))  # noqa: DTZ001
        assert only.observation is not None
        assert dict(only.observation.figures) == figures_of


def test_ragged_lines_are_counted(tmp_path: Path) -> None:
    """They are not rows, but a finding."""
    report = measured_in(
        tmp_path,
        {
            "orders.odcs.yaml": contract("      - {name: a}\n      - {name: b}\n"),
            "data/orders.csv": 'a,b\n1,2\n3\n4,5,6\n"x\ny",z\n',
        },
    )
    assert [each.message for each in report.diagnostics] == [
        "2 lines of the data do not have the columns of the header"
    ]


def test_option_of_another_version_is_not_ignored(tmp_path: Path) -> None:
    """ODCS 3.0 has a boolean for an exclusive bound, and later versions a number; a wrong one is not a pass."""
    properties = "logicalType: integer, logicalTypeOptions: {maximum: 3, exclusiveMaximum: true}"
    everything = files("csv", [3], properties, tmp_path)
    (only,) = seen_in(tmp_path, everything)
    assert [each.key for each in only.probe.unmeasured] == ["x#exclusiveMaximum"]
    everything["orders.odcs.yaml"] = everything["orders.odcs.yaml"].replace("v3.2.0", "v3.0.2")
    (only,) = seen_in(tmp_path, everything)
    assert only.observation is not None
    assert dict(only.observation.figures) == {"x#maximum": 1}
