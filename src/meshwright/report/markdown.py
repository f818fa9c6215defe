"""A Markdown table for step summaries and comments.

Values from files are escaped, so that Markdown, HTML, mentions, references and links in them have no effect.
Character references are not sufficient, because forges search the rendered text; a zero-width joiner breaks
up each mention, reference and link.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from meshwright.report.entries import entries, first_looked_at, one_by_one
from meshwright.report.excludable import excludable
from meshwright.report.summary import sentence, worst_first
from meshwright.report.terminal import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from meshwright.report.entries import Entry
    from meshwright.report.formats import Style
    from meshwright.rulekit.diagnostic import Diagnostic, Report

MOST_ROWS = 100
MOST_LENGTH = 60_000
"""The maximum number of characters in all rows together; a comment on GitHub can have 65,536."""
MOST_CHARACTERS = 300
"""The maximum number of characters in a message or path, counted before it is escaped."""
JOINER = "&#8205;"
_VALUE = re.compile("`([^`]+)`")
_LIVE = re.compile(r"[\\`*_{}\[\]<>|&~$^=#@!:]")
_REFERENCE = re.compile(
    r"(?<=[@#!$%&~^])(?=[\w\"'\[{])|(?<=GH-)(?=\d)|(?<=:)(?=//|[\w+-]+:)|(?<=www)(?=\.)", re.IGNORECASE
)


def render(report: Report, style: Style) -> str:
    """Render the summary and a table of entries, most important first, or of all findings if the style requests that."""
    counting = worst_first(each for each in report.diagnostics if each.counts)
    if style.shows_all:
        found = one_by_one(counting)
        rows = list(map(_row, found))
    else:
        found = first_looked_at(entries(counting), report.dependents)
        rows = list(_rows(found))
    parts = [f"**{sentence(report)}**"]
    parts += (f"{code(each.rule)} was skipped: {message(each.reason)}" for each in report.skipped)
    if rows:
        parts.append(_table(rows, len(found)))
    parts += ("".join(_marked(one_line(each))) for each in excludable(report, style.exclusion))
    return "\n\n".join(parts) + "\n"


def table(diagnostics: Sequence[Diagnostic]) -> str:
    """Render a table with as many diagnostics as the size limit allows."""
    found = entries(diagnostics)
    return _table(list(_rows(found)), len(found))


def _table(rows: list[str], count: int) -> str:
    text = "\n".join(("| severity | where | what | rule |", "| --- | --- | --- | --- |", *rows))
    return text if len(rows) == count else f"{text}\n\n… and {count - len(rows):,} more"


def _rows(found: Iterable[Entry]) -> Iterator[str]:
    """Yield the rows that fit within the size limit."""
    length = 0
    for row in map(_row, islice(found, MOST_ROWS)):
        length += len(row) + 1
        if length > MOST_LENGTH:
            return
        yield row


def _row(entry: Entry) -> str:
    head, where = entry.head, where_of(entry.head)
    rules = ", ".join(map(code, dict.fromkeys(each.rule for each in entry.first)))
    what = "; ".join(map(message, (entry.title, *entry.details)))
    return f"| {head.severity} | {where} | {what} | {rules} |"


def where_of(diagnostic: Diagnostic) -> str:
    """Format the location of a diagnostic, or the former location of a removed item."""
    place = diagnostic.range or diagnostic.was
    before = "" if diagnostic.range else " before the change"
    return f"{code(place.path)}:{place.start.line}{before}" if place else "the mesh"


def message(text: str) -> str:
    """Format a message, with its values as code."""
    return "".join(_marked(one_line(_shortened(text))))


def _shortened(text: str) -> str:
    """Cut a long message in the middle, and keep its end, which states the action."""
    head, _, action = text.rpartition("; ")
    if len(text) <= MOST_CHARACTERS or not head or len(action) > MOST_CHARACTERS // 2:
        return _cut(text)
    head = head[: MOST_CHARACTERS - len(action) - 4]
    return f"{head}…{'`' if head.count('`') % 2 else ''}; {action}"


def _marked(text: str) -> Iterator[str]:
    end = 0
    for value in _VALUE.finditer(text):
        yield _plain(text[end : value.start()])
        yield f"<code>{_plain(value[1])}</code>"
        end = value.end()
    yield _plain(text[end:])


def code(text: str) -> str:
    """Format a string as code."""
    return f"<code>{_plain(one_line(_cut(text)))}</code>"


def _cut(text: str) -> str:
    return text if len(text) <= MOST_CHARACTERS else f"{text[: MOST_CHARACTERS - 1]}…"


def _plain(text: str) -> str:
    """Escape a string so that Markdown, HTML and forges treat it as plain text."""
    parts = (_LIVE.sub(lambda live: f"&#{ord(live[0])};", part) for part in _REFERENCE.split(text))
    return JOINER.join(parts)
