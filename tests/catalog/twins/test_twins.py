from __future__ import annotations

import posixpath
import re
from datetime import UTC, datetime

import cmarkgfm
import pytest

from mesh_of import scaffold
from meshwright.catalog import routes
from meshwright.catalog.history import Entry, Said
from meshwright.catalog.machines.entities import entities_document, entity_documents
from meshwright.catalog.machines.governance import governance_document, rules_document
from meshwright.catalog.machines.mesh import (
    domains_document,
    index_document,
    lineage_document,
    teams_document,
)
from meshwright.catalog.machines.product import product_document, summary
from meshwright.catalog.twins.governance import governance_twin, rules_twin
from meshwright.catalog.twins.mesh import (
    changes_twin,
    domain_twin,
    entity_twin,
    home_twin,
    map_twin,
    team_twin,
)
from meshwright.catalog.twins.product import product_twin

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
    known, cards = example, example.overview.cards
    lines = {address: summary(card, "", known) for address, card in cards.items()}
    domains, teams = domains_document("", known), teams_document("", known)
    entities = {each["name"]: each for each in entity_documents(known)}
    found = {
        routes.HOME: home_twin(index_document("", known), domains, entities_document("", entities)),
        "governance": governance_twin(governance_document("", known)),
        "rules": rules_twin(rules_document("", known)),
        "map": map_twin(lineage_document("", known)),
        "changes": changes_twin([ENTRY]),
    }
    found |= {card.route: product_twin(product_document(card, known)) for card in cards.values()}
    found |= {routes.entity(name): entity_twin(each) for name, each in entities.items()}
    for document in domains["domains"]:
        own = [lines[each["name"]] for each in document["products"]]
        found[routes.domain(document["name"])] = domain_twin(document, own)
    for document in teams["teams"]:
        own = [lines[each["name"]] for each in document["products"]]
        found[routes.team(document["name"])] = team_twin(document, own)
    return found


def test_every_link_leads_to_a_twin(twins):
    """Links are relative, and name the file."""
    rules = re.compile(r"rules/[a-z0-9-]+")
    for route, text in twins.items():
        for target in re.findall(r"\]\(([^)]*)\)", text):
            assert target.endswith("index.md")
            led = posixpath.normpath(posixpath.join(route, target)).removesuffix("index.md").rstrip("/")
            assert led in twins or rules.fullmatch(led), f"{route}: {target}"


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
