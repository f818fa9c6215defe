"""Findings by responsible team."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mesh_of import PLACES, report_on, scaffold
from meshwright.report.formats import Style, render

if TYPE_CHECKING:
    from pathlib import Path


def test_each_team_sees_its_own_findings(tmp_path: Path) -> None:
    """Highest severity first; a finding in a product's contract belongs to its team."""
    files = scaffold()
    files[PLACES["contract"]] = files[PLACES["contract"]].replace(b"classification:", b"clasification:", 1)
    files[PLACES["other_product"]] = files[PLACES["other_product"]].replace(
        b"status: active", b"status: Active"
    )

    text = render(report_on(tmp_path, files), "teams", Style())

    assert [line for line in text.splitlines() if line.startswith("###")] == [
        "### <code>player-squad</code> (1)",
        "### <code>payments-squad</code> (1)",
    ]
