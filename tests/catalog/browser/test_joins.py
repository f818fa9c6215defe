"""The page "Can I join?" and the links that lead to it and away from it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.slow

PLAYS = "products/player/play-events/index.html"
PHONE = {"viewport": {"width": 390, "height": 844}}


@pytest.mark.parametrize("by", ["http", "file"])
def test_list_of_joins_picks_the_second_product(visit, by) -> None:
    """By the keyboard, with an address that leads to the answer; a smaller link leads to the page of the product."""
    page = visit("joins/index.html#from=player/play-events", by=by)
    listed = page.get_by_role("region", name="Joins by product")
    expect(listed.get_by_role("link", name="Play events", exact=True)).to_have_attribute(
        "aria-current", "true"
    )
    expect(listed.locator("[aria-current]")).to_have_count(1)
    expect(listed.get_by_role("link", name="Page of Royalties")).to_have_attribute(
        "href", re.compile("/products/payments/royalties/index.html$")
    )
    listed.get_by_role("link", name="Royalties", exact=True).press("Enter")

    expect(page.get_by_label("With")).to_have_value("Royalties · Artist payments")
    expect(page.get_by_role("region", name="On track")).to_contain_text("Joinable")
    expect(page.locator(".mw-pick__answer")).to_be_focused()
    expect(page).to_have_url(re.compile("#from=player/play-events&with=payments/royalties$"))
    page.go_back()
    expect(page.get_by_label("With")).to_have_value("")
    expect(listed).to_be_visible()


def test_list_of_joins_picks_the_first_product_too(visit) -> None:
    """Then the page asks for the second one; focus stays in the list. Without scripts, the list leads to the products."""
    page = visit("joins/index.html")
    royalties = page.get_by_role("link", name="Royalties", exact=True)
    royalties.press("Enter")
    expect(royalties).to_have_attribute("aria-current", "true")
    expect(royalties).to_be_focused()
    expect(page.get_by_label("Product", exact=True)).to_have_value(re.compile("^Royalties"))
    expect(page.locator(".mw-pick__answer")).to_contain_text("Pick the product to join with Royalties")
    plain = visit("joins/index.html", java_script_enabled=False)

    expect(plain.get_by_role("link", name="Royalties", exact=True)).to_have_attribute(
        "href", "../products/payments/royalties/index.html#joins"
    )


def test_part_of_a_name_picks_the_only_product_that_has_it(visit) -> None:
    """A part that several products have is answered with their names. The contacts have the channels."""
    page = visit("joins/index.html")
    page.get_by_label("Product", exact=True).fill("play ev")
    page.get_by_label("Product", exact=True).press("Enter")
    expect(page.get_by_label("Product", exact=True)).to_have_value("Play events · Player")
    page.get_by_label("With").fill("artist")
    page.get_by_label("With").press("Enter")
    expect(page.locator(".mw-pick__answer")).to_contain_text(
        "Did you mean New artist discovery Artist identities Related artists"
    )
    page.get_by_label("With").fill("royalt")
    page.get_by_label("With").press("Enter")

    expect(page).to_have_url(re.compile("#from=player/play-events&with=payments/royalties$"))
    expect(page.get_by_role("link", name="#payments-data")).to_have_attribute("href", re.compile("^https://"))


def test_contact_and_access_lead_to_their_panels(visit) -> None:
    """They are in the first tab of the product's page."""
    page = visit("joins/index.html#from=player/play-events&with=payments/royalties", **PHONE)
    page.get_by_role("link", name="contact and access").last.click()

    expect(page).to_have_url(re.compile("/payments/royalties/index.html#access$"))
    expect(page.get_by_role("region", name="Access", exact=True)).to_be_in_viewport(ratio=1)
    expect(page.locator("#contact")).to_be_in_viewport()


def test_button_of_the_tab_joins_says_what_it_does(visit) -> None:
    """It leads to the other page, where the product is chosen."""
    page = visit(f"{PLAYS}#joins")
    page.get_by_role("link", name="Pick another product to join with Play events").click()

    expect(page.get_by_label("Product", exact=True)).to_have_value(re.compile("^Play events"))


def test_sql_of_a_join_has_the_servers_next_to_it(visit) -> None:
    """They are two, so that no single server answers the query; the comments name a table as on its server."""
    page = visit("joins/index.html#from=analytics/podcast-play-rate&with=player/play-events")
    answer = page.get_by_role("region", name="On Podcast episode")

    expect(answer).to_contain_text(
        "analytics/podcast-play-rate/daily@1 is on the server warehouse (snowflake), "
        "player/play-events/daily@1 is on the server lake (s3); a query needs an engine that reads both servers."
    )
    expect(answer.locator("pre")).to_contain_text("`podcast_play_rates` is `PODCAST_PLAY_RATES`")
