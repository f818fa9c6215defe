"""The descriptions and synonyms of columns, as search data. The names of columns are in `search.py`."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from meshwright.catalog.html.page import File
from meshwright.catalog.indexes.scripts import script
from meshwright.catalog.indexes.search import cut, packed
from meshwright.catalog.text import plain_text, shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from meshwright.catalog.documents.contract import Field
    from meshwright.catalog.documents.product import Product

    Words = tuple[str, str]
    Texts = Mapping[str, Sequence[Words]]

WORDS = "assets/data/words.js"
LIMITS = (140, 70, 35)
"""Candidates for the maximum length of a text: the first that makes all texts fit is used.

If none does, texts are omitted.
"""
MOST = 2_000_000
"""The maximum total length of all texts, in characters."""
_UNNAMED = frozenset({"[]", "{key}", "{value}"})


def column_words(product: Product) -> list[Words]:
    """Return the names of a product's columns, each with its synonyms and description as one text."""
    fields = (
        field
        for port in product.ports
        if port.contract
        for each in port.contract.objects
        for field in _all(each.fields)
    )
    return list(
        dict.fromkeys((shown(field.name), _text(field)) for field in fields if field.name not in _UNNAMED)
    )


def words_file(products: Iterable[tuple[int, Sequence[Words]]], names: Iterable[Sequence[str]]) -> File:
    """Return a script with the texts of each column name and, for each text, the rows of the products that have it.

    Rows are omitted if they equal the rows of the column name in `names`, the search data of column names.
    """
    found: defaultdict[str, defaultdict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for row, words in sorted(products):
        for name, text in words:
            if text:
                found[name][text].append(row)
    rows = {name: at for name, at in names}  # noqa: C416 - lists of two
    texts = {
        name: [
            (text, "" if rows.get(name) == at else at) for text, own in each.items() for at in (packed(own),)
        ]
        for name, each in sorted(found.items())
    }
    return File(WORDS, script("words", _fitting(texts)))


def _fitting(texts: Texts) -> list[tuple[str, list[Words]]]:
    for limit in LIMITS:
        lengths = (min(limit, len(text)) + len(rows) for each in texts.values() for text, rows in each)
        if sum(lengths) <= MOST:
            return [(name, [(cut(text, limit), at) for text, at in each]) for name, each in texts.items()]
    return []


def _all(fields: Iterable[Field]) -> Iterator[Field]:
    for field in fields:
        yield field
        yield from _all(field.fields)


def _text(field: Field) -> str:
    return " · ".join(filter(None, (shown(", ".join(field.synonyms)), plain_text(field.description))))
