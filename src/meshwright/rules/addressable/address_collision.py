"""
Two output ports have the same address.

A port's address consists of domain, product, port name and major version; if two ports share one, it identifies
neither.

```yaml bad product
outputPorts:
  - name: daily
    version: 1.0.0
  - name: daily
#         ^^^^^ address `player/play-events/daily@1` is already used by another port
    version: 1.0.0
```
```yaml good product
outputPorts:
  - name: daily
    version: 1.0.0
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.finding.finding import Finding, Related, Severity
from meshwright.mesh.items import Port
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.mesh.mesh import Mesh


@rule("address-collision", on=Port, severity=Severity.ERROR, since="0.1", preset="essential")
def address_collision(port: Port, mesh: Mesh) -> Iterator[Finding]:
    """Compare each port with the first port that has the same address.

    `duplicate-identity` reports two documents of one product.
    """
    first = mesh.ports[port.address]
    if first is port or (first.home != port.home and _is_double(first, port, mesh)):
        return
    yield Finding(
        f"address `{port.address}` is already used by another port",
        port.at("name"),
        (Related("the other port", first.at("name")),),
    )


def _is_double(one: Port, other: Port, mesh: Mesh) -> bool:
    identities = {product.home: product.fact.id for product in mesh.products}
    return identities[one.home] == identities[other.home]
