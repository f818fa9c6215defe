"""
A policy's query contains an SQL trap.

`retention_days > 90` is not true for a port that declares no retention, so the policy silently accepts such ports;
`(retention_days <= 90) IS NOT TRUE` reports them. `NOT LIKE`, `NOT GLOB` and `NOT REGEXP` ignore null values in the
same way, and `= NULL` is never true. In `LIKE`, `_` matches any character: `LIKE '%_ts'` matches `fonts`, but
`GLOB '*_ts'` does not.

```yaml bad raw policies/short.yaml
apiVersion: meshwright/v1
kind: Policy
name: short
title: Ports with personal data keep it for at most 90 days
owner: player-squad
severity: error
status: draft
sql: SELECT address FROM port WHERE personal_data AND retention_days > 90
#    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `retention_days > 90` misses items without `retention_days`; write `(<what is allowed>) IS NOT TRUE`, or test `retention_days IS NULL`
message: "{address} keeps personal data for too long"
tests:
  - fails: [payments/royalties/statements@1]
    given: |
      kind: DataContract
      id: statements
      slaProperties: [{property: retention, value: 91, unit: d}]
  - passes: [payments/royalties/statements@1]
    given: |
      kind: DataContract
      id: statements
      slaProperties: [{property: retention, value: 90, unit: d}]
```
```yaml good raw policies/short.yaml
apiVersion: meshwright/v1
kind: Policy
name: short
title: Ports with personal data keep it for at most 90 days
owner: player-squad
severity: error
status: draft
sql: SELECT address FROM port WHERE personal_data AND (retention_days <= 90) IS NOT TRUE
message: "{address} keeps personal data for too long"
tests:
  - fails: [payments/royalties/statements@1]
    given: |
      kind: DataContract
      id: statements
      slaProperties: [{property: retention, value: 91, unit: d}]
  - passes: [payments/royalties/statements@1]
    given: |
      kind: DataContract
      id: statements
      slaProperties: [{property: retention, value: 90, unit: d}]
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.finding.finding import Finding, Severity
from meshwright.mesh.mesh import Mesh
from meshwright.policies.doubts import doubts
from meshwright.policies.policy import bound_policies
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    "doubtful-policy", on=Mesh, severity=Severity.WARNING, since="0.1", preset="essential", needs=("Policy",)
)
def doubtful_policy(mesh: Mesh, _: Mesh) -> Iterator[Finding]:
    """Find SQL traps in the queries of policies that can run."""
    for each in mesh.derived(bound_policies):
        if each.binding is not None and each.policy.status != "retired":
            for code, message in doubts(each.binding):
                yield Finding(message, each.policy.home.at("sql"), discriminator=f"{each.policy.name} {code}")
