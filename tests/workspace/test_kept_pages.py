"""A page that is reused from the last build, or rendered on request, equals that of a clean build, byte for byte."""

from __future__ import annotations

import json
import random
import shutil
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from mesh_of import ON_REQUEST, PLACES, SCAFFOLD, TODAY
from meshwright.catalog.assembly.overview import Overview
from meshwright.catalog.site import Site
from meshwright.rulekit.configuration import Configuration
from meshwright.source.cache import cache_outside
from meshwright.source.snapshot import of_folder
from meshwright.workspace import kept_pages
from meshwright.workspace.catalog_run import CatalogRun, catalogued
from meshwright.workspace.compiled import CompiledSnapshot, compiled
from meshwright.workspace.edited_site import EditedSite, edited_site
from meshwright.workspace.site import Frame, product_files, settings_of
from meshwright.workspace.site_settings import SiteOverrides
from meshwright.workspace.text_edit import after_text_edit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from meshwright.catalog.html.page import Page
    from meshwright.catalog.site import ProductParts

Tree = dict[str, bytes]
EDITS: tuple[tuple[str, str, str], ...] = (
    ("products/*/*/*.odps.yaml", "purpose: ", "purpose: Edit {n}. "),
    ("products/*/*/*.odps.yaml", "status: active", "status: deprecated"),
    ("products/*/*/*.odps.yaml", "status: deprecated", "status: active"),
    ("products/*/*/contracts/*.yaml", "description: ", "description: Edit {n}. "),
    ("products/*/*/contracts/*.yaml", "classification: internal", "classification: restricted"),
    ("products/*/*/contracts/*.yaml", "logicalType: string", "logicalType: integer"),
    ("products/*/*/contracts/*.yaml", "schema:", "schema: # edit {n}"),
    ("products/*/*/contracts/*.yaml", "value: ", "value: 1"),
    ("products/*/*/contracts/*.yaml", "type: s3", "type: local"),
    ("governance/teams.yaml", "channel: ", "channel: edit-{n}-"),
    ("governance/domains.yaml", "purpose: ", "purpose: Edit {n}. "),
    ("governance/domains.yaml", "name: player\n", "name: player\ntitle: Edit {n}\n"),
    ("governance/mesh.yaml", "name: ", "description: Edit {n}\nname: "),
)
"""Files, a text in them, and its replacement."""
NOTE = "products/player/play-events/README.md"
BUILDS = 12


class Shell:
    """A shell without a theme."""

    def filled(self, page: Page) -> str:
        """Return the whole content of a page."""
        return "\n".join((page.title, page.description, *(each.html for each in page.sections)))


SHELLS: Any = defaultdict(Shell)


class Mesh:
    """A mesh under edits, with the products of its site."""

    def __init__(self, folder: Path) -> None:
        self.root, self.output, self._work = folder / "mesh", folder / "site", folder / "work"
        for name, path in {**PLACES, **ON_REQUEST}.items():
            (self.root / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(SCAFFOLD / f"{name}.yaml", self.root / path)
        self.cache = cache_outside(str(self.root), folder / "cache")
        self.rendered: list[str] = []
        self._memo: dict[str, Any] = {}

    def edit(self, number: int, chance: random.Random, *, notes: bool = True) -> None:
        """Edit one file, or write or delete the file next to a product."""
        files, old, new = chance.choice((*EDITS, (NOTE, "", "")) if notes else EDITS)
        if files == NOTE:
            note = self.root / NOTE
            note.unlink() if note.exists() else note.write_text(f"# Read me\n\nEdit {number}.\n")
            return
        path = chance.choice(sorted(self.root.glob(files)))
        before, found, after = path.read_text().partition(old)
        path.write_text(f"{before}{new.format(n=number) if found else ''}{after}")

    def run(self) -> tuple[CatalogRun, CompiledSnapshot]:
        """Check the mesh."""
        source = compiled(of_folder(self.root), self._memo)
        return catalogued(self.root, source, Configuration(), TODAY), source

    def site(self) -> Site:
        """Check the mesh for its site."""
        return Site(Overview(self.run()[0].source), {})

    def clean(self) -> Tree:
        """Render all products."""
        site = self.site()
        cards = site.overview.cards.values()
        return {path: data for each in cards for path, data in product_files(site, site.parts(each), SHELLS)}

    def build(self) -> Tree:
        """Render the products that have changed since the last build, and replace the site."""
        site = self.site()
        shutil.rmtree(self._work, ignore_errors=True)
        self._work.mkdir()
        kept = kept_pages.kept_pages(self.cache, self.output, self._work, site.look())
        assert kept is not None
        self.rendered.clear()
        made: Tree = {}
        for address, card in site.overview.cards.items():
            parts = site.parts(card)
            made |= kept.files(address, parts, self._counted(address, product_files(site, parts, SHELLS)))
        shutil.rmtree(self.output, ignore_errors=True)
        for path, data in made.items():
            (self.output / path).parent.mkdir(parents=True, exist_ok=True)
            (self.output / path).write_bytes(data)
        kept.save()
        return made

    def _counted(self, address: str, files: Iterable[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
        self.rendered.append(address)
        yield from files


@pytest.fixture
def mesh(tmp_path: Path) -> Mesh:
    """Return a mesh of a few products."""
    return Mesh(tmp_path)


def follow(mesh: Mesh, seed: int) -> tuple[int, int]:
    """Edit a mesh repeatedly, and compare each build with a clean one; count rendered and reused pages."""
    chance = random.Random(seed)
    rendered = taken = 0
    for number in range(BUILDS):
        made = mesh.build()
        assert made == mesh.clean(), f"edit {number} of seed {seed} left a stale page"
        rendered += len(mesh.rendered)
        taken += sum(path.endswith("index.html") for path in made) - len(mesh.rendered)
        mesh.edit(number, chance)
    return rendered, taken


@pytest.mark.parametrize(
    "seed", [0, 1, *(pytest.param(seed, marks=pytest.mark.nightly) for seed in range(2, 40))]
)
def test_builds_after_random_edits_equal_clean_builds(mesh: Mesh, seed: int) -> None:
    """Each renders something, and reuses something."""
    rendered, taken = follow(mesh, seed)

    assert min(rendered, taken) > 0


LEFT_OUT: dict[str, tuple[str, str, str]] = {
    "all": EDITS[0],
    "summary": EDITS[0],
    "texts": EDITS[6],
    "ports": EDITS[3],
    "notes": (NOTE, "", "# Read me"),
}
"""Parts of a key, and an edit that changes nothing else of a product."""


def left_out(name: str, parts: ProductParts) -> object:
    """Return a product without some of its parts."""
    product = parts.product
    if name == "all":
        return product.address
    if name == "texts":
        return parts._replace(texts=())
    if name == "ports":
        return parts._replace(product=replace(product, ports=()), texts=())
    if name == "summary":
        words = replace(product.description, purpose="")
        return parts._replace(product=replace(product, summary="", description=words))
    return parts._replace(product=replace(product, **{name: type(getattr(product, name))()}))


@pytest.mark.parametrize("name", LEFT_OUT)
def test_incomplete_key_is_noticed(mesh: Mesh, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """The law above can fail: the edit of each part is visible in a page."""
    whole = kept_pages.key_of
    monkeypatch.setattr(
        kept_pages,
        "key_of",
        lambda value: whole(left_out(name, value) if hasattr(value, "product") else value),
    )
    mesh.build()
    files, old, new = LEFT_OUT[name]
    (mesh.root / NOTE).touch()
    for path in mesh.root.glob(files):
        path.write_text(path.read_text().replace(old, new.format(n=0), 1) if old else new)

    assert mesh.build() != mesh.clean()


@pytest.mark.parametrize("how", ["other bytes", "removed", "damaged record", "other look"])
def test_only_unchanged_output_of_the_last_build_is_reused(mesh: Mesh, how: str) -> None:
    """A page that was replaced is rendered again, and so is every page if a domain is renamed."""
    mesh.build()
    mesh.build()
    assert mesh.rendered == []
    page = mesh.output / "products/player/play-events/index.html"
    if how == "other bytes":
        page.write_text("<script>alert(1)</script>")
    elif how == "removed":
        page.unlink()
    elif how == "damaged record":
        (record,) = mesh.cache.folder.glob("catalog-*.json")
        record.write_bytes(record.read_bytes().replace(b"play-events", b"play-event5"))
    else:
        domains = mesh.root / "governance/domains.yaml"
        domains.write_text(domains.read_text().replace("name: player\n", "name: player\ntitle: Others\n"))

    made = mesh.build()

    assert made == mesh.clean()
    assert "player/play-events" in mesh.rendered
    assert how in ("other bytes", "removed") or len(mesh.rendered) > 1


def test_record_contains_keys_but_no_content(mesh: Mesh) -> None:
    """It is in the user's folder."""
    mesh.build()
    (record,) = mesh.cache.folder.glob("catalog-*.json")

    content = json.loads(record.read_bytes().partition(b"\n")[2])

    assert content.keys() == {"look", "products"}
    assert {len(key) for key, _, _ in content["products"].values()} == {64}


@pytest.mark.parametrize("seed", [0])
def test_pages_on_request_equal_those_of_a_clean_build(mesh: Mesh, seed: int) -> None:
    """All files of each product; every other path is served from the built site."""
    chance = random.Random(seed)
    for number in range(BUILDS // 3):
        mesh.edit(number, chance)
    edited = EditedSite(mesh.site().overview.source, Frame({}, SHELLS))

    assert all(edited.file(path) == data for path, data in mesh.clean().items())
    others = (
        "index.html",
        "products/index.html",
        "api/v1/products.json",
        "products/player/nothing/index.html",
    )
    assert [edited.file(path) for path in others] == [None] * 4
    assert edited.file("products/player/play-events/feed.xml") is None


@pytest.mark.parametrize(
    "seed", [0, 1, *(pytest.param(seed, marks=pytest.mark.nightly) for seed in range(2, 40))]
)
def test_pages_after_text_edits_equal_those_of_a_clean_build(mesh: Mesh, seed: int) -> None:
    """Some edits change only texts, others more; a check may be skipped only after the former."""
    chance = random.Random(seed)
    last, before = mesh.run()
    repeated = checked = 0
    for number in range(BUILDS):
        mesh.edit(number, chance, notes=False)
        clean, after = mesh.run()
        run = after_text_edit(mesh.root, last, before, after, ())
        if run is not None:
            edited = EditedSite(run.source, Frame({}, SHELLS))
            assert all(edited.file(path) == data for path, data in mesh.clean().items()), number
        repeated, checked = repeated + (run is not None), checked + (run is None)
        last, before = run or clean, after

    assert min(repeated, checked) > 0


def test_edit_that_reorders_findings_is_checked_again(mesh: Mesh) -> None:
    """The report is in the order of locations: moved keys keep it, and swapped keys do not."""
    path = mesh.root / "products/player/play-events/product.odps.yaml"
    text = path.read_text().replace("domain: player\n", "").replace("team:\n  name: player-squad\n", "")
    domain, team = "domain: nowhere\n", "team: {name: no-such-team}\n"
    path.write_text(f"{text}{domain}{team}")
    last, before = mesh.run()
    rules = [each.rule for each in last.outcome.report.diagnostics]

    path.write_text(f"{text}\n{domain}\n{team}")
    moved = after_text_edit(mesh.root, last, before, mesh.run()[1], ())
    path.write_text(f"{text}{team}{domain}")
    swapped = after_text_edit(mesh.root, last, before, mesh.run()[1], ())

    assert rules == ["unknown-domain", "unknown-team"]
    assert moved is not None
    assert swapped is None


def test_pages_on_request_need_an_unchanged_frame(mesh: Mesh) -> None:
    """With other settings or templates, the site must be built."""
    source, own = mesh.site().overview.source, SiteOverrides({}, {}, {})
    frame = Frame(settings_of(source, own), SHELLS)
    assert edited_site(source, own, frame) is not None
    assert edited_site(source, replace(own, overrides={"home.html": "x"}), frame) is None

    settings = mesh.root / "governance/mesh.yaml"
    settings.write_text(settings.read_text().replace("title: The", "title: Another"))

    assert edited_site(mesh.site().overview.source, own, frame) is None
