"""The selection for the home page: the most used products, changes that matter to consumers, and example questions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.analysis.meaning.entities import vocabulary
from meshwright.catalog.assembly import parts
from meshwright.catalog.assembly.changes import effect_of
from meshwright.catalog.documents.mesh import News
from meshwright.catalog.documents.parts import Named
from meshwright.catalog.natural import natural

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from meshwright.catalog.assembly.overview import Overview
    from meshwright.catalog.documents.register import Ending, Summary
    from meshwright.catalog.history import HistoryChange, HistoryEntry

MOST_USED = 6
OF_A_KIND = 4
"""The maximum number of news items of one kind."""


def most_used(products: Iterable[Summary]) -> tuple[Summary, ...]:
    """Return the products with the most consumers; products with equal numbers are sorted by title."""
    ordered = sorted(products, key=lambda each: (-each.consumers, natural(each.title), natural(each.address)))
    return tuple(ordered[:MOST_USED])


def news(overview: Overview, endings: Iterable[Ending]) -> Iterator[News]:
    """Yield news for consumers: breaking changes and new items (newest first), then upcoming ends (earliest first)."""
    entries = sorted(
        (
            (each, said)
            for address, own in overview.source.history.entries.items()
            for each in own
            for said in each.said
            if address in overview.cards
        ),
        key=lambda pair: (-pair[0].when.timestamp(), pair[0].address, pair[1].place),
    )
    for kind in ("breaking", "new"):
        chosen = [pair for pair in entries if effect_of(pair[1]) == kind]
        for entry, said in _one_for_each(chosen)[:OF_A_KIND]:
            card = overview.cards[entry.address]
            yield News(
                kind=kind,
                product=Named(card.address, parts.title_of(card.name), card.route),
                place=said.place,
                words=said.words,
                day=entry.when.date(),
                consumers=overview.consumers(card),
            )
    for each in tuple(endings)[:OF_A_KIND]:
        address, _, port = each.port.rpartition("/")
        card = overview.cards[address]
        yield News(
            kind="ending",
            product=Named(address, each.title, card.route),
            place=port,
            words="ends",
            day=each.ends,
            consumers=overview.consumers(card),
        )


def _one_for_each(
    found: Iterable[tuple[HistoryEntry, HistoryChange]],
) -> list[tuple[HistoryEntry, HistoryChange]]:
    """Return one change for each product and commit, newest first; an addition is preferred to an edit."""
    first: dict[tuple[str, str], tuple[HistoryEntry, HistoryChange]] = {}
    for pair in sorted(found, key=lambda pair: not pair[1].words.endswith(" added")):
        first.setdefault((pair[0].address, pair[0].commit), pair)
    return sorted(first.values(), key=lambda pair: (-pair[0].when.timestamp(), pair[0].address))


def questions(overview: Overview, products: Mapping[str, Summary]) -> Iterator[str]:
    """Yield example search questions that this mesh can answer."""
    used = most_used(products.values())
    if used and used[0].entities:
        yield f"What joins with {used[0].title}?"
    if used and used[-1].team:
        yield f"Who owns {used[-1].title}?"
    if any(each.is_personal for each in products.values()):
        yield "Which products hold personal data?"
    aliases = [
        (len(cards), alias)
        for name, entity in overview.mesh.derived(vocabulary).entities.items()
        if (cards := overview.by_entity.get(name))
        for alias in entity.aliases[:1]
    ]
    if aliases:
        yield max(aliases)[1]
