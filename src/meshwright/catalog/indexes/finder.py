"""The data of the finder: a row per product, and for the names of columns the products that have them."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

from meshwright.catalog.documents.parts import KINDS
from meshwright.catalog.html.page import File
from meshwright.catalog.indexes.scripts import script
from meshwright.catalog.text import shown
from meshwright.mesh.registries import text
from meshwright.scores.product_score import percent

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from meshwright.catalog.assembly.overview import Overview, ProductSummary

PRODUCTS = "assets/data/products.js"
FIELDS = "assets/data/fields.js"
FACETS = ("domain", "archetype", "status", "team", "classification", "personal", "entity")
PERSONAL = ["personal", "personal data", "personaldata"]
"""The one value of its facet: name, title, and the word by which finder.js searches it."""
LONGEST = 140
"""Characters of a purpose."""
_WORD = re.compile(r"\w+")
_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_FIVE_BITS, _MORE = 31, 32


def finder_files(overview: Overview) -> Iterator[File]:
    """Yield the scripts that the finder loads: products at once, columns when a reader types."""
    yield File(PRODUCTS, script("products", products(overview)))
    yield File(FIELDS, script("fields", fields(overview.cards.values())))


def products(overview: Overview) -> dict[str, Any]:
    """Return the values of each facet, commonest first, and a row a product, in the order of addresses.

    A row refers to a value by its position: address, name (empty for the address' last part), purpose,
    other names, names of ports and objects, then facets (-1 for none; entities are several), freshness, score
    (-1 for none), and the route where it is not made of the address.
    """
    cards = tuple(overview.cards.values())
    valued = {card.address: _facets(card) for card in cards}
    values = {facet: _ranked(value for own in valued.values() for value in own[facet]) for facet in FACETS}
    positions = {facet: {value: at for at, value in enumerate(own)} for facet, own in values.items()}
    freshness = _ranked(card.freshness for card in cards if card.freshness)
    titles = {kind: _titles(overview, kind) for kind in ("domain", "team", "entity")} | {"archetype": KINDS}
    rows = [_row(card, valued[card.address], positions, freshness) for card in cards]
    return {
        "facets": [
            [
                facet,
                [
                    PERSONAL if facet == "personal" else _value(value, titles.get(facet, {}))
                    for value in values[facet]
                ],
            ]
            for facet in FACETS
        ],
        "freshness": freshness,
        "rows": rows,
    }


def fields(cards: Iterable[ProductSummary]) -> list[list[str]]:
    """Return the names of columns, sorted, each with the rows of the products that have it.

    Rows are written as the steps from each to the next, five bits a character, the sixth if more follow.
    """
    found: dict[str, list[int]] = {}
    for number, card in enumerate(cards):
        names = {
            name
            for port in card.product.outputs
            if port.contract is not None
            for name in port.contract.fact.fields.names
        }
        for name in names - {"[]", "{key}", "{value}"}:
            found.setdefault(shown(name), []).append(number)
    return [[name, packed(rows)] for name, rows in sorted(found.items())]


def packed(rows: Iterable[int]) -> str:
    """Write ascending numbers as the steps between them."""
    text, before = [], -1
    for row in rows:
        step, before = row - before - 1, row
        while step > _FIVE_BITS:
            text.append(_DIGITS[step & _FIVE_BITS | _MORE])
            step >>= 5
        text.append(_DIGITS[step])
    return "".join(text)


def _facets(card: ProductSummary) -> dict[str, tuple[str, ...]]:
    personal = PERSONAL[0] if card.is_personal else ""
    single = (card.domain, card.archetype, card.status, card.team, card.level, personal)
    found = {facet: (value,) if value else () for facet, value in zip(FACETS, single, strict=False)}
    return {**found, "entity": card.entities}


def _value(value: str, titles: Mapping[str, str]) -> list[str]:
    return [shown(value), titles.get(value, "")]


def _row(
    card: ProductSummary,
    valued: Mapping[str, tuple[str, ...]],
    positions: Mapping[str, Mapping[str, int]],
    freshness: list[str],
) -> list[Any]:
    own = [[positions[facet][value] for value in valued[facet]] for facet in FACETS]
    score = percent(card.product_score.score) if card.product_score else None
    last = card.address.rpartition("/")[2]
    row = [
        card.address,
        "" if card.name == last else shown(card.name),
        _cut(shown(card.purpose)),
        shown(" ".join((*card.synonyms, *card.tags))),
        _words(card),
        *(each[0] if each else -1 for each in own[:-1]),
        own[-1],
        freshness.index(card.freshness) if card.freshness else -1,
        -1 if score is None else score,
    ]
    return row if card.route == f"products/{card.address}" else [*row, card.route]


def _words(card: ProductSummary) -> str:
    """Return the words of its ports' and objects' names that its own name has not."""
    found: dict[str, None] = {}
    for port in card.product.outputs:
        found[port.fact.name] = None
        if port.contract is not None:
            found.update((each.name, None) for each in port.contract.fact.objects)
    own = set(_WORD.findall(card.address))
    return " ".join(shown(name) for name in found if name and name not in own)


def _cut(words: str) -> str:
    return words if len(words) <= LONGEST else f"{words[: LONGEST - 1].rpartition(' ')[0]}…"


def _ranked(values: Iterable[str]) -> list[str]:
    return [value for value, _ in sorted(Counter(values).items(), key=lambda each: (-each[1], each[0]))]


def _titles(overview: Overview, facet: str) -> Mapping[str, str]:
    """Return the noun for the entries of a registry."""
    entries = overview.mesh.register(facet.capitalize())
    return {entry.name: shown(text(entry.get("title"))) for entry in reversed(entries)}
