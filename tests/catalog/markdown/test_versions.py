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
def versions(example) -> dict[str, str]:
    """Return the Markdown versions of the example by their routes."""
    found = files_of(example).items()
    return {posixpath.dirname(path): data.decode() for path, data in found if path.endswith("index.md")}


def test_every_link_leads_to_a_markdown_version(versions):
    """Links are relative, and name the file."""
    for route, text in versions.items():
        links = "" if route.startswith("rules/") else text  # pages of rules show examples
        for target in re.findall(r"\]\(([^)]*)\)", links):
            assert target.endswith("index.md")
            led = posixpath.normpath(posixpath.join(route, target)).removesuffix("index.md").rstrip("/")
            assert led in versions, f"{route}: {target}"


def test_no_cell_breaks_its_table(versions):
    """All written rows are rows."""
    for text in versions.values():
        rows = sum(line.startswith("| ") for line in text.splitlines())
        heads = sum(line.startswith("| --- ") for line in text.splitlines())
        html = cmarkgfm.markdown_to_html_with_extensions(text, extensions=["table"])
        assert html.count("<tr>") == rows - heads


def test_markdown_version_has_the_content_of_the_page(overview_of, golden):
    """The product, its ports with their schemas, its consumers, scores, and history."""
    overview = overview_of(scaffold(), history=History({ENTRY.address: (ENTRY,)}))
    golden(product_markdown(product_document(overview.cards[ENTRY.address], overview)), "product.txt")


def test_history_is_grouped_by_day(overview_of):
    """A change states where, what, and whether it breaks."""
    overview = overview_of(scaffold(), history=History(recent=(ENTRY,)))
    product = "[`player/play-events`](../products/player/play-events/index.md)"
    assert changes_markdown(documents(overview).changes) == (
        f"# Changes\n\n## 2026-11-20\n\n"
        f"- {product}: 2026-11-20 (breaking): subject: daily@1/plays/isrc: field is `gone` (breaking), and 2 more "
        "(`aaaaaaaa`; consumers today: Royalties)\n"
    )
