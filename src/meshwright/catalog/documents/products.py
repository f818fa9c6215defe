"""Products as the rows of a table."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

from meshwright.catalog.documents.product import QualityView, qualities_of, title_of, word_of
from meshwright.mesh.promise import Duration
from meshwright.scores.standing import QUALITIES, percent

if TYPE_CHECKING:
    from collections.abc import Iterable
    from fractions import Fraction

    from meshwright.catalog.overview import Card, Overview

KINDS = {
    "sourceAligned": "source-aligned",
    "aggregate": "aggregate",
    "consumerAligned": "consumer-aligned",
}
"""Archetypes as people write them."""


@dataclass(frozen=True, slots=True)
class ProductRow:
    """A product in a table of products."""

    card: Card
    title: str
    kind: str
    """Its archetype; as it is stated where that is none."""
    score: int | None
    qualities: tuple[QualityView, ...]
    seconds: int | None
    """How old its data are at most, for sorting; None where nothing is promised."""
    users: int
    """Products and agreements that read it."""


def product_rows(cards: Iterable[Card], overview: Overview) -> tuple[ProductRow, ...]:
    """Give products as rows, in their order."""
    return tuple(
        ProductRow(
            card,
            title_of(card.name),
            KINDS.get(card.archetype, card.archetype),
            percent(card.standing.score) if card.standing else None,
            qualities_of(card),
            ceil(card.latency.longest) if isinstance(card.latency, Duration) else None,
            len({each.product or each.agreement for each in overview.users.get(card.address, ())}),
        )
        for card in cards
    )


def mean_of(cards: Iterable[Card]) -> int | None:
    """Give the mean score of products, out of 100; None where none of them has one."""
    return _mean([card.standing.score for card in cards if card.standing and card.standing.score is not None])


def mean_qualities(cards: Iterable[Card]) -> tuple[QualityView, ...]:
    """Give the mean of products in each quality, without the rules that lower it."""
    found: dict[str, list[Fraction]] = {name: [] for name in QUALITIES}
    for card in cards:
        for each in card.standing.qualities if card.standing else ():
            if each.score is not None:
                found[each.name].append(each.score)
    means = {name: _mean(scores) for name, scores in found.items()}
    return tuple(QualityView(name, score, word_of(score), ()) for name, score in means.items())


def _mean(scores: list[Fraction]) -> int | None:
    return percent(sum(scores[1:], scores[0]) / len(scores)) if scores else None
