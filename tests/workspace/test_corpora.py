"""The standards' own examples as repositories: no rule fails on them, and little is called broken that isn't."""

from __future__ import annotations

from pathlib import Path

import pytest

from mesh_of import report_on
from meshwright.rulekit.levels import Configuration

CORPORA = Path(__file__).parents[3] / "shared" / "corpora"
EVERYTHING = Path(__file__).parents[1] / "standards" / "documents"
"""Documents that have every key of their standard."""


def told(folder: Path, tmp_path: Path, preset: str) -> list[tuple[str, str]]:
    """Give severity and rule of all that is told of a corpus."""
    if not folder.is_dir():
        pytest.skip("the corpora are not beside this checkout")
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.yaml")}
    report = report_on(tmp_path, files, Configuration(preset=preset))
    return [(str(each.severity), each.rule) for each in report.diagnostics]


@pytest.mark.parametrize("name", ["bitol-odcs/valid", "bitol-odcs/invalid", "bitol-odps", EVERYTHING])
def test_no_rule_fails_on_what_is_broken(name: str | Path, tmp_path: Path) -> None:
    """Documents are mended before rules look at them, and may lack or have anything."""
    assert not [rule for _, rule in told(CORPORA / name, tmp_path, "strict") if rule == "rule-failed"]


def test_valid_examples_have_the_mistakes_that_people_find_in_them(tmp_path: Path) -> None:
    """Two relationships and a promise name what isn't there; many examples have one id, as they stand alone."""
    errors = {
        rule
        for severity, rule in told(CORPORA / "bitol-odcs/valid", tmp_path, "essential")
        if severity == "error"
    }

    assert errors == {"broken-relationship", "duplicate-identity", "unreadable-slo"}


def test_products_whose_contracts_live_elsewhere_are_not_broken(tmp_path: Path) -> None:
    """A repository without any contract gets warnings."""
    assert {severity for severity, _ in told(CORPORA / "bitol-odps", tmp_path, "essential")} == {"warning"}
