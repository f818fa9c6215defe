"""The reference of rules: a page for each, and an index by group."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.tables import table
from meshwright.rulekit.registry import all_rules, groups
from meshwright.rulekit.rule_page import page

if TYPE_CHECKING:
    from collections.abc import Mapping

FOLDER = "reference/rules"
GROUPS = {
    "structure": "A file can be read, and its keys and values are those of its standard.",
    "discoverable": "A product has an owner, a domain, a purpose and a status, and exists once.",
    "addressable": "Each port has one address, a contract of the right version and a physical location.",
    "trustworthy": "Service levels can be read, follow from those of the inputs, and samples conform to the contract.",
    "self-describing": "A schema explains itself: descriptions, types, keys, examples.",
    "interoperable": "Identifiers, relationships, formats and events fit together across domains.",
    "secure": "Classification, de-identification, roles and retention are declared and consistent along lineage.",
    "lineage": "Inputs and sources are declared, exist and agree with the SQL.",
    "adoption": "Contracts agree with their products, and declared uses with purposes and roles.",
    "lifecycle": "No product or port depends on retired data, and ends have dates and successors.",
    "compatibility": "A change breaks no consumer, or has the version and the approvals that it needs.",
    "measured": "What contracts promise holds in the data; `meshwright measure` runs these.",
    "housekeeping": "Waivers, baselines and suppressions are in use, limited and approved.",
}
_INTRODUCTION = """\
# Rules

Each rule has a page with examples, which are also its tests; `meshwright explain RULE` shows it in a terminal.
A rule belongs to a group and to the smallest preset that contains it: `essential` reports errors, `standard` also poor
quality, `strict` also possible improvements. Severities are set in [`governance/mesh.yaml`](../documents/mesh.md).

"""


def rules_pages() -> Mapping[str, str]:
    """Write the pages, by path."""
    rules = sorted(all_rules(), key=lambda rule: rule.name)
    parts = [_INTRODUCTION]
    for group in groups(all_rules()):
        own = [rule for rule in rules if rule.group == group]
        rows = (
            (f"[{rule.name}]({rule.name}.md)", rule.title, str(rule.severity), rule.preset) for rule in own
        )
        parts.append(
            f"## {group} {{: #{group} }}\n\n{GROUPS[group]}\n\n{table(('rule', '', 'level', 'preset'), rows)}\n"
        )
    pages = {f"{FOLDER}/{rule.name}.md": f"---\ntitle: {rule.name}\n---\n\n{page(rule)}" for rule in rules}
    return {f"{FOLDER}/index.md": "".join(parts)} | pages


def rules_navigation() -> list[str | dict[str, list[str]]]:
    """Return the part of the navigation that lists the rules, by group."""
    rules = sorted(all_rules(), key=lambda rule: rule.name)
    return [
        f"{FOLDER}/index.md",
        *(
            {group: [f"{FOLDER}/{rule.name}.md" for rule in rules if rule.group == group]}
            for group in groups(all_rules())
        ),
    ]
