"""
A product does not state how its success is measured.

A product exists for its consumers; without a criterion, its owners do not notice if it fails to serve them. For a
tier 1 product, this is a warning.

```yaml bad product
name: play-events
#     ^^^^^^^^^^^ missing `successCriteria`; state how the product's success is measured
customProperties:
  - property: origin
    value:
      kind: operational
```
```yaml good product
customProperties:
  - property: origin
    value:
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
from meshwright.mesh.product_properties import tier_of
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.mesh.mesh import Mesh


@rule("missing-success-criteria", on=Product, severity=Severity.NOTICE, since="0.1", preset="strict")
def missing_success_criteria(product: Product, _: Mesh) -> Iterator[Finding]:
    """Check products that are still maintained."""
    fact = product.fact
    is_made = fact.status not in ("deprecated", "retired") and fact.is_sound("customProperties")
    if is_made and not fact.custom.get("successCriteria"):
        yield Finding(
            "missing `successCriteria`; state how the product's success is measured",
            product.home.name(),
            severity=Severity.WARNING if tier_of(product) == 1 else None,
            lack=Lack("success criteria", f"the {product.kind}"),
        )
