"""Findings to diagnostics: levels applied, places made concrete, addresses and fingerprints given, sorted."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from meshwright.mesh.address import below
from meshwright.mesh.finding import Severity
from meshwright.mesh.places import Places
from meshwright.rulekit.diagnostic import Diagnostic, Note, Range, Remedy, TextEdit
from meshwright.rulekit.edits import concrete
from meshwright.rulekit.fingerprints import fingerprints, told_apart
from meshwright.rulekit.levels import Configuration, level
from meshwright.rulekit.suppressing import Suppressing
from meshwright.rulekit.waiving import Waiving
from meshwright.source.place import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from meshwright.mesh.finding import At, Finding, Fix, Related
    from meshwright.mesh.mesh import Mesh
    from meshwright.mesh.unit import Details
    from meshwright.rulekit.rule import Rule
    from meshwright.source.suppression import Suppression

_HEADER = re.compile(r"[|>][^\r\n]*")
MOST_FILES = 64
"""Files whose places are held at once."""


class Sources(Protocol):
    """Gives what is needed of a file, late."""

    def details(self, file: str) -> Details:
        """Give values, places and lines of a file."""

    def text(self, file: str) -> str:
        """Give the text of a file, as it was when it was compiled."""

    def suppressions(self, file: str) -> tuple[Suppression, ...]:
        """Give the comments of a file that suppress findings."""


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
    sources: Sources,
    configuration: Configuration,
    said_after: Callable[[Suppressing], Iterable[Said]],
    base: Sources | None = None,
    waiving: Waiving | None = None,
    elsewhere: Iterable[Said] = (),
    blank: Callable[[str], str] = str,
) -> tuple[Diagnostic, ...]:
    """Settle what was said; the result is sorted by path, line, column, rule and message.

    `said_after` says what can be said only when it is known which comments were of use.
    `base` knows the files of the revision that was compared with.
    What was said `elsewhere` is not reported, and shows only which waivers are of use.
    `blank` takes secrets out of what fingerprints are made of: nobody can try passwords on a hash.
    """
    suppressing = Suppressing(sources.suppressions, configuration)
    waiving = waiving or Waiving((), mesh)
    samples = frozenset(sample.home.file for sample in mesh.samples)
    settler = _Settler(mesh, sources, configuration, suppressing, waiving, base or sources, samples, blank)
    settler.notice(elsewhere)
    by_file = sorted(said, key=lambda each: each.finding.at.file or each.file)
    settled = [each for one in by_file if (each := settler.diagnostic(one)) is not None]
    settled += (each for one in said_after(suppressing) if (each := settler.diagnostic(one)) is not None)
    return tuple(told_apart(sorted(settled, key=_order)))


def _order(diagnostic: Diagnostic) -> tuple[object, ...]:
    place = diagnostic.range
    if place is None:
        return ("", 0, 0, diagnostic.rule, diagnostic.message)
    return (place.path, *place.start, diagnostic.rule, diagnostic.message)


def _word(text: str, span: Span, words: Iterable[str]) -> Span:
    """Narrow a block scalar to the first of some words in it; anything else, or one without them, stays whole."""
    header = _HEADER.match(text, span.start, span.end)
    if not header:
        return span
    listed = "|".join(map(re.escape, words))
    found = re.compile(rf"(?<!\w)(?:{listed})(?!\w)", re.IGNORECASE).search(text, header.end(), span.end)
    return Span(*found.span()) if found else span


class _File:
    """A file's places, made when they are asked for."""

    def __init__(self, details: Details) -> None:
        self.details = details
        self.lines = details.lines
        self.found: dict[int, Places | None] = {}

    def places(self, document: int) -> Places | None:
        if document not in self.found:
            bodies, offsets = self.details.bodies, self.details.offsets
            is_there = document < len(bodies)
            self.found[document] = Places(bodies[document], offsets[document]) if is_there else None
        return self.found[document]


@dataclass(slots=True, eq=False)
class _Settler:
    mesh: Mesh
    sources: Sources
    configuration: Configuration
    suppressing: Suppressing
    waiving: Waiving
    base: Sources
    samples: frozenset[str] = frozenset()
    """Files with rows of data."""
    blank: Callable[[str], str] = str
    seen: dict[tuple[str, bool], _File] = field(default_factory=dict)
    """The files looked at last, the latest at the end; findings come by file, so a few will do."""

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
            and bool(self.sources.suppressions(file))
            and self.suppressing.covers(rule, weight, self.span(finding.at, file), file)
            and not finding.is_unread
        )
        if finding.is_withheld:
            return None
        fingerprint, *former = fingerprints(rule.name, address or file, rest, finding, self.blank)
        return Diagnostic(
            rule=rule.name,
            group=rule.group,
            severity=weight,
            message=finding.message,
            range=self.range(finding.at, file) if file else None,
            address=address,
            related=tuple(self.note(each, file) for each in finding.related),
            remedy=self.remedy(finding.fix, file) if finding.fix else None,
            fingerprint=fingerprint,
            former=tuple(former),
            waived=waived,
            is_suppressed=is_suppressed,
            is_unread=finding.is_unread,
        )

    def note(self, related: Related, file: str) -> Note:
        file = related.at.file or file
        address = None if related.at.in_base else self.address(related.at, file)[0]
        return Note(related.message, self.range(related.at, file), address)

    def notice(self, elsewhere: Iterable[Said]) -> None:
        """Let waivers meet what is not reported."""
        named = {rule for rule, _ in self.waiving.met}
        for said in elsewhere:
            if said.rule.name in named:
                file = said.finding.at.file or said.file
                weight = level(said.rule, self.configuration, file or None, said.finding.severity)
                if weight is not None:
                    self.waiving.pardon(said.rule, weight, self.address(said.finding.at, file)[0])

    def file(self, path: str, *, in_base: bool = False) -> _File:
        found = self.seen.pop((path, in_base), None)
        if found is None:
            found = _File((self.base if in_base else self.sources).details(path))
            if len(self.seen) >= MOST_FILES:
                del self.seen[next(iter(self.seen))]
        self.seen[path, in_base] = found
        return found

    def places(self, file: str, document: int, *, in_base: bool = False) -> Places | None:
        return self.file(file, in_base=in_base).places(document)

    def span(self, at: At, file: str) -> Span:
        if at.span is not None:
            return at.span
        places = self.places(file, at.document, in_base=at.in_base)
        span = places.span(at.path, at.part) if places else Span(0, 0)
        if at.words:
            return _word((self.base if at.in_base else self.sources).text(file), span, at.words)
        return span

    def range(self, at: At, file: str) -> Range:
        start, end = self.span(at, file)
        lines = self.file(file, in_base=at.in_base).lines
        return Range(file, lines.position(start), lines.position(max(start, end)))

    def address(self, at: At, file: str) -> tuple[str | None, str]:
        """Give the address of what a place belongs to, and the rest of the way from there."""
        own = self.mesh.documents.get((file, at.document))
        if file in self.samples:
            return own, ""  # rows come and go: what tells findings apart is their discriminator
        places = self.places(file, at.document) if file else None
        if own is None or places is None:
            return own, "/".join(map(str, at.path))
        return below(own, places.value, places.positions(at.path))

    def remedy(self, fix: Fix, file: str) -> Remedy | None:
        """Make a fix concrete; one of which a part can't be made is none."""
        edits = []
        for edit in fix.edits:
            target = edit.at.file or file
            made = concrete(edit, self.sources.text(target), self.places(target, edit.at.document))
            if made is None:
                return None
            span, new = made
            lines = self.file(target).lines
            where = Range(target, lines.position(span.start), lines.position(span.end))
            edits.append(TextEdit(where, new))
        return Remedy(fix.title, fix.safe, tuple(edits)) if edits else None
