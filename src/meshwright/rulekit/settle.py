"""Conversion of findings to diagnostics: severities, ranges, addresses, fingerprints, waivers and suppressions.

This module does not order or count diagnostics, or choose which findings are reported.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from meshwright.finding.finding import At, Cause, Severity
from meshwright.mesh.address import below
from meshwright.mesh.former_addresses import formerly
from meshwright.rulekit.configuration import POLICIES, Configuration, level
from meshwright.rulekit.diagnostic import Diagnostic, RelatedLocation, ResolvedFix, TextEdit, narrowed
from meshwright.rulekit.edits import concrete
from meshwright.rulekit.exceptions.port_documents import port_documents
from meshwright.rulekit.exceptions.suppressing import SuppressionMatcher
from meshwright.rulekit.exceptions.waiving import WaiverMatcher, may_be_waived
from meshwright.rulekit.fingerprints import fingerprints
from meshwright.source.tree import syntax_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from meshwright.finding.finding import Fix, Related
    from meshwright.mesh.mesh import Mesh
    from meshwright.rulekit.diagnostic import AppliedWaiver, Range
    from meshwright.rulekit.engine import InapplicableRule
    from meshwright.rulekit.exceptions.waiving import Exceptions
    from meshwright.rulekit.findings import RuleFinding
    from meshwright.rulekit.locator import Locator
    from meshwright.rulekit.redaction import Redactor
    from meshwright.rulekit.rule import Rule


class CheckContext:
    """The context for converting findings to diagnostics. It records which waivers and suppressions were used."""

    def __init__(  # noqa: PLR0913, PLR0917 - all that findings are settled against
        self,
        mesh: Mesh,
        locator: Locator,
        configuration: Configuration,
        exceptions: Exceptions,
        redactor: Redactor,
        policies: tuple[Rule, ...] = (),
        not_run: tuple[InapplicableRule, ...] = (),
    ) -> None:
        self.mesh = mesh
        self.policies = policies
        """The organisation's policies that run, as rules."""
        self.not_run = not_run
        """The organisation's policies that cannot run, with the reasons."""
        self.locator = locator
        self.configuration = configuration
        self.redactor = redactor
        self.baseline = exceptions.baseline
        self.former = exceptions.former
        self.waivers = WaiverMatcher(exceptions.waivers, mesh)
        self.suppressions = SuppressionMatcher(locator.sources.suppressions, configuration)
        self.samples = frozenset(sample.home.file for sample in mesh.samples)
        """The sample files, which contain rows of data."""


def build_diagnostics(findings: Iterable[RuleFinding], context: CheckContext) -> list[Diagnostic]:
    """Convert findings to diagnostics, file by file; withheld findings and findings of rules that are off are omitted."""
    settler = _Settler(context)
    by_file = sorted(findings, key=lambda each: each.file)
    return [each for one in by_file if (each := settler.diagnostic(one)) is not None]


def match_waivers(findings: Iterable[RuleFinding], context: CheckContext) -> None:
    """Match waivers with findings outside the report, so that the waivers are not reported as unused."""
    named = {rule for rule, _ in context.waivers.met}
    settler = _Settler(context)
    for each in findings if named else ():
        if each.rule.name in named:
            settler.pardon(each)


class _Settler:
    def __init__(self, context: CheckContext) -> None:
        self.context = context
        self.locator = context.locator
        self.notes: dict[tuple[At, str], tuple[Range, str | None]] = {}
        """Resolved locations of notes; many findings can share one."""

    def diagnostic(self, found: RuleFinding) -> Diagnostic | None:
        rule, finding, file = found.rule, found.finding, found.file
        context, locator = self.context, self.locator
        weight = level(rule, context.configuration, file or None, finding.severity)
        is_firm = finding.is_unread and rule.severity is Severity.ERROR
        if is_firm:
            weight = Severity.ERROR
        if weight is None:
            return None
        address, rest = self.address(finding.at, file)
        waivable = address or self.of_port(finding.at, file)
        waived = None if is_firm else self.waived(found, weight, waivable)
        is_suppressed = (
            bool(file)
            and bool(locator.sources.suppressions(file))
            and context.suppressions.covers(rule, weight, locator.span(finding.at, file), file)
            and not is_firm
        )
        if finding.is_withheld:
            return None
        blank = context.redactor.blank
        fingerprint, *former = fingerprints(rule.name, address or file, rest, finding, blank)
        for each in formerly(address or "", context.former):
            former += fingerprints(rule.name, each, rest, finding, blank)
        return Diagnostic(
            rule=rule.name,
            group=rule.group,
            severity=weight,
            message=finding.message,
            range=locator.range(finding.at, file) if file else None,
            address=address,
            related=tuple(self.note(each, file) for each in finding.related),
            remedy=self.remedy(finding.fix, file) if finding.fix else None,
            fingerprint=fingerprint,
            former=tuple(former),
            waived=waived,
            is_suppressed=is_suppressed,
            is_unread=finding.is_unread,
            subject=finding.subject,
            of_port=None if address else waivable,
            lack=finding.lack,
            gist=finding.gist,
            at=tuple(self.placed(each, file) for each in (finding.at, *finding.hides)),
            causes=(
                *(replace(each, at=self.placed(each.at, file)) for each in finding.causes),
                *(() if waived or is_suppressed else self.misspelt(found, weight, waivable)),
            ),
        )

    def misspelt(self, found: RuleFinding, weight: Severity, address: str | None) -> Iterator[Cause]:
        """Yield the exceptions that would cover a finding if the rule's name were spelled correctly.

        For findings of a policy, nothing is yielded, because a misspelled exception must not disable an organisation's rule.
        """
        rule, finding, file = found.rule, found.finding, found.file
        if rule.group == POLICIES:
            return
        if file and self.locator.sources.suppressions(file):
            span = self.locator.span(finding.at, file)
            for each in self.context.suppressions.misspelt(rule, weight, span, file):
                yield Cause(At(file=file, span=each), "unused-suppression")
        if may_be_waived(rule):
            for at in self.context.waivers.misspelt.get(
                (rule.name, narrowed(address, finding.subject) or ""), ()
            ):
                yield Cause(at, "unused-waiver")

    @staticmethod
    def placed(at: At, file: str) -> At:
        return at if at.file else replace(at, file=file)

    def pardon(self, found: RuleFinding) -> None:
        weight = level(found.rule, self.context.configuration, found.file or None, found.finding.severity)
        if weight is not None:
            at, file = found.finding.at, found.file
            self.waived(found, weight, self.address(at, file)[0] or self.of_port(at, file))

    def waived(self, found: RuleFinding, weight: Severity, address: str | None) -> AppliedWaiver | None:
        """Return the waiver of a finding: a waiver for its subject, or an older waiver for the whole item."""
        finding, pardon = found.finding, self.context.waivers.pardon
        own = pardon(found.rule, weight, narrowed(address, finding.subject))
        if own is not None or not finding.subject or not finding.former:
            return own
        return pardon(found.rule, weight, address)

    def note(self, related: Related, file: str) -> RelatedLocation:
        at, file = related.at, related.at.file or file
        found = self.notes.get((at, file))
        if found is None:
            address = None if at.in_base else self.address(at, file)[0]
            found = self.notes[at, file] = self.locator.range(at, file), address
        return RelatedLocation(related.message, *found, at.in_base)

    def address(self, at: At, file: str) -> tuple[str | None, str]:
        """Return the address of the item that contains a location, and the remaining path."""
        own = self.context.mesh.documents.get((file, at.document))
        if file in self.context.samples:
            return own, ""  # row numbers change, so the discriminator identifies the finding
        places = self.locator.places(file, at.document) if file else None
        if own is None or places is None:
            return own, "/".join(map(str, at.path))
        return below(own, places.value, places.positions(at.path))

    def of_port(self, at: At, file: str) -> str | None:
        """Return the address for waivers of findings in a document that has no address of its own, but belongs to a port."""
        if at.in_base:
            return None
        return self.context.mesh.derived(port_documents).get((at.file or file, at.document))

    def remedy(self, fix: Fix, file: str) -> ResolvedFix | None:
        """Resolve a fix; None if one of its edits cannot be made safely."""
        edits = []
        for edit in fix.edits:
            target = edit.at.file or file
            places = self.locator.places(target, edit.at.document)
            made = concrete(edit, self.locator.text(target), places, syntax_of(target))
            if made is None:
                return None
            span, new = made
            edits.append(TextEdit(self.locator.range_of(span, target), new))
        return ResolvedFix(fix.title, fix.safe, tuple(edits)) if edits else None
