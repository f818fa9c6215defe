"""Fields within objects, arrays and maps: a row counts once, and an unsupported structure has a reason."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import nested_table
import pytest

from measured import contract, measured_in, seen_in
from meshwright.measuring.judgement import Measurement, unmeasured
from meshwright.measuring.shapes import Shape, duckdb_shape, postgresql_shape
from requires import requires

if TYPE_CHECKING:
    from pathlib import Path

    from meshwright.measuring.observation import Observation

requires("duckdb")
requires("pyarrow")


def observed(
    folder: Path, form: str, properties: str, data: str | None = None
) -> tuple[Observation, dict[str, str]]:
    """Return the observations of data, and the unmeasured promises."""
    server = f"{{server: files, type: local, path: data/orders.{form}, format: {form}}}"
    files = {"orders.odcs.yaml": contract(properties, server)}
    if data is not None:
        files[f"data/orders.{form}"] = data
    (found,) = seen_in(folder, files)
    assert found.observation is not None, found.why
    return found.observation, dict(unmeasured(Measurement(found.probe, found.observation)))


@pytest.mark.parametrize("form", ["parquet", "json"])
def test_fields_within_objects_arrays_and_maps_are_counted(form: str, tmp_path: Path) -> None:
    """Missing keys of JSON are null; a missing field of Parquet is drift."""
    (tmp_path / "data").mkdir()
    write = {"parquet": nested_table.parquet, "json": nested_table.json_lines}[form]
    write(tmp_path / f"data/orders.{form}")
    seen, left = observed(tmp_path, form, nested_table.PROPERTIES)

    gone = {"place/gone#required": 5} if form == "json" else {}
    assert dict(seen.figures) == {**nested_table.FIGURES, **gone}
    assert seen.missing == (() if gone else ("place/gone",))
    lack = "the data does not have the field"
    lacking = {} if gone else dict.fromkeys(("place/gone#required", "place/gone#type"), lack)
    assert left == {**nested_table.NOT_PLANNED, **lacking}


def test_findings_name_the_nested_field(tmp_path: Path) -> None:
    """At its location in the contract."""
    (tmp_path / "data").mkdir()
    nested_table.parquet(tmp_path / "data/orders.parquet")
    server = "{server: files, type: local, path: data/orders.parquet, format: parquet}"
    report = measured_in(tmp_path, {"orders.odcs.yaml": contract(nested_table.PROPERTIES, server)})
    messages = {each.message for each in report.diagnostics}
    assert {
        "the data has no field `place/gone`",
        "`place/city` is null but required in 1 of 6 rows",
        "`tags` has more items than its `maxItems` of 2 in 2 of 6 rows",
        "`tags` has duplicate items in 2 of 6 rows",
        "`prices/{value}` is below its `minimum` of 0 in 1 of 6 rows",
        "`place/city` must be unique, but 1 value occurs more than once, in 2 of 6 rows",
    } <= messages


def test_json_of_another_type_is_counted(tmp_path: Path) -> None:
    """An object that is a list, a list that is text, an item that is a number."""
    properties = """
      - {name: place, logicalType: object, properties: [{name: city, logicalType: string, required: true}]}
      - {name: tags, logicalType: array, logicalTypeOptions: {minItems: 1}, items: {logicalType: string}}
      - {name: prices, logicalType: map, map: {key: {logicalType: integer}, value: {logicalType: number}}}
"""
    rows: list[dict[str, Any]] = [
        {"place": [], "tags": "a", "prices": 3},
        {"place": {}, "tags": [1, "b"], "prices": {"1": "x", "y": 2}},
        {"place": {"city": 4}, "tags": ["a"], "prices": {"1": 1}},
    ]
    seen, left = observed(tmp_path, "json", properties, "".join(f"{json.dumps(each)}\n" for each in rows))
    assert dict(seen.figures) == {
        "place#type": 1,
        "place/city#required": 1,
        "place/city#type": 1,
        "tags#type": 1,
        "tags/[]#type": 1,
        "prices#type": 1,
        "prices/{key}#type": 1,
        "prices/{value}#type": 1,
    }
    assert left == {}


def test_names_with_special_meaning_in_sql_are_quoted(tmp_path: Path) -> None:
    """Quotes, dots, wildcards and our own names; a JSON path cannot express all of them."""
    names = ["a.b", "it's", "t1", "e2_0", "select"]
    inner = ", ".join(
        f"{{name: {json.dumps(each)}, logicalType: string, required: true}}" for each in [*names, 'q"*']
    )
    properties = f"\n      - {{name: thing, logicalType: object, properties: [{inner}]}}\n"
    rows = [{"thing": dict.fromkeys(names, "x")}, {"thing": {}}]
    seen, left = observed(tmp_path, "json", properties, "".join(f"{json.dumps(each)}\n" for each in rows))
    assert {key: count for key, count in seen.figures.items() if key.endswith("#required")} == {
        f"thing/{each}#required": 1 for each in names
    }
    assert set(left.values()) == {"its name has a character that a path in JSON cannot have"}


def test_csv_has_only_the_fields_of_objects(tmp_path: Path) -> None:
    """As columns such as `place.city`; whether an object is missing is unknown."""
    seen, left = observed(
        tmp_path, "csv", nested_table.PROPERTIES, "id,place.city,place.floor,tags\n1,Ulm,-1,[]\n2,ulm,x,\n"
    )
    assert dict(seen.figures) == {
        "place/city#pattern": 1,
        "place/city#quality/1": 1,
        "place/floor#minimum": 1,
        "place/floor#type": 1,
    }
    assert left["place/city#required"].startswith("CSV does not distinguish a missing object")
    assert (
        left["tags#minItems"] == "the data stores it as another type, in which nested values are not measured"
    )
    assert left["tags/[]#maxLength"] == left["prices/{key}#enum"] == "CSV has no nested values"
    assert seen.missing == ("prices", "lines", "place/gone")


def test_data_of_another_shape_is_drift(tmp_path: Path) -> None:
    """A number for an array is another type; a list for an object, and a struct for a map, are not examined."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    properties = """
      - {name: tags, logicalType: array, items: {logicalType: string, required: true}}
      - {name: place, logicalType: object, properties: [{name: city, logicalType: string, required: true}]}
      - {name: prices, logicalType: map, map: {key: {logicalType: string}, value: {logicalType: number, required: true}}}
      - {name: sizes, logicalType: array, items: {logicalType: integer}}
"""
    table = pa.table({"tags": [1], "place": [["a"]], "prices": [{"EUR": 1.0}], "sizes": [["a"]]})
    (tmp_path / "data").mkdir()
    pq.write_table(table, tmp_path / "data/orders.parquet")
    seen, left = observed(tmp_path, "parquet", properties)
    assert dict(seen.types) == {"tags": "BIGINT", "sizes/[]": "VARCHAR"}
    assert dict(seen.figures) == {}
    assert left["place/city#required"] == "in the data it is an array"
    assert left["prices/{value}#required"] == "in the data it is an object"
    assert left["tags/[]#required"] == "in the data it is a value without fields or items"


def test_types_are_parsed() -> None:
    """Quoted names, lists of values, decimals."""
    found = duckdb_shape(
        """STRUCT("a b" INTEGER, c STRUCT(d VARCHAR, "E""q" "NULL")[], m MAP(VARCHAR, DECIMAL(9,2)[]),
 e ENUM('x', 'y)'))""".replace("\n", "")
    )
    assert [name for name, _ in found.fields] == ["a b", "c", "m", "e"]
    inner = found.field("C")
    assert inner is not None
    assert inner[1].item is not None
    assert [name for name, _ in inner[1].item.fields] == ["d", 'E"q']
    prices = found.field("m")
    assert prices is not None
    assert prices[1].sides is not None
    assert [each.kind for each in prices[1].sides] == ["VARCHAR", "DECIMAL(9,2)[]"]
    assert duckdb_shape("INTEGER[3]") == Shape("INTEGER[3]")
    assert postgresql_shape("numeric(9,2)[]").item == Shape("numeric(9,2)")


KINDS = """
      - name: ats
        logicalType: array
        items:
          logicalType: timestamp
          logicalTypeOptions: {minimum: '2026-01-01T00:00:00Z', timezone: true, defaultTimezone: Europe/Berlin}
      - name: days
        logicalType: array
        items: {logicalType: date, logicalTypeOptions: {maximum: '2026-01-01'}, enum: [{value: '2026-01-01'}]}
      - {name: flags, logicalType: array, items: {logicalType: boolean}}
      - {name: nums, logicalType: array, items: {logicalType: number, logicalTypeOptions: {multipleOf: 2, minimum: 0}}}
      - name: deep
        logicalType: object
        properties:
          - name: inner
            logicalType: object
            properties:
              - {name: at, logicalType: timestamp, required: true, logicalTypeOptions: {minimum: '2026-01-01T00:00:00Z'}}
          - name: list
            logicalType: array
            items: {logicalType: array, items: {logicalType: string, logicalTypeOptions: {pattern: '^v1|t0$'}}}
"""


def test_items_of_json_are_read_like_columns(tmp_path: Path) -> None:
    """Instants in their zone, numbers with many digits, NaN, nested lists; a pattern may look like one of our names."""
    rows = [
        (
            '{"ats": ["2026-01-01T00:30:00", "2026-01-02T00:00:00Z"], "days": ["2026-01-01"], "flags": [true, "x"], '
            '"nums": [2, 4], "deep": {"inner": {"at": "2025-12-31T00:00:00Z"}, "list": [["v1"], ["x"]]}}'
        ),
        (
            '{"ats": ["nonsense"], "days": ["2026-02-30", "2026-01-02"], "flags": [false], "nums": [3], '
            '"deep": {"inner": {}, "list": [["t0"], null, []]}}'
        ),
        f'{{"ats": [null], "days": null, "flags": [1], "nums": [-2, {"4" * 39}], "deep": {{"inner": null, "list": []}}}}',
        '{"nums": ["NaN"], "deep": null}',
    ]
    seen, left = observed(tmp_path, "json", KINDS, "\n".join(rows))
    assert dict(seen.figures) == {
        "ats/[]#minimum": 1,
        "ats/[]#timezone": 1,
        "ats/[]#type": 1,
        "days/[]#enum": 1,
        "days/[]#maximum": 1,
        "days/[]#type": 1,
        "flags/[]#type": 2,
        "nums/[]#minimum": 2,
        "nums/[]#multipleOf": 2,
        "nums/[]#nan": 1,
        "deep/inner/at#minimum": 1,
        "deep/inner/at#required": 1,
        "deep/list/[]/[]#pattern": 1,
    }
    assert left == {"nums/[]#multipleOf": "1 number has too many digits for an exact answer"}
