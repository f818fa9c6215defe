"""Diagnostics for people: the source with carets, related places, what would do, and a last line that sums up."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from meshwright.mesh.finding import Severity
from meshwright.report.tally import (
    counted,
    found,
    looked_at,
    not_applied,
    nothing_found,
    unexamined,
    waived,
    worst_first,
)
from meshwright.report.terminal import Paint, one_line, width

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from meshwright.report.formats import Style
    from meshwright.rulekit.diagnostic import Diagnostic, Range, Report

MOST_SHOWN = 50
"""Above so many diagnostics, only the worst are shown with their source; a digest counts them all."""
MOST_RELATED = 10
LINE_WIDTH = 150
_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTICE: "cyan"}


def render(report: Report, style: Style) -> str:
    """Write a report for a terminal or a log."""
    paint = Paint(is_on=style.is_coloured)
    standing = [each for each in report.diagnostics if each.counts]
    is_digest = len(standing) > MOST_SHOWN and not style.shows_all
    shown = worst_first(standing)[:MOST_SHOWN] if is_digest else standing
    kept = set(map(id, shown))
    blocks = ["\n".join(_block(each, report, paint)) for each in standing if id(each) in kept]
    if is_digest:
        blocks.append("\n".join(_digest(standing, paint)))
    blocks.append("\n".join(_end(report, style, paint)))
    return "\n\n".join(blocks) + "\n"


def _block(diagnostic: Diagnostic, report: Report, paint: Paint) -> Iterator[str]:
    colour = _COLOURS[diagnostic.severity]
    label = paint(f"{diagnostic.severity}[{diagnostic.rule}]", "bold", colour)
    yield f"{label}: {paint(one_line(diagnostic.message), 'bold')}"
    margin = " "
    if diagnostic.range is not None:
        margin = " " * len(str(diagnostic.range.start.line))
        yield f"{margin}{paint('-->', 'blue')} {_where(diagnostic.range)}"
        yield from _excerpt(diagnostic.range, report.text_of(diagnostic.range.path), margin, colour, paint)
    bullet = paint("=", "blue")
    for note in diagnostic.related[:MOST_RELATED]:
        yield f"{margin} {bullet} {one_line(note.message)}: {_where(note.range)}"
    if len(diagnostic.related) > MOST_RELATED:
        yield f"{margin} {bullet} and {len(diagnostic.related) - MOST_RELATED} more places"
    if diagnostic.remedy is not None and diagnostic.remedy.title:
        kind = "fix" if diagnostic.remedy.is_safe else "possible fix"
        yield f"{margin} {bullet} {kind}: {one_line(diagnostic.remedy.title)}"


def _where(place: Range) -> str:
    return f"{one_line(place.path)}:{place.start.line}:{place.start.column}"


def _excerpt(place: Range, text: str, margin: str, colour: str, paint: Paint) -> Iterator[str]:
    """Show the first line of a place, with carets below; nothing where that line is not given."""
    line, column = place.start
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if line > len(lines):
        return
    source = lines[line - 1]
    if column > len(source) + 1:  # what stands there may not be shown
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


def _digest(diagnostics: Sequence[Diagnostic], paint: Paint) -> Iterator[str]:
    """Count the diagnostics by rule, worst and most first."""
    counts = Counter((each.severity, each.rule) for each in diagnostics)
    files = Counter(
        (severity, rule)
        for severity, rule, _ in {(d.severity, d.rule, d.range and d.range.path) for d in diagnostics}
    )
    yield paint(
        f"the {MOST_SHOWN} worst of {len(diagnostics)} are above (`--all` shows every one); by rule:", "bold"
    )
    rows = sorted(counts.items(), key=lambda item: (-item[0][0], -item[1], item[0][1]))
    most = max(len(str(count)) for count in counts.values())
    longest = max(len(rule) for _, rule in counts)
    for (severity, rule), count in rows:
        word = paint(f"{severity!s:<7}", _COLOURS[severity])
        yield f"  {count:>{most}} {word} {rule:<{longest}}  in {counted(files[severity, rule], 'file')}"


def _end(report: Report, style: Style, paint: Paint) -> Iterator[str]:
    yield from (paint(line, "dim") for line in _inapplicable(report, style))
    yield from (paint(one_line(line), "dim") for line in not_applied(report))
    for skipped in report.skipped:
        yield paint(f"{skipped.rule} could not look: {one_line(skipped.reason)}", "yellow")
    yield from (paint(one_line(line), "dim") for line in (*waived(report), *unexamined(report)))
    standing = [paint(text, _COLOURS[severity]) for severity, text in found(report.summary).items()]
    verdict = ", ".join(standing) or paint(nothing_found(report), "green")
    yield f"{verdict} in {looked_at(report.summary)}"


def _inapplicable(report: Report, style: Style) -> Iterator[str]:
    """Return a line on the rules that the mesh gives nothing to check: the kinds that it lacks, or all rules."""
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
