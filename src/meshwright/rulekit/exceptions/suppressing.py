"""Comments that suppress findings, and comments that have no effect."""

from __future__ import annotations

import sys
from bisect import bisect_right
from enum import Enum
from functools import cache
from itertools import accumulate
from typing import TYPE_CHECKING

from meshwright.finding.finding import Severity
from meshwright.quantities.suggestions import nearest
from meshwright.records import dataclass
from meshwright.rulekit.configuration import level
from meshwright.rulekit.registry import all_rules
from meshwright.source.place import Span
from meshwright.standards.renamed import current_rule

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

    from meshwright.rulekit.configuration import Configuration
    from meshwright.rulekit.rule import Rule
    from meshwright.source.suppression import Suppression

STRUCTURE = "structure"
"""The group whose errors prevent other rules from reading a file."""
SECURE = "secure"
"""The group whose errors comments cannot suppress."""


class UnusedSuppressionReason(Enum):
    """The reason why a name in a comment has no effect."""

    IS_UNUSED = "there is no such finding here"
    IS_UNKNOWN = "there is no such rule"
    IS_FORBIDDEN = "the rule cannot be suppressed"
    IS_UNCLEAR = "the comment names no rule"


@dataclass(frozen=True, slots=True)
class UnusedSuppression:
    """A name without effect in a comment, or a comment without names."""

    name: str
    why: UnusedSuppressionReason
    near: str | None
    """The suggested rule or group."""
    at: Span
    removed: Span
    """The text that a fix removes."""


class SuppressionMatcher:
    """The suppression comments in the files of a run, and their use."""

    def __init__(
        self, of_file: Callable[[str], tuple[Suppression, ...]], configuration: Configuration
    ) -> None:
        self.of_file = of_file
        self.configuration = configuration
        self.used: set[tuple[str, Span]] = set()
        """The locations of names that suppressed a finding."""
        self.unread: dict[str, set[str]] = {}
        """The files that are only partly readable, with the rules that reported this."""
        self.by_name: dict[str, dict[str, _Ranges]] = {}
        """The ranges that comments cover, by file and by the name in the comment; computed on demand."""

    def covers(self, rule: Rule, weight: Severity, span: Span, file: str) -> bool:
        """Return whether a comment suppresses a finding, and mark the comment as used."""
        if rule.group == STRUCTURE and weight is Severity.ERROR:
            self.unread.setdefault(file, set()).add(rule.name)
        if not may_be_suppressed(rule, weight):
            return False
        by_name = self.by_name.get(file)
        if by_name is None:
            by_name = self.by_name[file] = _by_name(self.of_file(file))
        found = [
            at for name in {rule.name, rule.group} & by_name.keys() for at in by_name[name].around(span.start)
        ]
        self.used.update((file, at) for at in found)
        return bool(found)

    def misspelt(self, rule: Rule, weight: Severity, span: Span, file: str) -> Iterator[Span]:
        """Yield the locations of unknown names that cover a finding and resemble its rule or group."""
        if not may_be_suppressed(rule, weight):
            return
        for name, ranges in self.by_name.get(file, {}).items():
            if _probably_meant(name) in (rule.name, rule.group):
                yield from ranges.around(span.start)

    def unneeded(self, file: str, rules: Iterable[Rule], ran: Collection[str]) -> Iterator[UnusedSuppression]:
        """Yield a file's suppressions without effect, except those for rules that did not run on the whole file."""
        comments = self.of_file(file)
        if not comments:
            return
        rules = tuple(rules)
        known = {rule.name for rule in rules} | {rule.group for rule in rules}
        for comment in comments:
            if not comment.names:
                yield UnusedSuppression(
                    "", UnusedSuppressionReason.IS_UNCLEAR, None, comment.comment, comment.line
                )
            whys = [self._why(name, (file, at), rules, ran) for name, at in comment.names]
            is_useless = all(whys)
            for position, ((name, at), why) in enumerate(zip(comment.names, whys, strict=True)):
                if why is not None:
                    near = nearest(name, known) if why is UnusedSuppressionReason.IS_UNKNOWN else None
                    removed = comment.line if is_useless else _without(comment, position)
                    yield UnusedSuppression(name, why, near, at, removed)

    def _why(
        self, name: str, place: tuple[str, Span], rules: tuple[Rule, ...], ran: Collection[str]
    ) -> UnusedSuppressionReason | None:
        """Explain why a name has no effect; None if the name has, or may have, an effect."""
        meant = [rule for rule in rules if current_rule(name) in (rule.name, rule.group)]
        if not meant:
            return UnusedSuppressionReason.IS_UNKNOWN
        weights = [(rule, level(rule, self.configuration, place[0])) for rule in meant]
        possible = [rule for rule, weight in weights if may_be_suppressed(rule, weight or rule.severity)]
        if not possible:
            return UnusedSuppressionReason.IS_FORBIDDEN
        is_read = self.unread.get(place[0], set()) <= {rule.name for rule in meant}
        is_looked_for = is_read and all(weight is not None and rule.name in ran for rule, weight in weights)
        return UnusedSuppressionReason.IS_UNUSED if is_looked_for and place not in self.used else None


@cache
def _probably_meant(name: str) -> str | None:
    """Return the rule or group that an unknown name resembles."""
    known = {name for rule in all_rules() for name in (rule.name, rule.group)}
    return None if name in known else nearest(name, known)


def may_be_suppressed(rule: Rule, weight: Severity) -> bool:
    """Return whether comments can suppress a rule's findings with a given severity.

    Comments cannot suppress an error about a change: the comment would be part of the change, and would also hide findings
    about later changes. A waiver in the base can cover it.
    """
    is_grave = weight is Severity.ERROR and (rule.group == SECURE or rule.is_comparing)
    return rule.is_suppressible and not is_grave


class _Ranges:
    """The ranges of comments with the same name, sorted for a fast search by offset."""

    def __init__(self, ranges: Iterable[tuple[Span, Span]]) -> None:
        places: dict[Span, list[Span]] = {}
        for about, at in ranges:
            places.setdefault(about, []).append(at)
        self.abouts = sorted(places)
        self.places = [places[about] for about in self.abouts]
        self.furthest = list(accumulate((about.end for about in self.abouts), max))

    def around(self, offset: int) -> Iterator[Span]:
        """Yield the locations of the names in comments whose range contains an offset."""
        for position in range(bisect_right(self.abouts, (offset, sys.maxsize)) - 1, -1, -1):
            if self.furthest[position] < offset:
                return
            if self.abouts[position].end >= offset:
                yield from self.places[position]


def _by_name(comments: Iterable[Suppression]) -> dict[str, _Ranges]:
    found: dict[str, list[tuple[Span, Span]]] = {}
    for comment in comments:
        for name, at in comment.names:
            found.setdefault(current_rule(name), []).append((comment.about, at))
    return {name: _Ranges(ranges) for name, ranges in found.items()}


def _without(comment: Suppression, position: int) -> Span:
    """Return the span to delete to remove one of several names, including a comma."""
    at = comment.names[position][1]
    if position == 0:
        return Span(at.start, comment.names[1][1].start)
    return Span(comment.names[position - 1][1].end, at.end)
