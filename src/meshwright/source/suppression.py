"""Comments that suppress findings: `# meshwright: ignore[rule, group] reason`.

Behind something, a comment is about its line, and a block scalar that begins there;
on a line of its own, about the whole entry or item that follows.
Knows where comments are and what they are about; which names are rules is others' matter.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from meshwright.source.place import WIDTH, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.source.place import Lines
    from meshwright.source.reader import Document
    from meshwright.source.tree import Tree

WORD = "meshwright:"
"""What every such comment has; a text without it is not looked at."""

_COMMENT = re.compile(r"(?<![^\s])#[ \t]*meshwright:[ \t]*(?P<said>[^\r\n]*)")
_IGNORE = re.compile(r"ignore[ \t]*\[(?P<names>[^\]\r\n]*)\][ \t]*(?P<reason>[^\r\n]*)")
_NAME = re.compile(r"[^\s,]+")
_HEADER = re.compile(r"[|>][^\r\n]*")


@dataclass(frozen=True, slots=True)
class Suppression:
    """One comment."""

    names: tuple[tuple[str, Span], ...]
    """The rules and groups that it names, and where; none where it says something else than `ignore[…]`."""
    reason: str
    comment: Span
    line: Span
    """What goes with it: the blanks before it, or its whole line if nothing else stands there."""
    about: Span
    """What it is about; findings that start in it, its end included, are meant."""


def suppressions(text: str, tree: Tree, lines: Lines) -> tuple[Suppression, ...]:
    """Find the comments of a text, in its order; of a text that can't be read whole, those in what could be."""
    if WORD not in text:
        return ()
    found = list(_COMMENT.finditer(text))
    nodes = [list(_nodes(document)) for document in tree.documents]
    scalars = [_content(node.value, text) for each in nodes for node in each if node.is_scalar]
    last = max((each[0].value.end for each in nodes if each), default=0)
    readable = len(text) if tree.is_whole else lines.span(lines.position(last).line).end
    return tuple(
        _suppression(comment, text, nodes, lines)
        for comment in found
        if comment.start() < readable and not any(start <= comment.start() < end for start, end in scalars)
    )


@dataclass(frozen=True, slots=True)
class _Node:
    value: Span
    entry: Span
    is_root: bool
    is_scalar: bool


def _suppression(
    comment: re.Match[str], text: str, documents: list[list[_Node]], lines: Lines
) -> Suppression:
    start = comment.start()
    end = start + len(comment[0].rstrip())
    row = lines.position(start).line
    line = lines.span(row)
    is_alone = not text[line.start : start].strip()
    said = _IGNORE.match(comment["said"])
    names: tuple[tuple[str, Span], ...] = ()
    reason = ""
    if said:
        at = comment.start("said") + said.start("names")
        names = tuple(
            (name[0], Span(at + name.start(), at + name.end())) for name in _NAME.finditer(said["names"])
        )
        reason = said["reason"].strip()
    before = text[line.start : start].rstrip()
    removed = line if is_alone else Span(line.start + len(before), comment.end())
    about = _next(end, documents) if is_alone else _line(line.start, start, documents, text, lines)
    return Suppression(names, reason, Span(start, end), removed, about or Span(end, end))


def _next(end: int, documents: list[list[_Node]]) -> Span | None:
    """Give the outermost entry or item that starts next."""
    following = [
        node.entry for nodes in documents for node in nodes if not node.is_root and node.entry.start >= end
    ]
    return min(following, key=lambda span: (span.start, -span.end), default=None)


def _line(start: int, end: int, documents: list[list[_Node]], text: str, lines: Lines) -> Span:
    """Give the text of the line before a comment, with the lines of a scalar that begins or of what ends on it."""
    first, last = start, end
    for nodes in documents:
        for node in nodes:
            is_one = node.is_scalar or text[node.value.start : node.value.start + 1] in "{["
            if is_one and node.value.start < start < node.value.end <= end:
                first = min(first, lines.span(lines.position(node.value.start).line).start)
            if node.is_scalar and start <= node.value.start < end < node.value.end:
                last = node.value.end
    return Span(first, last)


def _content(span: Span, text: str) -> Span:
    """Give what can hold no comment of a scalar: all but the header of a block scalar."""
    header = _HEADER.match(text, span.start, span.end)
    return Span(header.end(), span.end) if header else span


def _nodes(document: Document) -> Iterator[_Node]:
    """Give a document's nodes in preorder, and their keys as scalars of their own."""
    offsets = document.offsets
    pending: list[tuple[bool, Any]] = [(False, document.value)]
    for number in range(0, len(offsets), WIDTH):
        has_key, value = pending.pop()
        key_start, key_end, start, end, _ = offsets[number : number + WIDTH]
        is_scalar = not (isinstance(value, dict | list) and value)
        if has_key:
            yield _Node(Span(key_start, key_end), Span(key_start, end), is_root=False, is_scalar=True)
        yield _Node(Span(start, end), Span(key_start, end), is_root=number == 0, is_scalar=is_scalar)
        if isinstance(value, dict):
            pending += [(True, child) for child in reversed(value.values())]
        elif isinstance(value, list):
            pending += [(False, child) for child in reversed(value)]
