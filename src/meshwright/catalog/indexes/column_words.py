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

    Words = tuple[str, str, str]
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
    """Return the names of a product's columns, each with its synonyms and description as one text, and its port.

    The port is empty unless ports of the product describe the column differently.
    """
    found: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for port in product.ports:
        for each in port.contract.objects if port.contract else ():
            for field in _all(each.fields):
                if field.name not in _UNNAMED:
                    name = port.address.rpartition("/")[2]
                    found[shown(field.name)].setdefault(_text(field), shown(name))
    return [
        (name, text, port if len(texts) > 1 else "")
        for name, texts in found.items()
        for text, port in texts.items()
    ]


def words_file(products: Iterable[tuple[int, Sequence[Words]]], names: Iterable[Sequence[str]]) -> File:
    """Return a script with the texts of each column name and, for each text, the rows of the products that have it.

    Rows are omitted if they equal the rows of the column name in `names`, the search data of column names. A third
    value is the port, if there is one.
    """
    found: defaultdict[str, defaultdict[tuple[str, str], list[int]]] = defaultdict(lambda: defaultdict(list))
    for row, words in sorted(products):
        for name, text, port in words:
            if text:
                found[name][text, port].append(row)
    rows = {name: at for name, at in names}  # noqa: C416 - lists of two
    texts = {
        name: [
            (text, "" if rows.get(name) == at else at, port)
            for (text, port), own in each.items()
            for at in (packed(own),)
        ]
        for name, each in sorted(found.items())
    }
    return File(WORDS, script("words", _fitting(texts)))


def _fitting(texts: Texts) -> list[tuple[str, list[Sequence[str]]]]:
    for limit in LIMITS:
        lengths = (
            min(limit, len(text)) + len(rows) + len(port)
            for each in texts.values()
            for text, rows, port in each
        )
        if sum(lengths) <= MOST:
            return [
                (
                    name,
                    [
                        (cut(text, limit), at, port) if port else (cut(text, limit), at)
                        for text, at, port in each
                    ],
                )
                for name, each in texts.items()
            ]
    return []


def _all(fields: Iterable[Field]) -> Iterator[Field]:
    for field in fields:
        yield field
        yield from _all(field.fields)


def _text(field: Field) -> str:
    return " · ".join(filter(None, (shown(", ".join(field.synonyms)), plain_text(field.description))))
