"""One mistake, one finding: a diagnostic is masked while the diagnostic that explains it is reported.

A rule lists the locations of possible causes (`Finding.causes`). A diagnostic at such a location masks the finding if
that diagnostic is reported as an error or a warning, but not if it is waived, suppressed, turned off, in the baseline
or outside the report. If the masked finding is more severe, its cause takes that severity; if the masked finding means
that something was not read, so does its cause. Masking therefore never makes a gate pass.

This module does not know any rule.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from meshwright.finding.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from meshwright.finding.finding import At
    from meshwright.rulekit.diagnostic import Diagnostic
    from meshwright.rulekit.locator import Locator

_Place = tuple[str, int, tuple[object, ...]]
"""A file, a document in it, and a path of keys and positions, or the span of a comment."""


class _Reported:
    """The diagnostics that can mask others, by rule and by location."""

    def __init__(self) -> None:
        self._within: dict[tuple[_Place, str], list[int]] = defaultdict(list)
        """The numbers of diagnostics, by their locations and by all locations that contain these."""
        self._hiding: dict[tuple[_Place, str], list[int]] = defaultdict(list)
        """The numbers of diagnostics, by the locations that they hide."""

    def add(self, number: int, rule: str, place: _Place, *, is_hidden: bool) -> None:
        """Add a diagnostic at one of its locations."""
        for around in _around(place):
            self._within[around, rule].append(number)
            self._within[around, ""].append(number)
        if is_hidden:
            self._hiding[place, rule].append(number)
            self._hiding[place, ""].append(number)

    def named_by(self, place: _Place, rule: str) -> Iterator[int]:
        """Yield the diagnostics that are at or inside a location, or that hide the location.

        Only diagnostics of the given rule are included; if `rule` is empty, those of all rules are.
        """
        yield from self._within.get((place, rule), ())
        for around in _around(place):
            yield from self._hiding.get((around, rule), ())


def _around(place: _Place) -> Iterator[_Place]:
    """Yield the document, then each location that contains the given location, then the given location."""
    file, document, path = place
    return ((file, document, path[:length]) for length in range(len(path) + 1))


def mask(
    diagnostics: Sequence[Diagnostic], locator: Locator
) -> tuple[tuple[Diagnostic, ...], tuple[Diagnostic, ...]]:
    """Return the diagnostics to show and the masked ones, both in order."""
    if not any(each.causes for each in diagnostics):
        return tuple(diagnostics), ()
    effects = _effects(diagnostics, locator)
    following = {number for reached in effects.values() for number in reached}
    shown = dict(enumerate(diagnostics))
    masked: set[int] = set()
    for root in effects.keys() - following:
        reached = _reached(root, effects)
        masked |= reached
        weighed = [diagnostics[each] for each in (root, *reached)]
        shown[root] = replace(
            diagnostics[root],
            severity=max(each.severity for each in weighed),
            is_unread=any(each.is_unread for each in weighed),
        )
    left = tuple(each for number, each in shown.items() if number not in masked)
    return left, tuple(diagnostics[number] for number in sorted(masked))


def _effects(diagnostics: Sequence[Diagnostic], locator: Locator) -> dict[int, set[int]]:
    """Map the number of each diagnostic that can mask others to the numbers of those that it directly explains."""
    reported = _Reported()
    wanted = {(cause.at.file, cause.at.document) for each in diagnostics for cause in each.causes}
    for number, each in enumerate(diagnostics):
        if each.counts and each.severity > Severity.NOTICE:
            for position, at in enumerate(each.at):
                if (at.file, at.document) in wanted and not at.in_base:
                    reported.add(number, each.rule, _place(at, locator), is_hidden=position > 0)
    effects: dict[int, set[int]] = defaultdict(set)
    for number, each in enumerate(diagnostics):
        for cause in each.causes if each.counts else ():
            for other in reported.named_by(_place(cause.at, locator), cause.rule):
                if other != number:
                    effects[other].add(number)
    return effects


def _reached(root: int, effects: dict[int, set[int]]) -> set[int]:
    """Return the numbers of the diagnostics that a diagnostic explains directly or indirectly."""
    reached: set[int] = set()
    ahead = [root]
    while ahead:
        found = effects.get(ahead.pop(), set()) - reached
        reached |= found
        ahead += found
    return reached


def _place(at: At, locator: Locator) -> _Place:
    if at.span is not None:
        return at.file, at.document, (at.span,)
    places = locator.places(at.file, at.document) if at.file else None
    return at.file, at.document, at.path if places is None else places.positions(at.path)
