"""Names that changed since an earlier release: old ones are accepted forever, with a notice, and never reused.

Repositories contain names of rules and severities in waivers, baselines, comments, settings and scripts.
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
"""Rules and groups of rules."""

SEVERITIES = {"advice": "notice"}

KEYS = {"asked": "contacts", "advice": "notices"}
"""Keys of JSON output, which Meshwright itself does not read."""

RENAMED: Mapping[str, Mapping[str, str]] = {"rule": RULES, "severity": SEVERITIES, "key": KEYS}
"""All renamed names, old to new, by kind."""


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
    """Yield a sentence about each distinct old name; `where` is the file or flag that contains it."""
    for names, sort, table in ((rules, "rule", RULES), (severities, "severity", SEVERITIES)):
        for name in dict.fromkeys(names):
            if name in table:
                yield f"{where}: {sort} `{name}` was renamed; use `{table[name]}`"
