"""The example mesh, and small meshes, for catalogs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sites import built

from mesh_of import TODAY, compiled_in
from meshwright.catalog.assembly.overview import Overview
from meshwright.catalog.source import CatalogInputs
from meshwright.rulekit.configuration import Configuration
from meshwright.source.snapshot import of_folder
from meshwright.workspace.compiled import compiled
from meshwright.workspace.pipeline import check
from meshwright.workspace.project import open_project
from meshwright.workspace.scoring import scored
from requires import requires

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from playwright.sync_api import Browser

    from meshwright.workspace.compiled import CompiledSnapshot

ROOT = Path(__file__).parents[2]
ARGUMENTS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Start Debian's Chromium, once for all tests of a worker."""
    from playwright.sync_api import sync_playwright

    program = requires("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """Return a folder that all workers share."""
    base = tmp_path_factory.getbasetemp()
    return base if worker_id == "master" else base.parent


@pytest.fixture(scope="session")
def site(shared: Path) -> Path:
    """Return the example's site."""
    return built(shared / "example", lambda: ROOT)


def _overview(source: CompiledSnapshot, configuration: Configuration, **more: object) -> Overview:
    outcome = check(source, configuration, lambda _: True, TODAY)
    return Overview(
        CatalogInputs(
            outcome.mesh,
            outcome.report,
            scored(outcome, configuration),
            configuration,
            lambda file, document: source.details(file).bodies[document],
            source.text,
            **more,
        )
    )


@pytest.fixture(scope="session")
def overview_in() -> Callable[[Path], Overview]:
    """Return a function that returns the overview of the mesh in a folder."""

    def look(folder: Path) -> Overview:
        project = open_project([folder])
        source = compiled(of_folder(project.root, project.configuration.exclude), {})
        return _overview(source, project.configuration)

    return look


@pytest.fixture(scope="session")
def example(overview_in) -> Overview:
    """Return the example mesh."""
    return overview_in(ROOT)


@pytest.fixture
def overview_of(tmp_path: Path) -> Callable[..., Overview]:
    """Return a function that returns the overview of a mesh of files."""

    def look(files: Mapping[str, bytes], **more: object) -> Overview:
        return _overview(compiled_in(tmp_path, files), Configuration(preset="strict"), **more)

    return look
