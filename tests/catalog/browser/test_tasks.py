"""Consumers' tasks take at most four clicks from the home page, and the answer is that of the documents."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Locator, Page

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[3]
MOST = 4
"""Clicks for one task; typing does not count, but the click before it does."""


class Consumer:
    """A person at a page, whose clicks are counted."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.clicks = 0

    def click(self, what: Locator) -> None:
        """Click on a visible element."""
        self.clicks += 1
        what.click()

    def search(self, words: str, hit: str) -> None:
        """Type words into the search of the page, and click on the first result with a name."""
        self.click(self.page.get_by_role("button", name="Find a product"))
        self.page.locator(".mw-search").get_by_role("searchbox").fill(words)
        self.click(self.page.locator(".mw-search__hit", has_text=hit).first)

    def tab(self, name: str) -> Locator:
        """Open a tab of a product's page, and return it."""
        self.click(self.page.locator(".mw-view > summary", has_text=name))
        return self.page.locator(".mw-view[open]")

    def go(self, name: str) -> None:
        """Follow the navigation, which a phone has in a drawer."""
        menu = self.page.locator(".md-header label[for=__drawer]:visible")
        if menu.count():
            self.click(menu)
        links = self.page.get_by_role("navigation").get_by_role("link", name=name, exact=True)
        self.click(links.locator("visible=true").first)


@pytest.fixture(params=[1360, 390])
def consumer(visit: Callable[..., Page], request: pytest.FixtureRequest) -> Iterator[Consumer]:
    """Yield a consumer who has opened the home page; at the end, the clicks are counted."""
    consumer = Consumer(visit(viewport={"width": request.param, "height": 800}))
    yield consumer
    assert 0 < consumer.clicks <= MOST


def document(path: str) -> Any:
    """Return a document of the example."""
    return yaml.safe_load((ROOT / path).read_text())


def test_daily_plays_per_track_and_their_freshness(consumer: Consumer) -> None:
    """The first result of the search is the product; its page starts with the promise."""
    contract = document("products/player/play-events/contracts/daily.v1.odcs.yaml")
    (latency,) = [each for each in contract["slaProperties"] if each["property"] == "latency"]

    consumer.search("daily plays per track", "Play events")

    figure = consumer.page.locator(".mw-figures > div", has_text="fresh within")
    expect(figure).to_contain_text(f"{latency['value']} {latency['unit']}")
    expect(figure).to_contain_text("daily@1")


def test_join_with_royalties_and_contacts(consumer: Consumer) -> None:
    """The page has the readers of both, the columns, the caveats, the SQL, and both teams."""
    consumer.go("Joins")
    for number, name in enumerate(("Play events", "Royalties")):
        field = consumer.page.locator("[data-mw-pick] input").nth(number)
        consumer.click(field)
        field.fill(name)
        field.press("Tab")

    answer = consumer.page.locator(".mw-answer", has_text="on track")
    expect(answer).to_contain_text("Joinable")
    expect(answer).to_contain_text("statement_lines/isrc")
    expect(answer).to_contain_text("plays/isrc")
    expect(answer).to_contain_text("count them more than once")
    contact = consumer.page.locator(".mw-pick__answer")
    grants = document("products/payments/royalties/contracts/statements.v1.odcs.yaml")["roles"]
    open_to = ", ".join(dict.fromkeys(each["role"].replace("-", " ") for each in grants))
    expect(contact).to_contain_text(
        f"statements@1: classified as sealed, with personal data, open to {open_to}"
    )
    teams = {
        each["name"]: each["title"]
        for each in yaml.safe_load_all((ROOT / "governance/teams.yaml").read_text())
    }
    for path in ("player/play-events", "payments/royalties"):
        expect(contact).to_contain_text(teams[document(f"products/{path}/product.odps.yaml")["team"]["name"]])
    expect(contact.get_by_role("link", name="contact and access")).to_have_count(2)


def test_source_of_a_column(consumer: Consumer) -> None:
    """The search leads to the row of the column, which names its source."""
    contract = document("products/payments/royalties/contracts/statements.v1.odcs.yaml")
    lines = next(each for each in contract["schema"] if each["name"] == "statement_lines")
    column = next(each for each in lines["properties"] if each["name"] == "track_title")
    (source,) = column["transformSourceObjects"]

    consumer.search("track_title", "track_title")

    row = consumer.page.locator("tr:target")
    expect(row).to_be_visible()
    link = row.locator(".mw-from a")
    expect(link).to_have_text("Songs title")
    assert source == "catalogue/songs/current@1/tracks/title"
    assert str(link.get_attribute("href")).endswith("catalogue/songs/index.html#port-current-1-tracks-title")


def test_consumers_of_a_product(consumer: Consumer) -> None:
    """The products and agreements that declare it, and the teams of direct and indirect consumers."""
    consumer.search("play events", "Play events")
    readers = consumer.tab("Lineage").locator("table", has_text="Purpose")
    for path in (ROOT / "products").glob("*/*/product.odps.yaml"):
        product = document(str(path.relative_to(ROOT)))
        inputs = [each["contractId"] for each in product.get("inputPorts", ())]
        if path.parent.name != "play-events" and "player.play-events.daily" in inputs:
            name = product["name"].replace("-", " ").capitalize()
            expect(readers.get_by_role("row", name=name)).to_have_count(1)
    for path in (ROOT / "products/player/play-events/agreements").glob("*.yaml"):
        expect(readers).to_contain_text(document(str(path.relative_to(ROOT)))["consumer"]["use"])

    fold = consumer.page.locator("#change-port-daily-1")
    consumer.tab("Data")
    expect(fold.locator("summary")).to_contain_text("8 consumers directly")


@pytest.mark.parametrize("width", [1360, 390])
def test_consumers_of_a_column(visit: Callable[..., Page], width: int) -> None:
    """The chosen column lists the teams that a change affects, at first and second hand, each with a contact."""
    page = visit(
        "products/player/play-events/index.html#column=isrc", viewport={"width": width, "height": 800}
    )

    reach = page.locator(".mw-reach")
    expect(reach).to_be_visible()
    (team,) = reach.get_by_role("listitem").filter(has_text="Payments squad").all()
    expect(team).to_have_text(
        "Artist payments squad (#payments-data): Royalties; through others: checking and release of statements"
    )
    expect(team.get_by_role("link", name="#payments-data")).to_be_visible()
    expect(reach).not_to_contain_text("No team")


def test_column_that_only_an_agreement_reads(visit: Callable[..., Page]) -> None:
    """No column derives from it, but a dashboard reads it."""
    page = visit("products/player/play-events/index.html#column=platform")

    expect(page.locator(".mw-reach")).to_contain_text("Analytics squad (#analytics-data): churn dashboard")


def test_lineage_of_a_column(visit: Callable[..., Page]) -> None:
    """The chosen column leads to the drawing in which it is chosen, and Back leads to the column."""
    page = visit("products/player/play-events/index.html#column=isrc")
    page.get_by_role("link", name="Explore its lineage").click()

    expect(page.locator(".mw-explore__chosen")).to_have_text("isrc")
    expect(page.locator(".mw-explore .mw-node-marked", has_text="Royalties")).to_be_visible()
    page.go_back()
    expect(page.locator("tr:target")).to_contain_text("isrc")


def test_owner_and_snippet_on_a_phone(visit: Callable[..., Page]) -> None:
    """The owner and a channel are on the first screen, and the statement to read the data needs no fold."""
    page = visit("products/player/play-events/index.html", viewport={"width": 390, "height": 800})

    owner = page.locator(".mw-owner")
    expect(owner).to_have_text("Owner: Mei Tanaka, Player squad, #player-data")
    for name in ("Player squad", "#player-data"):
        expect(owner.get_by_role("link", name=name)).to_be_in_viewport(ratio=1)
    expect(page.locator(".mw-code", has_text="read_parquet").first).to_be_visible()
    page.get_by_role("link", name="Play events in one page").click()
    expect(page.locator(".mw-view[open]")).to_contain_text("Count rows of daily@1.")


def test_contact_for_an_erasure_request(consumer: Consumer) -> None:
    """The steps of the data subject's page, upstream first."""
    consumer.go("Data subjects")
    consumer.click(consumer.page.locator("article").get_by_role("link", name="Listener").first)

    expect(consumer.page.get_by_role("heading", name="Erasure steps")).to_be_visible()
    words = consumer.page.locator("article").inner_text()
    steps = [words.index(each) for each in ("Step 1", "Profiles current@1", "Step 2", "Play events daily@1")]
    assert steps == sorted(steps)


def test_changes_of_the_last_month(consumer: Consumer) -> None:
    """The page of changes has commits by day."""
    consumer.go("Changes")

    expect(consumer.page.get_by_role("heading", name="Changes", level=1)).to_be_visible()
    expect(consumer.page.locator("article time, article h2").first).to_be_visible()


def test_team_with_most_to_fix(consumer: Consumer) -> None:
    """The governance page ranks teams, each with a command."""
    consumer.go("Governance")

    rows = consumer.page.locator("#actions ~ * table, table", has_text="Next step").first.locator("tbody tr")
    expect(rows.first).to_contain_text("meshwright ")
    expect(consumer.page.locator("article")).to_contain_text("No team has open findings in this catalog.")


def test_request_for_access(consumer: Consumer) -> None:
    """A product's page names the approvers; its button opens the request, which states where it goes."""
    consumer.search("play events", "Play events")
    allowed = consumer.page.locator(".mw-panel", has_text="May I read it?")
    expect(allowed).to_contain_text("approved by player squad")
    consumer.click(consumer.page.get_by_role("link", name="Request access to daily@1"))

    dialog = consumer.page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    expect(dialog).to_contain_text("daily@1")


def test_query_of_a_product(consumer: Consumer) -> None:
    """The first tab of a product's page has a statement for the server of the contract."""
    contract = document("products/player/play-events/contracts/daily.v1.odcs.yaml")
    server = next(each for each in contract["servers"] if each.get("environment") == "prod")

    consumer.search("play events", "Play events")

    code = consumer.page.locator(".mw-view[open] .mw-code").first
    expect(code).to_contain_text(server["location"])
    expect(code).to_contain_text("SELECT *")
