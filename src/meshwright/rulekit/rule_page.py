"""The Markdown page of a rule, generated from its docstring."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from meshwright.rulekit.configuration import POLICIES
from meshwright.rulekit.examples import prose

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from meshwright.rulekit.rule import PolicyFacts, Rule

_CAPTIONS = {"bad": "Wrong", "good": "Right", "fixed": "Fixed", "before": "Before", "after": "After"}
_STATES = {
    "draft": "a draft, which only runs its tests",
    "audit": "in audit: its findings are notices",
    "enforced": "enforced",
    "retired": "retired",
}
_LIVE = re.compile(r"[\\<>\[\]&|{}!]|(?<={)%")
"""Characters that can start markup, an entity, a link, a table cell or a template."""
_BEGIN = re.compile(r"^(?:[#*+=~-]|(?<=\d)[.)])")
"""The beginning of a line that starts a Markdown block."""
_FENCE = re.compile(r"^```(yaml|csv|jsonl|bytes) (\w+)(?: ([^\n]*))?$", re.MULTILINE)


def page(rule: Rule) -> str:
    """Return the page of a rule: title, severity, explanation and examples."""
    if rule.policy is not None:
        return "\n\n".join(_of_policy(rule, rule.policy)) + "\n"
    needs = "".join(f" It applies only with `kind: {kind}` documents." for kind in rule.needs)
    facts = (
        f"**{rule.severity}** by default, in the group *{rule.group}*, "
        f"from the preset `{rule.preset}` upwards, since {rule.since}.{needs}"
    )
    return f"# {rule.name}\n\n{rule.title}.\n\n{facts}\n\n{body(rule)}\n"


def body(rule: Rule) -> str:
    """Return the page of a rule without its title: text and examples."""
    return _captioned(prose(rule.doc))


def pages(rules: Iterable[Rule]) -> Mapping[str, str]:
    """Return all pages by file name, and `index.md`, which lists the rules by group."""
    rules = sorted(rules, key=lambda rule: (rule.group, rule.name))
    index = ["# Rules"]
    for group in dict.fromkeys(rule.group for rule in rules):
        state = "state" if group == POLICIES else "from preset"
        index += [f"\n## {group}\n", f"| rule | severity | {state} | |", "|---|---|---|---|"]
        index += (_row(rule) for rule in rules if rule.group == group)
    return {**{f"{rule.name}.md": page(rule) for rule in rules}, "index.md": "\n".join(index) + "\n"}


def _row(rule: Rule) -> str:
    policy = rule.policy
    state = rule.preset if policy is None else policy.status
    title = rule.title if policy is None else _escaped(rule.title)
    return f"| [{rule.name}]({rule.name}.md) | {rule.severity} | {state} | {title} |"


def policy_state(policy: PolicyFacts, *, is_waivable: bool) -> str:
    """Return a policy's state, its date of enforcement, and its domain, in words."""
    state = _STATES.get(policy.status, policy.status)
    sentences = [f"A policy of the organisation, {state}, owned by `{policy.owner}`."]
    if policy.domain:
        sentences.append(f"It applies only to the domain `{policy.domain}`.")
    if policy.enforce_from is not None:
        sentences.append(f"It binds existing products from {policy.enforce_from}.")
    if not is_waivable:
        sentences.append("It cannot be waived.")
    return " ".join(sentences)


def _of_policy(rule: Rule, policy: PolicyFacts) -> Iterator[str]:
    """Yield the paragraphs of a policy's page, with strings from the policy escaped."""
    yield f"# {rule.name}"
    yield f"{_escaped(rule.title)}."
    yield _escaped(policy_state(policy, is_waivable=rule.is_waivable))
    if policy.remediation:
        yield f"How to fix it: {_escaped(policy.remediation)}"
    if policy.references:
        yield f"Its basis: {'; '.join(map(_escaped, policy.references))}."
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", policy.sql)), default=0))
    lines = (
        "".join(each if each.isprintable() else "\ufffd" for each in line) for line in _lines(policy.sql)
    )
    yield "\n".join((f"{fence}sql", *lines, fence))


def _lines(text: str) -> list[str]:
    return [line.replace("\t", "    ") for line in re.split(r"\r\n|\r|\n", text.strip())]


def _escaped(text: str) -> str:
    """Escape a string so that Markdown treats it as plain text on one line."""
    line = "".join(each if each.isprintable() else "\ufffd" for each in " ".join(text.split()))
    return _BEGIN.sub(r"\\\g<0>", _LIVE.sub(r"\\\g<0>", line))


def _captioned(text: str) -> str:
    verdicts = [(fence.start(), fence[2]) for fence in _FENCE.finditer(text)]

    def verdict_before(start: int) -> str:
        return next((verdict for at, verdict in reversed(verdicts) if at < start), "")

    def caption(found: re.Match[str]) -> str:
        words = [word for word in (found[3] or "").split() if "/" in word or "." in word]
        where = f" (`{words[0]}`)" if words else ""
        is_next = text.endswith("```\n", 0, found.start()) and verdict_before(found.start()) == found[2]
        word = "Together with" if is_next else _CAPTIONS[found[2]]
        return f"{word}{where}:\n\n```{found[1] if found[1] != 'bytes' else 'text'}"

    return re.sub(r"```\n(?=\S)", "```\n\n", _FENCE.sub(caption, text))
