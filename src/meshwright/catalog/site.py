"""A whole site: its pages, its other files, and the settings for the site generator."""

from __future__ import annotations

import json
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from meshwright.catalog import routes
from meshwright.catalog.api import schemas
from meshwright.catalog.api.about import CLIENT, CLIENT_PATH, api_text
from meshwright.catalog.api.writing import json_bytes, json_of
from meshwright.catalog.assembly.access import choices
from meshwright.catalog.assembly.governance import rules_document
from meshwright.catalog.assembly.joins import all_joins
from meshwright.catalog.assembly.mesh import documents
from meshwright.catalog.assembly.parts import title_of
from meshwright.catalog.assembly.product import product_document
from meshwright.catalog.html.domain import domain_page, domains_page
from meshwright.catalog.html.entity import entities_page, entity_page
from meshwright.catalog.html.governance import governance_page, rule_page, rules_page
from meshwright.catalog.html.joins import joins_file, joins_page
from meshwright.catalog.html.mesh import (
    about_page,
    changes_page,
    home_page,
    map_page,
    unreadable_page,
)
from meshwright.catalog.html.page import File
from meshwright.catalog.html.product import product_outline, product_page
from meshwright.catalog.html.products import products_page
from meshwright.catalog.html.rendering import Renderer
from meshwright.catalog.html.subject import subject_page, subjects_page
from meshwright.catalog.html.team import team_page, teams_page
from meshwright.catalog.indexes.feeds import feed_files
from meshwright.catalog.indexes.llms import llms_file
from meshwright.catalog.indexes.mesh_data import mesh_file
from meshwright.catalog.indexes.scripts import script
from meshwright.catalog.indexes.search import search_files
from meshwright.catalog.markdown.digest import digest_page
from meshwright.catalog.markdown.entity import entities_markdown, entity_markdown
from meshwright.catalog.markdown.governance import governance_markdown, rule_markdown, rules_markdown
from meshwright.catalog.markdown.mesh import (
    changes_markdown,
    home_markdown,
    map_markdown,
    unreadable_markdown,
)
from meshwright.catalog.markdown.product import joins_markdown, product_markdown
from meshwright.catalog.markdown.register import (
    domain_markdown,
    domains_markdown,
    products_markdown,
    team_markdown,
    teams_markdown,
)
from meshwright.catalog.markdown.subject import subject_markdown, subjects_markdown
from meshwright.catalog.sections import API, SECTIONS
from meshwright.catalog.text import escaped_within

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from meshwright.catalog.assembly.mesh import Documents
    from meshwright.catalog.assembly.overview import Overview, ProductSummary
    from meshwright.catalog.documents.product import Join, Product
    from meshwright.catalog.html.page import Page
    from meshwright.catalog.source import CatalogInputs

STYLES = ("diagrams", "catalog", "search", "access", "registers", "product")
"""The style sheets of the catalog, in order; a site has them in one file."""
STYLE_SHEET = "assets/css/catalog.css"
SCRIPTS = ("assets/js/meshwright.js", "assets/js/search.js")
NAVIGATION = (
    ("Home", "index.md"),
    *((each.title, f"{each.route}/index.md") for each in SECTIONS if each.is_navigated),
)
EXTENSIONS = (
    "meshwright.catalog.user_pages:TextOnly",
    "admonition",
    "attr_list",
    "tables",
    "footnotes",
    "pymdownx.details",
    "pymdownx.superfences",
    {"toc": {"title": "On this page", "permalink": True, "permalink_title": ""}},
    {"pymdownx.tabbed": {"alternate_style": True}},
)
"""The Markdown extensions for hand-written pages; none of them reads other files or runs code."""


class ProductParts(NamedTuple):
    """The content to show about a product."""

    product: Product
    joins: tuple[Join, ...] | None
    """The joins with all products that follow in the mesh; None if the mesh has too many products."""
    texts: tuple[tuple[str, str], ...]
    """The published contract of each port."""


class Site:
    """A site that is created page by page: each document is assembled once and written in three formats."""

    def __init__(self, overview: Overview, overrides: Mapping[str, str]) -> None:
        self.overview = overview
        self._overrides = overrides

    @cached_property
    def _documents(self) -> Documents:
        return documents(self.overview)

    @cached_property
    def _renderer(self) -> Renderer:
        return Renderer(
            self._overrides,
            frozenset(rule.name for rule in rules_document(self.overview).rules if not rule.text),
            self.overview.signs,
        )

    def pages(self) -> Iterator[Page]:
        """Yield all pages except those of products."""
        found, renderer = self._documents, self._renderer
        yield home_page(found.index, renderer)
        yield products_page(found.products, renderer)
        yield governance_page(found.governance, found.rules, renderer)
        yield map_page(found.domains, renderer)
        yield changes_page(found.changes, renderer)
        yield about_page(api_text(), renderer)
        yield domains_page(found.domains, renderer)
        yield from (domain_page(each, found.domains, renderer) for each in found.domains.domains)
        yield entities_page(found.entities, renderer)
        yield from (entity_page(each, renderer) for each in found.of_entities)
        yield subjects_page(found.subjects, renderer)
        yield from (subject_page(each, renderer) for each in found.subjects.subjects)
        yield joins_page(found.products, found.entities, renderer)
        yield teams_page(found.teams, renderer)
        yield from (team_page(each, renderer) for each in found.teams.teams)
        yield rules_page(found.rules, renderer)
        yield from (rule_page(each, renderer) for each in found.rules.rules if each.text)
        yield from (unreadable_page(each, renderer) for each in found.index.unreadable)

    def files(self) -> Iterator[File]:
        """Yield all files of the site, except pages and files about a single product."""
        overview, found = self.overview, self._documents
        yield File(CLIENT_PATH, CLIENT.encode())
        yield mesh_file(found.products, found.domains, found.lineage)
        yield File(
            "assets/data/access.js",
            script("access", choices(overview.mesh, overview.source.forge, overview.source.history.leads)),
        )
        yield from self._json()
        yield from self._markdown()
        yield from feed_files(overview)
        yield from search_files(overview, found.rules)
        yield llms_file(overview)

    def outlines(self) -> Iterator[Page]:
        """Yield the pages of products without content below their headings."""
        return (
            product_outline(card.route, title_of(card.name), card.purpose)
            for card in self.overview.cards.values()
        )

    def parts(self, card: ProductSummary) -> ProductParts:
        """Return the data for a product's page and its machine-readable versions."""
        product = product_document(card, self.overview)
        ports = (port for port in product.ports if port.contract)
        texts = tuple(
            (port.address, self.overview.source.text_of(port.contract.file))
            for port in ports
            if port.contract
        )
        return ProductParts(product, all_joins(card, self.overview), texts)

    def look(self) -> tuple[object, ...]:
        """Return the values on which all product pages depend, other than documents."""
        return (*self._renderer.look(), sorted(self._overrides.items()))

    def product(self, card: ProductSummary) -> tuple[Page, tuple[File, ...]]:
        """Return a product's page and its machine-readable versions."""
        return self.shown(self.parts(card))

    def shown(self, parts: ProductParts) -> tuple[Page, tuple[File, ...]]:
        """Render a product's page and its machine-readable versions."""
        return product_page(parts.product, self._renderer), tuple(_files_of(parts))

    def _json(self) -> Iterator[File]:
        found = self._documents
        for name in schemas.DOCUMENTS:
            text = json.dumps(schemas.json_schema(name), ensure_ascii=False, indent=2)
            yield File(f"{routes.API}/schemas/{name}.json", f"{text}\n".encode())
            if name not in ("product", "entity"):
                path = f"{routes.API}/{name}.json"
                yield File(path, json_bytes(json_of(getattr(found, name), path, name)))
        for entity in found.of_entities:
            path = routes.entity_json(entity.name)
            yield File(path, json_bytes(json_of(entity, path, "entity")))

    def _markdown(self) -> Iterator[File]:
        found = self._documents
        yield _markdown(routes.HOME, home_markdown(found.index))
        yield _markdown("governance", governance_markdown(found.governance))
        yield _markdown("map", map_markdown(found.lineage))
        yield _markdown("changes", changes_markdown(found.changes))
        yield _markdown(API.route, f"# {API.title}\n\n{api_text()}\n")
        yield _markdown("products", products_markdown(found.products))
        yield _markdown("domains", domains_markdown(found.domains))
        yield _markdown("entities", entities_markdown(found.entities))
        yield _markdown("teams", teams_markdown(found.teams))
        yield _markdown("rules", rules_markdown(found.rules))
        for domain in found.domains.domains:
            yield _markdown(routes.domain(domain.name), domain_markdown(domain))
        for entity in found.of_entities:
            yield _markdown(routes.entity(entity.name), entity_markdown(entity))
        yield _markdown("privacy", subjects_markdown(found.subjects))
        for subject in found.subjects.subjects:
            yield _markdown(routes.subject(subject.name), subject_markdown(subject))
        yield _markdown("joins", joins_markdown(found.products))
        for team in found.teams.teams:
            yield _markdown(routes.team(team.name), team_markdown(team))
            yield File(f"{routes.team(team.name)}/digest.md", digest_page(team).encode("utf-8", "replace"))
        for rule in found.rules.rules:
            if rule.text:
                yield _markdown(routes.rule(rule.name), rule_markdown(rule))
        for unreadable in found.index.unreadable:
            yield _markdown(routes.broken(unreadable.file), unreadable_markdown(unreadable))


def _files_of(parts: ProductParts) -> Iterator[File]:
    product, joins = parts.product, parts.joins
    path, route = routes.product_json(product.address), routes.product(product.address)
    yield File(path, json_bytes(json_of(product, path, "product")))
    yield _markdown(route, product_markdown(product))
    for address, text in parts.texts:
        yield File(f"{route}/{routes.port_anchor(address)}.yaml.txt", text.encode("utf-8", "replace"))
    is_complete = joins is not None or not product.has_more_joins
    yield joins_file(product, product.joins if joins is None else joins, is_complete=is_complete)


def _markdown(route: str, text: str) -> File:
    return File(f"{route}/index.md" if route else "index.md", text.encode("utf-8", "replace"))


def generator_settings(
    source: CatalogInputs, settings: Mapping[str, Any], places: Mapping[str, str]
) -> dict[str, Any]:
    """Return the MkDocs settings: those of the user and those of the catalog.

    The user's settings are escaped, because Material prints them as HTML.

    `places` has the folders `docs_dir`, `site_dir` and `custom_dir`.
    """
    own = {
        key: escaped_within(settings[key])
        for key in ("site_name", "site_url", "site_description", "copyright")
        if key in settings
    }
    return {
        "site_name": escaped_within(source.title),
        **own,
        "docs_dir": places["docs_dir"],
        "site_dir": places["site_dir"],
        "use_directory_urls": False,
        "theme": _theme(settings, places["custom_dir"]),
        "plugins": [{"search": {"separator": r"[\s\-·]+"}}],
        "markdown_extensions": list(EXTENSIONS),
        "extra_css": [STYLE_SHEET],
        "extra_javascript": list(SCRIPTS),
        "nav": [*({name: path} for name, path in NAVIGATION), *escaped_within(settings.get("nav", []))],
        "not_in_nav": "/**",
        "extra": escaped_within(
            {"built": _built(source), "repository": source.forge.url if source.forge else ""}
        ),
        "validation": {
            "nav": {"omitted_files": "ignore"},
            "links": {"not_found": "info", "absolute_links": "ignore"},
        },
    }


def _theme(settings: Mapping[str, Any], custom_dir: str) -> dict[str, Any]:
    """Return the settings of the theme. The user's settings override the catalog's, except those that the catalog needs."""
    return {
        "palette": [
            {
                "media": "(prefers-color-scheme: light)",
                "scheme": "default",
                "primary": "custom",
                "accent": "custom",
                "toggle": {"icon": "material/moon-waning-crescent", "name": "Switch to dark"},
            },
            {
                "media": "(prefers-color-scheme: dark)",
                "scheme": "slate",
                "primary": "custom",
                "accent": "custom",
                "toggle": {"icon": "material/white-balance-sunny", "name": "Switch to light"},
            },
        ],
        "features": [
            "navigation.tabs",
            "navigation.tabs.sticky",
            "toc.follow",
        ],
        "logo": "assets/mark.svg",
        "favicon": "assets/mark.svg",
        **escaped_within(settings.get("theme", {})),
        "name": "material",
        "font": False,
        "custom_dir": custom_dir,
    }


def _built(source: CatalogInputs) -> str:
    """Return a sentence about the commit, the audience and the as-of date of the site."""
    commit = f" from commit {source.commit.name[:8]}" if source.commit else ""
    reduced = f" for the audience {source.audience}" if source.audience else ""
    return f"Built{reduced}{commit}, as of {source.mesh.today.isoformat()}."
