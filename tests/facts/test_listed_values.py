"""Value lists in quality rules: which of them limit a field, so that other examples or samples are wrong."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from meshwright.cli.main import main

if TYPE_CHECKING:
    from pathlib import Path

Capture = pytest.CaptureFixture[str]

LIST = "arguments: {validValues: [a, 1]}"


def found(rule: str, folder: Path, capsys: Capture) -> list[tuple[str, str]]:
    """Check a contract with a field of one quality rule, an example and a sample outside its list."""
    (folder / "samples").mkdir()
    (folder / "samples/t.csv").write_text("x\na\n1\nzz\n\n")
    (folder / "c.odcs.yaml").write_text(
        f"""apiVersion: v3.1.0
kind: DataContract
id: c
version: 1.0.0
status: active
schema:
  - name: t
    customProperties: [{{property: sample, value: samples/t.csv}}]
    properties:
      - {{name: x, logicalType: string, examples: [a, zz], quality: [{rule}]}}
"""
    )
    main(
        [
            "check",
            str(folder),
            "--format",
            "json",
            "--select",
            "example-violates-type,sample-violates-contract",
        ]
    )
    return [(each["rule"], each["message"]) for each in json.loads(capsys.readouterr().out)["diagnostics"]]


@pytest.mark.parametrize(
    "rule",
    [
        f"{{metric: invalidValues, {LIST}, mustBe: 0}}",
        f"{{metric: invalidValues, {LIST}, mustBe: 0, unit: percent, type: library, severity: error}}",
        f"{{metric: invalidValues, {LIST}, mustBeLessThan: 1}}",
        f"{{metric: invalidValues, {LIST}, mustBeLessThan: 1, unit: rows}}",
        f"{{metric: invalidValues, {LIST}, mustBeLessOrEqualTo: 0}}",
    ],
)
def test_value_outside_a_list_without_exceptions_is_wrong(rule: str, tmp_path: Path, capsys: Capture) -> None:
    """In an example and in a sample, as for an `enum`; a null is neither in a list nor outside one."""
    assert found(rule, tmp_path, capsys) == [
        ("example-violates-type", "the example `zz` is not one of the `validValues` of its quality rule"),
        ("sample-violates-contract", "`zz` in `x` is not one of the `validValues` of its quality rule"),
    ]


@pytest.mark.parametrize(
    "rule",
    [
        f"{{metric: invalidValues, {LIST}, mustBeLessThan: 5}}",
        f"{{metric: invalidValues, {LIST}, mustBeLessThan: 1, unit: percent}}",
        f"{{metric: invalidValues, {LIST}, mustBe: 0, severity: warning}}",
        f"{{metric: invalidValues, {LIST}, mustBe: 0, severty: warning}}",
        f"{{metric: invalidValues, {LIST}, mustBeGreaterThan: 0}}",
        f"{{metric: invalidValues, {LIST}}}",
        "{metric: invalidValues, arguments: {validValues: [a], pattern: z+}, mustBe: 0}",
        "{metric: invalidValues, arguments: {validValues: []}, mustBe: 0}",
        "{metric: invalidValues, arguments: {validValues: '${VALUES}'}, mustBe: 0}",
        f"{{metric: missingValues, {LIST}, mustBe: 0}}",
    ],
)
def test_list_with_permitted_exceptions_limits_nothing(rule: str, tmp_path: Path, capsys: Capture) -> None:
    """Nor does one that only warns, that is not alone, or that was partly unreadable."""
    assert found(rule, tmp_path, capsys) == []
