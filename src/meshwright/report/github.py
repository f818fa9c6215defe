"""GitHub workflow commands, which create annotations, most severe first and within the limits for one step.

Values are escaped by the runner's rules (`ActionCommand.cs` in actions/runner):
the runner decodes `%25`, `%0D` and `%0A` in data, additionally `%3A` and `%2C` in properties, and nothing else.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from meshwright.finding.finding import Severity
from meshwright.report.summary import MESH_PLACE, counted, sentence, worst_first
from meshwright.report.terminal import one_line, visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from meshwright.report.formats import Style
    from meshwright.rulekit.diagnostic import Diagnostic, Range, Report

MOST_OF_A_KIND = 10
"""The maximum number of annotations of each kind in a step; GitHub silently drops the rest."""
MOST_RELATED = 10
MOST_RULES = 20
"""The maximum number of rules in the notice about omitted annotations."""
_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTICE: "notice"}


def render(report: Report, style: Style) -> str:  # noqa: ARG001 - a format for programs has no style
    """Render a command for each active diagnostic within the limits, one for all others, and a summary line."""
    counting = worst_first(each for each in report.diagnostics if each.counts)
    unable = [
        f"::error title={_property(each.rule)}::{_data(f'this rule was skipped: {one_line(each.reason)}')}"
        for each in report.skipped
    ][:MOST_OF_A_KIND]
    shown, left = _within_limits(counting, len(unable))
    lines = [*unable, *map(_command, shown), *([_rest(left)] if left else []), sentence(report)]
    return "\n".join(lines) + "\n"


def _within_limits(
    diagnostics: Iterable[Diagnostic], errors_before: int
) -> tuple[list[Diagnostic], list[Diagnostic]]:
    """Split annotations into those that GitHub shows and the others.

    If there are others, one notice is reserved to count them.
    """
    by_severity: dict[Severity, list[Diagnostic]] = {severity: [] for severity in reversed(Severity)}
    for each in diagnostics:
        by_severity[each.severity].append(each)
    room = dict.fromkeys(Severity, MOST_OF_A_KIND) | {Severity.ERROR: MOST_OF_A_KIND - errors_before}
    if any(len(found) > room[severity] for severity, found in by_severity.items()):
        room[Severity.NOTICE] -= 1
    shown = [each for severity, found in by_severity.items() for each in found[: room[severity]]]
    left = [each for severity, found in by_severity.items() for each in found[room[severity] :]]
    return shown, left


def _command(diagnostic: Diagnostic) -> str:
    properties = ",".join(
        f"{name}={_property(value)}"
        for name, value in (*_place(diagnostic.range), ("title", diagnostic.rule))
    )
    notes = [
        f"{one_line(note.message)}: {one_line(note.range.path)}:{note.range.start.line}"
        for note in diagnostic.related[:MOST_RELATED]
    ]
    if len(diagnostic.related) > MOST_RELATED:
        notes.append(f"and {len(diagnostic.related) - MOST_RELATED} more places")
    text = "\n".join((one_line(diagnostic.message), *notes))
    return f"::{_COMMANDS[diagnostic.severity]} {properties}::{_data(text)}"


def _place(place: Range | None) -> Iterator[tuple[str, str]]:
    """Yield the properties of a location; GitHub accepts columns only within a single line."""
    if place is None:
        yield "file", MESH_PLACE
        return
    start, end = place.start, place.end
    yield "file", visible(place.path)
    yield "line", str(start.line)
    if end.line == start.line:
        yield "endLine", str(end.line)
        yield "col", str(start.column)
        yield "endColumn", str(end.column)
    else:
        yield "endLine", str(end.line - (end.column == 1))


def _rest(left: list[Diagnostic]) -> str:
    severities = Counter(each.severity for each in left)
    rules = Counter(each.rule for each in left).most_common()
    numbers = ", ".join(
        counted(severities[each], str(each)) for each in reversed(Severity) if severities[each]
    )
    named = ", ".join(f"{rule} {count}" for rule, count in rules[:MOST_RULES])
    others = f" and {counted(len(rules) - MOST_RULES, 'other rule')}" if len(rules) > MOST_RULES else ""
    text = f"{numbers} beyond GitHub's limit for one step: {named}{others}"
    return f"::notice title=meshwright::{_data(text)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
