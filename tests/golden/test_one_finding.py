"""Cases in which one mistake caused several findings, or two lines contradicted each other: the right answer, in words."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from archives import unpacked, write
from meshwright.cli.main import main
from subjects import GOLDEN

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def _case(name: str, folder: Path) -> Path:
    return write(unpacked((GOLDEN / "cases" / f"{name}.txtar").read_text(encoding="utf-8")), folder)


def _found(folder: Path, capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    main(["check", str(folder), "--format", "json"])
    found: list[dict[str, Any]] = json.loads(capsys.readouterr().out)["diagnostics"]
    return [each for each in found if each["severity"] == "error"]


def test_foreign_ref_is_one_finding(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """ODCS has no `$ref`: this is reported with the replacement, but not that the field has no name."""
    folder = _case("public-reports-18-ref-two-findings", tmp_path) / "head"

    (only,) = _found(folder, capsys)

    assert only["rule"] == "unknown-key"
    assert "`$ref`" in only["message"]
    assert "authoritativeDefinitions" in only["message"]

    path = folder / "o.odcs.yaml"
    path.write_text(path.read_text().replace("$ref: ./common.yaml#/code", "description: a code"))
    assert [each["rule"] for each in _found(folder, capsys)] == ["missing-key"]


def test_copies_for_environments_are_one_finding_with_a_hint(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Any number of copies is reported once, with all locations."""
    folder = _case("public-reports-23-environments-in-folders", tmp_path) / "head"
    for name in ("int", "test"):
        (folder / name).mkdir()
        (folder / name / "o.odcs.yaml").write_bytes((folder / "dev/o.odcs.yaml").read_bytes())

    (only,) = _found(folder, capsys)

    assert only["rule"] == "duplicate-identity"
    assert "4 times" in only["message"]
    assert "environment" in only["message"]
    assert "exclude" in only["message"]
    assert len(only["related"]) == 3


def test_summary_agrees_with_the_lines(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """If a line states that a change may break a consumer, the summary never states that none breaks."""
    folder = _case("public-reports-25-summary-contradicts-line", tmp_path)

    main(["diff", str(folder / "base"), str(folder / "head")])
    text = capsys.readouterr().out

    assert "may break its only consumer: `shop/sales`" in text
    assert "1 may break consumers, 1 consumer may be affected" in text
    assert "none" not in text.splitlines()[-1]


def test_unknown_metric_is_not_also_reported_without_operator(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Three mistakes are three findings: the operator of an unknown metric is unknown."""
    found = _found(_case("field-q", tmp_path), capsys)

    assert sorted(each["rule"] for each in found) == ["unknown-key", "unknown-value", "unknown-value"]
    path = next(tmp_path.rglob("c.yaml"))
    path.write_text(path.read_text().replace("regexMatch", "nullValues"))
    assert "missing-key" in {each["rule"] for each in _found(tmp_path, capsys)}
