"""
A source-aligned product offers events, but has no port with their history.

A consumer that starts later or loses its offset cannot replay events that the topic no longer keeps. Offer a second
port with the history for consumers that need complete data.

```yaml bad product
outputPorts:
  - name: live
#         ^^^^ the product has events, but no port with their history
    description: Plays within seconds.
    type: topic
    version: 1.0.0
    contractId: play-events.daily
```
```yaml good product
outputPorts:
  - name: daily
    version: 1.0.0
    contractId: play-events.daily
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.finding.finding import Finding, Severity
from meshwright.mesh.items import Product
from meshwright.mesh.product_properties import archetype_of, is_event_port
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.mesh.mesh import Mesh


@rule("events-without-snapshot", on=Product, severity=Severity.NOTICE, since="0.1", preset="strict")
def events_without_snapshot(product: Product, _: Mesh) -> Iterator[Finding]:
    """Check source-aligned products whose ports all provide events; retired ports are ignored."""
    is_looked_at = archetype_of(product) == "sourceAligned" and product.fact.status != "retired"
    if is_looked_at and product.outputs and all(map(is_event_port, product.outputs)):
        yield Finding("the product has events, but no port with their history", product.outputs[0].at("name"))
