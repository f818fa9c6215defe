"""A comparison as JSON for programs, with a versioned structure."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from meshwright.report.diff import NOT_COMPARED
from meshwright.report.formats import Style
from meshwright.report.formats import render as render_report

if TYPE_CHECKING:
    from meshwright.impact.affected_consumers import AffectedConsumer
    from meshwright.policies.forecast import Forecast
    from meshwright.report.diff import DiffEntry, DiffReport
    from meshwright.rulekit.diagnostic import Range


def render(difference: DiffReport) -> str:
    """Render a comparison as one JSON object. Lines and columns are counted from 1, and ends are exclusive."""
    report = json.loads(render_report(difference.report, "json", Style()))
    content = {
        "version": difference.version,
        "base": difference.base,
        "head": difference.head,
        "changes": [_entry(each) for each in difference.entries],
        "breaking": len(difference.breaking),
        "diagnostics": report["diagnostics"],
        "unread": [each.path for each in difference.unread],
        "notCompared": not_compared(difference),
    }
    if difference.policies:
        content["policies"] = [_forecast(each) for each in difference.policies]
    return json.dumps(content, indent=2, ensure_ascii=True, default=str) + "\n"


def _forecast(policy: Forecast) -> dict[str, Any]:
    return {
        "policy": policy.name,
        "status": policy.status,
        "new": policy.is_new,
        "findings": policy.findings,
        "reason": policy.reason or None,
    }


def not_compared(difference: DiffReport) -> list[dict[str, Any]]:
    """Return the documents that were not compared, each with the reason."""
    return [
        {"path": each.path, "reason": each.why.removesuffix(NOT_COMPARED), "incomplete": each.weighs}
        for each in difference.not_compared
    ]


def _entry(entry: DiffEntry) -> dict[str, Any]:
    return {
        "address": entry.address,
        "document": entry.document,
        "thing": entry.thing,
        "kind": entry.kind,
        "aspect": list(entry.aspect),
        "before": entry.before,
        "after": entry.after,
        "message": entry.words,
        "verdict": {
            "rule": entry.row or None,
            "bump": entry.bump,
            "breaksReaders": entry.readers,
            "breaksWriters": entry.writers,
            "direction": entry.direction,
            "promise": entry.promise,
            "needs": entry.needs or None,
            "exempt": entry.is_exempt,
        },
        "consumers": [_consumer(each) for each in entry.consumers],
        "placeBefore": _place(entry.old),
        "placeAfter": _place(entry.new),
    }


def _consumer(consumer: AffectedConsumer) -> dict[str, Any]:
    return {
        "name": consumer.name,
        "kind": consumer.kind,
        "address": consumer.address,
        "team": consumer.team or None,
        "owners": list(consumer.owners),
        "hops": consumer.hops,
        "reads": consumer.reads,
        "columns": list(consumer.columns),
    }


def _place(place: Range | None) -> dict[str, Any] | None:
    return (
        None
        if place is None
        else {"path": place.path, "line": place.start.line, "column": place.start.column}
    )
