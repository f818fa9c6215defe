"""What cannot be read is told of once, and may be anything that others name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mesh_of import report_on, scaffold

if TYPE_CHECKING:
    from pathlib import Path

PRODUCT = "products/player/play-events/product.odps.yaml"
CONTRACT = "products/player/play-events/contracts/daily.v1.odcs.yaml"


def told_without(folder: Path, path: str) -> list[tuple[str, str]]:
    """Give rule and file of what is told where a link out of the mesh stands in a file's place."""
    files = scaffold()
    del files[path]
    target = folder / path
    target.parent.mkdir(parents=True)
    target.symlink_to("/etc/hostname")
    report = report_on(folder, files)
    return [(each.rule, each.range.path if each.range else "") for each in report.diagnostics]


def test_nobody_misses_a_product_that_cannot_be_read(tmp_path: Path) -> None:
    """Its contract is not without product, and its ports are not unknown."""
    assert told_without(tmp_path, PRODUCT) == [("unreadable-file", PRODUCT)]


def test_nobody_misses_a_contract_that_cannot_be_read(tmp_path: Path) -> None:
    """Ports and inputs that name it may be right."""
    assert told_without(tmp_path, CONTRACT) == [("unreadable-file", CONTRACT)]
