"""Links to the request for access, on the page of the port and on others."""

from __future__ import annotations

from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.slow

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
PLAYS = "products/player/play-events/index.html"
PHONE = {"viewport": {"width": 390, "height": 844}}


def test_link_next_to_the_query_opens_the_dialog(visit) -> None:
    """Like the button at the top of the page."""
    page = visit(PLAYS)
    page.get_by_role("region", name="Read it").get_by_role("link", name="get access").click()

    expect(page.get_by_role("dialog", name="Request access")).to_contain_text("player/play-events/daily@1")


@pytest.mark.parametrize("by", ["http", "file"])
def test_link_of_the_joins_opens_the_dialog(visit, by) -> None:
    """On the page of the product, once it is loaded; the dialog is accessible."""
    page = visit("joins/index.html#from=player/play-events&with=payments/royalties", by=by)
    page.get_by_role("link", name="Request access").last.click()
    dialog = page.get_by_role("dialog", name="Request access")

    expect(dialog).to_contain_text("payments/royalties/statements@1")
    expect(dialog).to_contain_text("Artist payments squad, the owner, decides")
    page.evaluate(AXE)
    assert page.evaluate("axe.run('dialog', { preload: false })")["violations"] == []
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)


@pytest.mark.parametrize("size", [PHONE, {"viewport": {"width": 1360, "height": 850}}])
def test_file_of_a_request_has_its_heading_without_scripts(visit, size) -> None:
    """The header of the page does not cover the heading of the fold."""
    page = visit(f"{PLAYS}#request-port-daily-1", java_script_enabled=False, **size)
    heading = page.locator("summary", has_text="Request access to daily@1 with a file")
    expect(heading).to_be_in_viewport(ratio=1)

    assert heading.bounding_box()["y"] >= page.locator(".md-header").bounding_box()["height"]
