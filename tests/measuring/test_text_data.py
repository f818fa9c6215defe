"""SQL rules and columns on CSV and JSON, whose values have no types: they have the contract's, or there is no answer."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from measured import contract, measured_in, seen_in
from meshwright.measuring.judgement import Measurement, unmeasured
from meshwright.measuring.sql_names import names_of
from requires import requires

if TYPE_CHECKING:
    from pathlib import Path

    from meshwright.measuring.observation import Observation

requires("duckdb")

PROPERTIES = """
      - {name: step, logicalType: string, required: true}
      - {name: net, logicalType: number, physicalType: 'numeric(14,2)'}
      - {name: tax, logicalType: number}
      - {name: gross, logicalType: number, physicalType: 'decimal(14, 2)'}
      - {name: units, logicalType: integer}
      - name: baker
        logicalType: object
        properties: [{name: id, logicalType: string}]
"""
ROW: dict[str, Any] = {"step": "x", "net": 0.1, "tax": 0.2, "gross": 0.3, "units": 1, "baker": {"id": "b"}}


def files(rule: str, rows: list[dict[str, Any]], form: str = "json") -> dict[str, str | bytes]:
    """Return a mesh with one SQL rule and its data."""
    server = f"{{server: files, type: local, path: data/orders.{form}, format: {form}}}"
    quality = f'    quality: [{{type: sql, query: "{rule}", mustBe: 0}}]\n    properties:\n'
    text = contract(PROPERTIES, server).replace("    properties:\n", quality, 1)
    if form == "json":
        data = "".join(f"{json.dumps(each)}\n" for each in rows)
    else:
        lines = [[_cell(each.get(name)) for name in rows[0]] for each in rows]
        data = "".join(f"{','.join(each)}\n" for each in [[*rows[0]], *lines])
    return {"orders.odcs.yaml": text, f"data/orders.{form}": data}


def _cell(value: object) -> str:
    return "" if value is None else '"{}"' if isinstance(value, dict) else str(value)


def answer_of(folder: Path, rule: str, rows: list[dict[str, Any]], form: str = "json") -> str:
    """Return the answer to a rule, or why there is none."""
    (found,) = seen_in(folder, files(rule, rows, form))
    assert found.observation is not None
    key = "#quality/0"
    return str(found.observation.unmeasured.get(key, found.observation.figures.get(key, 0)))


def seen(folder: Path, rows: list[dict[str, Any]]) -> tuple[Observation, dict[str, str]]:
    """Return the observations of rows of JSON, and the unmeasured promises."""
    (found,) = seen_in(folder, files("select 0", rows))
    assert found.observation is not None
    return found.observation, dict(unmeasured(Measurement(found.probe, found.observation)))


@pytest.mark.parametrize("form", ["json", "csv"])
def test_nested_value_is_not_null(form: str, tmp_path: Path) -> None:
    """SQL may ask whether it exists, but not what is in it."""
    rule = "select count(*) from orders where (step = 'x') <> (baker is not null)"
    rows = [ROW, {**ROW, "step": "y", "baker": None}]

    assert answer_of(tmp_path, rule, rows, form) == "0"
    assert answer_of(tmp_path, "select count(*) - count(baker) from orders", rows, form) == "1"


@pytest.mark.parametrize("form", ["json", "csv"])
@pytest.mark.parametrize(
    "rule",
    [
        "select count(*) from orders where baker.id is null",
        "select count(distinct baker) from orders",
        "select count(*) from (select baker as b from orders) where b is null",
        "select count(*) from (select * from orders)",
        "select count(*) from orders a join orders b using (baker)",
    ],
)
def test_contents_of_a_nested_value_are_not_measured(rule: str, form: str, tmp_path: Path) -> None:
    """There is a reason, and they are neither NULL nor text."""
    assert answer_of(tmp_path, rule, [ROW], form) == (
        "`baker` is nested, and SQL rules do not support nested values of CSV and JSON"
    )


@pytest.mark.parametrize("form", ["json", "csv"])
def test_amounts_are_added_exactly(form: str, tmp_path: Path) -> None:
    """With the decimals of the contract, or with as many as there are."""
    assert answer_of(tmp_path, "select count(*) from orders where net + tax <> gross", [ROW], form) == "0"
    assert answer_of(tmp_path, "select sum(net) from orders", [ROW] * 3, form) == "0.30"
    assert answer_of(tmp_path, "select sum(units) from orders", [{**ROW, "units": 2**53 + 1}], form) == str(
        2**53 + 1
    )


@pytest.mark.parametrize("form", ["json", "csv"])
@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("net", 0.125, "`net` contains numbers that DECIMAL(14,2) cannot represent exactly"),
        ("net", 10**13, "`net` contains numbers that DECIMAL(14,2) cannot represent exactly"),
        ("tax", 1e30, "`tax` contains numbers that DECIMAL(38,18) cannot represent exactly"),
        ("net", "much", "`net` has values that are not a number"),
        ("units", 1.5, "`units` has values that are not an integer"),
    ],
)
def test_value_outside_its_type_leaves_no_answer(
    name: str, value: object, why: str, form: str, tmp_path: Path
) -> None:
    """It is neither rounded nor NULL, and a rule on other columns has its answer."""
    rows = [ROW, {**ROW, name: value}]

    assert answer_of(tmp_path, f"select count(*) from orders where {name} is null", rows, form) == why
    assert answer_of(tmp_path, "select count(*) from orders where gross is null", rows, form) == "0"


@pytest.mark.parametrize("form", ["json", "csv"])
def test_rule_on_a_missing_column_is_not_measured(form: str, tmp_path: Path) -> None:
    """Even if SQL would use the column of another table."""
    rows = [{name: value for name, value in ROW.items() if name != "net"}]

    assert answer_of(tmp_path, "select count(*) from orders where net is null", rows, form) == (
        "the data has no `net`"
    )


@pytest.mark.parametrize("form", ["csv", "json"])
def test_dates_with_their_own_format_are_reported_as_unmeasured(form: str, tmp_path: Path) -> None:
    """Neither their type nor their freshness: `nonsense` may be one."""
    column = "\n      - {name: at, logicalType: timestamp, logicalTypeOptions: {format: dd.MM.yyyy}}\n"
    server = f"{{server: files, type: local, path: data/orders.{form}, format: {form}}}"
    text = (
        contract(column, server)
        + "slaProperties: [{property: freshness, value: 1, unit: d, element: orders.at}]\n"
    )
    data = "at\nnonsense\n" if form == "csv" else '{"at": "nonsense"}\n'
    (found,) = seen_in(tmp_path, {"orders.odcs.yaml": text, f"data/orders.{form}": data})
    assert found.observation is not None
    reasons = dict(unmeasured(Measurement(found.probe, found.observation)))
    assert reasons == dict.fromkeys(("at#type", "#sla/0"), "its custom format is not parsed")


def test_keys_of_json_are_compared(tmp_path: Path) -> None:
    """A required one is missing; others are unknown, and only the number of additional keys is reported."""
    rows = [{"Step": "x", "net": 1, "more": 1}, {"tax": None, "gross": 1, "units": 2}]
    observation, left = seen(tmp_path, rows)
    report = measured_in(tmp_path, files("select 0", rows))

    assert (observation.missing, observation.additional) == (("step",), ("+2",))
    assert left["step#required"] == "the data does not have the column"
    assert left["baker#key"].startswith("no row has the key")
    assert "tax#key" not in left
    assert [each.message for each in report.diagnostics if each.rule == "schema-drift"] == [
        "the data has 2 columns that the contract does not declare",
        "the data has no column `step`",
    ]


def test_json_with_the_keys_of_its_contract_has_no_finding(tmp_path: Path) -> None:
    """Neither has a file without rows."""
    for rows in ([ROW], []):
        observation, left = seen(tmp_path, rows)
        assert (observation.missing, observation.additional) == ((), ())
        assert not any(each.endswith("#key") for each in left)


def test_names_in_sql_decide_what_must_be_readable() -> None:
    """Values matter unless a column is only compared with NULL or counted."""
    found = names_of(
        "SELECT count(A), sum(b) FROM t WHERE c IS NULL AND NOT t.d IS NULL AND e IS TRUE", "duckdb"
    )

    assert found.named >= {"a", "b", "c", "d", "e", "t"}
    assert found.examined == {"b", "e"}


def test_object_in_csv_has_a_column_for_each_field(tmp_path: Path) -> None:
    """As `generate` writes it: nothing is missing, and only columns of no object are additional."""
    properties = """
      - name: place
        logicalType: object
        properties: [{name: city, logicalType: string, required: true}, {name: zip, logicalType: string}]
      - {name: placed, logicalType: string}
      - {name: gone, logicalType: object}
"""
    files = {
        "orders.odcs.yaml": contract(properties),
        "data/orders.csv": "place.city,place.zip,placed,placement\na,b,c,d\n",
    }
    (seen,) = seen_in(tmp_path, files)
    assert seen.observation is not None
    assert (seen.observation.missing, seen.observation.additional) == (("gone",), ("+1",))


@pytest.mark.parametrize("form", ["csv", "json"])
@pytest.mark.parametrize(
    ("values", "figure", "why"),
    [
        (["4", "5"], 1, ""),
        (["4", "5", "4" * 39], 1, "1 number has too many digits for an exact answer"),
        (["4", "4" * 39, "0.00000000000000000001"], 0, "2 numbers have too many digits for an exact answer"),
        (["4", "NaN", "-Infinity"], 2, ""),
    ],
)
def test_multiples_of_long_numbers_are_undecided(
    form: str, values: list[str], figure: int, why: str, tmp_path: Path
) -> None:
    """Even if other rows break the promise: their count is then a minimum."""
    column = "\n      - {name: net, logicalType: number, logicalTypeOptions: {multipleOf: 2}}\n"
    server = f"{{server: files, type: local, path: data/orders.{form}, format: {form}}}"
    shown = [each if form == "csv" or each[-1].isdigit() else f'"{each}"' for each in values]
    data = "net\n" + "\n".join(shown) if form == "csv" else "".join(f'{{"net": {each}}}\n' for each in shown)
    files = {"orders.odcs.yaml": contract(column, server), f"data/orders.{form}": f"{data}\n"}
    (found,) = seen_in(tmp_path, files)
    assert found.observation is not None
    assert found.observation.figures.get("net#multipleOf", 0) == figure
    assert found.observation.unmeasured.get("net#multipleOf", "") == why
    messages = [each.message for each in measured_in(tmp_path, files).diagnostics]
    least = "at least " if why else ""
    rows = f"`net` is not a multiple of 2 in {least}{figure} of {len(values)} rows"
    assert [each for each in messages if "multiple" in each] == [rows] * (figure > 0)
