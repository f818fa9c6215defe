"""The site works wherever it lies."""

from __future__ import annotations

import pytest
from watching import pages_to_open

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("by", ["http", "file"])
def test_every_page_opens_and_nothing_leaves_or_fails(visit, site, by) -> None:
    """From a sub-folder of a server and from disk: no request to another host, no error, no broken policy."""
    page = visit(by=by)
    base = page.url.removesuffix("index.html")
    headings = {}
    for path in pages_to_open(site):
        page.goto(base + path)
        headings[path] = page.locator("h1").count()

    assert {path: count for path, count in headings.items() if count != 1} == {}
