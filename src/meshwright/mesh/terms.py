"""Terms of compatibility: an organisation's decisions on what counts as a breaking change."""

from __future__ import annotations

from meshwright.records import dataclass


@dataclass(frozen=True, slots=True)
class CompatibilityTerms:
    """An organisation's decisions; by default not yet active documents are exempt, and doubtful changes take no major."""

    keeps_drafts: bool = False
    """Whether proposed documents and drafts are bound as well."""
    majors: frozenset[str] = frozenset()
    """The rules whose changes take a new major version instead of a minor one with a warning."""


USUAL = CompatibilityTerms()
"""The default terms."""
