"""
An agreement has a purpose that its role does not have.

Data collected for one purpose must not be used for another; the registry of roles states the purposes
of each role.

```yaml bad raw products/player/play-events/agreements/churn-dashboard.yaml
apiVersion: meshwright/v1
kind: AccessAgreement
port: player/play-events/daily@1
consumer:
  team: payments-squad
  use: churn dashboard
purpose: royalty-settlement
#        ^^^^^^^^^^^^^^^^^^ role `analyst` does not allow this purpose, only `service-improvement`, `product-analytics`
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

from meshwright.finding.finding import Finding, Related, Severity
from meshwright.mesh.mesh import Mesh
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule("purpose-not-allowed", on=Mesh, severity=Severity.ERROR, since="0.1", needs=("Role",))
def purpose_not_allowed(mesh: Mesh, _: Mesh) -> Iterator[Finding]:
    """Check agreements with a registered role and a registered purpose."""
    known = {purpose for role in mesh.roles.values() for purpose in role.purposes}
    for agreement in mesh.agreements:
        role = mesh.roles.get(agreement.role)
        if role is None or not role.purposes or agreement.purpose not in known - set(role.purposes):
            continue
        listed = ", ".join(f"`{each}`" for each in role.purposes)
        yield Finding(
            f"role `{role.name}` does not allow this purpose, only {listed}",
            agreement.home.at("purpose"),
            (Related("the role's purposes", role.home.at("purposes")),),
        )
