"""All mistakes, by the quality that they affect."""

from __future__ import annotations

from mistakes import (
    addressable,
    adoption,
    describing,
    discoverable,
    interoperable,
    lineage,
    secure,
    structure,
    trustworthy,
)

MISTAKES = (
    *structure.MISTAKES,
    *discoverable.MISTAKES,
    *addressable.MISTAKES,
    *describing.MISTAKES,
    *trustworthy.MISTAKES,
    *interoperable.MISTAKES,
    *secure.MISTAKES,
    *lineage.MISTAKES,
    *adoption.MISTAKES,
    *structure.LATEST,
    *structure.ADDED,
)
