"""`meshwright rules`: prints all rules as a list, or writes their pages."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

    from meshwright.rulekit.rule import Rule


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `rules`."""
    parser.add_argument(
        "--format", choices=("text", "json"), default="text", help="output format (default: text)"
    )
    parser.add_argument(
        "--docs", metavar="DIR", help="write a Markdown page for each rule, and an index, to a folder"
    )


def run(options: argparse.Namespace) -> int:
    """Print the rules by group, or write their pages."""
    from meshwright.report.terminal import one_line
    from meshwright.rulekit.registry import all_rules, groups

    rules = all_rules() + policies_here()
    if options.docs is not None:
        return _write(options.docs, rules)
    if options.format == "json":
        sys.stdout.write(json.dumps([_entry(rule) for rule in rules], indent=2) + "\n")
        return 0
    longest = max(len(rule.name) for rule in rules)
    for number, group in enumerate(groups(rules)):
        sys.stdout.write(("\n" if number else "") + f"{group}\n")
        for rule in rules:
            if rule.group == group:
                state = rule.preset if rule.policy is None else rule.policy.status
                level = f"{rule.severity!s:<7} {state:<9}"
                sys.stdout.write(one_line(f"  {rule.name:<{longest}}  {level}  {rule.title}") + "\n")
    return 0


def _write(name: str, rules: tuple[Rule, ...]) -> int:
    from pathlib import Path

    from meshwright.cli.main import UsageError
    from meshwright.rulekit.rule_page import pages
    from meshwright.workspace.generated_files import UnmanagedFileError, write_pages

    try:
        count = write_pages(Path(name), pages(rules))
    except UnmanagedFileError as error:
        raise UsageError(str(error)) from error
    except OSError as error:
        raise UsageError(f"`{name}` cannot be written: {error.strerror}") from error
    sys.stdout.write(f"{count} of {len(rules) + 1} pages rewritten\n")
    return 0


def policies_here() -> tuple[Rule, ...]:
    """Return the policies of the mesh in the current folder as rules; empty outside a mesh."""
    from datetime import datetime
    from pathlib import Path

    from meshwright.policies.running import PolicyRun
    from meshwright.relational.source import MeshSource
    from meshwright.rulekit.redaction import blank_forms
    from meshwright.source.discovery import find_root
    from meshwright.workspace.policy_files import policies_below

    root = find_root(Path.cwd())
    mesh, found, _ = policies_below(root, datetime.now().astimezone().date())
    run = PolicyRun(found, MeshSource(mesh, lambda _, __: None, blank_forms))
    return tuple(sorted((*run.rules, *(rule for rule, _ in run.unbound)), key=lambda rule: rule.name))


def _entry(rule: Rule) -> dict[str, object]:
    entry: dict[str, object] = {
        "rule": rule.name,
        "group": rule.group,
        "severity": str(rule.severity),
        "preset": rule.preset,
        "since": rule.since,
        "needs": list(rule.needs),
        "title": rule.title,
    }
    if rule.policy is not None:
        enforced = rule.policy.enforce_from
        entry["policy"] = {
            "status": rule.policy.status,
            "owner": rule.policy.owner,
            "enforceFrom": enforced.isoformat() if enforced else None,
        }
    return entry
