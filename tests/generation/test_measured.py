"""Generated data measured by `meshwright measure`: there are no findings, unless something is spoiled."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from generating import EXAMPLE
from meshwright.cli.main import main
from requires import requires

if TYPE_CHECKING:
    from pathlib import Path

Capture = pytest.CaptureFixture[str]
SHOPS = """apiVersion: v3.1.0
kind: DataContract
id: c
version: 1.0.0
status: active
description: {purpose: p}
servers: [{server: files, type: local, path: data/-/c@1, format: parquet}]
slaProperties: [{property: latency, value: 2, unit: d, element: shops.opened_at}]
schema:
- name: shops
  properties:
  - {name: shop, logicalType: string, primaryKey: true, required: true, logicalTypeOptions: {pattern: '^S[0-9]{6}$'}}
  - {name: title, logicalType: string, required: true}
  - {name: size, logicalType: integer, required: true, logicalTypeOptions: {minimum: 10, maximum: 90}}
  - {name: code, logicalType: string, required: true, logicalTypeOptions: {pattern: '^[A-Z]{4}$'}}
  - {name: kind, logicalType: string, required: true, quality: [
      {metric: invalidValues, arguments: {validValues: [big, small]}, mustBe: 0}]}
  - {name: opened_at, logicalType: timestamp, required: true}
- name: sales
  properties:
  - {name: sale, logicalType: string, primaryKey: true, required: true}
  - {name: shop, logicalType: string, relationships: [{to: shops.shop}], logicalTypeOptions: {pattern: '^S[0-9]{6}$'}}
"""


def findings(mesh: Path, capsys: Capture, *arguments: str) -> list[tuple[str, str]]:
    """Generate data into a mesh, measure it, and return the rules and messages of the findings."""
    requires("duckdb")
    data = ["--to", str(mesh / "data"), "--until", "now", "--mesh", str(mesh)]
    assert main(["generate", "--rows", "5000", *data, *arguments]) == 0
    capsys.readouterr()
    main(["measure", "--mesh", str(mesh), "--format", "json"])
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return [(each["rule"], each["message"]) for each in found["diagnostics"]]


@pytest.fixture
def shops(tmp_path: Path) -> Path:
    """Return a mesh of shops and their sales, measured in files."""
    (tmp_path / "c.odcs.yaml").write_text(SHOPS)
    return tmp_path


def test_measure_finds_nothing(shops: Path, capsys: Capture) -> None:
    """Types, keys, references, ranges, lists, patterns and ages are right."""
    assert findings(shops, capsys) == []


@pytest.mark.parametrize("form", ["parquet", "jsonl", "csv"])
def test_columns_have_their_physical_names(form: str, tmp_path: Path, capsys: Capture) -> None:
    """Also in structs, expressions and rules in SQL, in upper case or with a space."""
    text = SHOPS.replace("format: parquet", f"format: {'json' if form == 'jsonl' else form}")
    text = text.replace("{name: size,", "{name: size, physicalName: SIZE_M2,").replace(
        "{name: title, logicalType: string, required: true}",
        "{name: title, physicalName: Shop Title, logicalType: string, required: true,"
        " customProperties: [{property: generate, value: \"'shop ' || row_number\"}]}\n"
        "  - {name: rent, physicalName: RENT, logicalType: integer, required: true,"
        " customProperties: [{property: generate, value: SIZE_M2 * 3}],"
        " quality: [{type: sql, query: 'SELECT count(*) FROM shops WHERE RENT <> SIZE_M2 * 3', mustBe: 0}]}"
        + (
            ""
            if form == "csv"
            else "\n  - {name: place, physicalName: PLACE, logicalType: object, required: true, properties: ["
            "{name: city, physicalName: CITY, logicalType: string, required: true}]}"
        ),
    )
    (tmp_path / "c.odcs.yaml").write_text(text)
    assert findings(tmp_path, capsys, "--format", form) == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("spoil", "rule", "words"),
    [
        ("required", "data-violates-contract", "is null but required in 1 of 5,000 rows"),
        (
            "unique",
            "data-violates-contract",
            "must be unique, but 1 value occurs more than once, in 2 of 5,000 rows",
        ),
        (
            "reference",
            "data-violates-contract",
            "`shop` refers to `-/c@1/shops`, which lacks 1 value, in 1 of",
        ),
        ("range", "data-violates-contract", "`size` is below its `minimum` of 10 in 1 of 5,000 rows"),
        ("pattern", "data-violates-contract", "`code` does not match its `pattern` in 1 of 5,000 rows"),
        ("enum", "quality-rule-broken", "`invalidValues` of `kind` is 1, but must be 0"),
        ("freshness", "slo-broken", "but `latency` promises 2 d"),
    ],
)
def test_each_spoil_is_one_finding(spoil: str, rule: str, words: str, shops: Path, capsys: Capture) -> None:
    """And no other."""
    ((found, message),) = findings(shops, capsys, "--spoil", spoil)
    assert found == rule
    assert words in message


@pytest.mark.slow
def test_wrong_check_digit_is_one_finding(tmp_path: Path, capsys: Capture) -> None:
    """And no other: the identifier keeps its pattern and occurs once."""
    requires("duckdb")
    for folder in ("products", "governance", "policies"):
        shutil.copytree(EXAMPLE / folder, tmp_path / folder)
    port, mesh = "labels/artist-identities/current@1", ["--mesh", str(tmp_path)]
    data = ["--to", str(tmp_path / "build/data"), "--until", "now", "--spoil", "check-digit"]
    assert main(["generate", port, "--rows", "500", *data, *mesh]) == 0
    capsys.readouterr()
    assert main(["measure", port, *mesh, "--environment", "sample", "--format", "json"]) == 1
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    (one,) = found["diagnostics"]
    assert (one["rule"], one["message"]) == (
        "data-violates-contract",
        "`isni` has wrong check digits (iso7064-mod11-2) in 1 of 500 rows",
    )


@pytest.mark.slow
def test_measure_finds_nothing_in_the_example(tmp_path: Path, capsys: Capture) -> None:
    """Except the deliberate fault, which is waived; `make measure` does the same."""
    requires("duckdb")
    for folder in ("products", "governance", "policies"):
        shutil.copytree(EXAMPLE / folder, tmp_path / folder)
    soon = (datetime.now(UTC) + timedelta(minutes=4)).isoformat()
    fault = "events/music-events/calendar@1/line_ups/performer_slug"
    data = ["--to", str(tmp_path / "build/data"), "--until", soon, "--spoil", f"pattern={fault}"]
    assert main(["generate", "--rows", "500", *data, "--mesh", str(tmp_path)]) == 0
    capsys.readouterr()
    code = main(["measure", "--mesh", str(tmp_path), "--environment", "sample", "--format", "json"])
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    (waived,) = found["diagnostics"]
    assert code == 0
    assert (waived["rule"], waived["address"]) == ("data-violates-contract", fault)
    assert waived["waived"]["owner"] == "events-squad"
    assert len(found["observations"]) == 35
