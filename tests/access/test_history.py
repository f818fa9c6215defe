"""The fields of earlier contract versions come from Git, from trusted commits alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clinic import files
from mesh_of import TODAY, mesh_of
from meshwright.catalog.assembly.overview import Overview
from meshwright.catalog.assembly.readers import readers_of
from meshwright.rulekit.configuration import Configuration
from meshwright.source.snapshot import of_folder
from meshwright.workspace.catalog_run import catalogued
from meshwright.workspace.compiled import compiled
from meshwright.workspace.contract_history import ContractHistory, has_versions
from repositories import commit, git, start

if TYPE_CHECKING:
    from pathlib import Path

CONTRACT = "products/care/ward/contracts/stays.v1.odcs.yaml"
ADDED = "      - {name: bed, logicalType: string, classification: person}\n"
AFTER = "      - {name: ward, logicalType: string, classification: open}\n"


def history(folder: Path, revision: str) -> ContractHistory:
    return ContractHistory(folder, revision, mesh_of(files()))


def test_earlier_versions_have_the_fields_of_then(tmp_path: Path) -> None:
    """A version that is not there, or only in commits that are not trusted, is not known."""
    for path, data in files().items():
        target = tmp_path / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    start(tmp_path)
    first = git(tmp_path, "rev-parse", "HEAD").strip()
    text = (tmp_path / CONTRACT).read_text()
    later = text.replace('version: "1.1.0"\nstatus', 'version: "1.2.0"\nstatus').replace(AFTER, AFTER + ADDED)
    assert later != text
    (tmp_path / CONTRACT).write_text(later)
    commit(tmp_path, "Add a column")

    known = history(tmp_path, "HEAD")
    before, after = known("ward.stays", "1.1.0"), known("ward.stays", "1.2.0")
    assert before is not None
    assert after is not None
    assert after - before == {"stays/bed"}
    assert known("ward.stays", "1.0.0") is None
    assert known("ward.other", "1.1.0") is None
    assert history(tmp_path, first)("ward.stays", "1.2.0") is None


def test_a_version_of_several_commits_has_what_all_of_them_have(tmp_path: Path) -> None:
    """A column that was added without a new version is not part of it."""
    target = tmp_path / CONTRACT
    target.parent.mkdir(parents=True)
    target.write_bytes(files()[CONTRACT])
    start(tmp_path)
    target.write_text(target.read_text().replace(AFTER, AFTER + ADDED))
    commit(tmp_path, "Add a column in silence")

    found = history(tmp_path, "HEAD")("ward.stays", "1.1.0")
    assert found is not None
    assert "stays/bed" not in found
    assert "stays/ward" in found


def test_without_a_repository_no_version_is_known(tmp_path: Path) -> None:
    assert history(tmp_path, "HEAD")("ward.stays", "1.1.0") is None
    assert has_versions(mesh_of(files()))


def test_the_catalog_shows_what_an_earlier_version_had(tmp_path: Path) -> None:
    """A new version that changes nothing takes nothing from its readers."""
    for path, data in files().items():
        target = tmp_path / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data.replace(b"defaultOpenLevel: clinical", b"defaultOpenLevel: open"))
    start(tmp_path)
    before = _readers(tmp_path)
    for path in files():
        text = (tmp_path / path).read_text()
        later = text.replace('version: "1.1.0"\nstatus', 'version: "1.2.0"\nstatus')
        (tmp_path / path).write_text(
            later.replace('version: "1.1.0", contractId', 'version: "1.2.0", contractId')
        )
    commit(tmp_path, "Raise the version")

    assert _readers(tmp_path) == before
    assert before["nurses"]


def _readers(folder: Path) -> dict[str, int]:
    """Return the number of columns that each reader of the stays sees, as the catalog shows them."""
    source = catalogued(folder, compiled(of_folder(folder), {}), Configuration(), TODAY).source
    contract = next(each for each in source.mesh.contracts if each.fact.id == "ward.stays")
    return {each.name: each.clear for each in readers_of(contract, Overview(source).access)}
