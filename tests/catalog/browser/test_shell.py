"""The site works wherever it lies, and however it is looked at."""

from __future__ import annotations

import pytest

PRODUCT = "products/player/play-events/index.html"


@pytest.mark.parametrize("by", ["http", "file"])
def test_every_page_opens_and_nothing_leaves_or_fails(visit, site, by) -> None:
    """From a sub-folder of a server and from disk: no request to another host, no error, no broken policy."""
    page = visit(by=by)
    base = page.url.removesuffix("index.html")
    for path in sorted(site.rglob("*.html")):
        if path.name != "404.html":
            page.goto(base + path.relative_to(site).as_posix())
            assert page.locator("h1").count() == 1
