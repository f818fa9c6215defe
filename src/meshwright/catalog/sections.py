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

    Plural endings, capitals and accents do not matter.
    """
    elsewhere: str = ""
    """The same in German and Chinese. The search never corrects the spelling of a query to these words."""
    is_navigated: bool = True
    """Whether the navigation has it; the footer has the others."""


PRODUCTS = SiteSection(
    "Products",
    "products",
    "All data products of the mesh. On the page of each, you can request access.",
    "data products, datasets, data sets, tables, access, permission",
    "Produkte, Datenprodukte, Datensätze, Tabellen, Zugriff, Zugang, 产品, 数据产品, 数据集, 表, 访问, 权限",
)
DOMAINS = SiteSection(
    "Domains",
    "domains",
    "The owners of the data, and the data flows between domains.",
    "business areas",
    "Domänen, Fachbereiche, 域, 领域, 业务域",
)
ENTITIES = SiteSection(
    "Entities",
    "entities",
    "The things that several domains share, and the identifiers that make their data joinable.",
    "business terms, business objects, glossary, vocabulary, definitions, identifiers",
    "Entitäten, Begriffe, Glossar, 实体, 术语, 词汇表",
)
JOINS = SiteSection(
    "Joins",
    "joins",
    "Pick two products to see whether they can be joined, on which columns, and with which SQL.",
    "joined, joining, joinable, combine",
    "verknüpfen, Verknüpfungen, verbinden, 关联, 连接",
)
SUBJECTS = SiteSection(
    "Data subjects",
    "privacy",
    "The people whose personal data the mesh contains, where it is stored, and the steps to fulfil an erasure request.",
    "privacy, data protection, erasure, erase, erasing, delete, deleting, deletion, remove my data, forget, "
    "forgotten, right to be forgotten",
    "Datenschutz, Betroffene, löschen, Löschung, gelöscht, Vergessenwerden, 数据主体, 隐私, 删除, 被遗忘权",
)
TEAMS = SiteSection(
    "Teams",
    "teams",
    "The owners of products, domains and entities, and their support channels.",
    "owners, people, contacts, support",
    "Eigentümer, Verantwortliche, Ansprechpartner, Kontakte, 团队, 负责人, 联系人",
)
MAP = SiteSection(
    "Map",
    "map",
    "The data flows between domains, and the products of each domain.",
    "flows, lineage, diagram",
    "Karte, Datenflüsse, Herkunft, 地图, 数据流, 血缘",
)
GOVERNANCE = SiteSection(
    "Governance",
    "governance",
    "Open findings by severity, the teams with the most to fix, their next steps, and waivers.",
    "findings, errors, warnings, problems, issues, violations, to fix, fixes, waivers, waived, exceptions, suppressed, "
    "suppressions, baseline, compliance, health, quality scores, lead times, standards",
    "Steuerung, Befunde, Fehler, Ausnahmen, Qualität, 治理, 问题, 例外, 质量",
)
CHANGES = SiteSection(
    "Changes",
    "changes",
    "Changes to products and their ports, newest first: breaking, ending, new and others.",
    "changed, changelog, news, recent, recently, latest, breaking, break, deprecated, deprecation, ending, ends soon, "
    "end of life, retired, sunset, schema changes, rss, atom feed",
    "Änderungen, geändert, Neuigkeiten, Neues, 变更, 更改, 变化, 最新",
)
RULES = SiteSection(
    "Rules",
    "rules",
    "The rules that check every document of the mesh.",
    "checks, lint, linter, policies",
    "Regeln, Prüfungen, 规则, 检查",
    is_navigated=False,
)
API = SiteSection(
    "API",
    "programs",
    "The catalog as JSON, Markdown and feeds.",
    "endpoints, export, markdown, machine readable",
    "Schnittstelle, 接口",
    is_navigated=False,
)
SECTIONS = (
    *(PRODUCTS, DOMAINS, ENTITIES, JOINS, SUBJECTS, TEAMS, MAP, GOVERNANCE, CHANGES),
    *(RULES, API),
)
"""All sections; those of the navigation in its order."""
