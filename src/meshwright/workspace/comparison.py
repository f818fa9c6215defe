"""The pipeline for a comparison: from two snapshots to changes, assessments and findings."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from meshwright.changes.assessment import assess
from meshwright.changes.diff import LinkedRevision, address_of, diff, released
from meshwright.changes.naming import canonical
from meshwright.changes.unreadable import plain
from meshwright.changes.verdict import INCOMPARABLE, failed
from meshwright.finding.finding import At
from meshwright.impact.change_impact import impact, words
from meshwright.mesh.link import link
from meshwright.report.diff import DiffEntry, DiffReport
from meshwright.rulekit.check_run import Scope, build_report
from meshwright.rulekit.configuration import is_on
from meshwright.rulekit.engine import check_revisions
from meshwright.rulekit.findings import Findings
from meshwright.rulekit.registry import all_rules
from meshwright.workspace.excerpts import excerpts_of, hidden_examples, with_masks
from meshwright.workspace.growing import growths
from meshwright.workspace.pipeline import context_of
from meshwright.workspace.uncompared import around, not_compared

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from meshwright.changes.change import Change, ChangeLocation, Revision
    from meshwright.changes.verdict import Verdict
    from meshwright.impact.affected_consumers import AffectedConsumer
    from meshwright.mesh.mesh import Mesh
    from meshwright.policies.forecast import Forecast
    from meshwright.rulekit.configuration import Configuration
    from meshwright.rulekit.diagnostic import Range, Report
    from meshwright.rulekit.locator import Locator
    from meshwright.rulekit.redaction import Redactor
    from meshwright.workspace.compiled import CompiledSnapshot


@dataclass(frozen=True, slots=True)
class AssessedChange:
    """A change, its assessment and its affected consumers."""

    change: Change
    verdict: Verdict
    consumers: tuple[AffectedConsumer, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The result of a comparison."""

    revisions: tuple[Revision, ...]
    assessed: tuple[AssessedChange, ...]
    """The changes, sorted by address."""
    report: Report
    failed_rules: tuple[str, ...]
    before: CompiledSnapshot
    after: CompiledSnapshot
    base: Mesh
    mesh: Mesh
    """The mesh of the head."""
    locator: Locator
    """Resolves locations in the head and in the base."""
    redactor: Redactor
    """Blanks the secrets of base and head, which must not be shown."""
    examples: Callable[[], frozenset[str]]
    """A function that returns the confidential examples in base and head, which must not be shown."""


def compare(
    before: CompiledSnapshot,
    after: CompiledSnapshot,
    tip: CompiledSnapshot | None,
    configuration: Configuration,
    today: date,
) -> Comparison:
    """Link base and head, list the changes and assess them.

    `tip` is the tip of the compared branch, if the branch has commits after the merge base.
    """
    meshes = linked_sides(before, after, configuration, today)
    old, new = (LinkedRevision(mesh, side.units) for mesh, side in zip(meshes, (before, after), strict=True))
    revisions = revisions_between(before, after, old.mesh, new.mesh)
    if tip is not None:
        revisions = tuple(released(revisions, new, LinkedRevision(link(tip.linkable, today), tip.units)))
    assessed = tuple(
        _assessed(each, old.mesh, new.mesh) for revision in revisions for each in revision.changes
    )
    context = context_of(after, new.mesh, configuration, (before, old.mesh))
    findings = Findings()
    active = [rule for rule in all_rules() if rule.is_comparing and is_on(rule, configuration)]
    subjects = (*subjects_of(revisions), *growths(before, after, old.mesh, new.mesh))
    findings.add(*check_revisions(active, subjects, old.mesh, new.mesh))
    counts = {
        "documents": len(revisions),
        "products": len(new.mesh.products),
        "contracts": len(new.mesh.contracts),
        "fields": sum(len(each.fact.fields) for each in new.mesh.contracts),
    }
    text_of = excerpts_of(new.mesh, context.locator, context.redactor.text)
    report = replace(build_report(findings, Scope(counts), context), text_of=text_of)
    incomparable = {INCOMPARABLE for each in assessed if each.verdict.failure}
    failed = tuple(sorted(findings.failed | incomparable))
    return Comparison(
        revisions,
        assessed,
        report,
        failed,
        before,
        after,
        old.mesh,
        new.mesh,
        context.locator,
        context.redactor,
        cache(lambda: hidden_examples(old.mesh) | hidden_examples(new.mesh)),
    )


def linked_sides(
    before: CompiledSnapshot, after: CompiledSnapshot, configuration: Configuration, today: date
) -> tuple[Mesh, Mesh]:
    """Link base and head with the same settings."""
    terms = configuration.terms
    old, new = (link(each.linkable, today, terms, each.snapshot.origin.revision) for each in (before, after))
    return old, new


def difference(compared: Comparison, *, has_forecasts: bool = False) -> DiffReport:
    """Return a comparison as plain data, with secrets blanked.

    With `has_forecasts`, the result also contains the findings of policies that the change adds or edits.
    """
    documents = (
        (address_of(revision.thing), assessed)
        for revision, assessed in zip(
            (each for each in compared.revisions for _ in each.changes), compared.assessed, strict=True
        )
    )
    entries = tuple(_entry(address, assessed, compared) for address, assessed in documents)
    return DiffReport(
        str(compared.before.snapshot.origin),
        str(compared.after.snapshot.origin),
        entries,
        compared.report,
        not_compared(compared.before, compared.after),
        policies=_forecasts(compared) if has_forecasts else (),
    )


def _forecasts(compared: Comparison) -> tuple[Forecast, ...]:
    """Return the findings that new and changed policies would report.

    The code for policies is imported only if such policies exist.
    """
    if not compared.mesh.register("Policy"):
        return ()
    from meshwright.policies.forecast import forecasts
    from meshwright.relational.source import MeshSource

    redactor = compared.redactor
    blank = redactor.blank
    source = MeshSource(compared.mesh, compared.locator.value, blank, is_clean=redactor.is_clean)
    return tuple(
        each._replace(name=blank(each.name), status=blank(each.status), reason=blank(each.reason))
        for each in forecasts(compared.base, source)
    )


def _entry(document: str, assessed: AssessedChange, compared: Comparison) -> DiffEntry:
    change, verdict, blank = assessed.change, assessed.verdict, compared.redactor.blank
    is_example = "examples" in change.aspect
    values = [
        _blanked(with_masks(plain(each), compared.examples, is_example=is_example), blank)
        for each in (change.before, change.after)
    ]
    return DiffEntry(
        address=blank(change.address),
        document=blank(document),
        thing=change.thing,
        kind=change.kind.value,
        aspect=tuple(map(blank, change.aspect)),
        before=values[0],
        after=values[1],
        words=blank(verdict.words),
        impact=blank(words(assessed.consumers, verdict))
        if verdict.readers is not False or verdict.notifies
        else "",
        bump=str(verdict.bump),
        readers=verdict.readers,
        writers=verdict.writers,
        direction=verdict.direction,
        promise=str(verdict.promise) if verdict.promise is not None else None,
        row=verdict.row,
        needs=blank(verdict.needs),
        notifies=verdict.notifies,
        approvers=tuple(
            replace(each, names=tuple(map(blank, each.names)), of=blank(each.of))
            for each in verdict.approvers
        ),
        is_exempt=verdict.is_exempt,
        old=_range(change.old, compared.locator),
        new=_range(change.new, compared.locator),
        consumers=assessed.consumers,
    )


def _range(spot: ChangeLocation | None, locator: Locator) -> Range | None:
    return locator.range(spot.at) if spot is not None and locator.has(spot.at) else None


def _blanked(value: object, blank: Callable[[str], str]) -> object:
    """Return a value unchanged if it contains no secret; otherwise, return it as text with its secrets blanked."""
    written = canonical(value)
    shown = blank(written)
    return value if shown == written else shown


def revisions_between(
    before: CompiledSnapshot, after: CompiledSnapshot, old: Mesh, new: Mesh
) -> tuple[Revision, ...]:
    """Return the differences between two revisions.

    Items in a folder that is a separate mesh or repository in the other revision are neither added nor removed.
    """
    found = diff(LinkedRevision(old, before.units), LinkedRevision(new, after.units))
    return tuple(each for each in found if not _is_beyond(each, before, after))


def _is_beyond(revision: Revision, before: CompiledSnapshot, after: CompiledSnapshot) -> bool:
    other = after if revision.new is None else before if revision.old is None else None
    return other is not None and around(revision.thing.home.file, other.snapshot.nested) is not None


def subjects_of(revisions: tuple[Revision, ...]) -> Iterator[tuple[object, At]]:
    """Yield the subjects of comparison rules: each revision of a document, and each change in it."""
    for revision in revisions:
        yield revision, revision.new.home.at() if revision.new else At()
        for change in revision.changes:
            yield change, change.new.at if change.new else At()


def _assessed(change: Change, before: Mesh, after: Mesh) -> AssessedChange:
    verdict = assess(change, before, after)
    try:
        is_news = verdict.readers is not False or verdict.notifies
        affected = impact(change, before, after) if is_news else ()
    except MemoryError:
        raise  # due to the machine, not to the change
    except Exception as error:  # noqa: BLE001 - the same wall: whom a change affects is part of what it means
        return AssessedChange(change, failed(type(error).__name__), ())
    return AssessedChange(change, verdict, affected)
