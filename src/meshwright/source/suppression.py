"""Comments that suppress findings: `# meshwright: ignore[rule, group] reason`.

A comment after code applies to its line, and to a block scalar that starts there; a comment on a line of its
own applies to the whole next entry or item. This module knows the locations and ranges of comments. It does
not know which names are rules.
"""

from __future__ import annotations

import re
import sys
from bisect import bisect_left, bisect_right
from itertools import accumulate, chain
from typing import TYPE_CHECKING, Any, NamedTuple

from meshwright.records import dataclass
from meshwright.source import limits
from meshwright.source.place import WIDTH, Span
from meshwright.source.problem import OverLimit, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from meshwright.source.place import Lines
    from meshwright.source.reader import Document
    from meshwright.source.tree import Tree

WORD = "meshwright:"
"""The word that every such comment contains; a document without it is not searched."""

_COMMENT = re.compile(r"(?<![^\s])#[ \t]*meshwright:[ \t]*(?P<said>[^\r\n]*)")
_COMMENT_START = re.compile(r"(?<![^\s])#")
_LINE_END = re.compile(r"[\r\n]")
_IGNORE = re.compile(r"ignore[ \t]*\[(?P<names>[^\]\r\n]*)\][ \t]*(?P<reason>[^\r\n]*)")
_NAME = re.compile(r"[^\s,]+")
_HEADER = re.compile(r"[|>][^\r\n]*")


@dataclass(frozen=True, slots=True)
class Suppression:
    """One comment."""

    names: tuple[tuple[str, Span], ...]
    """The rules and groups that the comment names, with their ranges; empty unless it has the form `ignore[…]`."""
    reason: str
    comment: Span
    line: Span
    """The range to delete with the comment: the spaces before it, or the whole line if nothing else is on it."""
    about: Span
    """The range that the comment applies to; findings that start in this range or at its end are suppressed."""


class Found(NamedTuple):
    """The comments in a document, up to the limit for a file, with the locations of the comments beyond it."""

    comments: tuple[Suppression, ...]
    problems: tuple[Problem, ...]


def suppressions(text: str, tree: Tree, lines: Lines) -> Found:
    """Find the comments in a document, in order; only the readable part of a partly readable document is searched."""
    comments = _COMMENT.finditer(text) if WORD in text else iter(())
    first = next(comments, None)
    if first is None:
        return Found((), ())
    nodes = _Nodes(text, tree.documents)
    readable = len(text) if tree.is_whole else lines.span(lines.position(nodes.end).line).end
    found: list[Suppression] = []
    problems: list[Problem] = []
    room = limits.SUPPRESSED
    for comment in chain((first,), comments):
        if comment.start() >= readable:
            break
        if nodes.is_content(comment.start()):
            continue
        each, further = _suppression(comment, text, nodes, lines)
        if further is not None and room > 0:
            problems.append(
                OverLimit(what="suppressions at once", limit=limits.SUPPRESSED_AT_ONCE, span=further)
            )
        room -= max(1, len(each.names))
        if room < 0:
            problems.append(OverLimit(what="suppressions", limit=limits.SUPPRESSED, span=each.comment))
            break
        found.append(each)
    return Found(tuple(found), tuple(problems))


def comment_starts(text: str, tree: Tree) -> tuple[int, ...]:
    """Return the locations of all comments in a document."""
    nodes = _Nodes(text, tree.documents)
    starts = (each.start() for each in _COMMENT_START.finditer(text))
    found: list[int] = []
    end = 0
    for start in starts:
        if start >= end and not nodes.is_content(start):
            found.append(start)
            ending = _LINE_END.search(text, start)
            end = ending.start() if ending else len(text)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Node:
    value: Span
    entry: Span
    is_root: bool
    is_scalar: bool


class _Nodes:
    """The nodes of a document, sorted so that lookups for comments are fast."""

    def __init__(self, text: str, documents: Iterable[Document]) -> None:
        nodes = [node for document in documents for node in _nodes(document)]
        self.end = max((node.value.end for node in nodes), default=0)
        scalars = {node.value for node in nodes if node.is_scalar}
        contents = sorted(_content(span, text) for span in scalars)
        self.content_starts = [span.start for span in contents]
        self.content_ends = list(accumulate((span.end for span in contents), max))
        """For each scalar, the furthest end of any scalar up to it."""
        self.entries = sorted({(node.entry.start, -node.entry.end) for node in nodes if not node.is_root})
        self.by_start = sorted(scalars)
        flow = {node.value for node in nodes if text[node.value.start : node.value.start + 1] in "{["}
        self.by_end = sorted((span.end, span.start) for span in scalars | flow)

    def is_content(self, offset: int) -> bool:
        """Return whether an offset is inside a scalar, where comments are impossible."""
        before = bisect_right(self.content_starts, offset)
        return before > 0 and self.content_ends[before - 1] > offset

    def following(self, offset: int) -> Span | None:
        """Return the outermost entry or item that starts next."""
        at = bisect_left(self.entries, (offset, -sys.maxsize))
        if at == len(self.entries):
            return None
        start, end = self.entries[at]
        return Span(start, -end)

    def started_before(self, start: int, end: int) -> Iterator[int]:
        """Yield the starts of the scalars and flow collections that start before a range and end in it."""
        for at in range(bisect_right(self.by_end, (start, sys.maxsize)), len(self.by_end)):
            last, first = self.by_end[at]
            if last > end:
                break
            if first < start:
                yield first

    def ended_behind(self, start: int, end: int) -> Iterator[int]:
        """Yield the ends of the scalars that start in a range and end after it."""
        for at in range(bisect_left(self.by_start, (start, -1)), len(self.by_start)):
            span = self.by_start[at]
            if span.start >= end:
                break
            if span.end > end:
                yield span.end


def _suppression(
    comment: re.Match[str], text: str, nodes: _Nodes, lines: Lines
) -> tuple[Suppression, Span | None]:
    """Parse a comment; also return the location of the names that exceed its limit."""
    start = comment.start()
    end = start + len(comment[0].rstrip())
    row = lines.position(start).line
    line = lines.span(row)
    is_alone = not text[line.start : start].strip()
    said = _IGNORE.match(comment["said"])
    names: list[tuple[str, Span]] = []
    reason = ""
    further = None
    if said:
        at = comment.start("said") + said.start("names")
        for name in _NAME.finditer(said["names"]):
            place = Span(at + name.start(), at + name.end())
            if len(names) == limits.SUPPRESSED_AT_ONCE:
                further = place
                break
            names.append((name[0], place))
        reason = said["reason"].strip()
    before = text[line.start : start].rstrip()
    removed = line if is_alone else Span(line.start + len(before), comment.end())
    about = nodes.following(end) if is_alone else _line(line.start, start, nodes, lines)
    return Suppression(tuple(names), reason, Span(start, end), removed, about or Span(end, end)), further


def _line(start: int, end: int, nodes: _Nodes, lines: Lines) -> Span:
    """Return the text of the line before a comment, with all lines of values that start or end on it."""
    first = min(
        (lines.span(lines.position(at).line).start for at in nodes.started_before(start, end)), default=start
    )
    return Span(first, max(nodes.ended_behind(start, end), default=end))


def _content(span: Span, text: str) -> Span:
    """Return the range of a scalar that cannot contain comments: everything except the header of a block scalar."""
    header = _HEADER.match(text, span.start, span.end)
    return Span(header.end(), span.end) if header else span


def _nodes(document: Document) -> Iterator[_Node]:
    """Yield a document's nodes in preorder, with keys as separate scalars."""
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
