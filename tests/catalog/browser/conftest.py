"""A real Chromium, sites built once for all workers, and a watch on every page: nothing leaves, nothing fails."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from contextlib import ExitStack
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

import pytest
from filelock import FileLock
from hostile import hostile_names, hostile_owner, hostile_texts
from playwright.sync_api import sync_playwright
from watching import watched

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from hostile import Planted
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).parents[3]
AS_OF = "2026-11-22"
FOLDER = "some/where"
"""The sub-folder of the server that sites are in."""
ARGUMENTS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Start Debian's Chromium; without one, the tests that need it are skipped."""
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("there is no chromium on the PATH: .ci/browser installs it")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """Give a folder that all workers share."""
    base = tmp_path_factory.getbasetemp()
    return base if worker_id == "master" else base.parent


def built(folder: Path, mesh: Callable[[], Path]) -> Path:
    """Build the site of a mesh below a folder, if no worker has done so; give the site."""
    site = folder / FOLDER
    with FileLock(f"{folder}.lock"):
        if not site.is_dir():
            command = [sys.executable, "-m", "meshwright", "catalog", "build", str(mesh()), "--as-of", AS_OF]
            done = subprocess.run(
                [*command, "--output", str(site)],
                capture_output=True,
                text=True,
                check=False,
                env={**os.environ, "MESHWRIGHT_TRACEBACK": "1"},
                cwd=folder.parent,
            )
            assert done.returncode == 0, done.stderr
    return site


@pytest.fixture(scope="session")
def site(shared: Path) -> Path:
    """Give the example's site."""
    return built(shared / "example", lambda: ROOT)


@pytest.fixture(scope="session")
def hostile_mesh(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Planted]]:
    """Write the example with hostile texts, for this worker; say where and which."""
    mesh = tmp_path_factory.mktemp("hostile")
    return mesh, hostile_texts(ROOT, mesh)


@pytest.fixture(scope="session")
def planted(hostile_mesh: tuple[Path, list[Planted]]) -> list[Planted]:
    """Give the texts that the hostile example holds."""
    return hostile_mesh[1]


@pytest.fixture(scope="session")
def hostile_site(shared: Path, hostile_mesh: tuple[Path, list[Planted]]) -> Path:
    """Give the site of the example in which every text is hostile."""
    return built(shared / "hostile-texts", lambda: hostile_mesh[0])


@pytest.fixture(scope="session")
def names_site(shared: Path) -> Path:
    """Give the site of a mesh in which every name is hostile."""

    def mesh() -> Path:
        folder = shared / "hostile-names-mesh"
        hostile_names(folder)
        return folder

    return built(shared / "hostile-names", mesh)


@pytest.fixture(scope="session")
def owner_site(shared: Path) -> Path:
    """Give the site of a mesh whose owner's settings, pages and templates are hostile."""

    def mesh() -> Path:
        folder = shared / "hostile-owner-mesh"
        hostile_owner(ROOT, folder)
        return folder

    return built(shared / "hostile-owner", mesh)


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="session")
def serve() -> Iterator[Callable[[Path], str]]:
    """Give a function that serves a site below a sub-folder, and gives its address."""
    running: dict[Path, ThreadingHTTPServer] = {}

    def start(site: Path) -> str:
        top = site.parents[len(Path(FOLDER).parts) - 1]
        if top not in running:
            running[top] = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=top))
            Thread(target=running[top].serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{running[top].server_port}/{FOLDER}/"

    yield start
    for server in running.values():
        server.shutdown()
        server.server_close()


@pytest.fixture
def visit(chromium: Browser, site: Path, serve: Callable[[Path], str]) -> Iterator[Callable[..., Page]]:
    """Give a function that opens a page of the example's site, served in a sub-folder or, with `by="file"`, from disk."""
    with ExitStack() as open_pages:

        def open_page(path: str = "index.html", *, by: str = "http", **options: object) -> Page:
            address = serve(site) if by == "http" else f"{site.as_uri()}/"
            page = open_pages.enter_context(watched(chromium, address, **options))
            page.goto(address + path)
            return page

        yield open_page
