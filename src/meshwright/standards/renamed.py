"""Names that changed since an earlier release: old ones are accepted forever, with a notice, and never reused.

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
"""Keys of JSON output; Meshwright itself does not read them."""

RENAMED: Mapping[str, Mapping[str, str]] = {"rule": RULES, "severity": SEVERITIES, "key": KEYS}
"""All of them, old to new, by kind of name."""


def current_rule(name: str) -> str:
    """Return the current name of a rule or group."""
    return RULES.get(name, name)


def former_rules(name: str) -> tuple[str, ...]:
    """Return the former names of a rule."""
    return tuple(old for old, new in RULES.items() if new == name)


def current_severity(word: str) -> str:
    """Return the current name of a severity."""
    return SEVERITIES.get(word, word)


def notices(rules: Iterable[str], severities: Iterable[str], where: str) -> Iterator[str]:
    """Yield a sentence about each old name, once; `where` is the file or the flag that has it."""
    for names, sort, table in ((rules, "rule", RULES), (severities, "severity", SEVERITIES)):
        for name in dict.fromkeys(names):
            if name in table:
                yield f"{where}: {sort} `{name}` was renamed; use `{table[name]}`"
