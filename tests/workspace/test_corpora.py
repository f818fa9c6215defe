"""The standards' own examples as repositories: no rule fails on them, and there are hardly any false errors."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpora import ODCS, ODPS
from mesh_of import report_on
from meshwright.rulekit.configuration import Configuration

EVERYTHING = Path(__file__).parents[1] / "standards" / "documents"
"""Documents that have every key of their standard."""


def reported(folder: Path, tmp_path: Path, preset: str) -> list[tuple[str, str]]:
    """Return severity and rule of all findings in a corpus."""
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.yaml")}
    report = report_on(tmp_path, files, Configuration(preset=preset))
    return [(str(each.severity), each.rule) for each in report.diagnostics]


@pytest.mark.parametrize(
    "folder", [ODCS / "valid", ODCS / "invalid", ODPS, EVERYTHING], ids=lambda path: path.name
)
def test_no_rule_fails_on_broken_documents(folder: Path, tmp_path: Path) -> None:
    """Documents are repaired before rules run, and may lack or contain anything."""
    assert not [rule for _, rule in reported(folder, tmp_path, "strict") if rule == "rule-failed"]


def test_valid_examples_have_only_true_errors(tmp_path: Path) -> None:
    """Two relationships and a service level name missing fields; many independent examples have the same id."""
    errors = {
        rule for severity, rule in reported(ODCS / "valid", tmp_path, "essential") if severity == "error"
    }

    assert errors == {"broken-relationship", "duplicate-identity", "unreadable-slo"}


def test_products_whose_contracts_are_elsewhere_are_not_broken(tmp_path: Path) -> None:
    """A repository without any contract gets warnings."""
    assert {severity for severity, _ in reported(ODPS, tmp_path, "essential")} == {"warning"}
