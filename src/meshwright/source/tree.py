"""YAML text to plain values, each with its place, from libyaml's events.

Knows YAML and nothing that is said in it. Reads the part that contracts need:
YAML 1.2 core scalars, anchors and aliases, merge keys (told of), several documents;
no tags but `!!str`, `!!map` and `!!seq`, and keys that are scalars.

A document's places are one flat array of offsets in preorder, four for every node:
key start, key end, value start, value end. An item of a list has no key: its two are the item's.
"""

from __future__ import annotations

import re
from array import array
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from yaml import MarkedYAMLError
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
from yaml.reader import ReaderError

from meshwright.source import limits
from meshwright.source.place import Path, Span
from meshwright.source.problem import (
    AmbiguousScalar,
    DuplicateKey,
    MergeKey,
    OverLimit,
    Problem,
    YamlSyntax,
)
from meshwright.source.scalars import AMBIGUOUS_STARTS, OLD_BOOLEANS, SPECIAL_STARTS, core, old_reading

if TYPE_CHECKING:
    from collections.abc import Iterable

_CORE_TAGS = {
    ScalarEvent: frozenset({None, "!", "tag:yaml.org,2002:str"}),
    MappingStartEvent: frozenset({None, "!", "tag:yaml.org,2002:map"}),
    SequenceStartEvent: frozenset({None, "!", "tag:yaml.org,2002:seq"}),
}


_GLUED = re.compile(r"[\[{,]\s*\?(?=[^\s,\]}])")


@dataclass(frozen=True, slots=True)
class Document:
    """One YAML document: dicts, lists and scalars, and the offsets of each (see the module)."""

    value: Any
    offsets: array[int]


@dataclass(frozen=True, slots=True)
class Tree:
    """What a text says, as far as it could be read."""

    documents: tuple[Document, ...]
    problems: tuple[Problem, ...]
    is_whole: bool
    """False if reading stopped before the end: then the last document may be missing."""


class _RefusedError(Exception):
    """The text is outside of what is read; ends the parse."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.problem = problem


def parse(text: str) -> Tree:
    """Read `text`; never raises, whatever the text."""
    reader = _Reader(text)
    try:
        reader.read()
    except _RefusedError as refusal:
        reader.problems.append(refusal.problem)
    except MarkedYAMLError as error:
        reader.problems.append(_syntax(text, error, len(reader.documents)))
    except ReaderError as error:
        reader.problems.append(_unreadable(text, error))
    else:
        return Tree(tuple(reader.documents), tuple(reader.problems), is_whole=True)
    return Tree(tuple(reader.documents), tuple(reader.problems), is_whole=False)


class _Reader:
    """One text on its way to a tree."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.documents: list[Document] = []
        self.problems: list[Problem] = []
        self.aliases = 0
        self.irregular = False
        """Whether a doubled or merge key was met, so that mappings need tidying."""

    def read(self) -> None:
        last_line = self.text[self.text.rfind("\n") + 1 :]
        is_blank_at_end = bool(last_line) and last_line.isspace()  # libyaml drops it from a block scalar
        events = CParser(self.text + "\n" if is_blank_at_end else self.text)
        next_event = events.get_event
        while True:
            event = next_event()
            if event.__class__ is DocumentStartEvent:
                document = self.document(next_event)
                self.refuse_glued_question_marks(document.offsets)
                self.documents.append(document)
            elif event.__class__ is StreamEndEvent:
                return

    def document(self, next_event: Any) -> Document:  # noqa: ANN401, C901, PLR0912, PLR0915 - one loop: a call an event would double its cost
        """Read the events of one document.

        A frame of the stack is what its container's parent was doing:
        (container, is it a mapping, pending key, key start, key end, number of its node, anchor).
        """
        offsets: list[int] = []
        put = offsets.extend
        scalar_limit, depth_limit, node_limit = limits.SCALAR, limits.DEPTH, limits.NODES * 4
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
                value: Any = event.value
                anchor = event.anchor
                if anchor is not None or event.tag is not None:
                    start = self.start_of_content(event, start, end)
                if len(value) > scalar_limit:
                    raise _RefusedError(
                        OverLimit(
                            what="scalar length", limit=limits.SCALAR, found=len(value), span=Span(start, end)
                        )
                    )
                if is_mapping and key is None:
                    if anchor is not None:
                        anchors[anchor] = (value, [start, end, start, end])
                    if value in container:
                        self.duplicate(value, container, offsets, Span(start, end), stack)
                        key = _Doubled(value)
                    else:
                        key = value
                        if value == "<<" and not event.style:
                            self.tell(MergeKey(span=Span(start, end)))
                            key = _Merged(value)
                            self.irregular = True
                    key_start, key_end = start, end
                    continue
                style = event.style
                if not style:
                    if event.tag is None and (not value or value[0] in special_starts):
                        if len(value) > limits.DIGITS and not value.strip("+-.0123456789"):
                            self.tell(
                                OverLimit(
                                    what="digits",
                                    limit=limits.DIGITS,
                                    found=len(value),
                                    span=Span(start, end),
                                )
                            )
                        else:
                            value = core(value)
                    written: str = event.value
                    if written and (written[0] in ambiguous_starts or written in old_booleans):
                        reading = old_reading(written)
                        if reading is not None and event.tag is None:
                            self.ambiguous(written, value, reading, _path(stack, container, key), Span(start, end))
                elif style in "|>":
                    end = start + len(self.text[start:end].rstrip())
                last_end = end
                if is_mapping:
                    put((key_start, key_end, start, end))
                    container[key] = value
                    key = None
                else:
                    put((start, end, start, end))
                    container.append(value)
                if anchor is not None:
                    anchors[anchor] = (value, offsets[-4:])
            elif kind is MappingStartEvent or kind is SequenceStartEvent:
                start = event.start_mark.index
                anchor = event.anchor
                if is_mapping and key is None:
                    raise _RefusedError(
                        YamlSyntax(what="a mapping or a list can't be a key", span=Span(start, start + 1))
                    )
                if anchor is not None or event.tag is not None:
                    start = self.start_of_content(event, start, event.end_mark.index)
                if anchor is not None:
                    anchors[anchor] = None
                if len(stack) >= depth_limit:
                    raise _RefusedError(
                        OverLimit(what="depth", limit=limits.DEPTH, span=Span(start, start + 1))
                    )
                number = len(offsets)
                if number > node_limit:
                    raise _RefusedError(
                        OverLimit(what="values", limit=limits.NODES, span=Span(start, start + 1))
                    )
                if is_mapping:
                    put((key_start, key_end, start, 0))
                else:
                    put((start, 0, start, 0))
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
                    and any(isinstance(each, _Doubled) for each in value)
                ):
                    value = _tidied(value, offsets, number)
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
                    raise _RefusedError(OverLimit(what="values", limit=limits.NODES, span=span))
                if is_mapping and key is None:
                    if isinstance(value, dict | list):
                        raise _RefusedError(YamlSyntax(what="a mapping or a list can't be a key", span=span))
                    key = "" if value is None else str(value)
                    key_start, key_end = span
                    if key in container:
                        self.duplicate(key, container, offsets, span, stack)
                        key = _Doubled(key)
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
            raise _RefusedError(OverLimit(what="values", limit=limits.NODES, span=Span(0, 0)))
        return Document(outermost[0] if outermost else None, array("I", offsets))

    def start_of_content(self, event: Any, start: int, end: int) -> int:  # noqa: ANN401 - PyYAML's events have no types
        """Skip anchor and tag, which libyaml counts to the node; refuse tags that are not read."""
        if event.tag not in _CORE_TAGS[event.__class__]:
            raise _RefusedError(
                YamlSyntax(what=f"the tag `{event.tag}` is not read", span=Span(start, max(end, start + 1)))
            )
        text = self.text
        end = max(end, start)
        while start < len(text) and text[start] in "&!":
            first = start
            while start < len(text) and text[start] not in " \t\r\n,[]{}":
                start += 1
            if text[first] == "&" and text[first + 1 : start] != event.anchor:
                what = f"`{text[first:start]}` is no anchor: letters, digits, `-` and `_` are"
                raise _RefusedError(YamlSyntax(what=what, span=Span(first, start)))
            while start < len(text) and text[start] in " \t":
                start += 1
        return min(start, end) if event.__class__ is ScalarEvent else start

    def refuse_glued_question_marks(self, offsets: array[int]) -> None:
        """Refuse `{?a: b}`, in which libyaml reads the key `a` and YAML has the key `?a`."""
        found = [mark.end() for mark in _GLUED.finditer(self.text)] if "?" in self.text else []
        if found:
            keys = set(offsets[::4])
            for end in found:
                if end in keys:
                    what = "a question mark at the start of a key needs quotes or a space behind it"
                    raise _RefusedError(YamlSyntax(what=what, span=Span(end - 1, end)))

    def aliased(
        self, name: str, anchors: dict[str, tuple[Any, list[int]] | None], span: Span
    ) -> tuple[Any, list[int]]:
        """Give what an alias stands for, with the offsets that its inside has at the anchor."""
        if self.aliases > limits.ALIASES:
            raise _RefusedError(OverLimit(what="aliases", limit=limits.ALIASES, span=span))
        if name not in anchors:
            raise _RefusedError(YamlSyntax(what=f"there is no anchor `&{name}` before it", span=span))
        found = anchors[name]
        if found is None:
            raise _RefusedError(YamlSyntax(what=f"`*{name}` stands inside of its own anchor", span=span))
        return found

    def tell(self, problem: Problem) -> None:
        """Remember a problem and go on, up to the limit."""
        if len(self.problems) >= limits.PROBLEMS:
            raise _RefusedError(
                OverLimit(what="problems of one file", limit=limits.PROBLEMS, span=problem.span)
            )
        self.problems.append(problem)

    def ambiguous(self, text: str, value: Any, reading: str, path: Path, span: Span) -> None:  # noqa: ANN401 - any scalar
        """Tell of a scalar that a YAML 1.1 reader reads otherwise."""
        ours = "a string" if isinstance(value, str) else f"the number {value}"
        self.tell(
            AmbiguousScalar(
                text=text,
                reading_11=reading,
                reading_12=ours,
                path=path,
                span=span,
                document=len(self.documents),
            )
        )

    def duplicate(
        self, key: str, container: dict[str, Any], offsets: list[int], span: Span, stack: list[Any]
    ) -> None:
        """Tell of a key's second occurrence, with the place of its first."""
        number = (stack[-1][5] if stack else 0) + 4
        for other, child in container.items():
            if other == key:
                break
            number += 4 * (1 + size(child))
        self.irregular = True
        self.tell(DuplicateKey(key=key, first=Span(offsets[number], offsets[number + 1]), span=span))


class _Doubled(str):
    """A key's later occurrence, kept apart until its mapping ends: equal to nothing but itself."""

    __slots__ = ()
    __hash__ = object.__hash__

    def __eq__(self, other: object) -> bool:
        return self is other


class _Merged(_Doubled):
    """A merge key, until its mapping ends."""

    __slots__ = ()
    __hash__ = object.__hash__


def size(value: Any) -> int:  # noqa: ANN401 - any YAML value
    """Count the nodes below a value."""
    if isinstance(value, dict):
        children: Iterable[Any] = value.values()
    elif isinstance(value, list):
        children = value
    else:
        return 0
    return sum(1 + size(child) for child in children)


def _path(stack: list[Any], container: Any, key: str | None) -> Path:  # noqa: ANN401 - any container
    """Say where the reader is."""
    steps: list[str | int] = []
    for outer, is_mapping, outer_key, *_ in stack[1:]:
        steps.append(str(outer_key) if is_mapping else len(outer))
    if stack:
        steps.append(str(key) if isinstance(container, dict) else len(container))
    return tuple(steps)


def _tidied(mapping: dict[str, Any], offsets: list[int], number: int) -> dict[str, Any]:
    """Drop the later occurrences of doubled keys and merge what `<<` names.

    The offsets of the mapping (its node is at `number`, and it is the last one) are laid anew.
    """
    tidy: dict[str, Any] = {}
    ranges: dict[str, list[int]] = {}
    merged: list[tuple[str, Any, list[int]]] = []
    for key, value, own in _entries(mapping, offsets, number):
        if isinstance(key, _Merged):
            sources = [(value, own)] if isinstance(value, dict) else _entries_of_list(value, own)
            for source, inner in sources:
                if isinstance(source, dict):
                    merged += _entries(source, inner, 0)
        elif not isinstance(key, _Doubled):
            tidy[key] = value
            ranges[key] = own
    for key, value, own in merged:
        if key not in tidy:
            tidy[key] = value
            ranges[key] = own
    del offsets[number + 4 :]
    for own in ranges.values():
        offsets.extend(own)
    return tidy


def _entries(mapping: dict[str, Any], offsets: list[int], number: int) -> list[tuple[str, Any, list[int]]]:
    """Give a mapping's keys and values, each with the offsets of its nodes."""
    entries = []
    at = number + 4
    for key, value in mapping.items():
        end = at + 4 * (1 + size(value))
        entries.append((key, value, offsets[at:end]))
        at = end
    return entries


def _entries_of_list(items: Any, offsets: list[int]) -> list[tuple[Any, list[int]]]:  # noqa: ANN401 - any value
    if not isinstance(items, list):
        return []
    return [(value, own) for _, value, own in _entries(dict(enumerate(items)), offsets, 0)]  # type: ignore[arg-type]


def _syntax(text: str, error: MarkedYAMLError, document: int) -> YamlSyntax:
    """Say in our terms what libyaml found, at the place where it stopped."""
    mark, context = error.problem_mark, error.context_mark
    at = min(mark.index, len(text)) if mark is not None else len(text)
    line = text.rfind("\n", 0, at) + 1
    tab = text.find("\t", line, line + len(text[line:]) - len(text[line:].lstrip(" \t")))
    if tab >= 0:
        return YamlSyntax(what="a tab can't indent", span=Span(tab, tab + 1), document=document)
    return YamlSyntax(
        what=str(error.problem or "this can't be read"),
        context=str(error.context or ""),
        context_span=None if context is None else Span(context.index, context.index + 1),
        span=Span(at, min(at + 1, len(text))),
        document=document,
    )


def _unreadable(text: str, error: ReaderError) -> YamlSyntax:
    """Place a character that YAML does not allow; libyaml counts it in bytes."""
    at = len(text.encode(errors="surrogatepass")[: error.position].decode(errors="ignore"))
    code = error.character if isinstance(error.character, int) else ord(text[at]) if at < len(text) else 0
    return YamlSyntax(what=f"the character U+{code:04X} is not allowed in YAML", span=Span(at, at + 1))
