"""
An agreement has a purpose that no role has.

Each role registers the purposes that it allows; none allows this one.

```yaml bad raw products/player/play-events/agreements/churn-dashboard.yaml
apiVersion: meshwright/v1
kind: AccessAgreement
port: player/play-events/daily@1
consumer:
  team: payments-squad
  use: churn dashboard
purpose: product-analytic
#        ^^^^^^^^^^^^^^^^ unknown purpose `product-analytic`; did you mean `product-analytics`?
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
from meshwright.mesh.mesh import Mesh
from meshwright.quantities.suggestions import nearest
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule("unknown-purpose", on=Mesh, severity=Severity.ERROR, since="0.1", needs=("Role",))
def unknown_purpose(mesh: Mesh, _: Mesh) -> Iterator[Finding]:
    """Check agreements, unless an unreadable role could contain the purpose."""
    known = {purpose for role in mesh.roles.values() for purpose in role.purposes}
    if any(broken.sketch.kind == "Role" for broken in mesh.broken):
        return
    for agreement in mesh.agreements:
        if agreement.purpose and agreement.purpose not in known:
            at = agreement.home.at("purpose")
            role = mesh.roles.get(agreement.role)
            near = nearest(agreement.purpose, role.purposes if role else ()) or nearest(
                agreement.purpose, known
            )
            yield Finding(
                f"unknown purpose `{agreement.purpose}`{did_you_mean(near)}", at, fix=meant(at, near)
            )
