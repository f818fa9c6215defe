"""Diagnostics for people: source excerpts with carets, related locations, fixes and a final summary line."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING

from meshwright.finding.finding import Severity
from meshwright.report.entries import WORTH_A_LOOK, entries, first_looked_at, one_by_one
from meshwright.report.excludable import excludable
from meshwright.report.summary import (
    NOTHING_MEASURED,
    by_severity,
    counted,
    is_unmeasured,
    looked_at,
    not_applied,
    nothing_found,
    unexamined,
    waived,
)
from meshwright.report.terminal import Paint, one_line, width

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from meshwright.report.entries import Entry
    from meshwright.report.formats import Style
    from meshwright.rulekit.diagnostic import Range, Report

MOST_SHOWN = 50
"""The maximum number of entries to show with excerpts.

If there are more, only the most severe ones are shown with excerpts, and a digest counts all.
"""
MOST_RELATED = 10
LINE_WIDTH = 150
_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTICE: "cyan"}


def render(report: Report, style: Style) -> str:
    """Render a report for a terminal or a log."""
    paint = Paint(is_on=style.is_coloured)
    counting = [each for each in report.diagnostics if each.counts]
    found = one_by_one(counting) if style.shows_all else entries(counting)
    is_digest = len(found) > MOST_SHOWN and not style.shows_all
    shown = sorted(found, key=lambda each: -each.head.severity)[:MOST_SHOWN] if is_digest else found
    kept = set(map(id, shown))
    blocks = ["\n".join(_block(each, report, paint)) for each in found if id(each) in kept]
    if is_digest:
        blocks.append("\n".join(_digest(found, paint)))
    if len(found) > WORTH_A_LOOK and not style.shows_all:
        blocks.append("\n".join(_worth_a_look(found, report, paint)))
    blocks.append("\n".join(_end(report, style, paint)))
    return "\n\n".join(blocks) + "\n"


def _block(entry: Entry, report: Report, paint: Paint) -> Iterator[str]:
    diagnostic = entry.head
    colour = _COLOURS[diagnostic.severity]
    label = paint(f"{diagnostic.severity}[{diagnostic.rule}]", "bold", colour)
    yield f"{label}: {paint(one_line(entry.title), 'bold')}"
    margin = " "
    if diagnostic.range is not None:
        margin = " " * len(str(diagnostic.range.start.line))
        yield f"{margin}{paint('-->', 'blue')} {_where(diagnostic.range)}"
        yield from _excerpt(diagnostic.range, report.text_of(diagnostic.range.path), margin, colour, paint)
    elif diagnostic.was is not None:
        yield f"{margin}{paint('-->', 'blue')} {_where(diagnostic.was)} (before the change)"
    bullet = paint("=", "blue")
    related = tuple(each for each in entry.related if each.range != diagnostic.was)
    for note in related[:MOST_RELATED]:
        yield f"{margin} {bullet} {one_line(note.message)}: {_where(note.range)}"
    if len(related) > MOST_RELATED:
        yield f"{margin} {bullet} and {len(related) - MOST_RELATED} more places"
    yield from (f"{margin} {bullet} {one_line(each)}" for each in (*entry.notes, entry.advice) if each)


def _where(place: Range) -> str:
    return f"{one_line(place.path)}:{place.start.line}:{place.start.column}"


@lru_cache(maxsize=8)
def _lines(text: str) -> list[str]:
    """Return the lines of a file, cached because many findings quote the same file."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _excerpt(place: Range, text: str, margin: str, colour: str, paint: Paint) -> Iterator[str]:
    """Yield the first line of a location, with carets below it; empty if the file's text is unavailable."""
    line, column = place.start
    lines = _lines(text)
    if line > len(lines):
        return
    source = lines[line - 1]
    if column > len(source) + 1:  # the text must not be shown
        return
    is_one_line = place.end.line == line
    end = place.end.column if is_one_line else len(source.rstrip()) + 1
    start = max(0, column - LINE_WIDTH // 2) if len(source) > LINE_WIDTH else 0
    before = one_line(source[start : column - 1])
    marked = one_line(source[column - 1 : max(end, column) - 1])
    behind = one_line(source[max(end, column) - 1 : start + LINE_WIDTH])
    room = max(1, LINE_WIDTH - len(before))
    marked = marked if len(marked) <= room else marked[: room - 1] + "…"
    bar = paint("|", "blue")
    lead = "…" if start else ""
    yield f"{margin} {bar}"
    yield f"{paint(str(line), 'blue')} {bar} {lead}{before}{marked}{behind}".rstrip()
    carets = "^" * max(1, width(marked)) + ("" if is_one_line else "…")
    yield f"{margin} {bar} {' ' * width(lead + before)}{paint(carets, 'bold', colour)}"


def _digest(found: Sequence[Entry], paint: Paint) -> Iterator[str]:
    """Yield lines with the number of diagnostics by rule, most severe first, then most frequent."""
    diagnostics = [each for entry in found for each in entry.diagnostics]
    counts = Counter((each.severity, each.rule) for each in diagnostics)
    files = Counter(
        (severity, rule)
        for severity, rule, _ in {(d.severity, d.rule, d.range and d.range.path) for d in diagnostics}
    )
    yield paint(
        f"the {MOST_SHOWN} most severe of {len(found):,} entries are above (`--all` shows every "
        f"finding); by rule:",
        "bold",
    )
    rows = sorted(counts.items(), key=lambda item: (-item[0][0], -item[1], item[0][1]))
    most = max(len(str(count)) for count in counts.values())
    longest = max(len(rule) for _, rule in counts)
    for (severity, rule), count in rows:
        word = paint(f"{severity!s:<7}", _COLOURS[severity])
        yield f"  {count:>{most}} {word} {rule:<{longest}}  in {counted(files[severity, rule], 'file')}"


def _worth_a_look(found: Sequence[Entry], report: Report, paint: Paint) -> Iterator[str]:
    """Yield lines with the entries that are most useful to fix, one entry per line."""
    yield paint(f"most important of {len(found):,} entries:", "bold")
    for number, entry in enumerate(first_looked_at(found, report.dependents)[:WORTH_A_LOOK], 1):
        head = entry.head
        label = f"{head.severity}[{head.rule}]"
        place = head.range or head.was
        where = _where(place) if place else "the mesh"
        more = f" and {counted(len(entry.others), 'more place')}" if entry.others else ""
        text = f"{where}{more}: {one_line(entry.message)}"
        room = LINE_WIDTH - len(label)
        text = text if len(text) <= room else f"{text[: room - 1]}…"
        yield f"{number:>3}. {paint(label, _COLOURS[head.severity])} {text}"
    remedies = [each.remedy for entry in found for each in entry.diagnostics if each.remedy is not None]
    safe = sum(each.is_safe for each in remedies)
    offers = {"`meshwright fix`": safe, "`meshwright fix --unsafe`": len(remedies)}
    offered = [f"{count:,} by {command}" for command, count in offers.items() if count]
    if offered:
        yield f"fixes available: {', '.join(offered)}; `--diff` shows them"


def _end(report: Report, style: Style, paint: Paint) -> Iterator[str]:
    if not style.next_steps:
        yield from (paint(line, "dim") for line in _inapplicable(report, style))
    yield from (paint(one_line(line), "dim") for line in not_applied(report))
    yield from (paint(one_line(line), "dim") for line in excludable(report, style.exclusion))
    for skipped in report.skipped:
        yield paint(f"{skipped.rule} was skipped: {one_line(skipped.reason)}", "yellow")
    yield from (paint(one_line(line), "dim") for line in (*waived(report), *unexamined(report)))
    counts = [paint(text, _COLOURS[severity]) for severity, text in by_severity(report.summary).items()]
    if not counts and is_unmeasured(report):
        yield paint(NOTHING_MEASURED, "yellow")
    else:
        verdict = ", ".join(counts) or paint(nothing_found(report), "green")
        yield f"{verdict} in {looked_at(report.summary)}"
    yield from (paint(line, "dim") for line in style.next_steps)


def _inapplicable(report: Report, style: Style) -> Iterator[str]:
    """Yield a line on the rules that do not apply to the mesh: the missing kinds of documents, or all such rules."""
    if not report.idle:
        return
    count = counted(len(report.idle), "rule")
    if style.shows_all:
        rules: dict[str, list[str]] = {}
        for idle in report.idle:
            rules.setdefault(idle.reason, []).append(idle.rule)
        parts = [f"{', '.join(names)} ({reason})" for reason, names in sorted(rules.items())]
        yield f"{count} skipped: {'; '.join(parts)}"
        return
    kinds = Counter(idle.absent_kind for idle in report.idle)
    rows = sorted(kinds.items(), key=lambda row: (-row[1], row[0]))
    yield f"{count} skipped: no {', '.join(f'{kind} ({n})' for kind, n in rows)} documents; `--all` lists them"
