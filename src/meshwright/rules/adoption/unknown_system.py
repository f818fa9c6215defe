"""
A product's origin is a system that is not registered.

It is unknown who owns the product's facts, and which products a change to the system affects.

```yaml bad product
customProperties:
  - property: origin
    value:
      system: player-backnd
#             ^^^^^^^^^^^^^ unknown system `player-backnd`; did you mean `player-backend`?
  - property: successCriteria
    value:
      - name: plays missing against the players' own counters
```
```yaml fixed product
customProperties:
  - property: origin
    value:
      system: player-backend
  - property: successCriteria
    value:
      - name: plays missing against the players' own counters
```
```yaml good product
customProperties:
  - property: origin
    value:
      system: player-backend
  - property: successCriteria
    value:
      - name: plays missing against the players' own counters
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.finding.finding import Finding, Severity, did_you_mean, meant
from meshwright.mesh.items import Product
from meshwright.mesh.product_properties import origin_of
from meshwright.quantities.suggestions import nearest
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.mesh.mesh import Mesh


@rule("unknown-system", on=Product, severity=Severity.ERROR, since="0.1", needs=("System",))
def unknown_system(product: Product, mesh: Mesh) -> Iterator[Finding]:
    """Check the origin of all products, whatever their archetype."""
    name = origin_of(product)
    if not name or mesh.is_known("System", name):
        return
    at = product.home.at("customProperties", "origin", "value", "system")
    near = nearest(name, mesh.names["System"])
    yield Finding(f"unknown system `{name}`{did_you_mean(near)}", at, fix=meant(at, near))
