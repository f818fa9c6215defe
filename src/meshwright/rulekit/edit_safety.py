"""A check that an edit does not change anything outside the edited text.

The check compares all keys and values in two versions of a document, in order, except the edited ones.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from meshwright.source.place import WIDTH, Span
from meshwright.source.tree import parse

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from meshwright.rulekit.edits import NewText
    from meshwright.source.reader import Document
    from meshwright.source.tree import Syntax

_Token = tuple[int, str, Any]
"""A key, value or item: its depth, its kind and its content."""


def keeps_the_rest(before: str, after: str, edits: Iterable[NewText], syntax: Syntax = "yaml") -> bool:
    """Return whether an edited text still has the same content, apart from the edits.

    Return False if the new text cannot be parsed.
    """
    ordered = sorted(edits)
    old, new = parse(before, syntax), parse(after, syntax)
    if old.is_whole and not new.is_whole:
        return False
    if len(old.documents) != len(new.documents):
        return False
    regions = _regions(old.documents, [span for span, _ in ordered])
    places = []
    shift = 0
    for region in regions:
        grown = sum(
            len(text) - (span.end - span.start)
            for span, text in ordered
            if region.start <= span.start and span.end <= region.end
        )
        places.append(Span(region.start + shift, region.end + shift + grown))
        shift += grown
    return _untouched(old.documents, regions) == _untouched(new.documents, places)


def _regions(documents: Iterable[Document], edits: Iterable[Span]) -> list[Span]:
    """Extend edits to whole keys and values, and merge adjacent ones."""
    spans = list(edits)
    cut = [
        span
        for document in documents
        for _, span, is_whole_only in _tokens(document)
        if not is_whole_only and any(span.start < edit.end and edit.start < span.end for edit in spans)
    ]
    regions: list[Span] = []
    for span in sorted([*spans, *cut]):
        if regions and span.start <= regions[-1].end:
            regions[-1] = Span(regions[-1].start, max(span.end, regions[-1].end))
        else:
            regions.append(span)
    return regions


def _untouched(documents: Iterable[Document], regions: list[Span]) -> list[_Token]:
    """Return the content outside the regions."""
    tokens: list[_Token] = []
    for document in documents:
        tokens.append((-1, "document", None))
        tokens += (
            token
            for token, span, is_whole_only in _tokens(document)
            if not any(_is_touched(span, region, is_whole_only=is_whole_only) for region in regions)
        )
    return tokens


def _is_touched(span: Span, region: Span, *, is_whole_only: bool) -> bool:
    if region.start <= span.start and span.end <= region.end:
        return True
    return not is_whole_only and span.start < region.end and region.start < span.end


def _tokens(document: Document) -> Iterator[tuple[_Token, Span, bool]]:
    """Yield keys, values and items with their spans, and whether an edit must cover the whole token to change it."""
    offsets = document.offsets
    pending: list[tuple[int, Any, Any]] = [(0, None, document.value)]
    number = 0
    while pending:
        depth, key, value = pending.pop()
        key_start, key_end, start, end, _ = offsets[number : number + WIDTH] if offsets else (0,) * WIDTH
        number += WIDTH
        if isinstance(key, str):
            yield (depth, "key", key), Span(key_start, key_end), False
        elif isinstance(key, int):
            yield (depth, "item", None), Span(start, end), True
        if isinstance(value, dict) and value:
            pending += [(depth + 1, name, child) for name, child in reversed(value.items())]
        elif isinstance(value, list) and value:
            pending += [(depth + 1, position, child) for position, child in reversed(list(enumerate(value)))]
        else:
            yield (depth, "value", _said(value)), Span(start, end), False


def _said(value: object) -> tuple[str, str]:
    """Return a representation for comparison.

    Unlike Python values, the representations of `1`, `1.0` and `true` are different, and those of NaN are equal.
    """
    return type(value).__name__, repr(value)
