"""
A product declares one of its own ports as an input.

Inputs must come from other products; a product that waits for itself is never refreshed.
If a port derives from another port of the product, declare this in the port's `inputContracts`.

```yaml bad other_product
inputPorts:
  - name: plays
    version: 1.0.0
  - name: corrections
    version: 1.0.0
    contractId: royalties.statements
#               ^^^^^^^^^^^^^^^^^^^^ `royalties.statements` is a port of the product itself
```
```yaml fixed other_product
inputPorts:
  - name: plays
    version: 1.0.0
```
```yaml good other_product
inputPorts:
  - name: plays
    version: 1.0.0
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.finding.finding import Delete, Finding, Fix, Related, Severity
from meshwright.mesh.items import Product
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.mesh.mesh import Mesh


@rule("self-input", on=Product, severity=Severity.ERROR, since="0.1", preset="essential")
def self_input(product: Product, _: Mesh) -> Iterator[Finding]:
    """Compare the contracts of inputs with those of output ports."""
    own = {port.contract: port for port in product.outputs if port.contract is not None}
    for each in product.inputs:
        if each.contract in own:
            yield Finding(
                f"`{each.fact.contract_id}` is a port of the product itself",
                each.at("contractId"),
                (Related("the port", own[each.contract].at("name")),),
                Fix((Delete(each.at()),), safe=False, title="remove the input"),
            )
