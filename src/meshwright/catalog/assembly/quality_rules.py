"""Quality rules of contracts (ODCS `quality[]`) in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from meshwright.mesh.registries import mapping, text

if TYPE_CHECKING:
    from collections.abc import Mapping


_COMPARISONS = {
    "mustBe": "is",
    "mustNotBe": "is not",
    "mustBeGreaterThan": "is more than",
    "mustBeGreaterOrEqualTo": "is at least",
    "mustBeLessThan": "is less than",
    "mustBeLessOrEqualTo": "is at most",
    "mustBeBetween": "is between",
    "mustNotBeBetween": "is not between",
}
_METRICS = {
    "nullValues": "number of rows without a value",
    "missingValues": "number of missing values",
    "invalidValues": "number of values that are not valid",
    "duplicateValues": "number of duplicates",
    "rowCount": "number of rows",
}


def rule_words(rule: Mapping[str, Any]) -> str:
    """Return a phrase for a quality rule (ODCS `quality[]`) from its description and its condition."""
    metric = text(rule.get("metric")) or text(rule.get("rule"))
    subject = _METRICS.get(metric, metric)
    unit = text(rule.get("unit"))
    if unit == "percent":
        subject = subject.replace("number of", "share of", 1)
    arguments = mapping(rule.get("arguments")).get("properties")
    if isinstance(arguments, list) and arguments:
        subject += f" in {', '.join(map(str, arguments))}"
    compared = (
        f"{words} {_amount(rule[key])}" for key, words in _COMPARISONS.items() if rule.get(key) is not None
    )
    limits = " and ".join(compared)
    if limits and unit not in ("", "rows"):
        limits += f" {unit}"
    measured = f"{subject or 'the result'} {limits}" if limits else subject
    said = text(rule.get("description")) or text(rule.get("name"))
    if said and limits:
        return f"{' '.join(said.split())} ({measured})"
    return " ".join(said.split()) or measured or text(rule.get("type")) or "a rule without a description"


def _amount(value: object) -> str:
    if isinstance(value, list | tuple):
        return " and ".join(map(_amount, value))
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}"
    return str(value)
