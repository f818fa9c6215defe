"""Generated data as `meshwright measure` sees them: nothing is wrong, unless one thing is spoiled."""

from __future__ import annotations

import json
import re
import shutil
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
    """Generate data into a mesh, measure them, and return the rules and messages of what is found."""
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
def test_measure_finds_nothing_in_the_example(tmp_path: Path, capsys: Capture) -> None:
    """But that there are not 40 million plays."""
    for folder in ("products", "governance"):
        shutil.copytree(EXAMPLE / folder, tmp_path / folder)
    for path in tmp_path.glob("products/*/*/contracts/*.odcs.yaml"):
        port, version = path.name.split(".")[:2]
        where = f"data/{path.parts[-4]}/{path.parts[-3]}/{port}@{version[1:]}"
        server = f"servers:\n  - {{server: files, type: local, path: {where}, format: parquet}}\n"
        text = re.sub(r"(?m)^servers:\n(?:[ #].*\n)*", server, path.read_text(), count=1)
        path.write_text(text)
    found = findings(tmp_path, capsys)
    assert found == [
        ("quality-rule-broken", "`rowCount` of `plays` is 5,000, but must be greater than 40,000,000")
    ]
