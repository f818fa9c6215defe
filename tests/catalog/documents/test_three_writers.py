"""Each key of a document appears in its page, its JSON and its Markdown: if its value changes, each of them does.

Exceptions are listed with the reason. An added key fails here until all three have it.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from filled import OWN, Filler, changed

from meshwright.catalog.api.writing import json_of
from meshwright.catalog.documents.entity import Entities, Entity, EntitySummary
from meshwright.catalog.documents.governance import Governance, Rule, Rules
from meshwright.catalog.documents.mesh import Changes, CommitChanges, Index, Lineage, Unreadable
from meshwright.catalog.documents.parts import Named
from meshwright.catalog.documents.product import Product
from meshwright.catalog.documents.register import Domain, Domains, Products, Summary, Team
from meshwright.catalog.documents.subject import Subject, Subjects
from meshwright.catalog.html.domain import domain_page
from meshwright.catalog.html.entity import entities_page, entity_page
from meshwright.catalog.html.governance import governance_page, rule_page
from meshwright.catalog.html.mesh import changes_page, home_page, unreadable_page
from meshwright.catalog.html.product import product_page
from meshwright.catalog.html.products import products_page
from meshwright.catalog.html.rendering import Renderer
from meshwright.catalog.html.subject import subject_page, subjects_page
from meshwright.catalog.html.team import team_page
from meshwright.catalog.indexes.mesh_data import mesh_file
from meshwright.catalog.markdown.entity import entities_markdown, entity_markdown
from meshwright.catalog.markdown.governance import governance_markdown, rule_markdown
from meshwright.catalog.markdown.mesh import (
    changes_markdown,
    home_markdown,
    map_markdown,
    unreadable_markdown,
)
from meshwright.catalog.markdown.product import product_markdown
from meshwright.catalog.markdown.register import domain_markdown, products_markdown, team_markdown
from meshwright.catalog.markdown.subject import subject_markdown, subjects_markdown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from meshwright.catalog.html.page import Page

HTML, JSON, MARKDOWN = "HTML", "JSON", "Markdown"
RENDERER = Renderer({})
ONE, OTHER = Named("a", "title a", "domains/a"), Named("b", "title b", "domains/b")
EXACT = {
    "Product.address": "d/p",
    "Product.flows": (("d/n", "d/p", "o@1"),),
    "Product.main_port": "d/p/o@1",
    "Neighbour.address": "d/n",
    "Neighbour.status": "draft",
    "Port.address": "d/p/o@1",
    "Object.address": "d/p/o@1/t",
    "Field.address": "d/p/o@1/t/c",
    "Field.options": {"format": "word"},
    "Ending.port": "d/p/o@1",
    "Support.url": "https://word.example",
    "External.url": "https://word.example",
    "DigestRequest.url": "https://word.example",
    "Rule.docs": "https://word.example",
    "Scheme.name": "s",
    "Scheme.through": ("d/w/o@1",),
    "Appearance.scheme": "s",
    "Entity.domains": (ONE, OTHER),
    "Entity.subject": "privacy/a/index.html",
    "Affected.hand": 1,
    "Unassigned.columns": ("d/p/o@1/t/c",),
    "SubjectColumn.column": "d/p/o@1/t/c",
    "Recipe.one": ONE,
    "Recipe.other": OTHER,
    "Lineage.products": ("d/p", "d/q"),
    "Lineage.edges": ((0, 1),),
    "Lineage.ports": (("o@1",),),
}
"""Values that must fit together, or have a certain form."""
CROSSWALK = {"Scheme.is_federated": False, "Scheme.mapping": "crosswalk"}
VARIANTS: tuple[dict[str, Any], ...] = (
    {},
    {"Input.contract": "", "Input.product": None, "Index.recent": (), "Rule.policy": None},
    {"Port.contract": None, "Appearance.product": None},
    {"Join.verdict": "not-joinable", "Member.name": "", "Input.status": "draft"},
    {"Join.verdict": "meanings-differ", "Finding.level": "waived", "WaiverEntry.ends_soon": False},
    {"Join.sql": "", "Affected.kind": "agreement", "Change.is_breaking": False, "Change.worst": "major"},
    {
        "ServiceLevel.reads": "",
        "ServiceLevel.name": "",
        "ServiceLevel.reason": "",
        "Contract.status": "deprecated",
    },
    {"Occurrence.address": "", "Occurrence.page": "", "Recipe.sql": "", **CROSSWALK},
)
"""Documents with other values, because some keys are shown only if others have certain values."""


def shown(page: Page) -> str:
    """Return all text of a page, and of the files next to it."""
    return "".join((page.title, page.description, *(each.html for each in page.sections), repr(page.files)))


def among(domains: Iterable[Domain]) -> Domains:
    """Return domains with those that they feed or are fed by, which a page requires."""
    known = {each.name: each for each in domains}
    for each in tuple(known.values()):
        for flow in (*each.feeds, *each.fed_by):
            stub = replace(each, name=flow.domain.name, title=flow.domain.title, feeds=(), fed_by=())
            known.setdefault(flow.domain.name, stub)
    return Domains(domains=tuple(known.values()))


def a_domain(**more: Any) -> Domain:
    """Return a domain that feeds no other."""
    return replace(Filler(EXACT).document(Domain), feeds=(), fed_by=(), **more)


def mapped(lineage: Lineage) -> str:
    """Return the data for scripts that draw lineage."""
    products = a_domain().products * 2
    both = tuple(replace(each, address=name) for each, name in zip(products, ("d/p", "d/q"), strict=True))
    return mesh_file(Products(products=both), Domains(domains=(a_domain(),)), lineage).data.decode()


class Kind(NamedTuple):
    """A kind of document, and its writers for people."""

    type: type
    html: Callable[[Any], str]
    markdown: Callable[[Any], str]
    whole: tuple[type, ...] = ()
    """The parts that have their own document, which this document is."""


KINDS = {
    "product": Kind(Product, lambda each: shown(product_page(each, RENDERER)), product_markdown),
    "summary": Kind(
        Summary,
        lambda each: shown(products_page(Products(products=(each,)), RENDERER)),
        lambda each: products_markdown(Products(products=(each,))),
        (Summary,),
    ),
    "entity": Kind(Entity, lambda each: shown(entity_page(each, RENDERER)), entity_markdown),
    "entities": Kind(
        Entities, lambda each: shown(entities_page(each, RENDERER)), entities_markdown, (EntitySummary,)
    ),
    "domain": Kind(
        Domain, lambda each: shown(domain_page(each, among([each]), RENDERER)), domain_markdown, (Domain,)
    ),
    "team": Kind(Team, lambda each: shown(team_page(each, RENDERER)), team_markdown),
    "governance": Kind(
        Governance,
        lambda each: shown(governance_page(each, Rules(rules=()), RENDERER)),
        governance_markdown,
    ),
    "rule": Kind(Rule, lambda each: shown(rule_page(each, RENDERER)), rule_markdown),
    "index": Kind(
        Index,
        lambda each: shown(home_page(replace(each, domains=among(each.domains).domains), RENDERER)),
        home_markdown,
    ),
    "changes": Kind(
        Changes, lambda each: shown(changes_page(each, RENDERER)), changes_markdown, (CommitChanges,)
    ),
    "lineage": Kind(Lineage, mapped, map_markdown),
    "subject": Kind(Subject, lambda each: shown(subject_page(each, RENDERER)), subject_markdown, (Subject,)),
    "subjects": Kind(Subjects, lambda each: shown(subjects_page(each, RENDERER)), subjects_markdown),
    "unreadable": Kind(
        Unreadable, lambda each: shown(unreadable_page(each, RENDERER)), unreadable_markdown, (Unreadable,)
    ),
}
"""The lists of domains, teams and rules also consist of these, with fewer keys."""
BOTH = (HTML, MARKDOWN)
REASONS: tuple[tuple[str, tuple[str, ...], str], ...] = (
    (r".*\.(href|page|links\.\w+)", BOTH, "links that a page or a Markdown file makes by itself"),
    (r".*\.relation", BOTH, "`nearness` has it in words"),
    (r".*\.finding\.rule", BOTH, "it stands below its rule, on a page or in a row"),
    (
        r"product\.id|product.*\.contract\.id",
        BOTH,
        "for programs; people have the address, and ports name it",
    ),
    (r"product\.diagnostics\.\w+", BOTH, "the findings are listed"),
    (r"product.*\.roles\[\]", BOTH, "the names of `grants`, which programs had first"),
    (r"product\.inputs\[\]\.product\.name", BOTH, "its title and the port that is read name it"),
    (r"product\.neighbours.*|product\.flows.*", (JSON, MARKDOWN), "a drawing of `inputs` and `consumers`"),
    (
        r".*finding(s\[\])?\.port",
        (HTML, JSON, MARKDOWN),
        "only rows that occur several times name their ports",
    ),
    (r".*changes?.*\.worst", (HTML,), "readers need `effect`, and the versions that a change has"),
    (r".*\.affected_directly", (HTML, JSON, MARKDOWN), "it divides `affected`, which has fewer items here"),
    (r"product\.neighbours\[\]\.address|product\.flows.*", (HTML,), "both have to name the same"),
    (r"product\.name", (HTML,), "the title is made of it, and the address ends in it mostly"),
    (r"(product|entity|domain|team).*\.file", (HTML,), "the file is a button where it can be opened"),
    (r"product\.freshness", (HTML,), "the first of the figures"),
    (r"product\.inputs\[\]\.port", (HTML,), "the contract's address is its port's"),
    (r"product.*\.language|entity.*\.dialect", (HTML,), "the colours follow from the code itself"),
    (r"product\.joins\[\]\.(port|other)", (HTML,), "its steps name the ports, and the command does"),
    (r"product\.summary", (MARKDOWN,), "the first sentence of the purpose, which is there"),
    (r"product.*\.(objects|fields)\[\]\.address", (MARKDOWN,), "headings and rows name all parts of it"),
    (r"summary\.freshness_seconds", (JSON, MARKDOWN), "the order of a table"),
    (
        r"summary\.(name|score|ports\[\]|diagnostics\.pardoned)",
        (HTML,),
        "a row leads to the page, and has what is open in place of the score",
    ),
    (
        r"summary\.(name|title|version|domain|team|level|is_personal|entities\[\]|ends|ports\[\])",
        (MARKDOWN,),
        "a row leads to the whole, by the address",
    ),
    (
        r"entity\.appearances\[\]\.product\.name|entity\.domains\[\]",
        (MARKDOWN,),
        "columns and joins name them",
    ),
    (
        r"entity\.recipes\[\]\.join\.(product|entity|senses\[\]\.domain)",
        (HTML,),
        "the heading has the domains, and the page is the entity's",
    ),
    (r"domain\.colour", (MARKDOWN,), "text has no colour"),
    (r"subject\.entity", BOTH, "a link to the entity, which is named"),
    (r"product.*\.affected\[\]\.name", (HTML,), "the title leads to the product"),
    (
        r"entity\.recipes\[\]\.join\.(sql|dialect|no_sql|locations)",
        BOTH,
        "empty there, since the recipe has its own",
    ),
    (r"domain\.entities\[\]", BOTH, "`meanings` has them with what is meant"),
    (r"domain\.qualities\[\]\.products", (HTML,), "dots have no room for it"),
    (r"team\.owners\[\]", (HTML,), "the members with that role"),
    (
        r"governance\.score|governance\.(domains|qualities)\[\]\.score|(domain|team)\.score",
        (HTML,),
        "counts of findings by severity take its place",
    ),
    (r"governance\.domains\[\]\.qualities\[\]\.(name|products)", BOTH, "the heads of the columns"),
    (r"governance\.qualities\[\]\.products", (HTML,), "good, fair and poor add up to it"),
    (r"(governance\.domains\[\]|team|domain)\.diagnostics\.pardoned", (HTML,), "what is open counts"),
    (r"rule\.(text|needs\[\])", (JSON,), "the same in every mesh; `page` leads to it"),
    (r"rule\.occurrences.*", (JSON,), "products have their findings"),
    (r"index\.most_used\[\]\.(?!address|title|consumers).*", (HTML, MARKDOWN), "a row leads to the page"),
    (r"index\.most_used\[\]\.(title|consumers|\w+).*", (JSON,), "the address leads to the product"),
    (r"index\.score", (HTML,), "counts of findings by severity take its place"),
    (r"index\.questions\[\]", (JSON, MARKDOWN), "examples for the search, which only pages have"),
    (r"index\.version", BOTH, "the API's own"),
    (r"index\.(domains|entities)\[\]", (JSON,), "`links` leads to them"),
    (r"index\.(mesh|url|day|commit)", (HTML,), "the footer of every page has day and commit"),
    (r"index\.figures\.(contracts|teams)|index\.diagnostics\.notices", (HTML,), "six figures have room"),
    (r"index\.endings\[\]\.(title|status)", (HTML,), "the port that ends says it"),
    (r"index\.entities\[\]", (HTML,), "the search and the table of products have them"),
    (r"changes\.commits\[\]\.products\[\]\.change\.when", (HTML,), "said of the commit"),
    (r"changes\.commits\[\]\.when", (MARKDOWN,), "said of each product"),
    (r"changes\.commits\[\]\.(commit|subject)", BOTH, "said of each product"),
    (
        r"product.*\.measured\[\]\.days\[\]\.day",
        BOTH,
        "only days without an answer are named; the others are counted",
    ),
    (r"index\.recent.*", (HTML,), "`news` has those that matter to readers"),
    (r"domain\.qualities.*", (HTML,), "counts of findings by severity take its place"),
    (r".*changes.*\.(is_breaking|is_read)", BOTH, "`effect` says it in a word"),
    (r"lineage\.(products|edges).*", (HTML,), "edges join dots, and these are drawn of the domains"),
)
"""Keys by a pattern, the forms that lack them, and the reason."""


def reason(path: str, form: str) -> str:
    """Return why a form lacks a key; empty if it must have it."""
    return next(
        (why for pattern, forms, why in REASONS if form in forms and re.fullmatch(pattern, path)),
        "",
    )


def as_json(document: Any) -> str:
    """Return a document as in the API."""
    return json.dumps(json_of(document, "api/v1/x.json", "x"))


def silent(name: str) -> list[tuple[str, str]]:
    """Return the keys of a kind of document that a form lacks, each with the form."""
    kind = KINDS[name]
    own = {part: key for part, key in OWN.items() if part not in kind.whole}
    writers = {HTML: kind.html, JSON: as_json, MARKDOWN: kind.markdown}
    left: dict[tuple[str, str], None] = {}
    said = set()
    for variant in VARIANTS:
        document = Filler(EXACT | variant).document(kind.type)
        before = {form: write(document) for form, write in writers.items()}
        for path, other in changed(document, name, own):
            for form, write in writers.items():
                if (path, form) not in said and not reason(path, form):
                    left[path, form] = None
                    if write(other) != before[form]:
                        said.add((path, form))
    return [each for each in left if each not in said]


@pytest.mark.parametrize("name", KINDS)
def test_each_key_appears_in_all_three(name: str) -> None:
    """Except those with a reason."""
    assert silent(name) == []


def test_forgotten_key_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """A key that no form shows is reported."""
    kind = KINDS["team"]
    monkeypatch.setitem(
        KINDS, "team", kind._replace(markdown=lambda each: team_markdown(replace(each, members=())))
    )

    assert silent("team") == [(f"team.members[].{key}", MARKDOWN) for key in ("name", "username", "role")]
