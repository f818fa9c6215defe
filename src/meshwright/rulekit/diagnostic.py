"""Diagnostics: findings in their final form. Plain data for every output format; locations are lines and columns."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from meshwright.finding.finding import Severity
from meshwright.mesh.address import segment
from meshwright.records import dataclass, field

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from meshwright.finding.finding import At, Cause, Lack
    from meshwright.rulekit.engine import InapplicableRule
    from meshwright.rulekit.rule import Rule
    from meshwright.source.place import Position


@dataclass(frozen=True, slots=True)
class Range:
    """A location in a file, counted from 1, with an exclusive end."""

    path: str
    start: Position
    end: Position


@dataclass(frozen=True, slots=True)
class RelatedLocation:
    """Another location, with its label."""

    message: str
    range: Range
    address: str | None = None
    """The address of the item at the location; None for a location in the base."""
    in_base: bool = False
    """Whether the location is in the base."""


@dataclass(frozen=True, slots=True)
class TextEdit:
    """New text for a range of a file."""

    range: Range
    text: str


@dataclass(frozen=True, slots=True)
class ResolvedFix:
    """A concrete fix."""

    title: str
    is_safe: bool
    edits: tuple[TextEdit, ...]


@dataclass(frozen=True, slots=True)
class AppliedWaiver:
    """The waiver that covers a diagnostic."""

    reason: str
    owner: str
    expires: str


def narrowed(address: str | None, subject: str) -> str | None:
    """Return the address of a part that has no address of its own, such as a column that a role may read."""
    if not address or not subject:
        return address
    return f"{address}{'/' if '#' in address else '#'}{'/'.join(map(segment, subject.split('/')))}"


class PreexistingIn(Enum):
    """The record that already contains a finding."""

    BASELINE = "baseline"
    """The baseline of the finding's domain."""
    BASE = "base"
    """The state before the change; the change did not touch the finding's address."""


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One problem with its location and its fix."""

    rule: str
    group: str
    severity: Severity
    message: str
    range: Range | None
    """The location in the file; None for a diagnostic about the mesh as a whole."""
    address: str | None
    related: tuple[RelatedLocation, ...]
    remedy: ResolvedFix | None
    fingerprint: str
    former: tuple[str, ...] = ()
    """The fingerprints of the diagnostic in earlier releases."""
    waived: AppliedWaiver | None = None
    is_suppressed: bool = False
    known: PreexistingIn | None = None
    is_unread: bool = False
    """Whether some content could not be read, so that no waiver, comment or baseline may hide the diagnostic."""
    subject: str = ""
    """The part of the addressed item that is wrong; empty for the whole item."""
    of_port: str | None = None
    """The address for waivers if the document has no address of its own, such as an agreement on a port."""
    lack: Lack | None = None
    """The missing part, if something is missing."""
    gist: str = ""
    """A message that fits all findings of the rule; empty if each finding needs its own."""
    at: tuple[At, ...] = ()
    """The symbolic location, followed by the locations that the problem hides."""
    causes: tuple[Cause, ...] = ()
    """Possible causes: other errors that would mask this diagnostic."""

    @property
    def was(self) -> Range | None:
        """The location of a removed item before the change."""
        return (
            next((each.range for each in self.related if each.in_base), None) if self.range is None else None
        )

    @property
    def waivable_address(self) -> str | None:
        """The address for a waiver that covers only this diagnostic."""
        return narrowed(self.address or self.of_port, self.subject)

    @property
    def counts(self) -> bool:
        """Whether the diagnostic is neither waived nor suppressed nor in the baseline."""
        return self.waived is None and not self.is_suppressed and self.known is None


@dataclass(frozen=True, slots=True)
class Summary:
    """The scope of the check, and the numbers of findings."""

    errors: int
    warnings: int
    notices: int
    waived: int
    suppressed: int
    documents: int
    products: int
    contracts: int
    fields: int
    baseline: int = 0
    """The number of findings in the baseline."""
    base: int = 0
    """The number of findings that already exist in the base."""


def summary(
    diagnostics: Iterable[Diagnostic], *, documents: int, products: int, contracts: int, fields: int
) -> Summary:
    """Count the active findings, and the waived, suppressed and preexisting ones."""
    diagnostics = tuple(diagnostics)
    counting = [each.severity for each in diagnostics if each.counts]
    known = [each.known for each in diagnostics]
    return Summary(
        errors=counting.count(Severity.ERROR),
        warnings=counting.count(Severity.WARNING),
        notices=counting.count(Severity.NOTICE),
        waived=sum(each.waived is not None for each in diagnostics),
        suppressed=sum(each.is_suppressed for each in diagnostics),
        documents=documents,
        products=products,
        contracts=contracts,
        fields=fields,
        baseline=known.count(PreexistingIn.BASELINE),
        base=known.count(PreexistingIn.BASE),
    )


@dataclass(frozen=True, slots=True)
class NotApplied:
    """Documents of another standard that were recognised but not applied; all of the same kind."""

    kind: str
    documents: int
    path: str
    """The path of the first of these documents."""


@dataclass(frozen=True, slots=True)
class Unexamined:
    """Files and folders that were not examined for the same reason."""

    reason: str
    """The reason, as words to follow "it is": `larger than 2 MiB`."""
    count: int
    paths: tuple[str, ...]
    """The first few paths."""


@dataclass(frozen=True, slots=True)
class Report:
    """All data that the output formats need."""

    diagnostics: tuple[Diagnostic, ...]
    summary: Summary
    masked: tuple[Diagnostic, ...] = ()
    """Diagnostics that are hidden because they follow from reported ones; baselines still contain them."""
    skipped: tuple[InapplicableRule, ...] = ()
    """Rules that should have run but could not."""
    idle: tuple[InapplicableRule, ...] = ()
    """Rules that do not apply because the mesh lacks a kind of governance document."""
    policies: tuple[Rule, ...] = ()
    """The policies that ran, as rules."""
    teams: Mapping[str, str] = field(default_factory=dict)
    """The owner of each product and unexposed contract by address, and of waivers and agreements by file."""
    files: tuple[str, ...] = ()
    """All checked files, including those without a diagnostic; sorted."""
    left_out: int = 0
    """The number of files that were found but are not documents of the mesh."""
    not_applied: tuple[NotApplied, ...] = ()
    """Documents of other standards, by kind."""
    unexamined: tuple[Unexamined, ...] = ()
    """Paths that were not searched but could contain documents of the mesh."""
    not_measured: int = 0
    """Objects and promises that should have been measured but were not."""
    dependents: Callable[[str], int] = lambda _: 0
    """Returns the number of direct and indirect consumers (products and agreements) of a product."""
    text_of: Callable[[str], str] = str
    """Returns the text of a file, for excerpts."""

    @property
    def found(self) -> tuple[Diagnostic, ...]:
        """All diagnostics, shown and masked."""
        return (*self.diagnostics, *self.masked)
