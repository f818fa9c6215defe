"""Grouping of diagnostics for people: equal messages, or messages at one location, share an entry.

Only for display: formats for programs, baselines and waivers list each diagnostic separately.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from meshwright.finding.finding import Severity
from meshwright.records import dataclass
from meshwright.report.excludable import aside
from meshwright.report.summary import counted
from meshwright.rulekit.registry import all_rules

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence

    from meshwright.rulekit.diagnostic import Diagnostic, Range, RelatedLocation

T = TypeVar("T")

MOST_PLACES = 3
"""The maximum number of additional locations in an entry."""
MOST_FIELDS = 10
MOST_MESSAGES = 5
"""The maximum number of messages of one kind."""
WORTH_A_LOOK = 10


@dataclass(frozen=True, slots=True)
class Entry:
    """Diagnostics that are shown together."""

    message: str
    first: tuple[Diagnostic, ...]
    """The findings at the first location, most severe first."""
    others: tuple[tuple[Diagnostic, ...], ...] = ()
    """The same findings at other locations."""

    @property
    def head(self) -> Diagnostic:
        """The diagnostic that represents the entry."""
        return self.first[0]

    @property
    def diagnostics(self) -> Iterator[Diagnostic]:
        """All diagnostics of the entry."""
        for each in (self.first, *self.others):
            yield from each

    @property
    def title(self) -> str:
        """The message, with the number of its occurrences."""
        if not self.others:
            return self.message
        files = {each[0].range.path for each in (self.first, *self.others) if each[0].range}
        return f"{self.message} ({len(self.others) + 1:,} times in {counted(len(files), 'file')})"

    @property
    def related(self) -> Iterator[RelatedLocation]:
        """The notes at the first location, each once."""
        yield from dict.fromkeys(note for each in self.first for note in each.related)

    @property
    def details(self) -> Iterator[str]:
        """Further subjects of the message: the other fields at the first location, or the message of each diagnostic."""
        if self.head.gist and self.others:
            yield from _said(self.diagnostics)
        elif self.head.lack is None and len(self.first) > 1:
            yield f"the same for {_listed([f'`{each.subject}`' for each in self.first[1:]], MOST_FIELDS)}"

    @property
    def notes(self) -> Iterator[str]:
        """Details that are not in the message: rules, fields, standards and other locations."""
        if self.head.lack is not None and len(self.first) > 1:
            yield from _rules(self.first)
        yield from self.details
        if self.others and not self.head.gist:
            places = [_where(each[0].range) for each in self.others if each[0].range]
            yield f"also at {_listed(places, MOST_PLACES)}"

    @property
    def advice(self) -> str:
        """The first available fix: `fix: write …`."""
        remedies = (each.remedy for each in self.diagnostics)
        remedy = next((each for each in remedies if each is not None and each.title), None)
        return f"{'fix' if remedy.is_safe else 'possible fix'}: {remedy.title}" if remedy else ""


def entries(diagnostics: Iterable[Diagnostic]) -> list[Entry]:
    """Group diagnostics, and return the groups in the order of their first diagnostics."""
    places = _grouped(diagnostics, _place)
    same = _grouped((tuple(sorted(each, key=_severity)) for each in places), _words)
    return [Entry(_message(first, others), first, tuple(others)) for first, *others in same]


def one_by_one(diagnostics: Iterable[Diagnostic]) -> list[Entry]:
    """Return a separate entry for each diagnostic."""
    return [Entry(each.message, (each,)) for each in diagnostics]


def first_looked_at(found: Sequence[Entry], dependents: Callable[[str], int]) -> list[Entry]:
    """Sort entries by how useful it is to fix them, most useful first.

    Errors that can hide others come first: those that prevent a document from being read, then those of the
    preset `essential`, because other results depend on them. Other errors and lower severities follow. Within
    each of these groups, entries are sorted by the number of dependent products and agreements, then by
    frequency. Files that are probably not part of the mesh come last.
    """
    essential = {rule.name for rule in all_rules() if rule.preset == "essential"}

    def rank(entry: Entry) -> tuple[int, ...]:
        head = entry.head
        is_error = head.severity is Severity.ERROR
        depending = max(dependents(each.address or "") for each in entry.diagnostics)
        return (
            all(each.range is not None and aside(each.range.path) for each in entry.diagnostics),
            not (is_error and head.is_unread),
            not (is_error and any(each.rule in essential for each in entry.first)),
            -head.severity,
            -depending,
            -sum(1 for _ in entry.diagnostics),
        )

    return sorted(found, key=rank)


def _grouped(things: Iterable[T], key: Callable[[T], Hashable]) -> list[list[T]]:
    groups: dict[Hashable, list[T]] = {}
    for each in things:
        groups.setdefault(key(each), []).append(each)
    return list(groups.values())


def _place(diagnostic: Diagnostic) -> Hashable:
    """Return a key for grouping diagnostics at one location, or the diagnostic itself if it cannot be grouped."""
    place = diagnostic.range
    if place is not None and diagnostic.lack is not None:
        return place, diagnostic.lack.of
    if place is not None and diagnostic.subject:
        return place, diagnostic.rule, diagnostic.severity
    return id(diagnostic)


def _words(findings: tuple[Diagnostic, ...]) -> Hashable:
    """Return a key for grouping equal messages at several locations."""
    if findings[0].gist:
        return findings[0].rule, findings[0].severity, findings[0].gist
    return tuple((each.rule, each.severity, each.message) for each in findings)


def _severity(diagnostic: Diagnostic) -> int:
    return -diagnostic.severity


def _message(findings: Sequence[Diagnostic], others: Sequence[object]) -> str:
    head = findings[0]
    if head.gist and others:
        return head.gist
    lacks = [each.lack for each in findings if each.lack is not None]
    if len(lacks) < len(findings) or len(findings) == 1:
        return head.message
    *some, last = dict.fromkeys(each.what for each in lacks)
    return f"{lacks[0].of} has no {', '.join(some)}{' or ' if some else ''}{last}"


def _rules(findings: Iterable[Diagnostic]) -> Iterator[str]:
    """Yield the names of an entry's rules, by severity."""
    rules: dict[str, dict[str, None]] = {}
    for each in findings:
        rules.setdefault(f"{each.severity}s", {})[each.rule] = None
    if len(rules) > 1 or any(len(each) > 1 for each in rules.values()):
        yield from (f"{severity}: {', '.join(names)}" for severity, names in rules.items())


def _said(findings: Iterable[Diagnostic]) -> Iterator[str]:
    """Yield each distinct message, with its frequency and its first location."""
    groups = _grouped(findings, lambda each: each.message)
    for same in groups[:MOST_MESSAGES]:
        where = ", first " if len(same) > 1 else ": "
        files = f"{len(same):,} times" if len(same) > 1 else "once"
        place = _where(same[0].range) if same[0].range else "the mesh"
        yield f"{same[0].message} ({files}{where}{place})"
    if len(groups) > MOST_MESSAGES:
        yield f"and {counted(len(groups) - MOST_MESSAGES, 'more message')}"


def _listed(texts: Sequence[str], most: int) -> str:
    more = len(texts) - most
    return ", ".join(texts[:most]) + (f" and {more:,} more" if more > 0 else "")


def _where(place: Range) -> str:
    return f"{place.path}:{place.start.line}:{place.start.column}"
