"""All files for machines: the API, the twins of pages, feeds, `llms.txt`, and what the finder reads.

What depends on the pages that were made is not among them: the map of the site, and the entries of the theme's search.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from meshwright.catalog import routes
from meshwright.catalog.api import schemas
from meshwright.catalog.api.about import api_text
from meshwright.catalog.api.entities import entities_document, entity_documents
from meshwright.catalog.api.governance import governance_document, rules_document
from meshwright.catalog.api.known import API, Known, entity_path, product_path
from meshwright.catalog.api.mesh import (
    domains_document,
    index_document,
    lineage_document,
    products_document,
    teams_document,
)
from meshwright.catalog.api.product import product_document
from meshwright.catalog.html.page import File
from meshwright.catalog.indexes.feeds import feed_files
from meshwright.catalog.indexes.finder import finder_files
from meshwright.catalog.markdown.governance import governance_twin, rules_twin
from meshwright.catalog.markdown.llms import llms_file
from meshwright.catalog.markdown.mesh import (
    changes_twin,
    domain_twin,
    domains_twin,
    entities_twin,
    entity_twin,
    home_twin,
    map_twin,
    team_twin,
    teams_twin,
)
from meshwright.catalog.markdown.product import product_twin
from meshwright.rulekit.page import page as rule_twin
from meshwright.rulekit.registry import all_rules

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.catalog.overview import Card, Overview


def files(overview: Overview) -> Iterator[File]:
    """Give the files, those about single products first; no two have the same path."""
    known = Known(overview)
    for card in overview.cards.values():
        yield from product_files(card, known)
    yield from mesh_files(overview)


def mesh_files(overview: Overview) -> Iterator[File]:
    """Give the files that are not about single products."""
    yield from _of_mesh(Known(overview))
    for name in schemas.DOCUMENTS:
        text = json.dumps(schemas.json_schema(name), ensure_ascii=False, indent=2)
        yield File(f"{API}/schemas/{name}.json", f"{text}\n".encode())
    for rule in all_rules():
        yield _twin(routes.rule(rule.name), rule_twin(rule))
    yield _twin("programs", f"# For programs\n\n{api_text()}\n")
    yield _twin("changes", changes_twin(overview.source.history.recent))
    yield from feed_files(overview)
    yield from finder_files(overview)
    yield llms_file(overview)


def product_files(card: Card, known: Known) -> Iterator[File]:
    """Give the files about a product."""
    document = product_document(card, known)
    yield _document(product_path(card.address), document)
    yield _twin(card.route, product_twin(document, known.source.history.of(card.address)))


def _of_mesh(known: Known) -> Iterator[File]:
    """Give the documents about more than one product, and the twins that are written from them."""
    paths = {name: f"{API}/{name}.json" for name in schemas.DOCUMENTS}
    index = index_document(paths["index"], known)
    products = products_document(paths["products"], known)
    domains = domains_document(paths["domains"], known)
    teams = teams_document(paths["teams"], known)
    rules = rules_document(paths["rules"], known)
    governance = governance_document(paths["governance"], known)
    lineage = lineage_document(paths["lineage"], known)
    of_entities = {each["name"]: each for each in entity_documents(known)}
    entities = entities_document(paths["entities"], of_entities)
    for name, document in (
        ("index", index),
        ("products", products),
        ("domains", domains),
        ("teams", teams),
        ("rules", rules),
        ("governance", governance),
        ("lineage", lineage),
        ("entities", entities),
    ):
        yield _document(paths[name], document)
    there = {
        *(routes.domain(each["name"]) for each in domains["domains"]),
        *(routes.team(each["name"]) for each in teams["teams"]),
        *map(routes.entity, of_entities),
        *(routes.rule(each["name"]) for each in rules["rules"]),
    }
    yield _twin(routes.HOME, home_twin(index, domains, entities))
    yield _twin("domains", domains_twin(domains))
    yield _twin("entities", entities_twin(entities))
    yield _twin("teams", teams_twin(teams))
    yield _twin("governance", governance_twin(governance, there))
    yield _twin("rules", rules_twin(rules))
    yield _twin("map", map_twin(lineage))
    lines = {each["address"]: each for each in products["products"]}
    for domain in domains["domains"]:
        own = [lines[each["name"]] for each in domain["products"]]
        yield _twin(routes.domain(domain["name"]), domain_twin(domain, own, there))
    for team in teams["teams"]:
        own = [lines[each["name"]] for each in team["products"]]
        yield _twin(routes.team(team["name"]), team_twin(team, own))
    for name, entity in of_entities.items():
        yield _document(entity_path(name), entity)
        yield _twin(routes.entity(name), entity_twin(entity, there))


def _document(path: str, document: object) -> File:
    """Write a document as compact JSON, its keys in the order of their meaning."""
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return File(path, f"{text}\n".encode("utf-8", "backslashreplace"))


def _twin(route: str, text: str) -> File:
    return File(f"{route}/index.md" if route else "index.md", text.encode("utf-8", "replace"))
