from __future__ import annotations

import posixpath
import re
from datetime import UTC, datetime

import cmarkgfm
import pytest

from mesh_of import scaffold
from meshwright.catalog.api.files import files
from meshwright.catalog.api.product import product_document
from meshwright.catalog.history import Entry, Said
from meshwright.catalog.markdown.mesh import changes_twin
from meshwright.catalog.markdown.product import product_twin

ENTRY = Entry(
    "a" * 40,
    datetime(2026, 11, 20, 9, tzinfo=UTC),
    "subject",
    "player/play-events",
    (Said("player/play-events/daily@1/plays/isrc", "daily@1/plays/isrc", "field is `gone`", "major", True),),
    more=2,
    is_breaking=True,
)


@pytest.fixture(scope="session")
def twins(example) -> dict[str, str]:
    """Give the twins of the example by their routes."""
    found = {file.path: file.data.decode() for file in files(example.overview)}
    return {posixpath.dirname(path): text for path, text in found.items() if path.endswith("index.md")}


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


def test_a_product_reads_like_its_page(known_of, golden):
    """What it is, its ports with their schemas, who reads it, how it stands, what became of it."""
    known = known_of(scaffold())
    document = product_document(known.overview.cards["player/play-events"], known)
    golden(product_twin(document, [ENTRY]), "product.md")


def test_the_past_is_told_by_days():
    """A change says where, what, and whether it breaks."""
    product = "[`player/play-events`](../products/player/play-events/index.md)"
    assert changes_twin([ENTRY]) == (
        f"# Changes\n\n## 2026-11-20\n\n{product}\n\n"
        "- 2026-11-20 (breaking): daily@1/plays/isrc: field is `gone`, and 2 more\n"
    )
