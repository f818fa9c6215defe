"""
A source-aligned product has inputs.

A source-aligned product serves the facts of an operational system unchanged, for any use. A product with inputs is
either aggregate or consumer-aligned; the operational system behind a source-aligned product is its `origin`, not an
input.

```yaml bad other_product
type: sourceAligned
#     ^^^^^^^^^^^^^ a source-aligned product has an origin instead of inputs, but this product has 1 input
inputPorts:
  - name: plays
customProperties:
  - property: origin
    value:
      system: player-backend
      kind: operational
  - property: successCriteria
    value:
      - name: statements that had to be corrected
```
```yaml fixed other_product
type: aggregate
inputPorts:
  - name: plays
customProperties:
  - property: origin
    value:
      system: player-backend
      kind: operational
  - property: successCriteria
    value:
      - name: statements that had to be corrected
```
```yaml good other_product
type: aggregate
inputPorts:
  - name: plays
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.finding.finding import Cause, Finding, Fix, Related, Replace, Severity
from meshwright.mesh.archetype import SOURCE_ALIGNED, archetype_at, reads_consumer_aligned
from meshwright.mesh.items import Product
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.mesh.mesh import Mesh


@rule("source-aligned-with-inputs", on=Product, severity=Severity.WARNING, since="0.1")
def source_aligned_with_inputs(product: Product, mesh: Mesh) -> Iterator[Finding]:
    """Check source-aligned products; `source-of-consumer-aligned` reports consumer-aligned inputs, which are worse."""
    inputs = [each for each in product.inputs if not reads_consumer_aligned(each, mesh)]
    if product.fact.archetype != SOURCE_ALIGNED or not inputs:
        return
    at = archetype_at(product)
    noun = "input" if len(inputs) == 1 else "inputs"
    yield Finding(
        f"a source-aligned product has an origin instead of inputs, but this product has {len(inputs)} {noun}",
        at,
        tuple(Related("an input", each.at("name")) for each in inputs),
        Fix((Replace(at, "aggregate"),), safe=False, title="declare it as an aggregate"),
        causes=(Cause(inputs[0].at(), "input-cycle"),) if len(inputs) == 1 else (),
    )
