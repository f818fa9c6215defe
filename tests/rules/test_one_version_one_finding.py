"""A version without order makes an unknown address: that is one mistake, and one finding."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from approving import AGREEMENT, CHURN, edited
from mesh_of import PLACES, report_on, scaffold

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("version", ["2024-10", "latest"])
def test_a_version_without_order_is_one_finding(version: str, tmp_path: Path) -> None:
    """Consumers, inputs and agreements that name the port by its major version follow from it."""
    files = edited(
        scaffold(),
        (PLACES["contract"], "version: 1.0.0", f'version: "{version}"'),
        (CHURN, "", AGREEMENT),
    )
    found = [each for each in report_on(tmp_path, files).diagnostics if str(each.severity) != "notice"]

    assert [each.rule for each in found if "player" in each.message or version in each.message] == [
        "unordered-version"
    ]


def test_unknown_port_is_still_reported(tmp_path: Path) -> None:
    """A version hides no other name."""
    files = edited(
        scaffold(),
        (PLACES["contract"], "version: 1.0.0", 'version: "2024-10"'),
        (CHURN, "", AGREEMENT.replace("/daily@1", "/hourly@1")),
    )

    assert "unknown-port" in {each.rule for each in report_on(tmp_path, files).diagnostics}
