"""`meshwright explain RULE`: prints the page of a rule."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `explain`."""
    parser.add_argument("rule", metavar="RULE", help="the name of a rule, as shown in brackets in reports")


def run(options: argparse.Namespace) -> int:
    """Print the page of a rule; raises UsageError for an unknown rule."""
    from meshwright.cli.main import UsageError
    from meshwright.cli.renamed import warn
    from meshwright.cli.rules import policies_here
    from meshwright.finding.finding import did_you_mean
    from meshwright.quantities.suggestions import nearest
    from meshwright.rulekit.registry import all_rules
    from meshwright.rulekit.rule_page import page
    from meshwright.standards.renamed import RULES, notices

    rules = {rule.name: rule for rule in all_rules()}
    if options.rule not in rules and options.rule not in RULES:
        rules |= {rule.name: rule for rule in policies_here()}
    if options.rule in RULES:
        warn(notices((options.rule,), (), "explain"))
        options.rule = RULES[options.rule]
    if options.rule not in rules:
        hint = did_you_mean(nearest(options.rule, rules)) or "; `meshwright rules` lists them"
        raise UsageError(f"unknown rule `{options.rule}`{hint}")
    sys.stdout.write(page(rules[options.rule]))
    return 0
