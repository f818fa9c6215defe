"""
An active product reads a draft port.

A draft can change or disappear without notice, and consumers of the product unknowingly rely on it.

```yaml bad product
status: draft
```
```yaml bad contract
status: draft
```
```yaml bad other_product
inputPorts:
  - name: plays
    contractId: play-events.daily
#               ^^^^^^^^^^^^^^^^^ `play-events.daily` 1.0.0 is a draft
```
```yaml good other_product
inputPorts:
  - name: plays
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.analysis.flow.inputs import readers
from meshwright.finding.finding import Finding, Related, Severity
from meshwright.mesh.items import Product
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.mesh.mesh import Mesh

_UNFINISHED = {"draft": "is a draft", "proposed": "is only proposed"}


@rule("active-depends-on-draft", on=Product, severity=Severity.ERROR, since="0.1")
def active_depends_on_draft(product: Product, mesh: Mesh) -> Iterator[Finding]:
    """Check the inputs that an active port reads; for inputs that no port declares, the status of the product is used."""
    for each in product.inputs:
        contract = each.contract
        status = mesh.status(contract) if contract else None
        if contract is None or status not in _UNFINISHED:
            continue
        statuses = [mesh.status(port.contract) for port in readers(each, product, mesh) if port.contract]
        if "active" in (statuses or [product.fact.status]):
            yield Finding(
                f"`{contract.fact.id}` {contract.fact.version} {_UNFINISHED[status]}",
                each.at("contractId"),
                (Related("its status", mesh.status_at(contract)),),
            )
