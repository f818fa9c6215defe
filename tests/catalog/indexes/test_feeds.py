from __future__ import annotations

import xml.etree.ElementTree as ET
from datetime import UTC, datetime
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from mesh_of import scaffold
from meshwright.catalog.history import History, HistoryChange, HistoryEntry
from meshwright.catalog.indexes.feeds import _escaped, feed_files
from meshwright.catalog.text import shown

ATOM = "{http://www.w3.org/2005/Atom}"
PRODUCT = "player/play-events"
SAID = HistoryChange(
    f"{PRODUCT}/daily@1/plays/x", "daily@1/plays/x", "field `x` is gone", "major", is_breaking=True
)
PLAYED = HistoryEntry(
    "a" * 40, datetime(2026, 11, 20, 9, tzinfo=UTC), "Drop x", PRODUCT, (SAID,), is_breaking=True
)
GONE = HistoryEntry("b" * 40, datetime(2026, 11, 1, tzinfo=UTC), "<b>&]]>\x00\u202e", "player/gone", more=3)
HISTORY = History({PRODUCT: (PLAYED,)}, (PLAYED, GONE))
CONTRACT = "products/player/play-events/contracts/daily.v1.odcs.yaml"


def feeds(overview) -> dict[str, ET.Element]:
    """Return the feeds by their paths, parsed."""
    return {file.path: ET.fromstring(file.data) for file in feed_files(overview)}


def entries(feed: ET.Element) -> list[tuple[str, ...]]:
    """Return title, time and link of each entry."""
    return [
        (
            entry.findtext(f"{ATOM}title"),
            entry.findtext(f"{ATOM}updated"),
            entry.find(f"{ATOM}link").get("href"),
        )
        for entry in feed.iter(f"{ATOM}entry")
    ]


def test_mesh_domains_and_products_have_feeds(overview_of):
    """An end within half a year is news from the first day of that period; a removed product leads to all changes."""
    files = scaffold()
    files[CONTRACT] += b"  - property: endOfLife\n    value: '2027-03-01'\n"
    found = feeds(overview_of(files, history=HISTORY))
    ending = "daily@1 ends on 2027-03-01"
    assert entries(found["feed.xml"]) == [
        (
            f"{PRODUCT}: daily@1/plays/x: field `x` is gone",
            "2026-11-20T09:00:00Z",
            "products/player/play-events/index.html",
        ),
        ("player/gone: <b>&]]>\\x00\\u202e", "2026-11-01T00:00:00Z", "changes/index.html"),
        (f"{PRODUCT}: {ending}", "2026-09-02T00:00:00Z", "products/player/play-events/index.html"),
    ]
    assert entries(found["products/player/play-events/feed.xml"]) == [
        (
            "daily@1/plays/x: field `x` is gone",
            "2026-11-20T09:00:00Z",
            "index.html",
        ),
        (ending, "2026-09-02T00:00:00Z", "index.html"),
    ]
    assert [title for title, *_ in entries(found["domains/player/feed.xml"])] == [
        f"{PRODUCT}: daily@1/plays/x: field `x` is gone",
        f"{PRODUCT}: {ending}",
    ]
    assert entries(found["domains/payments/feed.xml"]) == []


def test_feed_conforms_to_the_standard(overview_of):
    """RFC 4287 §4.1.1 and §4.1.2: id, title, updated; an author; unique ids that do not depend on the site's address."""
    here = feeds(overview_of(scaffold(), history=HISTORY))
    there = feeds(overview_of(scaffold(), history=HISTORY, site_url="https://mesh.example/catalog/"))
    assert here.keys() == there.keys()
    seen = set()
    for path, feed in here.items():
        for thing in (feed, *feed.iter(f"{ATOM}entry")):
            name = thing.findtext(f"{ATOM}id")
            assert UUID(name.removeprefix("urn:uuid:"))
            assert thing.findtext(f"{ATOM}title") is not None
            datetime.strptime(thing.findtext(f"{ATOM}updated"), "%Y-%m-%dT%H:%M:%S%z")
        assert feed.findtext(f"{ATOM}author/{ATOM}name") == "The clean mesh that examples stand in"
        seen.add(feed.findtext(f"{ATOM}id"))
        assert [each.text for each in feed.iter(f"{ATOM}id")] == [
            each.text for each in there[path].iter(f"{ATOM}id")
        ]
    assert len(seen) == len(here)


def test_links_are_absolute_only_if_the_site_is_known(overview_of):
    """The same applies to the link of the feed itself."""
    here = feeds(overview_of(scaffold(), history=HISTORY))["feed.xml"]
    there = feeds(overview_of(scaffold(), history=HISTORY, site_url="https://mesh.example/catalog/"))[
        "feed.xml"
    ]
    assert [each.get("rel") for each in here.findall(f"{ATOM}link")] == ["alternate"]
    assert [each.get("href") for each in there.iter(f"{ATOM}link")] == [
        "https://mesh.example/catalog/index.html",
        "https://mesh.example/catalog/feed.xml",
        "https://mesh.example/catalog/products/player/play-events/index.html",
        "https://mesh.example/catalog/changes/index.html",
    ]


@given(st.text())
def test_any_text_stays_text(text):
    """Texts of documents become well-formed XML, and read as they are shown elsewhere."""
    assert (ET.fromstring(f"<a>{_escaped(text)}</a>").text or "") == shown(text)
