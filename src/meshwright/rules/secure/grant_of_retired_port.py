"""
Emergency access is granted to a port that is retired or belongs to a retired product.

Such a port has no readers, so the grant has no effect when it is needed. Grant access to the successor of the port.
`retired-with-consumers` reports agreements on a retired port.

```yaml bad other_product
status: retired
```
```yaml bad other_contract
status: retired
roles: []
```
```yaml bad raw policies/break-glass/inc-1.yaml
apiVersion: meshwright/v1
kind: BreakGlass
port: payments/royalties/statements@1
#     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `payments/royalties/statements@1` is retired and has no readers
principal:
  kind: group
  name: watergarden-on-call
reason: Payments were made twice.
ticket: INC-1
approvedBy: ines.holm
startDate: "2026-11-22"
days: 1
```
```yaml good raw policies/break-glass/inc-1.yaml
apiVersion: meshwright/v1
kind: BreakGlass
port: payments/royalties/statements@1
principal:
  kind: group
  name: watergarden-on-call
reason: Payments were made twice.
ticket: INC-1
approvedBy: ines.holm
startDate: "2026-11-22"
days: 1
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.analysis.access.offers import offers
from meshwright.finding.finding import Finding, Severity
from meshwright.mesh.mesh import Mesh
from meshwright.mesh.registries import text
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule("grant-of-retired-port", on=Mesh, severity=Severity.WARNING, since="0.1")
def grant_of_retired_port(mesh: Mesh, _: Mesh) -> Iterator[Finding]:
    """Check emergency grants; roles of a retired port are not reported."""
    is_retired = mesh.derived(offers).is_retired
    for entry in mesh.register("BreakGlass"):
        port = mesh.ports.get(text(entry.get("port")))
        if port is not None and port.contract is not None and is_retired(port.contract):
            yield Finding(f"`{port.address}` is retired and has no readers", entry.home.at("port"))
