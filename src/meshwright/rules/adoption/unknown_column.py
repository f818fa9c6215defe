"""
An agreement names a column that its port does not have.

Its consumer is not warned of changes to the column that it actually reads, and it is unclear what was granted.

```yaml bad raw products/player/play-events/agreements/churn-dashboard.yaml
apiVersion: meshwright/v1
kind: AccessAgreement
port: player/play-events/daily@1
columns:
  - plays/play_id
  - plays/playd_at
#   ^^^^^^^^^^^^^^ `plays` of `player/play-events/daily@1` has no field `playd_at`; did you mean `played_at`?
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
columns:
  - plays/play_id
  - plays/played_at
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
columns:
  - plays/play_id
  - plays/played_at
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

from meshwright.finding.finding import Finding, Severity, meant
from meshwright.mesh.mesh import Mesh
from meshwright.mesh.reference_messages import unresolved_message
from meshwright.mesh.references import UnresolvedReference, near, resolve_column
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule("unknown-column", on=Mesh, severity=Severity.ERROR, since="0.1", preset="essential")
def unknown_column(mesh: Mesh, _: Mesh) -> Iterator[Finding]:
    """Check the columns of agreements whose port exists; a missing port is `unknown-port`."""
    for agreement in mesh.agreements:
        contract = mesh.contract_at.get(agreement.port)
        if contract is None:
            continue
        for position, column in enumerate(agreement.columns):
            target = resolve_column(column, contract) if column else None
            if isinstance(target, UnresolvedReference):
                at = agreement.home.at("columns", position)
                guess = near(target, mesh)
                fix = meant(at, guess and target.corrected(column, guess))
                yield Finding(unresolved_message(target, guess), at, fix=fix)
