"""The pages about the state of the mesh: governance and rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.catalog import routes
from meshwright.catalog.diagrams.trend import Bar, trend
from meshwright.catalog.html.page import Page, Section
from meshwright.catalog.sections import GOVERNANCE, RULES

if TYPE_CHECKING:
    from meshwright.catalog.diagrams.diagram import Diagram
    from meshwright.catalog.documents.governance import Governance, Rule, Rules
    from meshwright.catalog.html.rendering import Renderer

ROUTE = GOVERNANCE.route
LIST = RULES.route
PARTS = (
    ("", "", "head"),
    ("Trend", "trend", "trend"),
    ("Teams with the most to fix", "actions", "actions"),
    ("Domains", "domains", "domains"),
    ("Rules", "rules", "rules"),
    ("Waivers", "waivers", "waivers"),
    ("Lead times", "lead-times", "leads"),
    ("Standards", "standards", "standards"),
)
"""The heading, anchor and template part of each section."""


def governance_page(governance: Governance, rules: Rules, renderer: Renderer) -> Page:
    """Return the page about the state of the mesh."""
    absent = {
        "standards": not governance.standards,
        "trend": not governance.trend and not governance.trend_note,
    }
    values: dict[str, object] = {"view": governance, "looked": len(rules.rules), "trend": _drawn(governance)}
    values["is_open"] = any(each.errors or each.warnings or each.notices for each in governance.trend)
    sections = tuple(
        Section(renderer.html("governance.html", ROUTE, part=part, **values), heading, anchor)
        for heading, anchor, part in PARTS
        if not absent.get(part)
    )
    return Page(ROUTE, GOVERNANCE.title, sections, GOVERNANCE.text, scripts=("assets/js/tables.js",))


def _drawn(governance: Governance) -> Diagram:
    bars = [Bar(f"{each.day:%m-%d}", each.errors, each.warnings, each.notices) for each in governance.trend]
    return trend("trend-diagram", "Open findings by week", bars)


def rules_page(found: Rules, renderer: Renderer) -> Page:
    """Return the list of rules."""
    sections = [Section(renderer.html("rules.html", LIST, part="head", count=len(found.rules)))]
    for group in sorted({each.group for each in found.rules}):
        rows = [each for each in found.rules if each.group == group]
        html = renderer.html("rules.html", LIST, part="group", group=group, rows=rows)
        sections.append(Section(html, group.capitalize(), group))
    return Page(LIST, RULES.title, tuple(sections), RULES.text, scripts=("assets/js/tables.js",))


def rule_page(rule: Rule, renderer: Renderer) -> Page:
    """Return the page of a rule."""
    route = routes.rule(rule.name)
    html = renderer.html("rule.html", route, rule=rule)
    return Page(route, rule.name, (Section(html),), rule.title, has_contents=False)
