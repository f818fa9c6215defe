"""Terms of compatibility: an organisation's decisions on what counts as a breaking change."""

from __future__ import annotations

from meshwright.records import dataclass


@dataclass(frozen=True, slots=True)
class CompatibilityTerms:
    """An organisation's decisions; by default, inactive documents are exempt, and doubtful changes need a minor version."""

    keeps_drafts: bool = False
    """Whether the terms also apply to proposed documents and drafts."""
    majors: frozenset[str] = frozenset()
    """The rules whose changes require a major version; for others, a minor version and a warning suffice."""


USUAL = CompatibilityTerms()
"""The default terms."""
