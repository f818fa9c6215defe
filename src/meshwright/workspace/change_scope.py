"""The gate for changes: reports the findings that a change introduced or touched, without preexisting ones.

Base and head are checked with the same as-of date and the same tool, so that neither the passage of time nor an
upgrade is attributed to the change.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from meshwright.changes.change import ChangeKind
from meshwright.finding.finding import At, Severity
from meshwright.mesh.address import below
from meshwright.report.diff import NotCompared
from meshwright.rulekit.configuration import is_on, level
from meshwright.rulekit.diagnostic import Diagnostic, PreexistingIn
from meshwright.rulekit.engine import check_revisions
from meshwright.rulekit.findings import Findings
from meshwright.rulekit.registry import all_rules
from meshwright.workspace.comparison import linked_sides, revisions_between, subjects_of
from meshwright.workspace.growing import growths
from meshwright.workspace.pipeline import check_linked, context_of
from meshwright.workspace.uncompared import cut_off

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
    from datetime import date

    from meshwright.changes.change import Change, Revision
    from meshwright.facts.unit import LocalFinding
    from meshwright.mesh.mesh import Mesh
    from meshwright.rulekit.configuration import Configuration
    from meshwright.rulekit.locator import Locator
    from meshwright.rulekit.rule import Rule
    from meshwright.workspace.compiled import CompiledSnapshot
    from meshwright.workspace.pipeline import CheckResult

VERSION = "version"
"""The key of the version. Every change requires a new version, so a new version alone does not touch an item."""
GROWN = "baseline-grew"


def check_change(
    before: CompiledSnapshot,
    after: CompiledSnapshot,
    configuration: Configuration,
    is_reported: Callable[[str], bool],
    today: date,
) -> CheckResult:
    """Check base and head with the base's waivers and baseline, and report on the head.

    Standards that exempt existing items apply to new items. A finding does not count if it existed in the base with at
    least the same severity and the change did not touch its address.
    """
    return check_both(before, after, configuration, is_reported, today, reports_changes=True)[1]


def check_both(  # noqa: PLR0913 - two sides, what counts, and as of when
    before: CompiledSnapshot,
    after: CompiledSnapshot,
    configuration: Configuration,
    is_reported: Callable[[str], bool],
    today: date,
    *,
    reports_changes: bool = False,
    linked: tuple[Mesh, Mesh] | None = None,
) -> tuple[CheckResult, CheckResult]:
    """Return the result for the base, and the result for the head as in `check_change`.

    With `reports_changes`, the comparison rules of `diff` run as well; a growing baseline is always reported. `linked`
    contains the linked meshes of base and head, if available.
    """
    base, mesh = linked or linked_sides(before, after, configuration, today)
    old = check_linked(before, context_of(before, base, configuration), lambda _: True)
    revisions = revisions_between(before, after, base, mesh)
    comparing = (rule for rule in all_rules() if rule.is_comparing and is_on(rule, configuration))
    rules = [rule for rule in comparing if reports_changes or rule.name == GROWN]
    grown = tuple(growths(before, after, base, mesh))
    verdict = check_revisions(rules, (*subjects_of(revisions), *grown), base, mesh)
    context = context_of(after, mesh, configuration, (before, base))
    changes = Findings(context.policies)
    changes.add(map(_at_head, verdict.findings), verdict.failures)
    context.baseline = context.baseline.union(*(each.accepted for each, _ in grown))
    attribution = ChangeScope(
        counted_before={
            each.fingerprint: each.severity
            for each in old.report.found
            if each.waived is None and not each.is_suppressed
        },
        addresses=frozenset(_touched(revisions, mesh, context.locator)),
        files=_changed_files(before, after),
        timed=frozenset(rule.name for rule in all_rules() if rule.is_timed),
        added=frozenset(_added(revisions)),
        lenient={rule.name: rule for rule in (*all_rules(), *context.policies) if rule.is_lenient},
        configuration=context.configuration,
    )
    found = check_linked(after, context, is_reported, changes, attribution)
    unread = tuple(
        NotCompared(path, "has an unsupported version")
        for path in filter(is_reported, _unread(after, attribution.files))
    )
    return old, replace(found, unread=(*cut_off(before, after), *unread))


def _unread(after: CompiledSnapshot, changed: Collection[str]) -> Iterator[str]:
    """Yield the changed files that contain a document in an unsupported version."""
    for path in sorted(changed):
        unit = after.units.get(path)
        if unit is not None and any(not each.is_foreign for each in unit.not_read):
            yield path


def _at_head(found: LocalFinding) -> LocalFinding:
    """Return a finding, without a location if it is about a removed item that is located only in the base.

    Without a location, a finding is about the mesh as a whole. Any other finding is returned unchanged.
    """
    finding = found.finding
    related = tuple(each for each in finding.related if not each.at.in_base)
    if not finding.at.in_base:
        is_somewhere = bool(finding.at.file)
        return replace(found, finding=replace(finding, related=related)) if is_somewhere else found
    gone = f"{finding.at.file}: {finding.message}"
    which = f"{finding.at.file} {finding.discriminator}"
    finding = replace(
        finding, message=gone, at=At(), related=related, fix=None, discriminator=which, former=(gone,)
    )
    return replace(found, finding=finding)


@dataclass(frozen=True, slots=True)
class ChangeScope:
    """The findings in the base, and the items that a change touched."""

    counted_before: Mapping[str, Severity]
    """The severity of each finding in the base, by fingerprint."""
    addresses: frozenset[str]
    files: frozenset[str]
    """The new and changed files."""
    timed: frozenset[str]
    """The rules whose findings appear merely because time passes."""
    added: frozenset[str]
    """The new addresses."""
    lenient: Mapping[str, Rule]
    """The rules that are more severe for new items, by name."""
    configuration: Configuration

    def __call__(self, diagnostic: Diagnostic) -> Diagnostic:
        """Return a diagnostic with the status and severity that result from the change.

        The diagnostic is marked as preexisting if the base has the finding and the change does not touch its subject.
        A time-based finding about a touched item becomes an error.
        """
        if diagnostic.known is not None:
            return diagnostic
        is_touched = self.is_touched(diagnostic)
        if is_touched and diagnostic.rule in self.timed and diagnostic.severity is Severity.WARNING:
            return replace(diagnostic, severity=Severity.ERROR)
        weighed = self.counted_before.get(diagnostic.fingerprint)
        if (is_touched and weighed is None) or any(map(self.is_new, _subjects(diagnostic))):
            return self.bound(diagnostic)
        if is_touched or weighed is None or weighed < diagnostic.severity:
            return diagnostic
        return replace(diagnostic, known=PreexistingIn.BASE)

    def bound(self, diagnostic: Diagnostic) -> Diagnostic:
        """Return a diagnostic with the severity that it has without leniency, if that severity is higher."""
        rule, place = self.lenient.get(diagnostic.rule), diagnostic.range
        weight = (
            level(rule, self.configuration, place.path) if rule is not None and place is not None else None
        )
        return (
            diagnostic if weight is None else replace(diagnostic, severity=max(weight, diagnostic.severity))
        )

    def is_new(self, address: str | None) -> bool:
        """Return whether an address, or an item that contains it, is new."""
        while address:
            if address in self.added:
                return True
            address = address[: max(address.rfind("/"), address.rfind("#"), 0)]
        return False

    def is_touched(self, diagnostic: Diagnostic) -> bool:
        """Return whether the change touched the subject of a diagnostic.

        The subject of a finding without an address, or in a sample row, is its file.
        """
        place = diagnostic.range
        if place is None:
            return False
        is_of_file = diagnostic.address is None or diagnostic.is_unread
        if is_of_file or place.path.startswith("governance/schemas/"):
            return place.path in self.files
        return not self.addresses.isdisjoint(_subjects(diagnostic))


def _subjects(diagnostic: Diagnostic) -> Iterator[str | None]:
    """Yield the addresses that a finding is about.

    For a finding about many fields, the addresses in its notes in the same file are included.
    """
    place = diagnostic.range
    yield diagnostic.address
    yield from (each.address for each in diagnostic.related if place and each.range.path == place.path)


def _added(revisions: Iterable[Revision]) -> Iterator[str]:
    """Yield the addresses of new and renamed items."""
    for revision in revisions:
        for change in revision.changes:
            if change.new is not None and not change.aspect and change.kind is not ChangeKind.REMOVED:
                yield change.new.address


def _changed_files(before: CompiledSnapshot, after: CompiledSnapshot) -> frozenset[str]:
    """Return the files whose content does not exist in the other revision. A moved file is therefore unchanged."""
    old = {
        entry.blob for files in (before.snapshot.entries, before.snapshot.samples) for entry in files.values()
    }
    files = {**after.snapshot.entries, **after.snapshot.samples}
    return frozenset(path for path, entry in files.items() if entry.blob not in old)


def _touched(revisions: Iterable[Revision], mesh: Mesh, locator: Locator) -> Iterator[str]:
    """Yield the addresses of edited items, and of items that lost or gained a part."""
    for revision in revisions:
        for change in revision.changes:
            for each in (change, *change.echoes):
                yield from _addresses(each, mesh, locator)


def _addresses(change: Change, mesh: Mesh, locator: Locator) -> Iterator[str]:
    spot = change.new
    if spot is None or change.aspect == (VERSION,):
        return
    own = mesh.documents.get((spot.at.file, spot.at.document))
    if own is None:
        return
    body = locator.value(spot.at.file, spot.at.document)
    yield below(own, body, spot.at.path)[0]
    if change.before is None or change.after is None:
        yield below(own, body, _around(spot.at))[0]


def _around(at: At) -> tuple[str | int, ...]:
    """Return the path of the item that directly contains the location."""
    return at.path[:-1]
