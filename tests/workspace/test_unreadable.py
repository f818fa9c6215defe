"""An unreadable document is reported once, and may be anything to which others refer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mesh_of import report_on, scaffold

if TYPE_CHECKING:
    from pathlib import Path

PRODUCT = "products/player/play-events/product.odps.yaml"
CONTRACT = "products/player/play-events/contracts/daily.v1.odcs.yaml"


def found_without(folder: Path, path: str) -> list[tuple[str, str]]:
    """Return rule and file of the findings if a file is replaced with a link out of the mesh."""
    files = scaffold()
    del files[path]
    target = folder / path
    target.parent.mkdir(parents=True)
    target.symlink_to("/etc/hostname")
    report = report_on(folder, files)
    return [(each.rule, each.range.path if each.range else "") for each in report.diagnostics]


def test_unreadable_product_is_not_reported_as_missing(tmp_path: Path) -> None:
    """Its contract is not reported as being without a product, nor its ports as unknown."""
    assert found_without(tmp_path, PRODUCT) == [("unreadable-file", PRODUCT)]


def test_unreadable_contract_is_not_reported_as_missing(tmp_path: Path) -> None:
    """Ports and inputs that name it may be right."""
    assert found_without(tmp_path, CONTRACT) == [("unreadable-file", CONTRACT)]
