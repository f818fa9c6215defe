"""A catalog for an audience: no file of it contains anything above the audience's level."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from clinic import files
from meshwright.catalog.assembly.overview import Overview
from meshwright.catalog.history import OpenRequest
from meshwright.catalog.site import Site
from meshwright.source.snapshot import of_folder
from meshwright.workspace.audience import AudienceError
from meshwright.workspace.catalog_run import catalogued
from meshwright.workspace.compiled import compiled
from meshwright.workspace.project import open_project
from repositories import commit, start

if TYPE_CHECKING:
    from meshwright.catalog.source import CatalogInputs

ROOT = Path(__file__).parents[2]
PLAYS = "products/player/play-events"
AUDIENCES = "audiences:\n  - {name: partners, level: public}\n  - {name: all, level: sealed}\n"
PLANTED = {
    "sample": "canary-in-a-sample",
    "use": "canary-in-a-use",
    "role": "canary-in-a-role",
    "waiver": "canary-in-a-waiver",
    "finding": "canary-in-a-finding",
    "note": "canary-in-a-readme",
    "commit": "canary-in-a-commit",
}


@pytest.fixture(scope="module")
def mesh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the example with canaries in places that only some audiences may see."""
    folder = tmp_path_factory.mktemp("audience")
    for name in ("governance", "products", "policies"):
        shutil.copytree(ROOT / name, folder / name)
    plant(folder / "governance/mesh.yaml", "kind: Mesh\n", f"kind: Mesh\n{AUDIENCES}")
    plant(folder / PLAYS / "README.md", "A play begins", f"{PLANTED['note']} A play begins")
    plant(folder / PLAYS / "agreements/churn-dashboard.yaml", "churn dashboard", PLANTED["use"])
    contract = folder / PLAYS / "contracts/daily.v1.odcs.yaml"
    plant(
        contract, "roles:\n", f"roles:\n  - {{role: analyst, access: read, description: {PLANTED['role']}}}\n"
    )
    text = contract.read_text()
    contract.write_text(text.replace("unit: ", "unit: ", 1) + f"contractCreatedTs: {PLANTED['finding']}\n")
    waiver = folder / "policies/waivers/payments-keeps-personal-data-short-royalties-statements.yaml"
    plant(waiver, "Bookkeeping law", PLANTED["waiver"])
    sample = folder / PLAYS / "contracts/samples/plays.csv"
    sample.write_text(sample.read_text().replace(",ios,", f",{PLANTED['sample']},"))
    start(folder)
    plant(folder / PLAYS / "product.odps.yaml", "songs and episodes", "episodes and songs")
    plant(folder / PLAYS / "product.odps.yaml", "can be days late", "can be late by days")
    commit(folder, PLANTED["commit"])
    return folder


def plant(file: Path, before: str, after: str) -> None:
    """Replace a text of a file, which must contain it."""
    text = file.read_text()
    assert before in text, file
    file.write_text(text.replace(before, after, 1))


def made(folder: Path, audience: str) -> CatalogInputs:
    """Return the inputs of the catalog of a mesh, for an audience."""
    project = open_project([folder])
    source = compiled(of_folder(project.root, project.configuration.exclude), {})
    waiting = (OpenRequest(datetime(2026, 11, 20, tzinfo=UTC), "7", "Title", "", ("products/a.yaml",)),)
    return catalogued(
        folder, source, project.configuration, date(2026, 11, 22), audience=audience, waiting=waiting
    ).source


def site_of(folder: Path, audience: str) -> dict[str, str]:
    """Return all texts of a site, by kind."""
    overview = Overview(made(folder, audience))
    site = Site(overview, {})
    products = [site.product(card) for card in overview.cards.values()]
    pages = [*site.pages(), *(page for page, _ in products)]
    files = chain(site.files(), *(page.files for page in pages), *(own for _, own in products))
    found = {each.path: each.data.decode("utf-8", "replace") for each in files}
    return found | {
        page.route: "".join((page.title, page.description, *(section.html for section in page.sections)))
        for page in pages
    }


def holding(site: dict[str, str]) -> set[str]:
    """Return the canaries in any file."""
    return {name for name, canary in PLANTED.items() if any(canary in text for text in site.values())}


def test_full_audience_sees_the_canaries(mesh: Path) -> None:
    """Otherwise their absence would prove nothing."""
    assert holding(site_of(mesh, "all")) == set(PLANTED)


def test_no_file_for_an_audience_exceeds_its_level(mesh: Path) -> None:
    """Neither a page nor JSON, Markdown, an index or a feed; the product is listed, and marked as shortened."""
    site = site_of(mesh, "partners")

    assert holding(site) == set()
    assert "left out for the audience partners" in site["products/player/play-events"]
    assert '"withheldFrom":"partners"' in site["api/v1/products/player/play-events.json"]
    assert '"readers":' not in site["api/v1/products/player/play-events.json"]


def test_canaries_are_in_every_kind_of_file(mesh: Path) -> None:
    site = site_of(mesh, "all")
    product = "products/player/play-events"

    assert {
        "",
        "changes",
        "governance",
        product,
        f"{product}/feed.xml",
        f"{product}/index.md",
        "feed.xml",
    } <= set(site)
    assert {f"api/v1/{product}.json", "api/v1/changes.json", "llms.txt", "assets/data/search.js"} <= set(site)
    for path in ("changes", f"{product}/index.md", f"api/v1/{product}.json", "feed.xml"):
        assert PLANTED["commit"] in site[path]


def test_audience_sees_changes_without_commit_messages(mesh: Path) -> None:
    """The effect of a change is in the catalog's own words."""
    site = site_of(mesh, "partners")
    assert "products/player/play-events" in site["changes"]
    assert '"subject":""' in site["api/v1/changes.json"]


def test_levels_above_an_audience_have_no_masks_and_no_grants(mesh: Path) -> None:
    """The levels that it may see keep theirs."""

    def levels(audience: str) -> dict[str, set[str]]:
        classification = made(mesh, audience).mesh.register("Classification")[0].fact.content
        return {each["name"]: {"mask", "grants"} & set(each) for each in classification["levels"]}

    everything, partners = levels("all"), levels("partners")
    hidden = {name for name, keys in everything.items() if keys and not partners[name]}

    assert everything == levels("")
    assert any("mask" in keys for keys in everything.values())
    assert hidden == {name for name, keys in everything.items() if keys and name != "public"}


def test_open_requests_are_omitted_for_an_audience(mesh: Path) -> None:
    assert [each.number for each in made(mesh, "").waiting] == ["7"]
    assert made(mesh, "partners").waiting is None


def test_unknown_audience_is_refused(mesh: Path) -> None:
    """With the known ones."""
    with pytest.raises(AudienceError, match="unknown audience `guests`; available: all, partners"):
        site_of(mesh, "guests")


def test_data_category_hides_a_port_like_its_level(tmp_path: Path) -> None:
    """Even if the column itself states a lower level, which `check` reports."""
    counts = "products/care/study/contracts/counts.v1.odcs.yaml"
    settings = (
        b"apiVersion: meshwright/v1\nkind: Mesh\nname: clinic\naudiences: [{name: partners, level: open}]\n"
    )
    named = b"customProperties: [{property: dataCategory, value: user.name}, "
    found = files() | {"governance/mesh.yaml": settings}
    for path, content in found.items():
        target = tmp_path / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    start(tmp_path)
    assert made(tmp_path, "partners").withheld == {"care/ward"}

    (tmp_path / counts).write_bytes(found[counts].replace(b"customProperties: [", named))
    commit(tmp_path, "name them")
    assert made(tmp_path, "partners").withheld == {"care/ward", "care/study"}
