"""What follows from another mistake is not reported beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from approving import edited
from mesh_of import PLACES, report_on, scaffold
from meshwright.rulekit.configuration import Configuration

if TYPE_CHECKING:
    from pathlib import Path

SAMPLE = "authoritativeDefinitions:\n  - type: sampleData\n    url: samples/plays.csv\n"


def rules_of(
    folder: Path, *edits: tuple[str, str, str], configuration: Configuration | None = None
) -> list[str]:
    """Return the rules of all warnings and errors of the clean mesh with some edits."""
    report = report_on(folder, edited(scaffold(), *edits), configuration)
    return [each.rule for each in report.diagnostics if each.counts]


def test_a_sample_that_is_missing_is_one_finding(tmp_path: Path) -> None:
    """The link leads nowhere, so there is no sample either."""
    edit = (PLACES["contract"], "roles:\n", f"{SAMPLE}roles:\n")

    assert rules_of(tmp_path, edit) == ["missing-linked-file"]


def test_a_sample_that_is_missing_is_reported_where_links_are_not(tmp_path: Path) -> None:
    """Nobody says it otherwise."""
    edit = (PLACES["contract"], "roles:\n", f"{SAMPLE}roles:\n")
    without = Configuration(preset="strict", ignore=frozenset({"missing-linked-file"}))

    assert rules_of(tmp_path, edit, configuration=without) == ["sample-without-object"]


@pytest.mark.parametrize("version", ["^1.0.0", ">=1"])
def test_an_input_with_a_range_is_one_finding(version: str, tmp_path: Path) -> None:
    """Which version it is from is unknown, and so is whether a port is made from it."""
    edit = (
        PLACES["other_product"],
        "- name: plays\n    version: 1.0.0",
        f'- name: plays\n    version: "{version}"',
    )

    assert rules_of(tmp_path, edit) == ["unknown-contract-version"]
