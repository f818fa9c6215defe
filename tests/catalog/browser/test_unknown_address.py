"""The page for unknown addresses works at any depth, from a server and from disk."""

from __future__ import annotations

import re
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from sites import FOLDER

from meshwright.catalog.html.lost import lost_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Page, Response

pytestmark = pytest.mark.slow


class _Lost(SimpleHTTPRequestHandler):
    """A server that answers unknown addresses with the site's page, like hosts of static sites."""

    page = b""

    def send_error(self, code: int, *_: object, **__: object) -> None:
        """Answer with the page."""
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(self.page)

    def log_message(self, *_: object) -> None:
        """Write no log."""


@pytest.fixture
def address(site: Path) -> Iterator[str]:
    """Serve the site below a sub-folder that it does not know of."""
    _Lost.page = (site / "404.html").read_bytes()
    top = site.parents[len(FOLDER.split("/")) - 1]
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Lost, directory=top))
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/{FOLDER}/"
    server.shutdown()
    server.server_close()


@pytest.fixture
def page(chromium) -> Iterator[Page]:
    """Yield a page with a list of the requests that failed, except those for the page itself."""
    page = chromium.new_page()
    page.failed = []

    def note(answer: Response) -> None:
        if answer.status == 404 and not answer.request.is_navigation_request():
            page.failed.append(answer.url)

    page.on("response", note)
    yield page
    page.close()


@pytest.mark.parametrize("name", ["play-event/index.html", "playevents/"])
def test_wrong_address_has_suggestions(page, address, name) -> None:
    """In a subfolder, three folders deep: they are below the links, which work."""
    page.goto(f"{address}products/player/{name}")

    expect(page.locator(".mw-search__hit").first).to_contain_text("Play events")
    links = page.get_by_role("navigation").bounding_box()
    assert links["y"] + links["height"] <= page.locator(".mw-lost").bounding_box()["y"]
    page.get_by_role("link", name="Products", exact=True).click()
    expect(page).to_have_url(f"{address}products/index.html")
    assert page.failed == []


@pytest.mark.parametrize(
    ("site_url", "fails"),
    [("https://mesh.example/some/where/", False), ("https://mesh.example/", True), ("", True)],
)
def test_configured_address_needs_no_failing_request(page, address, site_url, fails) -> None:
    """An unexpected address of the site, or one that is not configured, is found by requests."""
    _Lost.page = lost_file("Watergarden", site_url).data
    page.goto(f"{address}a/b/play-events")

    expect(page.locator(".mw-search__hit").first).to_contain_text("Play events")
    expect(page.get_by_role("link", name="Changes")).to_have_attribute(
        "href", re.compile(f"/{FOLDER}/changes/index.html$")
    )
    assert bool(page.failed) == fails


def test_address_with_two_slashes_leads_to_no_other_host(page, address) -> None:
    """The folders above it would otherwise begin with the name of a host; the content policy would stop the requests."""
    _Lost.page = lost_file("Watergarden", "").data
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(address.replace(f"/{FOLDER}/", "//elsewhere.example/products/plays/"))
    page.wait_for_load_state("networkidle")

    assert [each for each in said if "//elsewhere.example/assets" in each] == []


@pytest.mark.parametrize(("system", "title"), [("light", "Switch to dark"), ("dark", "Switch to light")])
def test_chosen_colour_scheme_applies(page, address, system, title) -> None:
    """The one that the reader chose on another page, not that of the system."""
    page.emulate_media(color_scheme=system)
    background = "getComputedStyle(document.body).backgroundColor"
    page.goto(f"{address}nothing")
    before = page.evaluate(background)
    page.goto(f"{address}index.html")
    page.get_by_title(title).click()
    page.goto(f"{address}nothing")

    assert {before, page.evaluate(background)} == {"rgb(255, 255, 255)", "rgb(18, 24, 26)"}


def test_page_works_from_disk_and_without_scripts(visit) -> None:
    """Its links lead into its folder, and it is not wider than a phone."""
    page = visit("404.html", by="file", viewport={"width": 360, "height": 740})
    plain = visit("404.html", java_script_enabled=False)

    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.get_by_role("link", name="Teams").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Teams")
    assert re.search("index.html$", plain.get_by_role("link", name="Home").get_attribute("href"))
