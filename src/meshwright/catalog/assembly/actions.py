"""The actions that raise product scores most."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from math import floor
from typing import TYPE_CHECKING

from meshwright.catalog.documents.register import Action
from meshwright.catalog.natural import natural

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from meshwright.catalog.assembly.overview import ProductSummary
    from meshwright.catalog.documents.register import Summary
    from meshwright.rulekit.rule import Rule


def actions(
    cards: Iterable[ProductSummary], products: Mapping[str, Summary], rules: Iterable[Rule]
) -> tuple[Action, ...]:
    """Return the actions for products, sorted by how much they raise the mean score, largest gain first."""
    gains: defaultdict[str, dict[ProductSummary, Fraction]] = defaultdict(dict)
    findings: defaultdict[str, int] = defaultdict(int)
    scored = 0
    for card in cards:
        qualities = (
            [each for each in card.product_score.qualities if each.score is not None]
            if card.product_score
            else []
        )
        scored += bool(qualities)
        for quality in qualities:
            for low in quality.lowered_by:
                gains[low.rule][card] = low.loss / len(qualities)
                findings[low.rule] += low.diagnostics
    titles = {rule.name: rule.title for rule in rules}
    raised = {rule: sum(own.values(), Fraction(0)) / scored for rule, own in gains.items()}
    return tuple(
        Action(
            rule=rule,
            title=titles.get(rule, ""),
            products=tuple(
                products[card.address]
                for card in sorted(gains[rule], key=lambda card: (-gains[rule][card], natural(card.address)))
            ),
            findings=findings[rule],
            points=points(raised[rule]),
        )
        for rule in sorted(raised, key=lambda rule: (-raised[rule], rule))
    )


def points(gain: Fraction) -> str:
    """Return a gain (1 means 100 points) as text, in points, rounded down: `less than 0.1`, `0.4`, `3`."""
    tenths = floor(gain * 1000)
    if not tenths:
        return "less than 0.1"
    return f"{tenths // 10}" if tenths >= 20 or tenths % 10 == 0 else f"{tenths / 10}"
