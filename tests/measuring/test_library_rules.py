"""Every library metric with every operator, in rows and in percent, in each version of ODCS: answers written by hand."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

import pytest

from measured import seen_in
from meshwright.measuring.judgement import Measurement, broken_rules, unmeasured
from requires import requires

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

requires("duckdb")
pa = requires("pyarrow")

DATA: dict[str, tuple[str, list[Any]]] = {
    "some": ("string", ["a", "a", "a", "b", "c", "", "N/A", None]),
    "none": ("string", []),
    "nulls": ("string", [None, None, None, None]),
    "nans": ("number", [float("nan"), float("nan"), 1.5, None]),
}
"""The values of the only column, by the name of the object."""
ARGUMENTS: dict[str, dict[str, Any]] = {
    "rowCount": {},
    "nullValues": {},
    "missingValues": {"missingValues": [None, "", "N/A"]},
    "invalidValues": {"validValues": ["a", "b", "", 1.5]},
    "duplicateValues": {},
}
ANSWERS: dict[str, dict[str, tuple[float, float | None]]] = {
    # the value in rows, and in percent: None is unknown; the number of rows has no percentage
    "some": {
        "rowCount": (8, 8),
        "nullValues": (1, 12.5),
        "missingValues": (3, 37.5),
        "invalidValues": (2, 25),
        "duplicateValues": (1, 25),
    },
    "none": {
        "rowCount": (0, 0),
        "nullValues": (0, None),
        "missingValues": (0, None),
        "invalidValues": (0, None),
        "duplicateValues": (0, None),
    },
    "nulls": {
        "rowCount": (4, 4),
        "nullValues": (4, 100),
        "missingValues": (4, 100),
        "invalidValues": (0, 0),
        "duplicateValues": (0, 0),
    },
    "nans": {
        "rowCount": (4, 4),
        "nullValues": (1, 25),
        "missingValues": (1, 25),
        "invalidValues": (2, 50),
        "duplicateValues": (1, 25),
    },
}
OPERATORS: dict[str, tuple[Callable[[Any], Any], Callable[[Any], Any]]] = {
    # an operand that the value `v` keeps, and one that it breaks; ranges include both ends
    "mustBe": (lambda v: v, lambda v: v + 1),
    "mustNotBe": (lambda v: v + 1, lambda v: v),
    "mustBeGreaterThan": (lambda v: v - 1, lambda v: v),
    "mustBeGreaterOrEqualTo": (lambda v: v, lambda v: v + 0.5),
    "mustBeLessThan": (lambda v: v + 0.5, lambda v: v),
    "mustBeLessOrEqualTo": (lambda v: v, lambda v: v - 0.5),
    "mustBeBetween": (lambda v: [v, v + 1], lambda v: [v + 0.5, v + 2]),
    "mustNotBeBetween": (lambda v: [v + 0.5, v + 1], lambda v: [v - 1, v]),
}
OF_30 = {"nullValues": "nullCheck", "invalidValues": "validValues", "duplicateValues": "duplicateCount"}


def stated(version: str, metric: str, operator: str, operand: Any, *, is_share: bool) -> dict[str, Any]:
    """Return a rule as a version of ODCS writes it."""
    shared = {"type": "library", operator: operand, "unit": "percent" if is_share else "rows"}
    if version == "v3.0.2":
        return {**shared, "rule": OF_30.get(metric, metric), **ARGUMENTS[metric]}
    return {**shared, "metric": metric, "arguments": ARGUMENTS[metric]}


def rules_of(version: str, name: str) -> tuple[list[dict[str, Any]], set[str], set[str]]:
    """Return the rules of an object, the keys of those that its data breaks, and of those that have no answer."""
    rules: list[dict[str, Any]] = []
    broken, unknown = set[str](), set[str]()
    for metric, answers in ANSWERS[name].items():
        for is_share, v in enumerate(answers):
            for operator, operands in OPERATORS.items():
                for is_broken, operand in enumerate(operands):
                    if v is None:
                        unknown.add(f"x#quality/{len(rules)}")
                    elif is_broken:
                        broken.add(f"x#quality/{len(rules)}")
                    rules.append(stated(version, metric, operator, operand(v or 0), is_share=bool(is_share)))
    return rules, broken, unknown


@pytest.mark.parametrize("version", ["v3.0.2", "v3.1.0", "v3.2.0"])
def test_metrics_have_the_answers_of_the_table(version: str, tmp_path: Path) -> None:
    """160 rules on one column of each object: data with faults, without a row, without a value, and with NaN."""
    import pyarrow.parquet as pq

    asked = {name: rules_of(version, name) for name in DATA}
    files: dict[str, str | bytes] = {}
    schema = []
    for name, (kind, values) in DATA.items():
        written = io.BytesIO()
        type_ = pa.string() if kind == "string" else pa.float64()
        pq.write_table(pa.table({"x": pa.array(values, type_)}), written)
        files[f"data/{name}.parquet"] = written.getvalue()
        schema.append(
            {"name": name, "properties": [{"name": "x", "logicalType": kind, "quality": asked[name][0]}]}
        )
    document = {
        "apiVersion": version,
        "kind": "DataContract",
        "id": "table",
        "version": "1.0.0",
        "status": "active",
        "servers": [
            {"server": "f", "type": "local", "path": "data/{object}.parquet", "format": "parquet"},
        ],
        "schema": schema,
    }
    found = {}
    for each in seen_in(tmp_path, {"table.odcs.yaml": json.dumps(document), **files}):
        assert each.observation is not None
        seen = Measurement(each.probe, each.observation)
        found[each.probe.name] = (
            {broken.rule.key for broken in broken_rules(seen)},
            {key for key, _ in unmeasured(seen)},
        )

    assert {name: len(rules) for name, (rules, _, _) in asked.items()} == dict.fromkeys(DATA, 160)
    assert found == {name: (broken, unknown) for name, (_, broken, unknown) in asked.items()}
