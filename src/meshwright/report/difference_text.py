"""A comparison for people: document by document, with breaking changes first, and the required actions."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from meshwright.report.summary import waived
from meshwright.report.terminal import Paint, one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from meshwright.report.diff import DiffEntry, DiffReport

_WEIGHTS = {"major": 0, "minor": 1, "patch": 2, "none": 3}


def render(difference: DiffReport, *, is_coloured: bool = False) -> str:
    """Render a comparison as text for a terminal or a log."""
    paint = Paint(is_on=is_coloured)
    blocks = []
    for document, found in groupby(difference.entries, key=lambda each: each.document):
        entries = sorted(found, key=lambda each: (not each.is_incomparable, _WEIGHTS[each.bump]))
        heading = paint(one_line(document), "bold") + _paths(entries)
        blocks.append("\n".join([heading, *(_line(each, paint) for each in entries)]))
    head = [
        *_findings(difference, paint),
        *(paint(one_line(each), "dim") for each in waived(difference.report)),
    ]
    if head:
        blocks.append("\n".join(head))
    blocks.append(
        "\n".join(map(one_line, (difference.summary(), *difference.forecasts, *difference.left_out)))
    )
    return "\n\n".join(blocks) + "\n"


def _paths(entries: Iterable[DiffEntry]) -> str:
    """Return the files of a document's changes: the current file and, for removed items, the former one."""
    paths = dict.fromkeys(each.range.path for each in entries if each.range)
    return f" in {', '.join(map(one_line, paths))}" if paths else ""


def _line(entry: DiffEntry, paint: Paint) -> str:
    colour = "red" if entry.readers else "yellow" if entry.readers is None else "dim"
    where = f"{one_line(entry.place)}: " if entry.place else ""
    impact = f"; {one_line(entry.impact)}" if entry.impact else ""
    needs = f"; it needs {one_line(entry.needs)}" if entry.needs else ""
    was = " before" if entry.kind == "removed" else ""
    line = paint(f" (line {entry.range.start.line}{was})", "dim") if entry.range else ""
    return f"  {paint(f'{entry.bump:<5}', colour)}  {where}{one_line(entry.words)}{line}{impact}{needs}"


def _findings(difference: DiffReport, paint: Paint) -> Iterator[str]:
    colours = {"error": "red", "warning": "yellow", "notice": "cyan"}
    for each in difference.other_findings:
        label = paint(f"{each.severity}[{each.rule}]", "bold", colours[str(each.severity)])
        place = each.range
        where = f"{one_line(place.path)}:{place.start.line}:{place.start.column}: " if place else ""
        yield f"{label}: {where}{one_line(each.message)}"
        if each.remedy is not None and each.remedy.title:
            yield f"  = {'fix' if each.remedy.is_safe else 'possible fix'}: {one_line(each.remedy.title)}"
