from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import meshwright.catalog
from meshwright.catalog.indexes.finder import FACETS, fields, finder_files, packed, products
from meshwright.catalog.indexes.scripts import script

ASSETS = Path(meshwright.catalog.__file__).parent / "assets"
DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Home</title>
<script src="assets/data/products.js" defer></script><script src="assets/js/finder.js" defer></script>
<body><div class="mw-finder" data-mw-finder></div></html>
"""


def unpacked(text: str) -> list[int]:
    """Read what `packed` wrote, as finder.js does."""
    rows, row, step, shift = [], -1, 0, 0
    for each in text:
        digit = DIGITS.index(each)
        step |= (digit & 31) << shift
        shift += 5
        if not digit & 32:
            row += step + 1
            rows.append(row)
            step = shift = 0
    return rows


@given(st.sets(st.integers(0, 100_000)))
def test_packed_rows_come_back(rows):
    """Numbers that ascend survive."""
    assert unpacked(packed(sorted(rows))) == sorted(rows)


def test_a_row_refers_to_the_values_of_facets(example):
    """Each product is one row; its facets are positions in the facets' values."""
    found = products(example)
    facets = dict(found["facets"])
    assert tuple(facets) == FACETS
    assert [row[0] for row in found["rows"]] == list(example.cards)
    row = next(row for row in found["rows"] if row[0] == "player/play-events")
    assert row[1] == ""
    assert row[3] == "played songs streams"
    assert row[4] == "live play_events daily plays"
    values = [facets[facet][row[5 + at]] for at, facet in enumerate(FACETS[:-1])]
    assert values == [
        ["player", "Player"],
        ["sourceAligned", "source-aligned"],
        ["active", ""],
        ["player-squad", "Player squad"],
        ["restricted", ""],
        ["personal", "personal data", "personaldata"],
    ]
    assert [facets["entity"][at][0] for at in row[11]] == ["artist", "episode", "listener", "track"]
    assert (found["freshness"][row[12]], row[13]) == ("26 h", 100)


def test_a_column_leads_to_the_products_that_have_it(example):
    """The names of columns are sorted, and each knows its rows."""
    addresses = list(example.cards)
    index = {name: unpacked(rows) for name, rows in fields(example.cards.values())}
    assert list(index) == sorted(index)
    assert [addresses[at] for at in index["artist_key"]] == [
        "discovery/new-artist-discovery",
        "labels/artist-identities",
        "notifications/listener-notifications",
        "player/listening-sessions",
        "player/play-events",
        "recommendations/related-artists",
        "recommendations/social-recommendations",
    ]


@given(st.text())
def test_data_as_a_script_end_no_element_and_no_line(text):
    """What a document says cannot get out of the script, nor out of its text."""
    found = script("x", [text]).decode()
    assert not {"<", "\u2028", "\u2029"} & set(found)
    assert json.loads(found.partition('m.take("x",')[2].removesuffix(")})(window);\n")) == [text]


@pytest.fixture(scope="module")
def page(example, chromium, tmp_path_factory):
    """Open a page with nothing but the finder from the disk; nothing may go wrong in it."""
    folder = tmp_path_factory.mktemp("finder")
    for file in finder_files(example):
        (folder / file.path).parent.mkdir(parents=True, exist_ok=True)
        (folder / file.path).write_bytes(file.data)
    shutil.copytree(ASSETS / "js", folder / "assets/js")
    (folder / "index.html").write_text(PAGE)
    target = folder / "products/player/play-events/index.html"
    target.parent.mkdir(parents=True)
    target.write_text("<!doctype html><title>Plays</title>")
    page = chromium.new_page()
    errors = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.address = (folder / "index.html").as_uri()
    yield page
    page.close()
    assert errors == []


def opened(page, state: str = ""):
    """Open the page anew, in a state."""
    page.goto("about:blank")
    page.goto(page.address + state)
    page.wait_for_selector(".mw-finder__input")
    return page


def found(page) -> list[str]:
    """Return the addresses that are listed, once columns are there and everything is drawn."""
    page.wait_for_function("!document.querySelector('.mw-finder__input').value || meshwright.data.fields")
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    return page.locator(".mw-finder__address").all_inner_texts()


def test_a_word_and_a_facet_find_a_product(page):
    """Every word must fit, names come first, and the state is in the URL."""
    opened(page).keyboard.press("/")
    page.keyboard.type("podcast played")
    page.locator(".mw-finder__chip", has_text="Business analytics").first.click()
    assert found(page) == ["analytics/podcast-play-rate"]
    assert page.url.endswith("#q=podcast+played&domain=analytics")
    assert page.locator(".mw-finder__count").inner_text() == "1 product"


def test_the_url_brings_the_state_back(page):
    """A link to a search opens it."""
    opened(page, "#q=artist&domain=labels&domain=discovery")
    assert found(page)[:2] == ["discovery/new-artist-discovery", "labels/artist-identities"]
    assert page.locator(".mw-finder__chip[aria-pressed=true]").count() == 2
    page.locator(".mw-finder__clear").click()
    assert found(page) == []
    assert "#" not in page.url


def test_a_column_finds_products_and_an_address_comes_first(page):
    """Columns are loaded when somebody types."""
    opened(page).fill(".mw-finder__input", "listened_ms")
    page.wait_for_selector(".mw-finder__column")
    assert "player/play-events" in found(page)
    assert page.locator(".mw-finder__column").first.inner_text() == "column listened_ms"
    page.fill(".mw-finder__input", "player/play-events/daily@1")
    assert found(page)[0] == "player/play-events"


@pytest.mark.parametrize(
    "question",
    ["personal data", "Which products hold personal data?", "pii", "GDPR", "#personal=personal"],
)
def test_personal_data_is_found_by_the_fact_that_the_pages_show(page, example, question):
    """Neither a tag nor a text decides, but the fields, as for the mark on each page."""
    if question.startswith("#"):
        opened(page, question)
    else:
        opened(page).fill(".mw-finder__input", question)
    expected = [address for address, card in example.cards.items() if card.is_personal]
    assert sorted(found(page)) == expected
    assert len(expected) == 11
    assert page.locator(".mw-finder__personal").all_inner_texts() == ["personal data"] * 11


@pytest.mark.parametrize(
    "query", ["listener_key", "which tables have listener_key", "Listener_Key", "play_id", "account_id"]
)
def test_the_exact_name_of_a_column_comes_first(page, example, query):
    """Before products of which only a part of another column's name, or their own name, fits; and the link leads there."""
    name = re.search(r"\w+_\w+", query)[0].lower()
    having = [
        address
        for address, card in example.cards.items()
        if any(name in port.contract.fact.fields.names for port in card.product.outputs if port.contract)
    ]
    opened(page).fill(".mw-finder__input", query)
    page.wait_for_selector(".mw-finder__column")
    listed = found(page)
    assert sorted(listed[: len(having)]) == having != []
    for at in range(len(having)):
        result = page.locator(".mw-finder__result").nth(at)
        assert result.locator(".mw-finder__column").inner_text() == f"column {name}"
        assert result.locator("a").get_attribute("href").endswith(f"/index.html#column={name}")


def test_a_question_in_everyday_words_finds_an_answer(page):
    """Words that say nothing of data do not have to fit; a plural finds its singular, in names of columns, too."""
    opened(page).fill(".mw-finder__input", "Which product has daily play counts per track?")
    assert found(page) == ["player/play-events", "player/listening-sessions"]
    page.fill(".mw-finder__input", "the gigs")
    assert found(page) == ["events/music-events"]


def test_who_mistypes_is_asked_what_was_meant(page):
    """Nothing is found for a word that is nowhere; the nearest one is offered."""
    opened(page).fill(".mw-finder__input", "roylaties")
    page.locator(".mw-finder__suggestion", has_text="Did you mean royalties?").click()
    assert found(page)[0] == "payments/royalties"


def test_what_has_most_words_is_found_where_nothing_has_all(page):
    """And that it is so is said."""
    opened(page).fill(".mw-finder__input", "royalties of unicorns")
    assert found(page) == ["payments/royalties"]
    count = page.locator(".mw-finder__count").inner_text()
    assert count == "No product has all of these words; 1 product has some"


def test_filters_that_leave_nothing_are_named(page):
    """What would be found without them is one click away."""
    opened(page, "#q=royalties&domain=player&archetype=aggregate")
    page.locator(".mw-finder__suggestion").click()
    assert found(page)[0] == "payments/royalties"


def test_the_keyboard_is_enough(page):
    """A slash begins, arrows walk, Escape goes back, Enter opens the first."""
    opened(page).keyboard.press("/")
    page.keyboard.type("play-events")
    assert found(page)[0] == "player/play-events"
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.textContent") == "Play events"
    page.keyboard.press("ArrowUp")
    assert page.evaluate("document.activeElement.type") == "search"
    page.keyboard.press("Enter")
    page.wait_for_url("**/products/player/play-events/index.html")
