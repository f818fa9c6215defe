from __future__ import annotations

import posixpath
import re
from datetime import UTC, datetime

import cmarkgfm
import pytest
from site_files import files_of

from mesh_of import scaffold
from meshwright.catalog.assembly.mesh import documents
from meshwright.catalog.assembly.product import product_document
from meshwright.catalog.history import History, HistoryChange, HistoryEntry
from meshwright.catalog.markdown.mesh import changes_markdown
from meshwright.catalog.markdown.product import product_markdown

ENTRY = HistoryEntry(
    "a" * 40,
    datetime(2026, 11, 20, 9, tzinfo=UTC),
    "subject",
    "player/play-events",
    (
        HistoryChange(
            "player/play-events/daily@1/plays/isrc", "daily@1/plays/isrc", "field is `gone`", "major", True
        ),
    ),
    more=2,
    is_breaking=True,
)


@pytest.fixture(scope="session")
def twins(example) -> dict[str, str]:
    """Return the twins of the example by their routes."""
    found = files_of(example).items()
    return {posixpath.dirname(path): data.decode() for path, data in found if path.endswith("index.md")}


def test_every_link_leads_to_a_twin(twins):
    """Links are relative, and name the file."""
    for route, text in twins.items():
        links = "" if route.startswith("rules/") else text  # pages of rules show examples
        for target in re.findall(r"\]\(([^)]*)\)", links):
            assert target.endswith("index.md")
            led = posixpath.normpath(posixpath.join(route, target)).removesuffix("index.md").rstrip("/")
            assert led in twins, f"{route}: {target}"


def test_every_table_is_one(twins):
    """No cell tears its table: all rows that are written are rows."""
    for text in twins.values():
        rows = sum(line.startswith("| ") for line in text.splitlines())
        heads = sum(line.startswith("| --- ") for line in text.splitlines())
        html = cmarkgfm.markdown_to_html_with_extensions(text, extensions=["table"])
        assert html.count("<tr>") == rows - heads


def test_a_product_reads_like_its_page(overview_of, golden):
    """What it is, its ports with their schemas, who reads it, how it stands, what became of it."""
    overview = overview_of(scaffold(), history=History({ENTRY.address: (ENTRY,)}))
    golden(product_markdown(product_document(overview.cards[ENTRY.address], overview)), "product.txt")


def test_the_past_is_told_by_days(overview_of):
    """A change says where, what, and whether it breaks."""
    overview = overview_of(scaffold(), history=History(recent=(ENTRY,)))
    product = "[`player/play-events`](../products/player/play-events/index.md)"
    assert changes_markdown(documents(overview).changes) == (
        f"# Changes\n\n## 2026-11-20\n\n"
        f"- {product}: 2026-11-20 (breaking): subject: daily@1/plays/isrc: field is `gone` (breaking), and 2 more "
        "(`aaaaaaaa`; consumers today: Royalties)\n"
    )
