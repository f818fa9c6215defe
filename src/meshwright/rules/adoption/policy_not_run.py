"""
A policy is enforced, and nothing runs it.

Policies are read and not run yet: a mesh without findings may violate each of them.
An enforced policy that is not run is an error, and one in `audit` a warning; what is a draft or retired demands nothing.

```yaml bad raw policies/short.yaml
apiVersion: meshwright/v1
kind: Policy
name: short
title: Payment ports keep personal data for 90 days at most
owner: player-squad
severity: error
status: enforced
#       ^^^^^^^^ cannot verify policy `short`: policies are not run; check it elsewhere
sql: SELECT address FROM port WHERE personal_data AND (retention_days <= 90) IS NOT TRUE
message: "{address} keeps personal data too long"
tests:
  - fails: [payments/royalties/statements@1]
    given: "{}"
  - passes: [payments/royalties/statements@1]
    given: "{}"
```
```yaml good raw policies/short.yaml
apiVersion: meshwright/v1
kind: Policy
name: short
title: Payment ports keep personal data for 90 days at most
owner: player-squad
severity: error
status: draft
sql: SELECT address FROM port WHERE personal_data AND (retention_days <= 90) IS NOT TRUE
message: "{address} keeps personal data too long"
tests:
  - fails: [payments/royalties/statements@1]
    given: "{}"
  - passes: [payments/royalties/statements@1]
    given: "{}"
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.finding.finding import Finding, Severity
from meshwright.mesh.mesh import Mesh
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

_LEVELS = {"enforced": Severity.ERROR, "audit": Severity.WARNING}


@rule("policy-not-run", on=Mesh, severity=Severity.ERROR, since="0.1", preset="essential")
def policy_not_run(mesh: Mesh, _: Mesh) -> Iterator[Finding]:
    """Check what the policies of the mesh demand; a severity of their own makes no difference."""
    for entry in mesh.register("Policy"):
        status = entry.get("status")
        if status in _LEVELS:
            yield Finding(
                f"cannot verify policy `{entry.name}`: policies are not run; check it elsewhere",
                entry.home.at("status"),
                discriminator=entry.name,
                severity=_LEVELS[status],
            )
