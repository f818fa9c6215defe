"""A rule's page in Markdown, out of its docstring."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from meshwright.rulekit.configuration import POLICIES
from meshwright.rulekit.examples import prose

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from meshwright.rulekit.rule import Rule

_CAPTIONS = {"bad": "Wrong", "good": "Right", "fixed": "Fixed", "before": "Before", "after": "After"}
_FENCE = re.compile(r"^```(yaml|csv|jsonl|bytes) (\w+)(?: ([^\n]*))?$", re.MULTILINE)


def page(rule: Rule) -> str:
    """Write the page: title, what it says, when it counts, examples."""
    if rule.group == POLICIES:
        return f"# {rule.name}\n\n{rule.doc}\n"
    needs = "".join(f" It needs `kind: {kind}` documents and is silent without them." for kind in rule.needs)
    facts = (
        f"**{rule.severity}** by default, in the group *{rule.group}*, "
        f"from the preset `{rule.preset}` on, since {rule.since}.{needs}"
    )
    return f"# {rule.name}\n\n{rule.title}.\n\n{facts}\n\n{body(rule)}\n"


def body(rule: Rule) -> str:
    """Write what a page says below its title: prose and examples."""
    return _captioned(prose(rule.doc))


def pages(rules: Iterable[Rule]) -> Mapping[str, str]:
    """Write all pages and `index.md`, which lists the rules by group; by file name."""
    rules = sorted(rules, key=lambda rule: (rule.group, rule.name))
    index = ["# Rules"]
    for group in dict.fromkeys(rule.group for rule in rules):
        index += [f"\n## {group}\n", "| rule | level | from preset | |", "|---|---|---|---|"]
        index += (
            f"| [{rule.name}]({rule.name}.md) | {rule.severity} | {rule.preset} | {rule.title} |"
            for rule in rules
            if rule.group == group
        )
    return {**{f"{rule.name}.md": page(rule) for rule in rules}, "index.md": "\n".join(index) + "\n"}


def _captioned(text: str) -> str:
    def caption(found: re.Match[str]) -> str:
        words = [word for word in (found[3] or "").split() if "/" in word or "." in word]
        where = f" (`{words[0]}`)" if words else ""
        return f"{_CAPTIONS[found[2]]}{where}:\n\n```{found[1] if found[1] != 'bytes' else 'text'}"

    return re.sub(r"```\n(?=\S)", "```\n\n", _FENCE.sub(caption, text))
