"""What had another name in an earlier release: old names are read for ever, with a notice, and never reused.

Repositories hold names of rules and severities in waivers, baselines, comments, settings and scripts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

RULES = {
    "promise-contradicted": "slo-contradicted",
    "promise-loosened": "slo-loosened",
    "promise-tightened": "slo-tightened",
    "promise-unknown": "slo-unknown",
    "promise-unsupported": "slo-unsupported",
}
"""Rules, and groups of them."""

SEVERITIES = {"advice": "notice"}

KEYS = {"asked": "contacts", "advice": "notices"}
"""Keys of JSON that is written; no program of ours reads them."""

RENAMED: Mapping[str, Mapping[str, str]] = {"rule": RULES, "severity": SEVERITIES, "key": KEYS}
"""All of them, old to new, by what they name."""


def current_rule(name: str) -> str:
    """Return what a rule or group is called now."""
    return RULES.get(name, name)


def former_rules(name: str) -> tuple[str, ...]:
    """Return what a rule was called, as the table has it."""
    return tuple(old for old, new in RULES.items() if new == name)


def current_severity(word: str) -> str:
    """Return what a severity is called now."""
    return SEVERITIES.get(word, word)


def notices(rules: Iterable[str], severities: Iterable[str], where: str) -> Iterator[str]:
    """Yield a sentence about each old name, once; `where` says what it stands in, or which flag gave it."""
    for names, sort, table in ((rules, "rule", RULES), (severities, "severity", SEVERITIES)):
        for name in dict.fromkeys(names):
            if name in table:
                yield f"{where}: {sort} `{name}` was renamed; use `{table[name]}`"
