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

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

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


def test_unknown_address_has_the_chosen_scheme(chromium, address) -> None:
    """Also if the system has the other."""
    page = chromium.new_page(color_scheme="dark")
    page.goto(address)
    page.get_by_title("Switch to light").click()
    page.goto(f"{address}products/player/play-event/index.html")
    link = page.get_by_role("link", name="Products", exact=True)

    expect(page.locator("body")).to_have_css("background-color", "rgb(255, 255, 255)")
    expect(link).to_have_css("color", "rgb(11, 102, 104)")
    page.close()


def test_wrong_address_has_suggestions(chromium, address) -> None:
    """In a subfolder, three folders deep: suggestions come first, and the link home works."""
    page = chromium.new_page()
    page.goto(f"{address}products/player/play-event/index.html")

    expect(page.locator(".mw-search__hit").first).to_contain_text("Play events")
    page.get_by_role("link", name="Products", exact=True).click()
    expect(page).to_have_url(f"{address}products/index.html")
    page.close()


def test_page_works_from_disk_and_without_scripts(visit) -> None:
    """Its links lead into its folder, and it is not wider than a phone."""
    page = visit("404.html", by="file", viewport={"width": 360, "height": 740})
    plain = visit("404.html", java_script_enabled=False)

    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.get_by_role("link", name="Teams").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Teams")
    assert re.search("index.html$", plain.get_by_role("link", name="Home").get_attribute("href"))
