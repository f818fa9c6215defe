"""The sections of the site: their names, routes and descriptions, and the words with which people ask for them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SiteSection:
    """A page below the home page that leads to all items of a kind, or to the state of the mesh."""

    title: str
    route: str
    text: str
    """One sentence. In the search, its words may accompany those of the title or of `words`."""
    words: str = ""
    """Words and phrases that mean this section, separated by `, `. In the search, each leads to it like its title.

    Plural endings do not matter.
    """
    is_navigated: bool = True
    """Whether the navigation has it; the footer has the others."""


PRODUCTS = SiteSection(
    "Products", "products", "All data products of the mesh.", "data products, datasets, data sets, tables"
)
DOMAINS = SiteSection(
    "Domains",
    "domains",
    "The owners of the data, and the data flows between domains.",
    "business areas",
)
ENTITIES = SiteSection(
    "Entities",
    "entities",
    "The things that several domains share, and the identifiers that make their data joinable.",
    "business terms, business objects, glossary, vocabulary, definitions, identifiers",
)
JOINS = SiteSection(
    "Joins",
    "joins",
    "Pick two products to see whether they can be joined, on which columns, and with which SQL.",
    "joined, joining, joinable, combine",
)
SUBJECTS = SiteSection(
    "Data subjects",
    "privacy",
    "The people whose personal data the mesh contains, where it is stored, and the steps to fulfil an erasure request.",
    "privacy, data protection, erasure, erase, erasing, delete, deleting, deletion, remove my data, forget, "
    "forgotten, right to be forgotten",
)
TEAMS = SiteSection(
    "Teams",
    "teams",
    "The owners of products, domains and entities, and their support channels.",
    "owners, people, contacts, support",
)
MAP = SiteSection(
    "Map",
    "map",
    "The data flows between domains, and the products of each domain.",
    "flows, lineage, diagram",
)
GOVERNANCE = SiteSection(
    "Governance",
    "governance",
    "Open findings by severity, the teams with the most to fix, their next steps, and waivers.",
    "findings, errors, warnings, problems, issues, violations, to fix, fixes, waivers, waived, exceptions, suppressed, "
    "suppressions, baseline, compliance, health, quality scores, lead times, standards",
)
CHANGES = SiteSection(
    "Changes",
    "changes",
    "Changes to products and their ports, newest first: breaking, ending, new and others.",
    "changed, changelog, news, recent, recently, latest, breaking, break, deprecated, deprecation, ending, ends soon, "
    "end of life, retired, sunset, schema changes, rss, atom feed",
)
RULES = SiteSection(
    "Rules",
    "rules",
    "The rules that check every document of the mesh.",
    "checks, lint, linter, policies",
    is_navigated=False,
)
API = SiteSection(
    "API",
    "programs",
    "The catalog as JSON, Markdown and feeds.",
    "endpoints, export, markdown, machine readable",
    is_navigated=False,
)
SECTIONS = (
    *(PRODUCTS, DOMAINS, ENTITIES, JOINS, SUBJECTS, TEAMS, MAP, GOVERNANCE, CHANGES),
    *(RULES, API),
)
"""All sections; those of the navigation in its order."""
