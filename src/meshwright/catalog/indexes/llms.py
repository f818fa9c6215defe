"""`llms.txt` (llmstxt.org): the entry point for language models, with links to Markdown pages and the API."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.analysis.meaning.entities import vocabulary
from meshwright.catalog import routes
from meshwright.catalog.html.page import File
from meshwright.catalog.markdown.marks import items, plain, section
from meshwright.catalog.routes import API
from meshwright.catalog.text import counted, plain_of
from meshwright.mesh.registries import text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from meshwright.catalog.assembly.overview import Overview

MOST_PRODUCTS = 300
"""The maximum number of products to list; others can be found through their domains."""
_TWINS = """\
Each page has a Markdown version, `index.md`, next to its `index.html`. A product's page lists its ports, their
schemas with the lineage of each column, its service levels, its consumers and its support channels.
Every item has an address such as `domain/product/port@1/object/column`."""
_API = (
    ("index.json", "the entry point: figures, and links to everything else"),
    ("products.json", "every product as a list entry, with a link to its document"),
    ("entities.json", "the entities that several domains have data about, and their identifiers"),
    ("lineage.json", "the lineage between products"),
    ("schemas/product.json", "the JSON Schema of a product's document"),
)


def llms_file(overview: Overview) -> File:
    """Return the file; links are absolute only if the site's address is configured."""
    source = overview.source
    site = source.site_url.rstrip("/")
    purpose = plain(text(source.settings.get("description")))
    products = counted(len(overview.cards), "data product")
    contracts = "its contracts" if len(overview.cards) == 1 else "their contracts"

    def link(words: str, path: str) -> str:
        return f"[{plain(words)}]({site}/{path})" if site else f"[{plain(words)}]({path})"

    summary = f"> {purpose} " if purpose else "> "
    parts = (
        f"# {plain(source.title)}",
        f"{summary}This is the catalog of a data mesh: {products} with {contracts}.",
        _TWINS,
        section("Domains", items(_domains(overview, link))),
        section("Entities", items(_entities(overview, link))),
        section("Products", items(_products(overview, link))),
        section("API", items(f"{link(name, f'{API}/{name}')}: {what}" for name, what in _API)),
        section(
            "Optional",
            items(
                (
                    f"{link('Governance', 'governance/index.md')}: the mesh's scores and waivers",
                    f"{link('Rules', 'rules/index.md')}: all checks",
                    f"{link('Changes', 'changes/index.md')}: changes to the products",
                )
            ),
        ),
    )
    return File("llms.txt", ("\n\n".join(filter(None, parts)) + "\n").encode())


def _domains(overview: Overview, link: Callable[[str, str], str]) -> Iterator[str]:
    for name, cards in overview.by_domain.items():
        entry = overview.domains.get(name)
        title = text(entry.get("title")) if entry else ""
        purpose = plain_of(text(entry.get("purpose"))) if entry else ""
        number = counted(len(cards), "product")
        described = ". ".join(filter(None, (number, plain(purpose))))
        yield f"{link(title or name or 'No domain', f'{routes.domain(name)}/index.md')}: {described}"


def _entities(overview: Overview, link: Callable[[str, str], str]) -> Iterator[str]:
    for name, entity in overview.mesh.derived(vocabulary).entities.items():
        yield f"{link(name, f'{routes.entity(name)}/index.md')}: {plain(plain_of(entity.definition))}"


def _products(overview: Overview, link: Callable[[str, str], str]) -> Iterator[str]:
    if len(overview.cards) > MOST_PRODUCTS:
        yield f"{link('All products', f'{API}/products.json')}: as JSON; for Markdown by domain, see above"
        return
    for card in overview.cards.values():
        yield f"{link(card.address, f'{card.route}/index.md')}: {plain(card.purpose)}"
