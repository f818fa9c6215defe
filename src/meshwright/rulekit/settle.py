"""Findings to diagnostics: levels applied, places made concrete, addresses and fingerprints given, sorted."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from meshwright.mesh.address import below
from meshwright.mesh.finding import Severity
from meshwright.rulekit.diagnostic import Diagnostic, Note, Remedy, TextEdit
from meshwright.rulekit.edits import concrete
from meshwright.rulekit.levels import Configuration, level
from meshwright.rulekit.suppressing import Suppressing
from meshwright.rulekit.waiving import Waiving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from meshwright.mesh.finding import At, Finding, Fix, Related
    from meshwright.mesh.mesh import Mesh
    from meshwright.rulekit.locator import Locator
    from meshwright.rulekit.rule import Rule

FINGERPRINT_LENGTH = 16


class Said:
    """A finding with the rule that said it and the file that it was said of."""

    __slots__ = ("file", "finding", "rule")

    def __init__(self, rule: Rule, finding: Finding, file: str) -> None:
        self.rule = rule
        self.finding = finding
        self.file = file
        """The file that was being compiled; empty where the finding names its own."""


def settle(  # noqa: PLR0913, PLR0917 - what is said, and all that it is settled against
    said: Iterable[Said],
    mesh: Mesh,
    locator: Locator,
    configuration: Configuration,
    said_after: Callable[[Suppressing], Iterable[Said]],
    waiving: Waiving | None = None,
    elsewhere: Iterable[Said] = (),
    blank: Callable[[str], str] = str,
) -> tuple[Diagnostic, ...]:
    """Settle what was said; the result is sorted by path, line, column, rule and message.

    `said_after` says what can be said only when it is known which comments were of use.
    What was said `elsewhere` is not reported, and shows only which waivers are of use.
    `blank` takes secrets out of what fingerprints are made of: nobody can try passwords on a hash.
    """
    suppressing = Suppressing(locator.sources.suppressions, configuration)
    waiving = waiving or Waiving((), mesh)
    samples = frozenset(sample.home.file for sample in mesh.samples)
    settler = _Settler(mesh, locator, configuration, suppressing, waiving, samples, blank)
    settler.notice(elsewhere)
    by_file = sorted(said, key=lambda each: each.finding.at.file or each.file)
    settled = [each for one in by_file if (each := settler.diagnostic(one)) is not None]
    settled += (each for one in said_after(suppressing) if (each := settler.diagnostic(one)) is not None)
    return tuple(_told_apart(sorted(settled, key=_order)))


def _order(diagnostic: Diagnostic) -> tuple[object, ...]:
    place = diagnostic.range
    if place is None:
        return ("", 0, 0, diagnostic.rule, diagnostic.message)
    return (place.path, *place.start, diagnostic.rule, diagnostic.message)


def _told_apart(diagnostics: Iterable[Diagnostic]) -> Iterable[Diagnostic]:
    """Give the second and later ones of equal fingerprint one of their own, by their order."""
    seen: dict[str, int] = {}
    for diagnostic in diagnostics:
        times = seen.get(diagnostic.fingerprint, 0)
        seen[diagnostic.fingerprint] = times + 1
        if times:
            again = _fingerprint(diagnostic.fingerprint, str(times))
            yield replace(diagnostic, fingerprint=again)
        else:
            yield diagnostic


def _fingerprint(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode(errors="surrogatepass")).hexdigest()[:FINGERPRINT_LENGTH]


@dataclass(slots=True, eq=False)
class _Settler:
    mesh: Mesh
    locator: Locator
    configuration: Configuration
    suppressing: Suppressing
    waiving: Waiving
    samples: frozenset[str] = frozenset()
    """Files with rows of data."""
    blank: Callable[[str], str] = str

    def diagnostic(self, said: Said) -> Diagnostic | None:
        rule, finding = said.rule, said.finding
        file = finding.at.file or said.file
        weight = level(rule, self.configuration, file or None, finding.severity)
        if finding.is_unread:
            weight = Severity.ERROR
        if weight is None:
            return None
        address, rest = self.address(finding.at, file)
        waived = None if finding.is_unread else self.waiving.pardon(rule, weight, address)
        is_suppressed = (
            bool(file)
            and bool(self.locator.sources.suppressions(file))
            and self.suppressing.covers(rule, weight, self.locator.span(finding.at, file), file)
            and not finding.is_unread
        )
        if finding.is_withheld:
            return None
        return Diagnostic(
            rule=rule.name,
            group=rule.group,
            severity=weight,
            message=finding.message,
            range=self.locator.range(finding.at, file) if file else None,
            address=address,
            related=tuple(self.note(each, file) for each in finding.related),
            remedy=self.remedy(finding.fix, file) if finding.fix else None,
            fingerprint=_fingerprint(
                rule.name, *map(self.blank, (address or file, rest, finding.discriminator))
            ),
            waived=waived,
            is_suppressed=is_suppressed,
            is_unread=finding.is_unread,
        )

    def note(self, related: Related, file: str) -> Note:
        file = related.at.file or file
        address = None if related.at.in_base else self.address(related.at, file)[0]
        return Note(related.message, self.locator.range(related.at, file), address)

    def notice(self, elsewhere: Iterable[Said]) -> None:
        """Let waivers meet what is not reported."""
        named = {rule for rule, _ in self.waiving.met}
        for said in elsewhere:
            if said.rule.name in named:
                file = said.finding.at.file or said.file
                weight = level(said.rule, self.configuration, file or None, said.finding.severity)
                if weight is not None:
                    self.waiving.pardon(said.rule, weight, self.address(said.finding.at, file)[0])

    def address(self, at: At, file: str) -> tuple[str | None, str]:
        """Give the address of what a place belongs to, and the rest of the way from there."""
        own = self.mesh.documents.get((file, at.document))
        if file in self.samples:
            return own, ""  # rows come and go: what tells findings apart is their discriminator
        places = self.locator.places(file, at.document) if file else None
        if own is None or places is None:
            return own, "/".join(map(str, at.path))
        return below(own, places.value, places.positions(at.path))

    def remedy(self, fix: Fix, file: str) -> Remedy | None:
        """Make a fix concrete; one of which a part can't be made is none."""
        edits = []
        for edit in fix.edits:
            target = edit.at.file or file
            places = self.locator.places(target, edit.at.document)
            made = concrete(edit, self.locator.text(target), places)
            if made is None:
                return None
            span, new = made
            edits.append(TextEdit(self.locator.range_of(span, target), new))
        return Remedy(fix.title, fix.safe, tuple(edits)) if edits else None
