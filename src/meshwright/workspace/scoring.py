"""The scores of a checked mesh."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.rulekit.configuration import is_on
from meshwright.rulekit.registry import all_rules
from meshwright.scores.product_score import score_products
from meshwright.workspace.pipeline import in_effect

if TYPE_CHECKING:
    from meshwright.rulekit.configuration import Configuration
    from meshwright.scores.product_score import ProductScore
    from meshwright.workspace.pipeline import CheckResult


def scored(outcome: CheckResult, configuration: Configuration) -> tuple[ProductScore, ...]:
    """Return the score of each product, lowest first; skipped rules do not affect it."""
    report = outcome.report
    blind = {*outcome.failed_rules, *(each.rule for each in (*report.idle, *report.skipped))}
    configuration = in_effect(configuration, outcome.mesh)
    looked = [
        rule
        for rule in (*all_rules(), *report.policies)
        if is_on(rule, configuration) and rule.name not in blind
    ]
    return score_products(outcome.mesh, report.diagnostics, looked, configuration)
