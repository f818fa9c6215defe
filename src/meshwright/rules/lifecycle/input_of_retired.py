"""
A product reads a retired port.

A retired product is no longer updated, so data derived from it becomes outdated.

```yaml bad product
type: aggregate
inputPorts:
  - name: sessions
    version: 1.0.0
    contractId: sessions.daily
#               ^^^^^^^^^^^^^^ `sessions.daily` 1.0.0 is retired
```
```yaml bad contract products/player/sessions/contracts/daily.v1.odcs.yaml
id: sessions.daily
name: sessions daily
version: 1.0.0
status: retired
```
```yaml good product
inputPorts: []
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.analysis.flow.inputs import readers
from meshwright.finding.finding import Cause, Finding, Related, Severity
from meshwright.mesh.items import Product
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.mesh.mesh import Mesh


@rule("input-of-retired", on=Product, severity=Severity.ERROR, since="0.1", preset="essential")
def input_of_retired(product: Product, mesh: Mesh) -> Iterator[Finding]:
    """Check the status of the contract or, if it has none, that of its product. A retired product may read any port."""
    if product.fact.status == "retired":
        return
    for each in product.inputs:
        contract = each.contract
        if contract is None or mesh.status(contract) != "retired":
            continue
        ports = [port.contract for port in readers(each, product, mesh) if port.contract]
        if ports and all(mesh.status(port) == "retired" for port in ports):
            continue
        yield Finding(
            f"`{contract.fact.id}` {contract.fact.version} is retired",
            each.at("contractId"),
            (Related("its status", mesh.status_at(contract)),),
            causes=(Cause(mesh.status_at(contract), "retired-with-consumers"),),
        )
