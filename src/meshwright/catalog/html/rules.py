"""The pages of rules: what each says, and of what in this mesh."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from meshwright.catalog import routes
from meshwright.catalog.html.page import Page, Section
from meshwright.catalog.html.product import finding
from meshwright.catalog.places import place
from meshwright.rulekit.page import body
from meshwright.rulekit.registry import all_rules, groups

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.catalog.html.rendering import Renderer
    from meshwright.catalog.overview import Overview
    from meshwright.rulekit.diagnostic import Diagnostic
    from meshwright.rulekit.rule import Rule

ROUTE = "rules"
SHOWN = 50


@dataclass(frozen=True, slots=True)
class RuleView:
    """A rule."""

    name: str
    title: str
    group: str
    level: str
    preset: str
    since: str
    text: str
    """Markdown."""
    open: int


@dataclass(frozen=True, slots=True)
class Found:
    """What a rule says of something."""

    message: str
    note: str
    level: str
    address: str
    file: str
    route: str
    anchor: str


def rule_pages(overview: Overview, renderer: Renderer) -> Iterator[Page]:
    """Give the list of rules, and the page of each."""
    said: defaultdict[str, list[Diagnostic]] = defaultdict(list)
    for each in overview.source.report.diagnostics:
        said[each.rule].append(each)
    rules = all_rules()
    views = {rule.name: _view(rule, sum(each.counts for each in said[rule.name])) for rule in rules}
    sections = [Section(renderer.html("rules.html", ROUTE, part="head", count=len(rules)))]
    for group in groups(rules):
        rows = [view for view in views.values() if view.group == group]
        html = renderer.html("rules.html", ROUTE, part="group", group=group, rows=rows)
        sections.append(Section(html, group.capitalize(), group))
    yield Page(ROUTE, "Rules", tuple(sections), "What the linter holds every document of the mesh to.")
    for rule in rules:
        route = routes.rule(rule.name)
        found = [_found(each, overview) for each in said[rule.name][:SHOWN]]
        html = renderer.html(
            "rule.html", route, rule=views[rule.name], said=found, more=max(len(said[rule.name]) - SHOWN, 0)
        )
        yield Page(route, rule.name, (Section(html),), rule.title, has_contents=False)


def _view(rule: Rule, count: int) -> RuleView:
    return RuleView(
        rule.name, rule.title, rule.group, str(rule.severity), rule.preset, rule.since, body(rule), count
    )


def _found(diagnostic: Diagnostic, overview: Overview) -> Found:
    row = finding(diagnostic)
    address = diagnostic.address or ""
    route, anchor = place(address, overview)
    return Found(
        row.message,
        row.note,
        row.level,
        address,
        diagnostic.range.path if diagnostic.range else "",
        route,
        anchor,
    )
