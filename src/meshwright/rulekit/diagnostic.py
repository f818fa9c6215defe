"""A diagnostic: a settled finding. Plain data for every format; locations are lines and columns."""

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
    """The address of the item there; None in the base."""
    in_base: bool = False
    """Whether it is in the base."""


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
    """Return the address of a part without an address of its own, such as one of the columns that a role may read."""
    if not address or not subject:
        return address
    return f"{address}{'/' if '#' in address else '#'}{'/'.join(map(segment, subject.split('/')))}"


class PreexistingIn(Enum):
    """The place in which a finding was recorded or existed before."""

    BASELINE = "baseline"
    """The baseline of its domain."""
    BASE = "base"
    """The state before the change, which did not touch its address."""


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One problem, its location, and its fix."""

    rule: str
    group: str
    severity: Severity
    message: str
    range: Range | None
    """None for the mesh as a whole."""
    address: str | None
    related: tuple[RelatedLocation, ...]
    remedy: ResolvedFix | None
    fingerprint: str
    former: tuple[str, ...] = ()
    """The fingerprints that it had in earlier releases."""
    waived: AppliedWaiver | None = None
    is_suppressed: bool = False
    known: PreexistingIn | None = None
    is_unread: bool = False
    """Whether it means that something was not read, so that no waiver, comment or baseline hides it."""
    subject: str = ""
    """The part of the addressed item that it concerns; empty for the whole item."""
    lack: Lack | None = None
    """The missing item, if the finding is about one."""
    gist: str = ""
    """The message that all findings of its rule share; empty if each differs."""
    at: tuple[At, ...] = ()
    """Its symbolic location, and those that it hides."""
    causes: tuple[Cause, ...] = ()
    """The errors that would mask it."""

    @property
    def was(self) -> Range | None:
        """Its location before a change, if it has none now."""
        return (
            next((each.range for each in self.related if each.in_base), None) if self.range is None else None
        )

    @property
    def waivable_address(self) -> str | None:
        """The address of a waiver for it alone."""
        return narrowed(self.address, self.subject)

    @property
    def counts(self) -> bool:
        """Whether it counts: it is neither waived nor suppressed nor in the baseline."""
        return self.waived is None and not self.is_suppressed and self.known is None


@dataclass(frozen=True, slots=True)
class Summary:
    """The coverage of the check, and the findings that count."""

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
    """Findings in the baseline."""
    base: int = 0
    """Findings that already exist in the base."""


def summary(
    diagnostics: Iterable[Diagnostic], *, documents: int, products: int, contracts: int, fields: int
) -> Summary:
    """Count the findings that count, and those that do not."""
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
    """The documents of one kind of another standard, which are recognised but not applied."""

    kind: str
    documents: int
    path: str
    """The file of the first document."""


@dataclass(frozen=True, slots=True)
class Unexamined:
    """Files and folders that were not examined, for one reason."""

    reason: str
    """The reason, in words that follow "it is": `larger than 2 MiB`."""
    count: int
    paths: tuple[str, ...]
    """The first paths."""


@dataclass(frozen=True, slots=True)
class Report:
    """All data that a format needs."""

    diagnostics: tuple[Diagnostic, ...]
    summary: Summary
    masked: tuple[Diagnostic, ...] = ()
    """Diagnostics that follow from others and are masked while those are reported; baselines contain them nevertheless."""
    skipped: tuple[InapplicableRule, ...] = ()
    """Rules that should have run but could not."""
    idle: tuple[InapplicableRule, ...] = ()
    """Rules that do not apply: governance documents are missing."""
    policies: tuple[Rule, ...] = ()
    """The policies that ran, as rules."""
    teams: Mapping[str, str] = field(default_factory=dict)
    """The responsible team of each product and unexposed contract, by address, and of waivers and agreements,
    by file.
    """
    files: tuple[str, ...] = ()
    """All checked files, including those without a diagnostic; sorted."""
    left_out: int = 0
    """Files that were found but are not contracts."""
    not_applied: tuple[NotApplied, ...] = ()
    """Documents of other standards, by kind."""
    unexamined: tuple[Unexamined, ...] = ()
    """Paths that may contain documents of the mesh but were not searched."""
    not_measured: int = 0
    """Objects and promises that should have been measured but were not."""
    dependents: Callable[[str], int] = lambda _: 0
    """Counts the products and agreements that directly or indirectly read the product at an address."""
    text_of: Callable[[str], str] = str
    """Returns the text of a file that a diagnostic is about, for excerpts."""

    @property
    def found(self) -> tuple[Diagnostic, ...]:
        """All diagnostics: the shown ones and the masked ones."""
        return (*self.diagnostics, *self.masked)
