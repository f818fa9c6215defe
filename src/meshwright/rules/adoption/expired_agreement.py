"""
An access agreement has expired.

Either the consumer still reads without an agreement, or it stopped long ago and unnecessarily delays changes to the
port. Renew it in a pull request that the port's owner reviews, or delete it.

```yaml bad raw products/player/play-events/agreements/churn-dashboard.yaml
apiVersion: meshwright/v1
kind: AccessAgreement
port: player/play-events/daily@1
consumer:
  team: payments-squad
  use: churn dashboard
purpose: product-analytics
role: analyst
expires: "2026-06-30"
#        ^^^^^^^^^^^^ the agreement expired on 2026-06-30
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

from meshwright.finding.finding import Finding, Severity
from meshwright.mesh.mesh import Mesh
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule("expired-agreement", on=Mesh, severity=Severity.WARNING, since="0.1", is_timed=True)
def expired_agreement(mesh: Mesh, _: Mesh) -> Iterator[Finding]:
    """Check agreements as of the given date; an agreement is still valid on its last day."""
    for agreement in mesh.agreements:
        if not agreement.is_current(mesh.today):
            yield Finding(f"the agreement expired on {agreement.expires}", agreement.home.at("expires"))
