"""A real Chromium, sites built once for all workers, and a watch on every page: no request leaves, nothing fails."""

from __future__ import annotations

from contextlib import ExitStack
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

import pytest
from hostile import hostile_names, hostile_owner, hostile_texts
from sites import FOLDER, built
from watching import watched

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from hostile import Planted
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="session")
def hostile_mesh(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Planted]]:
    """Write the example with hostile texts, for this worker; return their locations."""
    mesh = tmp_path_factory.mktemp("hostile")
    return mesh, hostile_texts(ROOT, mesh)


@pytest.fixture(scope="session")
def planted(hostile_mesh: tuple[Path, list[Planted]]) -> list[Planted]:
    """Return the texts in the hostile example."""
    return hostile_mesh[1]


@pytest.fixture(scope="session")
def hostile_site(shared: Path, hostile_mesh: tuple[Path, list[Planted]]) -> Path:
    """Return the site of the example in which every text is hostile."""
    return built(shared / "hostile-texts", lambda: hostile_mesh[0])


@pytest.fixture(scope="session")
def names_site(shared: Path) -> Path:
    """Return the site of a mesh in which every name is hostile."""

    def mesh() -> Path:
        folder = shared / "hostile-names-mesh"
        hostile_names(folder)
        return folder

    return built(shared / "hostile-names", mesh)


@pytest.fixture(scope="session")
def owner_site(shared: Path) -> Path:
    """Return the site of a mesh whose owner's settings, pages and templates are hostile."""

    def mesh() -> Path:
        folder = shared / "hostile-owner-mesh"
        hostile_owner(ROOT, folder)
        return folder

    return built(shared / "hostile-owner", mesh)


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Write no log."""


@pytest.fixture(scope="session")
def serve() -> Iterator[Callable[[Path], str]]:
    """Yield a function that serves a site in a subfolder, and returns its address."""
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
    """Yield a function that opens a page of the example's site, served in a subfolder or, with `by="file"`, from disk."""
    with ExitStack() as open_pages:

        def open_page(path: str = "index.html", *, by: str = "http", **options: object) -> Page:
            address = serve(site) if by == "http" else f"{site.as_uri()}/"
            page = open_pages.enter_context(watched(chromium, address, **options))
            page.goto(address + path)
            return page

        yield open_page
