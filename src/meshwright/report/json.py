"""JSON for programs; its structure is documented by a schema and identified by `version`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from meshwright.report.formats import Style
    from meshwright.rulekit.diagnostic import Diagnostic, Range, RelatedLocation, Report, ResolvedFix
    from meshwright.rulekit.engine import InapplicableRule

VERSION = 1


def render(report: Report, style: Style) -> str:  # noqa: ARG001 - a format for programs has no style
    """Render a report as one JSON object."""
    return dumped(content_of(report))


def content_of(report: Report) -> dict[str, Any]:
    """Return a report as plain data. Lines and columns are counted from 1, and ends are exclusive."""
    summary = report.summary
    return {
        "version": VERSION,
        "diagnostics": [_diagnostic(each) for each in report.diagnostics],
        "summary": {name: getattr(summary, name) for name in summary.__dataclass_fields__},
        "skippedRules": _rules(report.skipped),
        "inapplicableRules": _rules(report.idle),
        "notApplied": [
            {"kind": each.kind, "documents": each.documents, "path": each.path} for each in report.not_applied
        ],
        "unexamined": [
            {"reason": each.reason, "count": each.count, "paths": list(each.paths)}
            for each in report.unexamined
        ],
    }


def dumped(content: object) -> str:
    """Serialise JSON in ASCII, and escape CI commands (`##[…]`, `##vso[…]`) without losing characters."""
    text = json.dumps(content, indent=2, ensure_ascii=True)
    return text.replace("##[", "\\u0023#[").replace("##vso[", "\\u0023#vso[") + "\n"


def _rules(rules: Iterable[InapplicableRule]) -> list[dict[str, str]]:
    return [{"rule": each.rule, "reason": each.reason} for each in rules]


def _diagnostic(diagnostic: Diagnostic) -> dict[str, Any]:
    waived = diagnostic.waived
    return {
        "rule": diagnostic.rule,
        "group": diagnostic.group,
        "severity": str(diagnostic.severity),
        "message": diagnostic.message,
        **_place(diagnostic.range),
        "address": diagnostic.address,
        "related": [_note(each) for each in diagnostic.related],
        "fix": _remedy(diagnostic.remedy) if diagnostic.remedy else None,
        "fingerprint": diagnostic.fingerprint,
        "waived": waived and {"reason": waived.reason, "owner": waived.owner, "expires": waived.expires},
        "suppressed": diagnostic.is_suppressed,
        "known": diagnostic.known and diagnostic.known.value,
    }


def _place(place: Range | None) -> dict[str, Any]:
    if place is None:
        return dict.fromkeys(("path", "line", "column", "endLine", "endColumn"))
    return {
        "path": place.path,
        "line": place.start.line,
        "column": place.start.column,
        "endLine": place.end.line,
        "endColumn": place.end.column,
    }


def _note(note: RelatedLocation) -> dict[str, Any]:
    start = note.range.start
    return {"message": note.message, "path": note.range.path, "line": start.line, "column": start.column}


def _remedy(remedy: ResolvedFix) -> dict[str, Any]:
    edits = [{**_place(edit.range), "text": edit.text} for edit in remedy.edits]
    return {"safe": remedy.is_safe, "title": remedy.title, "edits": edits}
