"""
An output port does not name a contract.

Nothing is promised about its data: consumers cannot find out its fields or its freshness, and no check can detect a
change.

```yaml bad product
outputPorts:
  - name: daily
#         ^^^^^ missing `contractId`; the port has no contract
    # no contractId
```
```yaml good product
outputPorts:
  - name: daily
    contractId: play-events.daily
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.finding.finding import Finding, Lack, Severity
from meshwright.mesh.items import Product
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.mesh.mesh import Mesh


@rule("port-without-contract", on=Product, severity=Severity.ERROR, since="0.1")
def port_without_contract(product: Product, _: Mesh) -> Iterator[Finding]:
    """Check ports. A `contractId` that cannot be read is already reported."""
    for port in product.outputs:
        place = ("outputPorts", port.fact.position)
        if not port.fact.contract_id and product.fact.is_sound(*place, "contractId"):
            yield Finding(
                "missing `contractId`; the port has no contract",
                product.home.name(*place),
                lack=Lack("contract (`contractId`)", "the port"),
            )
