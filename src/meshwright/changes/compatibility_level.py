"""The compatibility level that a product or contract promises its consumers. Nothing is promised before a release."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.changes.verdict import CompatibilityLevel
from meshwright.mesh.inheritance import exposing_product
from meshwright.mesh.items import Contract

if TYPE_CHECKING:
    from meshwright.mesh.items import Product
    from meshwright.mesh.mesh import Mesh

UNRELEASED = frozenset({"proposed", "draft"})
"""The statuses before a release, in which nothing is promised."""
CUSTOM = "compatibility"
"""The custom property that declares the level."""


def is_free(thing: Contract | Product, mesh: Mesh) -> bool:
    """Return whether an item promises nothing yet: it is proposed or a draft, and the mesh exempts drafts."""
    status = mesh.status(thing) if isinstance(thing, Contract) else thing.fact.status
    return status in UNRELEASED and not mesh.terms.keeps_drafts


def compatibility_level(thing: Contract | Product | None, mesh: Mesh) -> CompatibilityLevel:
    """Return the lowest promised level; all higher levels are also promised.

    Without a declared level, all levels are promised.
    """
    product = exposing_product(thing, mesh) if isinstance(thing, Contract) else None
    stated = (parse_level(each.fact.custom.get(CUSTOM)) for each in (thing, product) if each is not None)
    return next((each for each in stated if each is not None), CompatibilityLevel.PROMISE)


def parse_level(word: object) -> CompatibilityLevel | None:
    """Parse a level, ignoring case; None for other words."""
    return CompatibilityLevel.__members__.get(word.upper()) if isinstance(word, str) else None
