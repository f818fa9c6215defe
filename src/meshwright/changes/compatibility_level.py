"""The compatibility level promised to readers: none yet, or the one chosen by a product, or by a contract for
itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.changes.verdict import CompatibilityLevel
from meshwright.mesh.inheritance import exposing_product
from meshwright.mesh.items import Contract

if TYPE_CHECKING:
    from meshwright.mesh.items import Product
    from meshwright.mesh.mesh import Mesh

UNRELEASED = frozenset({"proposed", "draft"})
"""The statuses in which nothing is promised yet."""
CUSTOM = "compatibility"
"""The custom property that states it."""


def is_free(thing: Contract | Product, mesh: Mesh) -> bool:
    """Return whether an item promises nothing yet: it is proposed or a draft, and the mesh does not bind those."""
    status = mesh.status(thing) if isinstance(thing, Contract) else thing.fact.status
    return status in UNRELEASED and not mesh.terms.keeps_drafts


def compatibility_level(thing: Contract | Product | None, mesh: Mesh) -> CompatibilityLevel:
    """Return the lowest promise that is kept; the greater ones are kept too. Without a stated level, or with
    an unknown one, all are.
    """
    product = exposing_product(thing, mesh) if isinstance(thing, Contract) else None
    stated = (parse_level(each.fact.custom.get(CUSTOM)) for each in (thing, product) if each is not None)
    return next((each for each in stated if each is not None), CompatibilityLevel.PROMISE)


def parse_level(word: object) -> CompatibilityLevel | None:
    """Read a level, in any letter case; None for other words."""
    return CompatibilityLevel.__members__.get(word.upper()) if isinstance(word, str) else None
