"""The content of a review as plain data: the change, new findings, lineage and scores."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from meshwright.report.approvals import NOBODY

if TYPE_CHECKING:
    from datetime import date

    from meshwright.analysis.flow.graph import Subgraph
    from meshwright.measuring.standing import ProductStanding
    from meshwright.report.access import AccessRow
    from meshwright.report.approvals import Approved
    from meshwright.report.diff import DiffReport
    from meshwright.rulekit.diagnostic import Diagnostic, Report

OF_DATA = frozenset(
    {
        "below-category-level",
        "below-defined-level",
        "classification-leak",
        "group-too-small",
        "kept-longer-than-allowed",
        "leaves-region",
        "looks-personal",
        "missing-classification",
        "missing-key-owner",
        "missing-slo",
        "personal-data-without-retention",
        "reidentification-path",
        "sensitive-sample",
        "slo-broken",
        "slo-contradicted",
        "slo-unknown",
        "slo-unsupported",
        "unencrypted",
        "unknown-classification",
        "unknown-data-category",
        "unknown-deidentification",
        "unknown-service-level",
        "unmet-requirement",
        "unprotected-sensitive-field",
        "unreadable-slo",
    }
)
"""The rules about service levels, and about how sensitive data is and how it is protected; a test compares them with the
registry. Rules about who may read data are not among them.
"""


@dataclass(frozen=True, slots=True)
class ScoreChange:
    """A product's score in base and head, out of 100; None if the product does not exist or was not checked."""

    product: str
    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True)
class Review:
    """All data for a pull request comment."""

    difference: DiffReport
    report: Report
    """The findings in the head; those that already exist in the base are marked."""
    flow: Subgraph | None
    """The upstream and downstream items of the changed items."""
    scores: tuple[ScoreChange, ...]
    """The products whose score changed."""
    commits: tuple[str | None, str | None]
    """The commits of base and head; None for a revision that is not a commit."""
    day: date
    approved: Approved = NOBODY
    """The approvals of the change."""
    measured: tuple[tuple[str, ProductStanding], ...] = ()
    """The measurements of the changed contracts, by address; empty without observations."""
    access: tuple[AccessRow, ...] = ()
    """The access that the change grants and revokes."""

    @property
    def of_data(self) -> tuple[Diagnostic, ...]:
        """New findings about service levels and sensitivity."""
        return tuple(filter(_is_of_data, self._new))

    @property
    def others(self) -> tuple[Diagnostic, ...]:
        """Other new findings, those about the change first."""
        return (*self.difference.other_findings, *(each for each in self._new if not _is_of_data(each)))

    @property
    def excused(self) -> tuple[Diagnostic, ...]:
        """Excluded findings: waived findings about the change, and preexisting findings."""
        waived = (each for each in self.difference.report.diagnostics if each.waived is not None)
        known = (each for each in self.report.diagnostics if each.known is not None)
        return (*waived, *known)

    @property
    def _new(self) -> tuple[Diagnostic, ...]:
        return tuple(each for each in self.report.diagnostics if each.counts)


def _is_of_data(diagnostic: Diagnostic) -> bool:
    return diagnostic.rule in OF_DATA
