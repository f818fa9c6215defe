"""How the mesh stands, as documents of the API: rules with what they say, scores by domain, exceptions."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from meshwright.catalog import routes
from meshwright.catalog.api.known import diagnostics_of, href, schema_of, stated
from meshwright.catalog.api.listings import Governance, Row, Rules, WaiverEntry
from meshwright.catalog.api.listings import Rule as RuleDocument
from meshwright.catalog.api.mesh import mean, scores
from meshwright.mesh.waivers import waivers
from meshwright.rulekit.levels import is_on
from meshwright.rulekit.registry import all_rules

if TYPE_CHECKING:
    from meshwright.catalog.api.known import Known


def rules_document(path: str, known: Known) -> Rules:
    """Say all rules, and how often each speaks."""
    diagnostics = known.source.report.diagnostics
    said = Counter(each.rule for each in diagnostics if each.counts)
    pardoned = Counter(each.rule for each in diagnostics if not each.counts)
    found = [
        stated(
            {
                "name": rule.name,
                "group": rule.group,
                "title": rule.title,
                "severity": str(rule.severity),
                "preset": rule.preset,
                "since": rule.since,
                "on": is_on(rule, known.source.configuration),
                "diagnostics": said[rule.name],
                "pardoned": pardoned[rule.name],
                "page": href(path, f"{routes.rule(rule.name)}/index.html"),
            },
            RuleDocument,
        )
        for rule in all_rules()
    ]
    return stated({"$schema": schema_of(path, "rules"), "rules": found}, Rules)


def governance_document(path: str, known: Known) -> Governance:
    """Say how the mesh stands, and its domains."""
    rows = [
        stated(
            {"domain": name, "products": len(cards), "score": mean(cards), "qualities": scores(cards)}, Row
        )
        for name, cards in known.overview.by_domain.items()
        if cards
    ]
    excepted = [
        stated(
            {
                "rule": each.rule,
                "address": each.address,
                "reason": each.reason,
                "owner": each.owner,
                "approvedBy": each.approved_by,
                "expires": each.expires.isoformat() if each.expires else None,
                "current": each.is_current(known.mesh.today),
            },
            WaiverEntry,
        )
        for each in waivers(known.mesh)
    ]
    cards = known.overview.cards.values()
    return stated(
        {
            "$schema": schema_of(path, "governance"),
            "score": mean(cards),
            "qualities": scores(cards),
            "domains": rows,
            "diagnostics": diagnostics_of(known.source.report.diagnostics),
            "waivers": excepted,
        },
        Governance,
    )
