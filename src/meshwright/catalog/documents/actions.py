"""What would raise the scores of products most."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction
from math import floor
from typing import TYPE_CHECKING

from meshwright.rulekit.registry import all_rules

if TYPE_CHECKING:
    from collections.abc import Iterable

    from meshwright.catalog.overview import Card


@dataclass(frozen=True, slots=True)
class Action:
    """To fix all that one rule says of some products."""

    rule: str
    title: str
    """What the rule says, in a line."""
    products: tuple[Card, ...]
    """Those that it says it of, the one that gains most first."""
    findings: int
    gain: Fraction
    """By how much the mean score would rise, of 1."""

    @property
    def points(self) -> str:
        """The gain of 100 in words, rounded down: `less than 0.1`, `0.4`, `3`."""
        tenths = floor(self.gain * 1000)
        if not tenths:
            return "less than 0.1"
        return f"{tenths // 10}" if tenths >= 20 or tenths % 10 == 0 else f"{tenths / 10}"


def actions(cards: Iterable[Card]) -> tuple[Action, ...]:
    """Give what to do about products, what would raise their mean score most first."""
    gains: defaultdict[str, dict[Card, Fraction]] = defaultdict(dict)
    findings: defaultdict[str, int] = defaultdict(int)
    scored = 0
    for card in cards:
        qualities = (
            [each for each in card.standing.qualities if each.score is not None] if card.standing else []
        )
        scored += bool(qualities)
        for quality in qualities:
            for low in quality.lowered_by:
                gains[low.rule][card] = low.loss / len(qualities)
                findings[low.rule] += low.diagnostics
    titles = {rule.name: rule.title for rule in all_rules()}
    found = (
        Action(
            rule,
            titles.get(rule, ""),
            tuple(sorted(own, key=lambda card: (-own[card], card.address))),
            findings[rule],
            sum(own.values(), Fraction(0)) / scored,
        )
        for rule, own in gains.items()
    )
    return tuple(sorted(found, key=lambda each: (-each.gain, each.rule)))
