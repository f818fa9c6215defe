"""Archetypes of products: source-aligned, aggregate or consumer-aligned."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from meshwright.mesh.inheritance import exposing_product

if TYPE_CHECKING:
    from meshwright.finding.finding import At
    from meshwright.mesh.items import Input, Product
    from meshwright.mesh.mesh import Mesh

SOURCE_ALIGNED, CONSUMER_ALIGNED = "sourceAligned", "consumerAligned"
DERIVED = MappingProxyType({"aggregate": "an aggregate", CONSUMER_ALIGNED: "consumer-aligned"})
"""The archetypes of products that derive from other products, with their names in words."""
ARCHETYPES = (SOURCE_ALIGNED, *DERIVED)


def archetype_at(product: Product) -> At:
    """Return the location of a product's archetype: `type`, or a custom property in ODPS 1.0."""
    if "archetype" in product.fact.custom:
        return product.home.at("customProperties", "archetype", "value")
    return product.home.at("type")


def reads_consumer_aligned(each: Input, mesh: Mesh) -> bool:
    """Return whether an input comes from a consumer-aligned product."""
    source = exposing_product(each.contract, mesh) if each.contract else None
    return source is not None and source.fact.archetype == CONSUMER_ALIGNED
