"""The finding about a change: the event, the affected consumers and the location.

The meaning of each change is a row in `changes/rows.py`, because `version-not-bumped` needs the meaning of every
change. A rule documents its rows, defines their severity, and reports them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.changes.assessment import assess
from meshwright.changes.change import subject_at
from meshwright.finding.finding import At, Finding, Related, Severity
from meshwright.impact.change_impact import impact, words
from meshwright.impact.migration import road_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from meshwright.changes.change import Change
    from meshwright.impact.affected_consumers import AffectedConsumer
    from meshwright.mesh.mesh import Mesh


def report_change(row: str, change: Change, before: Mesh, after: Mesh) -> Iterator[Finding]:
    """Yield the finding about a change if a given row describes the change."""
    verdict = assess(change, before, after)
    if verdict.row != row:
        return
    message = verdict.words
    beside = ""
    related = []
    if change.old is not None:
        related.append(Related("previously here", change.old.at))
    if verdict.readers is not False or verdict.notifies:
        found = impact(change, before, after)
        named = words(found, verdict)
        message += f"; {named}" if named else ""
        related += affected(found)
        thing = subject_at(change.old, before)
        beside = road_of(verdict, change, thing, found, before) if thing is not None else ""
    elif verdict.writers:
        message += "; producers must comply"
    if verdict.needs:
        message += f"; requires {verdict.needs}"
    message += f"; {beside}" if beside else ""
    yield Finding(
        message,
        change.new.at if change.new else At(),
        tuple(related),
        discriminator="/".join((change.thing, change.address, *change.aspect)),
        severity=Severity.NOTICE if verdict.is_unpromised else None,
    )


def affected(found: Iterable[AffectedConsumer]) -> list[Related]:
    """Return the locations of consumers that read, or may read, the changed item."""
    return [
        Related(f"`{each.name}`" + (f" of `{each.team}`" if each.team else ""), each.at)
        for each in found
        if each.hops == 1 and each.reads is not False
    ]
