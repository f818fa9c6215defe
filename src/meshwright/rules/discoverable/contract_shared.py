"""
Two ports expose the same version of a contract.

The data then has two addresses and two owners, and a change by one owner breaks the other's promise.
Write a contract for each port, or let the second product read the first product's port as an input.

```yaml bad product
outputPorts:
  - name: daily
    type: files
    version: 1.0.0
  - name: plays
    type: files
    version: 1.0.0
    contractId: play-events.daily
#               ^^^^^^^^^^^^^^^^^ `play-events.daily` 1.0.0 is also exposed by `player/play-events/daily@1`
```
```yaml good product
outputPorts:
  - name: daily
    type: files
    version: 1.0.0
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.finding.finding import Finding, Related, Severity
from meshwright.mesh.mesh import Mesh
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.mesh.items import Contract, Port


@rule("contract-shared", on=Mesh, severity=Severity.ERROR, since="0.1", preset="essential")
def contract_shared(mesh: Mesh, _: Mesh) -> Iterator[Finding]:
    """Report each port that shares a contract version, except the port whose folder contains the contract, or
    else the first.

    `address-collision` reports two ports with the same address, and `duplicate-identity` two documents of one
    product.
    """
    exposures: dict[Contract, list[tuple[str, Port]]] = {}
    for product in mesh.products:
        for port in product.outputs:
            if port.contract is not None:
                exposures.setdefault(port.contract, []).append((product.fact.id, port))
    for contract, ports in exposures.items():
        owner, first = min(ports, key=lambda each: not contract.home.is_beside(each[1].home))
        for other, port in ports:
            if port.address == first.address or (other == owner and port.home != first.home):
                continue
            yield Finding(
                f"`{contract.fact.id}` {contract.fact.version} is also exposed by `{first.address}`",
                port.at("contractId"),
                (Related("the other port", first.at("contractId")),),
            )
