"""The site works at any location."""

from __future__ import annotations

import pytest
from watching import pages_to_open

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("by", ["http", "file"])
def test_every_page_opens_without_external_requests_and_errors(visit, site, by) -> None:
    """From a subfolder of a server and from disk: no request to another host, no error, no violated policy."""
    page = visit(by=by)
    base = page.url.removesuffix("index.html")
    headings = {}
    for path in pages_to_open(site):
        page.goto(base + path)
        headings[path] = page.locator("h1").count()

    assert {path: count for path, count in headings.items() if count != 1} == {}
