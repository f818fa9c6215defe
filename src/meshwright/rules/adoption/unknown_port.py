"""
An agreement names a port that the mesh does not have.

The consumer is not warned of changes, because it is unknown which port the consumer reads.

```yaml bad raw products/player/play-events/agreements/churn-dashboard.yaml
apiVersion: meshwright/v1
kind: AccessAgreement
port: player/play-events/dayly@1
#     ^^^^^^^^^^^^^^^^^^^^^^^^^^ unknown port `player/play-events/dayly@1`; did you mean `player/play-events/daily@1`?
consumer:
  team: payments-squad
  use: churn dashboard
purpose: product-analytics
role: analyst
expires: "2027-06-30"
```
```yaml fixed raw products/player/play-events/agreements/churn-dashboard.yaml
apiVersion: meshwright/v1
kind: AccessAgreement
port: player/play-events/daily@1
consumer:
  team: payments-squad
  use: churn dashboard
purpose: product-analytics
role: analyst
expires: "2027-06-30"
```
```yaml good raw products/player/play-events/agreements/churn-dashboard.yaml
apiVersion: meshwright/v1
kind: AccessAgreement
port: player/play-events/daily@1
consumer:
  team: payments-squad
  use: churn dashboard
purpose: product-analytics
role: analyst
expires: "2027-06-30"
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.finding.finding import Finding, Severity, did_you_mean, meant
from meshwright.mesh.address import slug
from meshwright.mesh.masked_ports import may_be_masked, unordered
from meshwright.mesh.mesh import Mesh
from meshwright.quantities.suggestions import nearest
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    "unknown-port",
    on=Mesh,
    severity=Severity.ERROR,
    since="0.1",
    preset="essential",
)
def unknown_port(mesh: Mesh, _: Mesh) -> Iterator[Finding]:
    """Check the ports of agreements, except those that another error could mask."""
    for agreement in mesh.agreements:
        if not agreement.port or agreement.port in mesh.ports or may_be_masked(agreement.port, mesh):
            continue
        at = agreement.home.at("port")
        near = (
            _other_major(agreement.port, mesh)
            or _moved(agreement.port, mesh)
            or nearest(agreement.port, mesh.ports)
        )
        yield Finding(
            f"unknown port `{agreement.port}`{did_you_mean(near)}",
            at,
            fix=meant(at, near),
            causes=unordered(agreement.port, mesh),
        )


def _other_major(address: str, mesh: Mesh) -> str | None:
    path = address.partition("@")[0]
    return next((each for each in reversed(tuple(mesh.ports)) if each.partition("@")[0] == path), None)


def _moved(address: str, mesh: Mesh) -> str | None:
    """Find the port in a product that was renamed or moved to another domain but has the same id."""
    _, identity, port = address.split("/", 2)
    moved = (f"{each.address}/{port}" for each in mesh.products if slug(each.fact.id) == identity)
    return next((each for each in moved if each in mesh.ports), None)
