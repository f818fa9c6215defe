"""What a reviewer of a change wants to know, as plain data: the change, what is new, the flow and the scores."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from meshwright.lineage.graph import Excerpt
    from meshwright.report.difference import Difference, Hit
    from meshwright.rulekit.diagnostic import Diagnostic, Report

_OF_DATA = ("promise", "classification")
"""Words in the names of rules that follow what was promised, or how sensitive data are."""


@dataclass(frozen=True, slots=True)
class Scored:
    """How a product stood before and after, out of 100; None where it is not there, or nothing was looked at."""

    product: str
    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True)
class Review:
    """All that a comment needs."""

    difference: Difference
    report: Report
    """What is found after the change; what was there before it is known."""
    flow: Excerpt | None
    """Where what was touched comes from, and what is made from it."""
    scores: tuple[Scored, ...]
    """The products whose score is another one."""
    commits: tuple[str | None, str | None]
    """Base and head; None for what is no commit."""
    day: date

    @property
    def hits(self) -> Mapping[Hit, int]:
        """Who is or may be hit, nearest first, each with the number of changes that do it."""
        found: dict[tuple[str, str], tuple[Hit, int]] = {}
        for entry in self.difference.entries:
            for each in entry.hits if entry.readers is not False else ():
                if each.reads is not False:
                    near, count = found.get((each.name, each.team), (each, 0))
                    found[each.name, each.team] = (min(near, each, key=lambda hit: hit.hops), count + 1)
        return dict(sorted(found.values(), key=lambda pair: (pair[0].hops, pair[0].name, pair[0].team)))

    @property
    def of_data(self) -> tuple[Diagnostic, ...]:
        """What is new about promises and sensitivity."""
        return tuple(filter(_is_of_data, self._new))

    @property
    def others(self) -> tuple[Diagnostic, ...]:
        """What else is new, of the change itself first."""
        return (*self.difference.untold, *(each for each in self._new if not _is_of_data(each)))

    @property
    def _new(self) -> tuple[Diagnostic, ...]:
        return tuple(each for each in self.report.diagnostics if each.counts)


def _is_of_data(diagnostic: Diagnostic) -> bool:
    return any(word in diagnostic.rule for word in _OF_DATA)
