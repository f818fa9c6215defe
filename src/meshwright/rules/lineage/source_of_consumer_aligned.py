"""
A source-aligned product reads a consumer-aligned one.

Data prepared for one use then looks like a business fact that other products can rely on.

```yaml bad product
type: sourceAligned
inputPorts:
  - name: statements
    version: 1.0.0
    contractId: royalties.statements
#               ^^^^^^^^^^^^^^^^^^^^ `payments/royalties` is consumer-aligned, but this product is source-aligned
```
```yaml bad other_product
type: consumerAligned
inputPorts:
  - name: skips
    version: 1.0.0
    contractId: skips.daily
outputPorts:
  - name: statements
    version: 1.0.0
    # no inputContracts
```
```yaml bad contract
slaProperties:
  - property: latency
    value: 97
  - property: frequency
    value: 1
  - property: availability
    value: 99.5
  - property: retention
    value: 365
```
```yaml bad product products/player/skips/product.odps.yaml
id: skips
name: skips
outputPorts:
  - name: daily
    description: Skips of a day.
    contractId: skips.daily
```
```yaml bad contract products/player/skips/contracts/daily.v1.odcs.yaml
id: skips.daily
servers:
  - server: lake
    location: s3://watergarden-data/player/skips/daily/v1/plays/*.parquet
```
```yaml good product
type: sourceAligned
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.finding.finding import Cause, Finding, Related, Severity
from meshwright.mesh.archetype import SOURCE_ALIGNED, archetype_at, reads_consumer_aligned
from meshwright.mesh.inheritance import exposing_product
from meshwright.mesh.items import Product
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.mesh.mesh import Mesh


@rule("source-of-consumer-aligned", on=Product, severity=Severity.WARNING, since="0.1")
def source_of_consumer_aligned(product: Product, mesh: Mesh) -> Iterator[Finding]:
    """Compare the archetype of the product with the archetypes of its inputs."""
    if product.fact.archetype != SOURCE_ALIGNED:
        return
    for each in product.inputs:
        source = exposing_product(each.contract, mesh) if each.contract else None
        if source is not None and reads_consumer_aligned(each, mesh):
            yield Finding(
                f"`{source.address}` is consumer-aligned, but this product is source-aligned",
                each.at("contractId"),
                (
                    Related("the archetype there", archetype_at(source)),
                    Related("and here", archetype_at(product)),
                ),
                causes=(Cause(each.at(), "input-cycle"),),
            )
