"""Parsing of YAML documents to plain values with their locations, from libyaml's events.

It supports the part of YAML that contracts need: YAML 1.2 core scalars, anchors and aliases, merge keys (reported),
several documents, the tags `!!str`, `!!map` and `!!seq`, and scalar keys. This module does not know the meaning of
keys.

The locations of a document are a flat array of numbers in preorder, 5 (`WIDTH`) for each node:
key start, key end, value start, value end, and the number of nodes below it, so that a walk can skip them.
A list item has no key: its key numbers are those of the item.
"""

from __future__ import annotations

from array import array
from typing import Any

from yaml._yaml import CParser
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from meshwright.records import dataclass
from meshwright.source import limits
from meshwright.source.place import WIDTH, Span
from meshwright.source.problem import (
    MergeKey,
    OverLimit,
    YamlSyntax,
)
from meshwright.source.problem_collector import ProblemCollector, path_of
from meshwright.source.scalars import AMBIGUOUS_STARTS, OLD_BOOLEANS, SPECIAL_STARTS, core, old_reading
from meshwright.source.unsupported_yaml import (
    UnsupportedYamlError,
    refuse_glued_question_marks,
    start_of_content,
)

_NO_KEY = "a mapping or a list cannot be a key"
_TEMPLATE = "unquoted text cannot start with `{{`; quote it, or exclude the template"


class DuplicateKeyMarker(str):
    """A duplicate key, which is equal only to itself so that it stays a separate key until its mapping ends."""

    __slots__ = ()
    __hash__ = object.__hash__

    def __eq__(self, other: object) -> bool:
        return self is other


class Merged(DuplicateKeyMarker):
    """A merge key, kept as a separate key until its mapping ends."""

    __slots__ = ()
    __hash__ = object.__hash__


@dataclass(frozen=True, slots=True)
class Document:
    """A YAML document: dicts, lists and scalars, with the offsets of each (see the module)."""

    value: Any
    offsets: array[int]

    @property
    def span(self) -> Span:
        """The text of its value."""
        return Span(*self.offsets[2:4])


_TEXTS: dict[str, str] = {}
"""The strings of the latest documents, mapped to themselves, so that equal strings are stored and sent only once."""
MOST_TEXTS = 20_000
"""The number of strings after which `_TEXTS` is emptied."""


class Reader:
    """The parser for one text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.documents: list[Document] = []
        self.notes = ProblemCollector()
        self.aliases = 0
        self.room = limits.NODES * WIDTH
        """The number of offsets that the remaining documents may still use."""
        self.irregular = False
        """Whether a duplicate or merge key occurred; if so, mappings need a cleanup."""

    def read(self) -> None:
        """Parse all documents; raises UnsupportedYamlError or PyYAML's errors if parsing stops."""
        last_line = self.text[self.text.rfind("\n") + 1 :]
        is_blank_at_end = bool(last_line) and last_line.isspace()  # libyaml drops it from a block scalar
        events = CParser(self.text + "\n" if is_blank_at_end else self.text)
        next_event = events.get_event
        while True:
            event = next_event()
            if event.__class__ is DocumentStartEvent:
                if len(self.documents) >= limits.DOCUMENTS:
                    at = event.start_mark.index  # type: ignore[union-attr] # libyaml's events have marks
                    raise UnsupportedYamlError(
                        OverLimit(what="documents", limit=limits.DOCUMENTS, span=Span(at, at))
                    )
                document = self.document(next_event)
                refuse_glued_question_marks(self.text, document.offsets)
                self.documents.append(document)
                self.room -= len(document.offsets)
                self.notes.document += 1
            elif event.__class__ is StreamEndEvent:
                return

    def document(self, next_event: Any) -> Document:  # noqa: ANN401, C901, PLR0912, PLR0915 - one loop: a call per event would double its cost
        """Process the events of one document.

        A frame of the stack is the state of the container's parent:
        (container, is it a mapping, pending key, key start, key end, number of its node, anchor).
        """
        offsets: list[int] = []
        put = offsets.extend
        scalar_limit, depth_limit, node_limit = limits.SCALAR, limits.DEPTH, self.room
        text_of = _TEXTS.setdefault
        if len(_TEXTS) > MOST_TEXTS:
            _TEXTS.clear()
        special_starts, ambiguous_starts, old_booleans = SPECIAL_STARTS, AMBIGUOUS_STARTS, OLD_BOOLEANS
        anchors: dict[str, tuple[Any, list[int]] | None] = {}
        stack: list[tuple[Any, bool, str | None, int, int, int, str | None]] = []
        outermost: list[Any] = []
        container: Any = outermost
        is_mapping = False
        key: str | None = None
        key_start = key_end = last_end = 0
        anchor: str | None
        while True:
            event = next_event()
            kind = event.__class__
            if kind is ScalarEvent:
                start: int = event.start_mark.index
                end: int = event.end_mark.index
                value: Any = text_of(event.value, event.value)
                anchor = event.anchor
                tag = event.tag
                if anchor is not None or tag is not None:
                    start = start_of_content(self.text, event, start, end)
                if is_mapping and key is None:
                    key_start, key_end = start, end
                    if anchor is not None:
                        anchors[anchor] = (value, [start, end, start, end, 0])
                    if value in container:
                        self.notes.duplicate(value, container, offsets, stack, Span(start, end))
                        key = DuplicateKeyMarker(value)
                        self.irregular = True
                    elif value == "<<" and not event.style:
                        self.notes.add(MergeKey(span=Span(start, end)))
                        key = Merged(value)
                        self.irregular = True
                    else:
                        key = value
                    continue
                if end - start > scalar_limit:
                    over = OverLimit(
                        what="scalar length", limit=scalar_limit, found=end - start, span=Span(start, end)
                    )
                    raise UnsupportedYamlError(over)
                style = event.style
                if not style:
                    first = value[:1]
                    if tag is None and (first in special_starts or not first):
                        if len(value) > limits.DIGITS and not value.strip("+-.0123456789"):
                            self.notes.add(
                                OverLimit(
                                    what="digits",
                                    limit=limits.DIGITS,
                                    found=len(value),
                                    span=Span(start, end),
                                )
                            )
                        else:
                            value = core(value)
                    if tag is None and (first in ambiguous_starts or value in old_booleans):
                        written = self.text[start:end]
                        reading = old_reading(written)
                        if reading is not None:
                            self.notes.ambiguous(
                                written, value, reading, path_of(stack, container, key), Span(start, end)
                            )
                elif style in "|>":
                    end = start + len(self.text[start:end].rstrip())
                last_end = end
                if is_mapping:
                    put((key_start, key_end, start, end, 0))
                    container[key] = value
                    key = None
                else:
                    put((start, end, start, end, 0))
                    container.append(value)
                if anchor is not None:
                    anchors[anchor] = (value, offsets[-WIDTH:])
            elif kind is MappingStartEvent or kind is SequenceStartEvent:
                start = event.start_mark.index
                anchor = event.anchor
                if is_mapping and key is None:
                    what = _TEMPLATE if self.text[start - 1 : start + 1] == "{{" else _NO_KEY
                    raise UnsupportedYamlError(YamlSyntax(what=what, span=Span(start, start + 1)))
                if anchor is not None or event.tag is not None:
                    start = start_of_content(self.text, event, start, event.end_mark.index)
                if anchor is not None:
                    anchors[anchor] = None
                if len(stack) >= depth_limit:
                    raise UnsupportedYamlError(
                        OverLimit(what="depth", limit=limits.DEPTH, span=Span(start, start + 1))
                    )
                number = len(offsets)
                if number > node_limit:
                    raise UnsupportedYamlError(
                        OverLimit(what="values", limit=limits.NODES, span=Span(start, start + 1))
                    )
                if is_mapping:
                    put((key_start, key_end, start, 0, 0))
                else:
                    put((start, 0, start, 0, 0))
                stack.append((container, is_mapping, key, key_start, key_end, number, anchor))
                is_mapping = kind is MappingStartEvent
                container = {} if is_mapping else []
                key = None
                last_end = event.end_mark.index
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                if event.end_mark.index > event.start_mark.index:
                    last_end = event.end_mark.index
                value = container
                container, is_mapping, key, key_start, key_end, number, anchor = stack.pop()
                offsets[number + 3] = last_end
                if not is_mapping:
                    offsets[number + 1] = last_end
                if (
                    self.irregular
                    and kind is MappingEndEvent
                    and any(isinstance(each, DuplicateKeyMarker) for each in value)
                ):
                    value = _tidied(value, offsets, number)
                offsets[number + 4] = (len(offsets) - number) // WIDTH - 1
                if is_mapping:
                    container[key] = value
                    key = None
                else:
                    container.append(value)
                if anchor is not None:
                    anchors[anchor] = (value, offsets[number:])
            elif kind is AliasEvent:
                self.aliases += 1
                span = Span(event.start_mark.index, event.end_mark.index)
                value, inner = self.aliased(event.anchor, anchors, span)
                if len(offsets) + len(inner) > node_limit:
                    raise UnsupportedYamlError(OverLimit(what="values", limit=limits.NODES, span=span))
                if is_mapping and key is None:
                    if isinstance(value, dict | list):
                        raise UnsupportedYamlError(YamlSyntax(what=_NO_KEY, span=span))
                    key = "" if value is None else str(value)
                    key_start, key_end = span
                    if key in container:
                        self.notes.duplicate(key, container, offsets, stack, span)
                        key = DuplicateKeyMarker(key)
                        self.irregular = True
                    continue
                last_end = span.end
                number = len(offsets)
                put(inner)
                offsets[number + 2 : number + 4] = span
                if is_mapping:
                    offsets[number : number + 2] = key_start, key_end
                    container[key] = value
                    key = None
                else:
                    offsets[number : number + 2] = span
                    container.append(value)
            else:
                break
        if len(offsets) > node_limit:
            raise UnsupportedYamlError(OverLimit(what="values", limit=limits.NODES, span=Span(0, 0)))
        return Document(outermost[0] if outermost else None, array("I", offsets))

    def aliased(
        self, name: str, anchors: dict[str, tuple[Any, list[int]] | None], span: Span
    ) -> tuple[Any, list[int]]:
        """Return the value of an alias, with the offsets of its content at the anchor."""
        if self.aliases > limits.ALIASES:
            raise UnsupportedYamlError(OverLimit(what="aliases", limit=limits.ALIASES, span=span))
        if name not in anchors:
            raise UnsupportedYamlError(
                YamlSyntax(what=f"unknown anchor `&{name}`; define it before its first alias", span=span)
            )
        found = anchors[name]
        if found is None:
            raise UnsupportedYamlError(YamlSyntax(what=f"`*{name}` is inside its own anchor", span=span))
        return found


def _tidied(mapping: dict[str, Any], offsets: list[int], number: int) -> dict[str, Any]:
    """Drop duplicate keys and merge the mappings of `<<`.

    The offsets of the mapping, which is the last node and starts at `number`, are rewritten.
    """
    tidy: dict[str, Any] = {}
    ranges: dict[str, list[int]] = {}
    merged: list[tuple[str, Any, list[int]]] = []
    for key, value, own in _entries(mapping, offsets, number):
        if isinstance(key, Merged):
            sources = [(value, own)] if isinstance(value, dict) else _items(value, own)
            for source, inner in sources:
                if isinstance(source, dict):
                    merged += _entries(source, inner, 0)
        elif not isinstance(key, DuplicateKeyMarker):
            tidy[key] = value
            ranges[key] = own
    for key, value, own in merged:
        if key not in tidy:
            tidy[key] = value
            ranges[key] = own
    del offsets[number + WIDTH :]
    for own in ranges.values():
        offsets.extend(own)
    return tidy


def _entries(mapping: dict[str, Any], offsets: list[int], number: int) -> list[tuple[str, Any, list[int]]]:
    """Return a mapping's keys and values, each with the offsets of its nodes."""
    entries = []
    at = number + WIDTH
    for key, value in mapping.items():
        end = at + WIDTH * (1 + offsets[at + WIDTH - 1])
        entries.append((key, value, offsets[at:end]))
        at = end
    return entries


def _items(items: Any, offsets: list[int]) -> list[tuple[Any, list[int]]]:  # noqa: ANN401 - any value
    if not isinstance(items, list):
        return []
    return [(value, own) for _, value, own in _entries(dict(enumerate(items)), offsets, 0)]  # type: ignore[arg-type]
