from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import meshwright.catalog
from meshwright.catalog.assembly.governance import rules_document
from meshwright.catalog.assembly.product import product_document
from meshwright.catalog.indexes import column_words as words_of_columns
from meshwright.catalog.indexes.column_words import column_words, words_file
from meshwright.catalog.indexes.scripts import script
from meshwright.catalog.indexes.search import (
    FACETS,
    fields,
    guide_file,
    others,
    packed,
    products,
    search_files,
)
from meshwright.catalog.sections import SECTIONS

ASSETS = Path(meshwright.catalog.__file__).parent / "assets"
DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Home</title>
<script src="assets/js/meshwright.js" defer></script><script src="assets/js/search.js" defer></script>
<body><a href="products/index.html" data-mw-search>Search</a></html>
"""
GUIDE = {
    "location": "guide/index.html#marks",
    "title": "Marks &lt;b&gt;",
    "text": "<p>What a <code>mark</code> means &amp; more</p>",
}


def unpacked(text: str) -> list[int]:
    """Read the output of `packed` like search.js does."""
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
def test_packed_rows_are_unpacked(rows):
    """Ascending numbers are kept."""
    assert unpacked(packed(sorted(rows))) == sorted(rows)


def test_row_refers_to_values_of_filters(example):
    """Each product is one row; its filters are positions in lists of values."""
    found = products(example)
    facets = dict(found["facets"])
    assert tuple(facets) == FACETS
    assert [row[0] for row in found["rows"]] == list(example.cards)
    row = next(row for row in found["rows"] if row[0] == "player/play-events")
    assert row[1] == ""
    assert row[3] == "played songs streams"
    assert [port[0] for port in row[4]] == ["live@1", "daily@1"]
    assert {"play_events", "kafka", "avro"} <= set(row[4][0][1].split())
    values = [facets[facet][row[5 + at]] for at, facet in enumerate(FACETS[:-1])]
    assert values == [
        ["player", "Player", *example.signs["player"]],
        ["sourceAligned", "source-aligned"],
        ["active", ""],
        ["player-squad", "Player squad"],
        ["restricted", ""],
        ["personal", "personal data", "personaldata"],
    ]
    assert [facets["entity"][at][0] for at in row[11]] == ["artist", "episode", "listener", "track"]
    assert (found["freshness"][row[12]], row[13:]) == ("26 hours", [10, "mei.tanaka"])


def test_column_leads_to_its_products(example):
    """The names of columns are sorted, and each has its rows."""
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
def test_script_with_data_ends_no_element_and_no_line(text):
    """No text of a document can end the script or its string."""
    found = script("x", [text]).decode()
    assert not {"<", "\u2028", "\u2029"} & set(found)
    assert json.loads(found.partition('m.take("x",')[2].removesuffix(")})(window);\n")) == [text]


def test_everything_with_a_name_is_listed(example):
    """Sections, domains, teams, entities with their aliases, people, uses and rules, each with its page."""
    found = list(others(example, rules_document(example)))
    listener = next(row for row in found if row[:2] == ["entity", "Listener"])

    assert {row[0] for row in found} == {
        *("section", "domain", "team", "entity", "subject", "person", "use", "rule", "policy")
    }
    assert listener[2:4] == ["entities/listener/index.html", "listener user subscriber customer follower"]
    assert [row[1] for row in found if row[0] == "section"] == [section.title for section in SECTIONS]
    assert [row[2:4] for row in found if row[0] == "subject"][1] == [
        "privacy/listener/index.html",
        "Listener, listener, user, subscriber, customer, follower",
    ]
    assert [row for row in found if row[0] == "person" and row[1] == "Mei Tanaka"] == [
        ["person", "Mei Tanaka", "teams/player-squad/index.html", "mei.tanaka", "owner, Player squad"]
    ]


def test_guide_is_indexed_as_plain_text():
    """Its markup is removed, and the text that it shows is kept."""
    text = guide_file([GUIDE]).data.decode()
    rows = json.loads(text.partition('m.take("guide",')[2].removesuffix(")})(window);\n"))

    assert rows == [
        ["guide", "Marks <b>", "guide/index.html#marks", "", "What a mark means & more"],
    ]


def words_in(example):
    """Return the words of the columns of each product, with the number of its row."""
    documents = (product_document(card, example) for card in example.cards.values())
    return list(enumerate(map(column_words, documents)))


def taken(file):
    """Return the data that a script hands over."""
    return json.loads(file.data.decode().partition('m.take("words",')[2].removesuffix(")})(window);\n"))


def test_a_column_has_its_descriptions_with_the_rows_that_have_them():
    """Rows are only listed if they are not those of the name, and ports only if they matter."""
    products = [
        (1, [("a", "one", ""), ("b", "same", "")]),
        (0, [("a", "two", "daily@1"), ("b", "same", ""), ("c", "", "")]),
        (2, [("a", "one", ""), ("b", "", "")]),
    ]
    names = [["a", packed([0, 1, 2])], ["b", packed([0, 1])], ["c", packed([0])]]

    assert taken(words_file(products, names)) == [
        ["a", [["two", packed([0]), "daily@1"], ["one", packed([1, 2])]]],
        ["b", [["same", ""]]],
    ]


def test_descriptions_of_a_large_mesh_are_shortened(monkeypatch):
    """Until all of them fit; if none fit, there are none."""
    products = [(0, [("a", "one two three", ""), ("b", "four", "")])]
    monkeypatch.setattr(words_of_columns, "LIMITS", (100, 8))

    def texts(most):
        monkeypatch.setattr(words_of_columns, "MOST", most)
        return [text for _, each in taken(words_file(products, [])) for text, _ in each]

    assert texts(100) == ["one two three", "four"]
    assert texts(18) == ["one…", "four"]
    assert texts(10) == []


@pytest.fixture(scope="module")
def page(example, chromium, tmp_path_factory):
    """Open a page with only the search from the disk, without errors."""
    folder = tmp_path_factory.mktemp("search")
    words = words_file(words_in(example), fields(example.cards.values()))
    for file in (*search_files(example, rules_document(example)), words, guide_file([GUIDE])):
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
    page.goto(page.address)
    yield page
    page.close()
    assert errors == []


def answers(page, query: str) -> dict[str, list[str]]:
    """Return the titles of the results of a query, by the name of their group."""
    return page.evaluate(
        """query => new Promise(done => meshwright.search.ready(index => done(Object.fromEntries(
        meshwright.search.ask(index, query).groups.map(({ kind, hits }) => [kind,
          hits.map(({ entry }) => entry.title)])))))""",
        query,
    )


@pytest.mark.parametrize(
    ("query", "kind", "first"),
    [
        ("Which product has daily play counts per track?", "product", "Play events"),
        ("podcast played", "product", "Podcast play rate"),
        ("player/play-events", "product", "Play events"),
        ("mesh://watergarden/player/play-events", "product", "Play events"),
        ("play-events/daily@1", "port", "Play events daily@1"),
        ("the gigs", "product", "Music events"),
        ("roylaties", "product", "Royalties"),
        ("royaltys", "product", "Royalties"),
        ("lisener", "entity", "Listener"),
        ("customer", "entity", "Listener"),
        ("mei tanaka", "person", "Mei Tanaka"),
        ("mei.tanaka", "product", "Play events"),
        ("kafka", "product", "Play events"),
        ("churn", "use", "churn dashboard"),
        ("erasure", "team", "Listeners squad"),
        ("erasure request listener", "subject", "Listener as a data subject"),
        ("What joins with Royalties?", "product", "Royalties"),
        ("expired-waiver", "rule", "expired-waiver"),
        ("what mark means", "guide", "Marks <b>"),
        ("royalties of unicorns", "product", "Royalties"),
    ],
)
def test_expected_result_comes_first(page, query, kind, first):
    """Names, aliases, people, kinds of servers, uses, teams, rules, the guide; with misspellings, and as a sentence."""
    assert answers(page, query)[kind][0] == first


@pytest.mark.parametrize(
    ("query", "path"),
    [
        *((section.title, f"{section.route}/index.html") for section in SECTIONS),
        ("breaking changes", "changes/index.html"),
        ("what changed last month", "changes/index.html"),
        ("chnages", "changes/index.html"),
        ("which products are deprecated?", "changes/index.html"),
        ("ending soon", "changes/index.html"),
        ("which team has the most to fix", "governance/index.html"),
        ("findings", "governance/index.html"),
        ("waivers", "governance/index.html"),
        ("exceptions", "governance/index.html"),
        ("goverance", "governance/index.html"),
        ("delete my data", "privacy/index.html"),
        ("right to be forgotten", "privacy/index.html"),
        ("how do I join two products", "joins/index.html"),
        ("data flows", "map/index.html"),
        ("Produkte", "products/index.html"),
        ("Datenprodukte", "products/index.html"),
        ("数据产品", "products/index.html"),
        ("get access", "products/index.html"),
        ("Zugriff", "products/index.html"),
        ("访问", "products/index.html"),
        ("Änderungen", "changes/index.html"),
        ("变更", "changes/index.html"),
        ("最近的变更", "changes/index.html"),
        ("治理", "governance/index.html"),
        ("löschen", "privacy/index.html"),
        ("删除", "privacy/index.html"),
        ("which team owns royalties", "products/payments/royalties/index.html"),
        ("who owns royalties", "products/payments/royalties/index.html"),
        ("erase a listener", "privacy/listener/index.html"),
        ("erasure request listener", "privacy/listener/index.html"),
        ("delete a customer", "privacy/listener/index.html"),
        ("personal data of listeners", "privacy/listener/index.html"),
        ("GDPR artist", "privacy/artist/index.html"),
        ("listener", "entities/listener/index.html"),
        ("player", "domains/player/index.html"),
        ("episode", "entities/episode/index.html"),
        ("governance council", "teams/governance-council/index.html"),
        ("who uses play events", "products/player/play-events/index.html#used-by"),
        ("listener asks for erasure", "privacy/listener/index.html"),
        ("changes in royalties", "products/payments/royalties/index.html#changes"),
        ("playevents", "products/player/play-events/index.html"),
        ("playevnets", "products/player/play-events/index.html"),
        ("newartistdiscovery", "products/discovery/new-artist-discovery/index.html"),
        ("isrc play events", "products/player/play-events/index.html#column=isrc"),
        ("isrc", "products/catalogue/songs/index.html#column=isrc"),
        ("personal data", "products/player/play-events/index.html"),
    ],
)
def test_enter_leads_to(page, query, path):
    """Sections by their names, by words for them, and by questions; names before them; products with all words."""
    opened(page, query)

    first = page.locator(".mw-search__results a").first.get_attribute("href")
    assert first.removeprefix(page.address.removesuffix("index.html")) == path


def test_synonym_of_a_person_in_another_language_leads_to_the_erasure_steps(page):
    """If the entity has it as an alias."""
    (section,) = [each for each in SECTIONS if each.route == "privacy"]
    rows = [
        ["section", section.title, "privacy/index.html", section.words, section.text, section.elsewhere],
        ["subject", "Listener as a data subject", "privacy/listener/index.html", "Listener, Hörer", "Steps."],
    ]
    first = page.evaluate(
        """others => {
          const index = meshwright.search.build({ facets: [], freshness: [], rows: [], others }, [], [], []);
          return meshwright.search.ask(index, "Hörer löschen").groups[0].hits[0].entry.href;
        }""",
        rows,
    )

    assert first == "privacy/listener/index.html"


def test_enter_opens_nothing_if_nothing_matches(page):
    """The most used products do not answer the query."""
    opened(page, "xqzvwkj")
    assert "Most used products:" in page.locator(".mw-search__none").inner_text()
    page.keyboard.press("Enter")

    assert page.get_by_role("dialog").is_visible()
    assert page.url == page.address


def test_name_of_an_item_comes_before_a_section(page):
    """For a product, an entity and a team with the name of a section."""
    kinds = page.evaluate(
        """() => ["product", "entity", "team"].map(kind => {
          const others = [["section", "Changes", "changes/index.html", "news", ""]];
          if (kind !== "product") others.push([kind, "A title", "x/index.html", "changes", ""]);
          const address = "player/" + (kind === "product" ? "changes" : "x");
          const row = [address, "", "", "", [], -1, -1, -1, -1, -1, -1, [], -1, 0, ""];
          const data = { facets: [], freshness: [], rows: [row], others };
          const index = meshwright.search.build(data, [], [], []);
          return meshwright.search.ask(index, "changes").groups.map(group => group.kind).join(" ");
        })"""
    )

    assert kinds == ["product section", "entity section", "team section"]


def test_column_described_twice_is_shown_with_its_ports(page):
    """Each leads to the column of its port."""
    opened(page, "songs_played")
    hits = page.locator(".mw-search__group", has_text="Columns").locator(".mw-search__hit")

    assert hits.locator(".mw-search__text").all_inner_texts() == [
        "of Listening sessions daily@2: Qualified plays of songs.",
        "of Listening sessions daily@1: Qualified plays of songs; podcasts aren't counted.",
    ]
    assert hits.nth(1).get_attribute("href").endswith("#column=songs_played&port=port-daily-1")


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("number of plays", "play_count"),
        ("What is the number of plays?", "play_count"),
        ("count of purchases", "purchase_count"),
        ("how many listeners within ninety days", "listener_count"),
        ("listeners ninety days", "listener_count"),
        ("similarity", "similarity_share"),
        ("account deleted", "account_id"),
    ],
)
def test_a_column_is_found_by_its_name_and_description(page, query, first):
    """All words of a query must be in them; a question for a number prefers a column that counts."""
    assert answers(page, query)["column"][0] == first


def test_the_description_of_a_found_column_is_shown(page):
    """After its product."""
    opened(page, "number of plays")

    hit = page.locator(".mw-search__hit", has_text="play_count")
    assert "of Related artists: Qualified plays within ninety days." in hit.inner_text()


@pytest.mark.parametrize("query", ["personal data", "Which products hold personal data?", "pii", "GDPR"])
def test_personal_data_is_found_by_the_mark_of_the_pages(page, example, query):
    """The fields decide, not a tag or a text."""
    expected = sum(card.is_personal for card in example.cards.values())

    assert len(answers(page, query)["product"]) == expected == 11


@pytest.mark.parametrize(
    "query", ["listener_key", "which tables have listener_key", "Listener_Key", "play_id"]
)
def test_exact_name_of_a_column_comes_first(page, example, query):
    """Each product that has it is first in the group of columns, and the link names the column."""
    name = re.search(r"\w+_\w+", query)[0].lower()
    having = [
        card
        for card in example.cards.values()
        if any(name in port.contract.fact.fields.names for port in card.product.outputs if port.contract)
    ]
    titles = answers(page, query)["column"]

    count = titles.count(name)
    assert count >= len(having)  # more if ports describe it differently
    assert titles[:count] == [name] * count


def test_table_of_a_column_leads_to_it(page):
    """By its name, which the product's page resolves."""
    opened(page, "play_id")

    assert page.locator(".mw-search__hit").first.get_attribute("href").endswith("/index.html#column=play_id")


def opened(page, query: str) -> None:
    """Open the search with a query."""
    page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    page.wait_for_selector(".mw-search__hit")
    page.fill(".mw-search__input", query)
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")


def test_kept_keys_open_the_search(page, chromium):
    """Those that were pressed before its script was loaded."""
    other = chromium.new_page()
    other.add_init_script("window.mwKeys = () => {}; mwKeys.query = 'plays';")
    other.goto(page.address)
    other.wait_for_selector(".mw-search__hit")

    assert other.input_value(".mw-search__input") == "plays"
    other.close()


@pytest.mark.parametrize("query", ["gender", "歌曲", "qwxzj"])
def test_failed_search_shows_three_results_and_contacts(page, query):
    """The most used products if no name is similar, and the responsible teams."""
    opened(page, query)

    assert "Most used products:" in page.locator(".mw-search__none").inner_text()

    assert page.locator(".mw-search__none .mw-search__hit").count() == 3
    assert "Contacts: " in page.locator(".mw-search__none").inner_text()
    assert page.locator(".mw-search__none p a").count() > 0


def test_failed_search_shows_similar_names(page):
    """Only names that share most pairs of letters with the query are called close."""
    opened(page, "listenetworkings")

    assert "Closest matches:" in page.locator(".mw-search__none").inner_text()
    assert "Listener network" in page.locator(".mw-search__none .mw-search__hit").first.inner_text()


def test_part_of_a_product_is_suggested(page):
    """The query names it."""
    opened(page, "What joins with Royalties?")

    part = page.locator(".mw-search__part").first
    assert part.inner_text() == "Royalties: Joins with"
    assert part.get_attribute("href").endswith("products/payments/royalties/index.html#joins")


def test_other_scripts_are_found(page):
    """Accents and the German ß are folded; text without spaces is split."""
    found = [
        page.evaluate("text => meshwright.search.folded(text)", text)
        for text in ("Künstler, Straße", "Ærø", "播放 事件")
    ]

    assert found == ["kunstler strasse", "aero", "播放 事件"]


def test_keys_right_after_a_letter_meet_the_new_results(page):
    """Results are drawn in the next frame, and an arrow or Enter can come before."""
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    page.fill(".mw-search__input", "royalties")
    page.wait_for_function("document.querySelector('.mw-search__hit')?.textContent.includes('Royalties')")

    focused = page.evaluate("""() => {
      const input = document.querySelector(".mw-search__input");
      input.value = "play-events";
      input.dispatchEvent(new Event("input"));
      input.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowDown", bubbles: true }));
      return document.activeElement.textContent;
    }""")

    assert "Play events" in focused
    page.keyboard.press("Escape")


def test_keyboard_is_sufficient(page):
    """A slash opens the search, arrows move, Escape closes it, Enter opens the first result."""
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    page.fill(".mw-search__input", "play-events")
    page.wait_for_selector(".mw-search__hit")
    page.keyboard.press("ArrowDown")
    assert "Play events" in page.evaluate("document.activeElement.textContent")
    page.keyboard.press("ArrowUp")
    assert page.evaluate("document.activeElement.type") == "search"
    page.keyboard.press("Enter")
    page.wait_for_url("**/products/player/play-events/index.html")
