"""
A source-aligned product does not state which system its facts come from.

The product is the first in the mesh to have the data, so no input shows the origin, and a doubtful figure cannot be
traced back. The origin is a custom property `origin` with `system` and `kind`; the system must be registered.

```yaml bad product
name: play-events
#     ^^^^^^^^^^^ missing `origin`; name the system that its facts come from
type: sourceAligned
customProperties:
  - property: successCriteria
    value:
      - name: plays missing against the players' own counters
```
```yaml good product
type: sourceAligned
customProperties:
  - property: origin
    value:
      system: player-backend
      kind: operational
  - property: successCriteria
    value:
      - name: plays missing against the players' own counters
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.finding.finding import Finding, Lack, Severity
from meshwright.mesh.items import Product
from meshwright.mesh.product_properties import archetype_of, origin_of
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.mesh.mesh import Mesh


@rule("missing-origin", on=Product, severity=Severity.WARNING, since="0.1", needs=("System",))
def missing_origin(product: Product, _: Mesh) -> Iterator[Finding]:
    """Check source-aligned products.

    An origin without a system is treated as missing. `source-aligned-with-inputs` reports products with
    inputs, because they are usually not source-aligned.
    """
    if (
        archetype_of(product) != "sourceAligned"
        or product.inputs
        or origin_of(product)
        or not product.fact.is_sound("customProperties")
    ):
        return
    at = product.home.name()
    if "origin" in product.fact.custom:
        at = product.home.name("customProperties", "origin")
    lack = Lack("origin", f"the {product.kind}")
    yield Finding("missing `origin`; name the system that its facts come from", at, lack=lack)
