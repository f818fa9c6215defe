"""`meshwright rules`: the rules that there are."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

    from meshwright.rulekit.rule import Rule


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what `rules` takes."""
    parser.add_argument(
        "--format", choices=("text", "json"), default="text", help="how to write them (default: text)"
    )


def run(options: argparse.Namespace) -> int:
    """Print the rules, by group."""
    from meshwright.rulekit.registry import all_rules, groups

    rules = all_rules()
    if options.format == "json":
        sys.stdout.write(json.dumps([_entry(rule) for rule in rules], indent=2) + "\n")
        return 0
    longest = max(len(rule.name) for rule in rules)
    for number, group in enumerate(groups(rules)):
        sys.stdout.write(("\n" if number else "") + f"{group}\n")
        for rule in rules:
            if rule.group == group:
                level = f"{rule.severity!s:<7} {rule.preset:<9}"
                sys.stdout.write(f"  {rule.name:<{longest}}  {level}  {rule.title}\n")
    return 0


def _entry(rule: Rule) -> dict[str, object]:
    return {
        "rule": rule.name,
        "group": rule.group,
        "severity": str(rule.severity),
        "preset": rule.preset,
        "since": rule.since,
        "needs": list(rule.needs),
        "title": rule.title,
    }
