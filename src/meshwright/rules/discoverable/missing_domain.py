"""
A product belongs to no domain.

The domain is the first segment of its address, and names the part of the business that knows the data.
A contract inherits the domain of the product that exposes it; in a mesh without products, a contract without a
domain is a warning.

```yaml bad raw products/payments/label-shares/product.odps.yaml
apiVersion: v1.1.0
kind: DataProduct
id: label-shares
name: label-shares
#     ^^^^^^^^^^^^ missing `domain`; without it, the address begins with `-`
status: active
type: aggregate
description:
  purpose: What each label has of the plays of a month.
  limitations: Labels are counted as they are today.
  usage: Read whole months.
team:
  name: payments-squad
support:
  - channel: "#payments-data"
    url: https://chat.watergarden.example/payments-data
inputPorts:
  - name: plays
    version: 1.0.0
    contractId: play-events.daily
customProperties:
  - property: successCriteria
    value:
      - name: months that had to be corrected
        target: at most 1 a year
        measuredAt: quarterly audit
```
```yaml good product
domain: player
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.finding.finding import Finding, Lack, Severity
from meshwright.mesh.inheritance import accountable
from meshwright.mesh.items import Contract
from meshwright.mesh.mesh import Mesh
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule("missing-domain", on=Mesh, severity=Severity.ERROR, since="0.1")
def missing_domain(mesh: Mesh, _: Mesh) -> Iterator[Finding]:
    """Check products; in a mesh without products, check contracts."""
    for thing in accountable(mesh):
        if not thing.fact.domain and thing.fact.is_sound("domain"):
            severity = Severity.WARNING if isinstance(thing, Contract) else None
            message = "missing `domain`; without it, the address begins with `-`"
            lack = Lack("domain", f"the {thing.kind}")
            yield Finding(message, thing.home.name(), severity=severity, lack=lack)
