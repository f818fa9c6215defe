"""A comparison as Markdown: a summary, a table with breaking changes first, and the required actions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.report.markdown import code, message
from meshwright.report.summary import waived

if TYPE_CHECKING:
    from meshwright.report.diff import DiffEntry, DiffReport

MOST_ROWS = 50
_WEIGHTS = {"major": 0, "minor": 1, "patch": 2, "none": 3}


def render(difference: DiffReport) -> str:
    """Render a comparison as Markdown. Text from files is escaped."""
    parts = [f"**{message(difference.summary())}**"]
    entries = sorted(difference.entries, key=lambda each: (not each.is_incomparable, _WEIGHTS[each.bump]))
    if entries:
        rows = [_row(each) for each in entries[:MOST_ROWS]]
        parts.append(
            "\n".join(
                ("| required | where | what | affected consumers |", "| --- | --- | --- | --- |", *rows)
            )
        )
    if len(entries) > MOST_ROWS:
        parts.append(f"… and {len(entries) - MOST_ROWS:,} more changes")
    found = difference.other_findings
    if found:
        parts.append(
            "\n".join(
                f"- {each.severity}: {message(each.message)} ({code(each.rule)})"
                for each in found[:MOST_ROWS]
            )
        )
    if len(found) > MOST_ROWS:
        parts.append(f"… and {len(found) - MOST_ROWS:,} more findings")
    if difference.policies:
        parts.append("\n".join(f"- {message(each)}" for each in difference.forecasts[:MOST_ROWS]))
    parts += map(message, waived(difference.report))
    parts += map(message, difference.left_out[:MOST_ROWS])
    return "\n\n".join(parts) + "\n"


def _row(entry: DiffEntry) -> str:
    needs = f"{entry.bump}, {message(entry.needs)}" if entry.needs else entry.bump
    where = code(entry.address or entry.document)
    return f"| {needs} | {where} | {message(entry.words)} | {message(entry.impact)} |"
