"""All of a site: its pages, the files beside them, and what the generator of sites is told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from meshwright.catalog.access import choices
from meshwright.catalog.api.files import mesh_files, product_files
from meshwright.catalog.api.known import Known
from meshwright.catalog.html.about import about_page
from meshwright.catalog.html.broken import broken_pages
from meshwright.catalog.html.changes import changes_page
from meshwright.catalog.html.domain import domain_pages
from meshwright.catalog.html.entity import entity_pages
from meshwright.catalog.html.governance import governance_page
from meshwright.catalog.html.home import home_page
from meshwright.catalog.html.map import map_file, map_page
from meshwright.catalog.html.page import File
from meshwright.catalog.html.pictured import Pictured
from meshwright.catalog.html.product import product_outline, product_page
from meshwright.catalog.html.rendering import Renderer
from meshwright.catalog.html.rules import rule_pages
from meshwright.catalog.html.team import team_pages
from meshwright.catalog.indexes.scripts import script
from meshwright.catalog.text import escaped_within

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from meshwright.catalog.html.page import Page
    from meshwright.catalog.overview import Card, Overview
    from meshwright.catalog.source import Source

STYLES = ("pictures", "catalog", "finder", "access", "registers")
SCRIPTS = ("assets/js/meshwright.js",)
NAVIGATION = (
    ("Home", "index.md"),
    ("Domains", "domains/index.md"),
    ("Entities", "entities/index.md"),
    ("Teams", "teams/index.md"),
    ("Map", "map/index.md"),
    ("Governance", "governance/index.md"),
    ("Changes", "changes/index.md"),
)
EXTENSIONS = (
    "meshwright.catalog.handwritten:TextOnly",
    "admonition",
    "attr_list",
    "tables",
    "footnotes",
    "pymdownx.details",
    "pymdownx.superfences",
    {"toc": {"title": "On this page", "permalink": True, "permalink_title": ""}},
    {"pymdownx.tabbed": {"alternate_style": True}},
)
"""What hand-written pages may use; nothing that reads other files or runs anything."""


class Site:
    """A site that is made page by page."""

    def __init__(self, overview: Overview, overrides: Mapping[str, str]) -> None:
        self.overview = overview
        self._renderer = Renderer(overrides)
        self._pictured = Pictured(overview)
        self._known = Known(overview)

    def pages(self) -> Iterator[Page]:
        """Give every page that is not a product's."""
        overview, renderer = self.overview, self._renderer
        yield home_page(overview, renderer, self._pictured)
        yield governance_page(overview, renderer)
        yield map_page(overview, renderer)
        yield changes_page(overview, renderer)
        yield about_page(renderer)
        yield from domain_pages(overview, renderer, self._pictured)
        yield from entity_pages(overview, renderer)
        yield from team_pages(overview, renderer)
        yield from rule_pages(overview, renderer)
        yield from broken_pages(overview, renderer)

    def files(self) -> Iterator[File]:
        """Give every file of the site that is no page, and not about a single product."""
        mesh, forge = self.overview.mesh, self.overview.source.forge
        yield map_file(self.overview)
        yield File("assets/data/access.js", script("access", choices(mesh, forge)))
        yield from mesh_files(self.overview)

    def outlines(self) -> Iterator[Page]:
        """Give the pages of products without what stands below their headings."""
        return map(product_outline, self.overview.cards.values())

    def product(self, card: Card) -> tuple[Page, tuple[File, ...]]:
        """Give the page of a product, and what machines read of it."""
        page = product_page(card, self.overview, self._renderer, self._pictured)
        return page, tuple(product_files(card, self._known))


def generator_settings(
    source: Source, settings: Mapping[str, Any], places: Mapping[str, str]
) -> dict[str, Any]:
    """Give the settings of MkDocs: the user's own, as text, since Material prints them as HTML, and what the catalog needs.

    `places` are the folders `docs_dir`, `site_dir` and `custom_dir`.
    """
    theme = {
        "palette": [
            {
                "media": "(prefers-color-scheme: light)",
                "scheme": "default",
                "primary": "custom",
                "accent": "custom",
                "toggle": {"icon": "material/weather-night", "name": "Switch to dark"},
            },
            {
                "media": "(prefers-color-scheme: dark)",
                "scheme": "slate",
                "primary": "custom",
                "accent": "custom",
                "toggle": {"icon": "material/weather-sunny", "name": "Switch to light"},
            },
        ],
        "features": [
            "navigation.tabs",
            "navigation.tabs.sticky",
            "content.code.copy",
            "search.suggest",
            "search.highlight",
            "toc.follow",
        ],
        "logo": "assets/mark.svg",
        "favicon": "assets/mark.svg",
        **escaped_within(settings.get("theme", {})),
        "name": "material",
        "font": False,
        "custom_dir": places["custom_dir"],
    }
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
        "theme": theme,
        "plugins": [{"search": {"separator": r"[\s\-·]+"}}],
        "markdown_extensions": list(EXTENSIONS),
        "extra_css": [f"assets/css/{name}.css" for name in STYLES],
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


def _built(source: Source) -> str:
    """Say what the site was made of."""
    commit = f" from commit {source.commit.name[:8]}" if source.commit else ""
    return f"Built{commit}, judged as of {source.mesh.today.isoformat()}."
