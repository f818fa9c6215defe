"""The site works with a mouse, with a keyboard, on a phone, on paper, without JavaScript, from disk."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import axe_playwright_python
import pytest
from payloads import LINKS
from playwright.sync_api import expect

from meshwright.catalog.text import web_link

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

pytestmark = pytest.mark.slow

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")

PLAYS = "products/player/play-events/index.html"
KINDS = {
    "home": "index.html",
    "product": PLAYS,
    "products": "products/index.html",
    "domain": "domains/player/index.html",
    "domains": "domains/index.html",
    "entity": "entities/artist/index.html",
    "entities": "entities/index.html",
    "team": "teams/player-squad/index.html",
    "teams": "teams/index.html",
    "governance": "governance/index.html",
    "rule": "rules/classification-leak/index.html",
    "rules": "rules/index.html",
    "map": "map/index.html",
    "changes": "changes/index.html",
    "joins": "joins/index.html",
    "data subjects": "privacy/index.html",
    "data subject": "privacy/listener/index.html",
}
"""One page of each kind."""
BEFORE = (
    "",
    " ",
    "\t",
    "\x00",
    "http:",
    "https:/",
    "HTTPS://",
    "view-source:",
    "https://b.example",
    "\u3000",
)
AFTER = (
    "",
    "/",
    "#",
    "?",
    "\\@c.example",
    "@c.example",
    ":80",
    ":x",
    "%00",
    "%2f@c",
    "\u2028",
    "/\u202e",
    "/<b>",
    '"',
    "/[",
    "。c",
)


def tab(page: Page, name: str) -> Locator:
    """Return the tab of a product's page."""
    return page.locator(".mw-view > summary", has_text=name)


each_kind = pytest.mark.parametrize("kind", KINDS)
each_way = pytest.mark.parametrize("by", ["http", "file"])


@each_way
def test_product_is_found_by_a_filter_and_a_word(visit, by) -> None:
    """Both narrow the table, both are in the address, and a row leads to the product."""
    page = visit("products/index.html", by=by)
    page.get_by_role("combobox", name="Domain").select_option("Player")
    page.get_by_role("searchbox").fill("play counts")
    expect(page).to_have_url(re.compile(r"#.*q=play.*domain=player|#.*domain=player.*q=play"))
    page.locator(".mw-all tbody tr:visible").get_by_role("link", name="Play events").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Play events")


@each_way
def test_search_address_of_an_earlier_home_page_works(visit, by) -> None:
    """A link to the home page with words or filters leads to the table of products."""
    page = visit("index.html#q=royalties&status=active", by=by)

    expect(page).to_have_url(re.compile("products/index.html#q=royalties"))
    expect(page.get_by_role("searchbox")).to_have_value("royalties")
    expect(page.locator(".mw-all tbody tr:visible").first).to_contain_text("Royalties")


@each_way
def test_each_question_of_the_home_page_has_an_answer(visit, by) -> None:
    """A click on it opens the search with products in it, from a server and from disk."""
    page = visit(by=by)
    for question in page.locator(".mw-home__questions a").all():
        question.click()
        expect(page.get_by_role("dialog", name="Search").get_by_role("searchbox")).to_have_value(
            question.inner_text()
        )
        expect(page.locator(".mw-search__hit").first).to_be_visible()
        expect(page.locator(".mw-search__note")).to_have_count(0)
        page.keyboard.press("Escape")


def test_keys_before_the_search_is_loaded_are_kept(visit) -> None:
    """From the slash on, but not those of a field."""
    page = visit()
    typed = """([keys, tagName]) => {
      mwKeys.query = null;
      for (const key of keys) mwKeys({ key, target: { tagName }, preventDefault() {} });
      return mwKeys.query;
    }"""

    assert page.evaluate(typed, [[*"x/plays", "Shift"], "BODY"]) == "plays"
    assert page.evaluate(typed, [[*"/plays"], "INPUT"]) is None


def test_table_of_products_can_be_sorted(visit) -> None:
    """By the heads of its columns; without JavaScript, all rows are shown."""
    page = visit("products/index.html")
    page.get_by_role("button", name="Fresh within").click()
    first = page.locator(".mw-all tbody tr").first.locator("td").nth(3).inner_text()
    plain = visit("products/index.html", java_script_enabled=False)

    assert first == "20 seconds"
    assert plain.locator(".mw-all tbody tr:visible").count() == page.locator(".mw-all tbody tr").count() > 20


@each_way
def test_lineage_can_be_followed_in_both_directions(visit, by) -> None:
    """The diagram's nodes are links, and so are the lists next to it."""
    page = visit(f"{PLAYS}#lineage", by=by)
    page.locator("figure svg a", has_text="Royalties").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Royalties")
    tab(page, "Lineage").click()
    page.get_by_role("region", name="Fed by").get_by_role("link", name="Play events").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Play events")


@each_way
def test_link_to_a_column_opens_its_port(visit, by) -> None:
    """Although another port's tab would be open."""
    page = visit(f"{PLAYS}#port-daily-1-plays-artist_key", by=by)

    expect(page.locator(":target")).to_be_in_viewport()
    expect(page.locator(":target")).to_contain_text("artist_key")
    expect(page.get_by_role("tab", selected=True)).to_have_text("daily@1")


def test_column_links_to_its_source(visit) -> None:
    """The cell "from" links to the exact column."""
    page = visit(f"{PLAYS}#port-daily-1-plays-artist_key")
    page.locator(":target td").nth(2).get_by_role("link").click()

    expect(page).to_have_url(re.compile("#port-live-1-play_events-artist_key$"))
    expect(page.locator(":target")).to_be_in_viewport()
    expect(page.get_by_role("tab", selected=True)).to_have_text("live@1")


def test_address_can_be_copied(visit) -> None:
    """The button confirms it."""
    page = visit(PLAYS, permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy the address").click()

    expect(page.get_by_role("button", name="Copy the address")).to_have_text("copied")
    assert page.evaluate("navigator.clipboard.readText()") == "player/play-events"


@each_way
def test_palette_can_be_switched_and_is_kept(visit, by) -> None:
    """It follows the system at first, and then the reader."""
    page = visit(by=by, color_scheme="light")
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "default")
    page.get_by_title("Switch to dark").click()
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "slate")
    page.goto(page.url.replace("index.html", PLAYS))

    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "slate")


def test_table_can_be_filtered(visit) -> None:
    """To the rows with the word, with a count."""
    page = visit(f"{PLAYS}#port-daily-1")
    panel = page.get_by_role("tabpanel")
    panel.get_by_role("searchbox").first.fill("artist_key")

    expect(panel.locator(".mw-schema tbody tr:visible")).to_have_count(1)


def test_keyboard_reaches_everything(visit) -> None:
    """Tab reaches every visible link, button, field and fold, and each one shows its focus."""
    page = visit(PLAYS)
    wanted = page.evaluate(
        """() => [...document.querySelectorAll("article :is(a[href], button, input, summary)")]
        .filter(each => each.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true })
          && each.tabIndex >= 0 && !each.closest(".headerlink, details:not([open]) > :not(summary)"))
        .map((each, number) => { each.dataset.number = number; return number; })"""
    )
    reached, invisible = [], []
    for _ in range(2 * len(wanted) + 100):
        page.keyboard.press("Tab")
        number, is_outlined, name = page.evaluate(
            """() => { const each = document.activeElement, style = getComputedStyle(each);
            return [each.dataset.number ?? "", style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0
              || style.boxShadow !== "none"
              || [...each.querySelectorAll("rect, circle")].some(one => getComputedStyle(one).strokeWidth === "3px"),
              each.outerHTML.slice(0, 120)]; }"""
        )
        if number:
            reached.append(int(number))
            if not is_outlined:
                invisible.append(name)
        elif reached and name.startswith("<body"):
            break

    assert set(wanted) - set(reached) == set()
    assert invisible == []


def test_arrow_keys_switch_tabs(visit) -> None:
    """As everywhere."""
    page = visit(f"{PLAYS}#ports")
    page.get_by_role("tab", selected=True).focus()
    page.keyboard.press("ArrowRight")

    expect(page.get_by_role("tab", selected=True)).to_have_text("live@1")
    expect(page.get_by_role("tabpanel")).to_have_accessible_name("live@1")


@each_kind
def test_no_page_is_wider_than_a_phone(visit, kind) -> None:
    """At 360 pixels, only tables and diagrams scroll sideways, each in its frame."""
    page = visit(KINDS[kind], viewport={"width": 360, "height": 740})

    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_long_word_in_a_title_breaks_on_a_phone(visit) -> None:
    page = visit(KINDS["domain"], viewport={"width": 390, "height": 844})
    page.evaluate("document.querySelector('h1').append('Kundenzufriedenheitsauswertungsdienstleistungen')")

    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize("kind", ["home", "changes", "entity", "governance"])
def test_links_are_large_enough_for_a_finger(visit, kind) -> None:
    """The size is that of WCAG 2.2; the name of a card is small, but the whole card is its link."""
    page = visit(KINDS[kind], viewport={"width": 390, "height": 844})
    small = page.evaluate(
        """[...document.querySelectorAll('a:not(.mw-card__name)')].filter(each => each.checkVisibility()
           && [...each.getClientRects()].some(box => box.width && box.height < 24)).map(each => each.outerHTML)"""
    )

    assert small == []


def test_products_are_where_they_were_while_they_are_filtered(visit) -> None:
    page = visit(KINDS["products"])
    rows = page.locator(".mw-all tbody tr:visible")
    before = rows.first.bounding_box()["y"]
    page.locator(".mw-filter__input").fill("play")
    expect(page.locator(".mw-filter__count")).to_contain_text("of")

    assert rows.first.bounding_box()["y"] == before


def test_product_is_readable_without_javascript(visit) -> None:
    """Its tabs open, all ports are shown with their contents, and elements that need scripts are hidden."""
    page = visit(f"{PLAYS}#ports", java_script_enabled=False)

    for port in ("live-1", "daily-1"):
        expect(page.locator(f"#port-{port}")).to_be_visible()
        assert page.locator(f"#port-{port} .mw-schema tbody tr").first.is_visible()
    tab(page, "Lineage").click()
    expect(page.locator("figure svg").first).to_be_visible()
    expect(page.locator("#port-daily-1")).to_be_hidden()
    expect(page.get_by_role("button", name="Copy the address")).to_have_count(0)
    expect(page.locator("[data-mw-filter]").first).to_be_hidden()


@each_kind
def test_every_kind_of_page_is_readable_without_javascript(visit, kind) -> None:
    """A heading, text, and a link."""
    page = visit(KINDS[kind], java_script_enabled=False)

    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert len(page.locator("article").inner_text()) > 80
    assert page.locator("article a[href]").count() > 0


@pytest.mark.parametrize(
    "anchor", ["lineage", "used-by", "service-levels", "quality", "changes", "request-port-live-1"]
)
def test_anchor_opens_its_tab(visit, anchor) -> None:
    """Also the anchor of an older link, and without scripts."""
    page = visit(f"{PLAYS}#{anchor}", java_script_enabled=False)

    expect(page.locator(f"#{anchor}")).to_be_in_viewport()
    expect(page.locator(".mw-view[open]")).to_have_count(1)


@pytest.mark.parametrize("script", [True, False])
def test_anchor_opens_its_fold(visit, script) -> None:
    page = visit("rules/index.html#rule-unknown-team", java_script_enabled=script)

    expect(page.locator("#rule-unknown-team")).to_be_in_viewport()
    expect(page.locator("details.mw-fold[open]")).to_have_count(1)


def test_folds_of_a_phone_are_printed(visit) -> None:
    """The columns of an entity are folded by domain, except those that the address names."""
    page = visit("entities/artist/index.html#in-player", viewport={"width": 390, "height": 850})

    expect(page.locator("#in-player tbody tr").first).to_be_visible()
    expect(page.locator("#in-catalogue tbody tr").first).to_be_hidden()
    page.emulate_media(media="print")
    expect(page.locator("#in-catalogue tbody tr").first).to_be_visible()


def test_product_fits_on_one_screen(visit) -> None:
    """Purpose, freshness, contacts and a query are visible at once, on a phone on three screens."""
    page = visit(PLAYS, viewport={"width": 1360, "height": 850})
    for region in ("Read it", "Access", "Contacts"):
        expect(page.get_by_role("region", name=region, exact=True)).to_be_in_viewport()
    phone = visit(PLAYS, viewport={"width": 390, "height": 850})

    assert phone.evaluate("document.documentElement.scrollHeight") < 3 * 850


def test_product_prints_as_a_fact_sheet(visit) -> None:
    """On at most four pages: the product, its ports with their columns, the promises; nothing that is for a screen."""
    page = visit(PLAYS)
    pages = len(re.findall(rb"/Type */Page\b", page.pdf(format="A4")))
    page.emulate_media(media="print")

    for selector in (".md-header", ".md-tabs", ".mw-copy", ".mw-tabs__bar", ".mw-seek"):
        assert [each for each in page.locator(selector).all() if each.is_visible()] == []
    for port in ("live-1", "daily-1"):
        expect(page.locator(f"#port-{port} .mw-schema tbody tr").first).to_be_visible()
    expect(page.get_by_role("heading", name="Service levels")).to_be_visible()
    assert 0 < pages <= 4


def test_dark_pages_are_printed_in_light_colours(visit) -> None:
    """Paper is white, and browsers omit backgrounds."""
    page = visit(PLAYS, color_scheme="dark")
    colour = "getComputedStyle(document.querySelector('h1')).color"
    on_screen = page.evaluate(colour)
    page.emulate_media(media="print")

    assert (on_screen, page.evaluate(colour)) == ("rgb(227, 234, 234)", "rgb(22, 33, 31)")


def test_link_to_a_part_of_a_tab_keeps_the_tabs_in_view(visit) -> None:
    """On a phone, where they take two rows."""
    page = visit(f"{PLAYS}#lineage", viewport={"width": 390, "height": 844})
    bottom, top = page.evaluate(
        "['.md-header', '.mw-view > summary'].map((each, at) =>"
        " document.querySelector(each).getBoundingClientRect()[at ? 'top' : 'bottom'])"
    )

    assert top >= bottom


def test_request_for_access_requires_a_purpose(visit) -> None:
    """The dialog does not continue without one."""
    page = visit(PLAYS)
    page.get_by_role("link", name="Request access").first.click()
    dialog = page.get_by_role("dialog", name="Request access")
    expect(dialog).to_be_visible()
    purpose = dialog.get_by_label(re.compile("purpose|what for", re.IGNORECASE)).first

    assert purpose.evaluate("each => each.required")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()


def test_newcomer_gets_from_the_home_page_to_a_join(visit) -> None:
    """Which product has daily play counts per track, may I join it with royalties, whom do I contact? In five clicks."""
    page = visit()
    page.keyboard.press("Control+k")
    page.get_by_role("searchbox").fill("daily play counts per track")
    page.locator(".mw-search").get_by_role("link", name="Play events").first.click()
    assert page.locator(".mw-figures").inner_text()
    expect(page.get_by_role("region", name="Contacts").get_by_role("link").first).to_be_visible()

    expect(page.locator("article")).to_contain_text(re.compile("royalties", re.IGNORECASE))


def test_browser_agrees_on_web_addresses(visit) -> None:
    """An accepted web address has that scheme and a host in the browser's own parsing, if it parses it."""
    tried = [
        f"{before}{link}{after}"
        for link in (*LINKS, "https://a.example")
        for before in BEFORE
        for after in AFTER
    ]
    links = [*filter(None, map(web_link, tried))]
    read = visit().evaluate(
        """links => links.filter(link => URL.canParse(link, "https://own.example/")).map(link => { const url = new URL(link, "https://own.example/");
        return [url.protocol, url.username, url.host !== "own.example"]; })""",
        links,
    )

    assert len(read) > 10
    assert {tuple(each) for each in read} <= {("https:", "", True), ("http:", "", True)}


@each_way
def test_lineage_of_a_column_is_drawn_if_the_address_names_it(visit, by) -> None:
    """Its row is marked, and below it are its sources and consumers; every box is a link."""
    page = visit(f"{PLAYS}#port-daily-1-plays-artist_key", by=by)
    diagram = page.get_by_role("group", name="Upstream and downstream columns of artist_key")
    expect(diagram.locator("a.mw-node").first).to_be_visible()
    expect(page.locator("#port-daily-1-plays-artist_key .mw-from a")).to_have_text("live@1 artist_key")
    boxes = diagram.locator("a.mw-node").count()
    cells = page.locator("#port-daily-1-plays-artist_key :is(.mw-from, .mw-to) a").count()
    diagram.locator("a.mw-node", has_text="Artist identities").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Artist identities")
    assert boxes == cells > 2


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_links_to_columns_look_like_links(visit, scheme) -> None:
    """Touch screens have no pointer that could show it: they are underlined, and the column has the colour of links."""
    page = visit(f"{PLAYS}#port-daily-1-plays", color_scheme=scheme)
    link = page.locator("#port-daily-1-plays .mw-to a").first
    usual = page.get_by_role("link", name="Markdown", exact=True)

    assert link.evaluate("each => getComputedStyle(each).textDecorationLine") == "underline"
    assert link.locator("span").evaluate("each => getComputedStyle(each).color") == usual.evaluate(
        "each => getComputedStyle(each).color"
    )


@each_way
def test_two_products_can_be_chosen_to_join(visit, by) -> None:
    """The answer has columns, caveats and SQL, and the address leads to it again."""
    page = visit("joins/index.html", by=by)
    page.get_by_label("Product", exact=True).fill("Play events")
    page.get_by_label("With").fill("Royalties")
    page.get_by_label("With").press("Enter")
    page.get_by_label("With").blur()
    answer = page.get_by_role("region", name="On track")
    expect(answer).to_contain_text("many-to-many")
    expect(answer.locator("pre")).to_contain_text("GROUP BY")
    expect(page).to_have_url(re.compile("#from=player/play-events&with=payments/royalties$"))
    page.reload()

    expect(page.get_by_role("region", name="On track")).to_contain_text("Joinable")


def test_part_of_a_name_suggests_products(visit) -> None:
    """Those with it in their names come first."""
    page = visit("joins/index.html")
    page.get_by_label("Product", exact=True).fill("artist")
    page.get_by_label("Product", exact=True).press("Tab")
    offered = page.locator(".mw-pick__answer button")
    expect(offered.first).to_have_text("New artist discovery")
    page.get_by_role("button", name="Related artists").click()

    expect(page.get_by_label("Product", exact=True)).to_have_value(re.compile("^Related artists"))
    expect(page).to_have_url(re.compile("#from=recommendations/related-artists$"))


def test_change_names_teams_and_channels(visit) -> None:
    """Of direct and indirect consumers."""
    page = visit(f"{PLAYS}#change-port-daily-1")
    table = page.get_by_role("group", name="Consumers affected by a change to daily@1")

    expect(table.get_by_role("row", name=re.compile("Artist payments squad"))).to_contain_text("Royalties")


@each_way
def test_lineage_can_be_explored(visit, by) -> None:
    """Another hop, ports on a click, a path, an address that leads to the same diagram, and a card."""
    page = visit(f"{PLAYS}#lineage", by=by)
    page.get_by_role("button", name="Explore").click()
    drawing = page.locator(".mw-explore__drawing")
    expect(drawing.get_by_role("button", name=re.compile("^Royalties"))).to_be_visible()
    expect(drawing.get_by_role("button", name=re.compile("^New artist discovery"))).to_have_count(0)
    page.get_by_role("button", name="+1 hop downstream").click()
    expect(drawing.get_by_role("button", name=re.compile("^New artist discovery"))).to_be_visible()
    royalties = drawing.get_by_role("button", name=re.compile("^Royalties"))
    royalties.focus()
    expect(page.locator(".mw-explore__card")).to_contain_text("Artist payments squad")
    royalties.press("Enter")
    page.get_by_label("Path to").fill("discovery/new-artist-discovery")
    page.get_by_label("Path to").press("Tab")
    expect(page.locator(".mw-explore__path").first).to_be_visible()
    expect(page).to_have_url(re.compile(r"#lineage\?down=2&to=discovery"))
    page.reload()

    expect(page.locator(".mw-explore__path").first).to_be_visible()


def test_hop_button_is_disabled_at_the_end_of_the_lineage(visit) -> None:
    """It keeps the focus, but a click changes nothing."""
    page = visit(f"{PLAYS}#lineage?down=1")
    downstream = page.get_by_role("button", name="+1 hop downstream")
    expect(downstream).to_have_attribute("aria-disabled", "false")
    for _ in range(9):
        if downstream.get_attribute("aria-disabled") == "false":
            downstream.press("Enter")
    expect(downstream).to_have_attribute("aria-disabled", "true")
    address = page.url
    downstream.press("Enter")

    expect(downstream).to_be_focused()
    assert page.url == address


def test_column_in_an_address_is_that_of_its_port(visit) -> None:
    """Not of one whose name has the same beginning and that comes first: version 10 is not version 1."""
    page = visit(PLAYS)
    page.evaluate(
        """() => {
          const port = document.querySelector("#port-daily-1");
          const other = port.cloneNode(true);
          for (const each of [other, ...other.querySelectorAll("[id]")]) {
            each.id = each.id.replace("port-daily-1", "port-daily-10");
          }
          port.before(other);
          location.hash = "#column=play_id&port=port-daily-1";
        }"""
    )

    expect(page).to_have_url(re.compile("#port-daily-1-[^=]*play_id$"))


def test_explored_lineage_is_accessible(visit) -> None:
    """Names, roles, contrast, by axe-core's rules."""
    page = visit(f"{PLAYS}#lineage?down=2&ports=player%2Fplay-events&column=daily%401%2F")
    expect(page.locator(".mw-explore__drawing .mw-node").first).to_be_visible()
    page.evaluate(AXE)
    found = page.evaluate("axe.run('.mw-explore')")

    assert [each["id"] for each in found["violations"] if each["impact"] in ("serious", "critical")] == []


def test_code_of_a_hand_written_page_is_copied(visit) -> None:
    """By our own button; the theme's are landmarks without names."""
    page = visit(KINDS["rule"], permissions=["clipboard-read", "clipboard-write"])
    code = page.locator(".mw-copied").first
    code.get_by_role("button", name="copy").click()
    expect(code.get_by_role("button")).to_have_text("copied")

    assert page.evaluate("navigator.clipboard.readText()") == code.locator("code").text_content()
    assert page.locator(".md-code__nav").count() == 0


def test_copy_button_has_its_own_label_again(visit) -> None:
    """Even if it is clicked again while it states that the text is copied."""
    page = visit(KINDS["rule"], permissions=["clipboard-read", "clipboard-write"])
    button = page.locator(".mw-copied").first.get_by_role("button")
    labels = button.evaluate(
        """async (each) => {
          const after = async (time) => {
            await new Promise((done) => { setTimeout(done, time); });
            return each.textContent;
          };
          each.click();
          const first = await after(200);
          each.click();
          return [first, await after(2500)];
        }"""
    )

    assert labels == ["copied", "copy"]


def test_page_can_be_copied_for_a_chat(visit) -> None:
    """As Markdown, including closed tabs."""
    page = visit(PLAYS, permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy for AI").click()
    expect(page.locator("[data-mw-copy-page]")).to_have_text("copied")
    text = page.evaluate("navigator.clipboard.readText()")

    assert text.startswith("# Play events")
    assert "| listener_key" in text.replace("`", "")
    assert "## Service levels" in text
