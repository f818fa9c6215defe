"""Follow-on findings of a mistake are not reported."""

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
    """Return the rules of all warnings and errors in the clean mesh after some edits."""
    report = report_on(folder, edited(scaffold(), *edits), configuration)
    return [each.rule for each in report.diagnostics if each.counts]


def test_missing_sample_is_one_finding(tmp_path: Path) -> None:
    """The link is broken, so there is no sample either."""
    edit = (PLACES["contract"], "roles:\n", f"{SAMPLE}roles:\n")

    assert rules_of(tmp_path, edit) == ["missing-linked-file"]


def test_missing_sample_is_reported_if_links_are_not_checked(tmp_path: Path) -> None:
    """Otherwise it would not be reported."""
    edit = (PLACES["contract"], "roles:\n", f"{SAMPLE}roles:\n")
    without = Configuration(preset="strict", ignore=frozenset({"missing-linked-file"}))

    assert rules_of(tmp_path, edit, configuration=without) == ["sample-without-object"]


@pytest.mark.parametrize("version", ["^1.0.0", ">=1"])
def test_input_with_a_version_range_is_one_finding(version: str, tmp_path: Path) -> None:
    """Its version is unknown, and so is whether a port derives from it."""
    edit = (
        PLACES["other_product"],
        "- name: plays\n    version: 1.0.0",
        f'- name: plays\n    version: "{version}"',
    )

    assert rules_of(tmp_path, edit) == ["unknown-contract-version"]
