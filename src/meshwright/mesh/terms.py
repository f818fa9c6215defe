"""The terms on which changes are judged: what an organisation settles of what counts as a break."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CompatibilityTerms:
    """What an organisation settles; unless it says so, what is not active yet is free, and doubt takes no major."""

    keeps_drafts: bool = False
    """Whether what is proposed or a draft is bound as well."""
    majors: frozenset[str] = frozenset()
    """The rules whose changes take a new major version, where a minor one and a warning would do."""


USUAL = CompatibilityTerms()
"""The terms where nothing is settled."""
