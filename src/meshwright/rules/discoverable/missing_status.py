"""
A product does not state its status: proposed, draft, active, deprecated or retired.

Consumers cannot distinguish a promise from an experiment. A contract inherits the status of the product that exposes
it.

```yaml bad raw products/payments/label-shares/product.odps.yaml
apiVersion: v1.1.0
kind: DataProduct
id: label-shares
name: label-shares
#     ^^^^^^^^^^^^ missing status; add one of `proposed`, `draft`, `active`, `deprecated`, `retired`
domain: payments
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
status: active
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.finding.finding import Finding, Lack, Severity
from meshwright.mesh.inheritance import accountable
from meshwright.mesh.mesh import Mesh
from meshwright.quantities.lifecycle import STATUSES
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule("missing-status", on=Mesh, severity=Severity.WARNING, since="0.1")
def missing_status(mesh: Mesh, _: Mesh) -> Iterator[Finding]:
    """Check products; in a mesh without products, check contracts."""
    for thing in accountable(mesh):
        if not thing.fact.status and thing.fact.is_sound("status"):
            listed = ", ".join(f"`{each}`" for each in STATUSES)
            message = f"missing status; add one of {listed}"
            yield Finding(message, thing.home.name(), lack=Lack("status", f"the {thing.kind}"))
