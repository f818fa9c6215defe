"""
A product reads a deprecated port.

The port will end; migrate before its last day to avoid an outage.
Deprecated products and ports may keep reading it, because they will end too.

```yaml bad product
status: deprecated
authoritativeDefinitions:
  - type: successor
    url: https://wiki.watergarden.example/plays-have-moved
```
```yaml bad contract
status: deprecated
slaProperties:
  - property: latency
    value: 26
  - property: frequency
    value: 1
  - property: availability
    value: 99.5
  - property: retention
    value: 365
  - property: endOfLife
    value: "2027-06-30"
```
```yaml bad other_product
inputPorts:
  - name: plays
    contractId: play-events.daily
#               ^^^^^^^^^^^^^^^^^ `play-events.daily` 1.0.0 is deprecated and ends on 2027-06-30
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
from meshwright.mesh.end_dates import end, successors
from meshwright.mesh.items import Product
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.mesh.mesh import Mesh

_ENDING = ("deprecated", "retired")


@rule("input-of-deprecated", on=Product, severity=Severity.WARNING, since="0.1")
def input_of_deprecated(product: Product, mesh: Mesh) -> Iterator[Finding]:
    """Check the inputs of products and ports that are not deprecated themselves."""
    if product.fact.is_deprecated or product.fact.status in _ENDING:
        return
    for each in product.inputs:
        contract = each.contract
        if contract is None or mesh.status(contract) != "deprecated":
            continue
        statuses = [mesh.status(port.contract) for port in readers(each, product, mesh) if port.contract]
        if statuses and all(status in _ENDING for status in statuses):
            continue
        last = end(contract)
        yield Finding(
            f"`{contract.fact.id}` {contract.fact.version} is deprecated{f' and ends on {last}' if last else ''}",
            each.at("contractId"),
            (
                Related("its status", mesh.status_at(contract)),
                *(Related("its successor", at) for _, at in successors(contract, mesh)),
            ),
        )
