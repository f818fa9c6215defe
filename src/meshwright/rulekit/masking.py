"""One mistake, one finding: what follows from another diagnostic is masked while that one stands.

A rule names the places that its finding would follow from (`Finding.causes`). Masking needs a diagnostic there that
counts, a warning at least: what is waived, suppressed, off, in the baseline or outside of what is reported masks nothing.
So a masked finding comes back as soon as its cause is gone. The cause weighs as much as what it masks, and means
that something was not read if one of them does: no gate opens.

Does not: know any rule.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from meshwright.mesh.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from meshwright.mesh.finding import At
    from meshwright.rulekit.diagnostic import Diagnostic
    from meshwright.rulekit.locator import Locator
    from meshwright.source.place import Path

_Place = tuple[str, int, "Path"]
"""A file, a document in it, and a path of keys and positions."""


class _Standing(NamedTuple):
    """What may mask: a diagnostic's number, and where it is."""

    number: int
    rule: str
    path: Path
    is_hidden: bool
    """Whether it is not the mistake's own place, but one that it hides, with all that is in it."""

    def is_cause(self, path: Path, rule: str) -> bool:
        """Return whether it is what a cause names."""
        is_there = self.path[: len(path)] == path or (self.is_hidden and path[: len(self.path)] == self.path)
        return is_there and rule in ("", self.rule)


def mask(
    diagnostics: Sequence[Diagnostic], locator: Locator
) -> tuple[tuple[Diagnostic, ...], tuple[Diagnostic, ...]]:
    """Return the diagnostics that are shown, and those that they mask, both in order."""
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
    """Return what follows from each diagnostic at first hand, by number."""
    standing: dict[tuple[str, int], list[_Standing]] = defaultdict(list)
    wanted = {(cause.at.file, cause.at.document) for each in diagnostics for cause in each.causes}
    for number, each in enumerate(diagnostics):
        if each.counts and each.severity > Severity.NOTICE:
            for position, at in enumerate(each.at):
                if (at.file, at.document) in wanted and not at.in_base:
                    file, document, path = _place(at, locator)
                    standing[file, document].append(_Standing(number, each.rule, path, position > 0))
    effects: dict[int, set[int]] = defaultdict(set)
    for number, each in enumerate(diagnostics):
        for cause in each.causes if each.counts else ():
            file, document, path = _place(cause.at, locator)
            for other in standing.get((file, document), ()):
                if other.number != number and other.is_cause(path, cause.rule):
                    effects[other.number].add(number)
    return effects


def _reached(root: int, effects: dict[int, set[int]]) -> set[int]:
    """Return all that follows from a diagnostic, at whatever hand."""
    reached: set[int] = set()
    ahead = [root]
    while ahead:
        found = effects.get(ahead.pop(), set()) - reached
        reached |= found
        ahead += found
    return reached


def _place(at: At, locator: Locator) -> _Place:
    places = locator.places(at.file, at.document) if at.file else None
    return at.file, at.document, at.path if places is None else places.positions(at.path)
