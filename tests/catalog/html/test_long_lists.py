"""Long lists are initially folded; short ones are shown."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from itertools import cycle, islice, pairwise
from typing import TYPE_CHECKING

import pytest

from meshwright.catalog.assembly.entity import entity_documents
from meshwright.catalog.assembly.governance import rules_document
from meshwright.catalog.assembly.mesh import documents
from meshwright.catalog.assembly.product import product_document
from meshwright.catalog.assembly.subjects import subjects_document
from meshwright.catalog.documents.governance import TeamAction
from meshwright.catalog.documents.parts import Diagnostics, Named
from meshwright.catalog.documents.register import Action, Flow
from meshwright.catalog.html.diagrams import domains_diagram
from meshwright.catalog.html.domain import domain_page
from meshwright.catalog.html.entity import entity_page
from meshwright.catalog.html.governance import governance_page, rules_page
from meshwright.catalog.html.joins import joins_page
from meshwright.catalog.html.product import product_page
from meshwright.catalog.html.rendering import Renderer
from meshwright.catalog.html.subject import subject_page
from meshwright.catalog.html.team import team_page
from meshwright.catalog.site import Site
from meshwright.rulekit.registry import all_rules
from meshwright.rulekit.rule_page import body

if TYPE_CHECKING:
    from meshwright.catalog.assembly.overview import Overview
    from meshwright.catalog.documents.entity import Appearance
    from meshwright.catalog.html.page import Page


OPEN = '<details class="mw-fold mw-fold--printed mw-fold--wide" open>'


@pytest.mark.parametrize(("count", "is_folded"), [(12, False), (13, True)])
def test_ports_that_a_port_feeds_are_folded(count: int, is_folded: bool, example: Overview) -> None:
    view = product_document(example.cards["player/play-events"], example)
    port = replace(view.ports[0], feeds=(view.ports[0].feeds[0],) * count)
    page = product_page(replace(view, ports=(port, *view.ports[1:])), Renderer({}))
    html = "".join(each.html for each in page.sections)

    assert (f"<summary>Feeds {count} ports</summary>" in html) is is_folded


@pytest.mark.parametrize(("count", "is_folded"), [(12, False), (13, True)])
def test_products_of_a_team_and_of_a_domain_are_folded(
    count: int, is_folded: bool, example: Overview
) -> None:
    found = documents(example)
    team, domains = found.teams.teams[0], found.domains
    rows = tuple(islice(cycle(domains.domains[0].products), count))
    one = next(each for each in domains.domains if each.feeds)
    feeds = tuple(islice(cycle(one.feeds), count))
    domain = _html(domain_page(replace(one, products=rows, feeds=feeds), domains, Renderer({})))

    for html in (_html(team_page(replace(team, products=rows), Renderer({}))), domain):
        assert (f"{OPEN}<summary>{count} products</summary>" in html) is is_folded
    assert (f"{OPEN}<summary>{count} domains</summary>" in domain) is is_folded


def test_diagram_of_a_domain_has_its_strongest_neighbours(example: Overview) -> None:
    """One box represents the others, and the lists name all of them."""
    one = documents(example).domains.domains[0]
    others = [replace(one, name=f"reader-{at}", title=f"Reader {at}", feeds=()) for at in range(15)]
    feeds = tuple(Flow(domain=Named(each.name), products=at + 1) for at, each in enumerate(others))
    hub = replace(one, name="hub", title="Hub", feeds=feeds)
    drawn = domains_diagram((hub, *others), "domains/hub", hub)

    assert "and 3 more" in drawn.svg
    assert "the 12 strongest of 15" in drawn.svg
    assert {name for name in range(15) if f">Reader {name}<" in drawn.svg} == set(range(3, 15))


def test_steps_of_a_long_erasure_are_folded(example: Overview) -> None:
    """Their anchors work, and they are printed."""
    subject = next(each for each in subjects_document(example).subjects if each.name == "listener")
    short = subject_page(replace(subject, ports=subject.ports[:12]), Renderer({})).sections[0].html
    long = (
        subject_page(replace(subject, ports=(*subject.ports, *subject.ports)), Renderer({})).sections[0].html
    )

    assert '<h3 id="step-1">Step 1</h3>' in short
    assert re.search(
        r'<details class="mw-fold mw-fold--printed" id="step-1"><summary>Step 1: [0-9]+ ports', long
    )
    assert "<h3" not in long


def test_columns_of_an_entity_are_folded_by_domain(example: Overview) -> None:
    """Up to two columns are shown; more are in a fold that is initially open, unless there are many in total."""
    entity = next(each for each in entity_documents(example) if each.name == "artist")
    short = _html(entity_page(entity, Renderer({})))
    long = _html(
        entity_page(
            replace(entity, appearances=tuple(sorted(entity.appearances * 3, key=_domain))), Renderer({})
        )
    )

    counts = Counter(map(_domain, entity.appearances))
    folds = dict(re.findall(r'<section id="in-([^"]+)"[^>]*>(.*?)</section>', short, re.DOTALL))
    assert {name: OPEN in html for name, html in folds.items()} == {name: counts[name] > 2 for name in counts}
    assert OPEN.replace(" open>", ">") in long
    assert OPEN not in long


def test_rules_without_open_findings_are_folded(example: Overview) -> None:
    """Their anchors work."""
    rules = rules_document(example)
    changed = tuple(replace(each, diagnostics=3 * (each.name == "unknown-team")) for each in rules.rules)
    html = _html(rules_page(replace(rules, rules=changed), Renderer({})))
    shown = re.sub(r"<details.*?</details>", "", html, flags=re.DOTALL)

    assert re.findall(r'id="rule-([^"]+)"', shown) == ["unknown-team"]
    assert set(re.findall(r'id="rule-([^"]+)"', html)) == {each.name for each in rules.rules}


@pytest.mark.parametrize(("count", "is_folded"), [(12, False), (13, True)])
def test_teams_and_domains_of_governance_are_folded(count: int, is_folded: bool, example: Overview) -> None:
    documents = Site(example, {})._documents
    governance = documents.governance
    team = TeamAction(
        team=Named("labels-squad", "Labels squad"),
        action=Action(
            rule="missing-slo", title="", findings=9, points="1", products=documents.products.products[:7]
        ),
        command="meshwright check",
        diagnostics=Diagnostics(errors=0, warnings=9, notices=0, pardoned=0),
        consumers=1,
    )
    domains = tuple(islice(cycle(governance.domains), count))
    many = replace(governance, domains=domains, actions=(team,) * count)
    html = _html(governance_page(many, documents.rules, Renderer({})))

    assert ("<summary>1 more team</summary>" in html) is is_folded
    assert (f"<summary>{count} domains</summary>" in html) is is_folded
    assert html.count("<summary>and 2 more</summary>") == count


@pytest.mark.parametrize(("warnings", "is_said"), [(0, True), (1, False)])
def test_governance_states_that_no_finding_is_open(warnings: int, is_said: bool, example: Overview) -> None:
    """It then also lists teams whose exceptions lower their scores."""
    documents = Site(example, {})._documents
    found = replace(
        documents.governance, diagnostics=Diagnostics(errors=0, warnings=warnings, notices=0, pardoned=5)
    )
    assert (
        "No team has open findings in this catalog."
        in _html(governance_page(found, documents.rules, Renderer({})))
    ) is is_said


def _html(page: Page) -> str:
    return "".join(each.html for each in page.sections)


def _domain(each: Appearance) -> str:
    return each.domain.name


def test_files_of_one_example_have_one_caption() -> None:
    rule = next(each for each in all_rules() if each.name == "missing-crosswalk")
    captions = re.findall(r"^(\w[\w ]*)(?: \(`[^`]+`\))?:\n\n```", body(rule), re.MULTILINE)

    assert captions[0] == "Wrong"
    assert captions[1] == "Together with"
    assert not any(first == second != "Together with" for first, second in pairwise(captions))


@pytest.mark.parametrize("copies", [1, 20])
def test_joins_page_shows_titles_of_entities(copies: int, example: Overview) -> None:
    """In folds and without them."""
    found = Site(example, {})._documents
    entities = replace(
        found.entities,
        entities=tuple(
            replace(each, title="Recording") if each.name == "track" else each
            for each in found.entities.entities
        ),
    )
    html = _html(
        joins_page(replace(found.products, products=found.products.products * copies), entities, Renderer({}))
    )

    assert ("<summary>" in html) is (copies > 1)
    assert "Recording" in html
    assert re.search(r"[ >]track[,<]", html) is None
