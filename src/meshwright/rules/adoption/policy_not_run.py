"""
A policy cannot run.

Its query is checked against the relational model (`meshwright schema tables`) before it runs: a misspelled
column is an error, even in double quotes, and a result without `address` has no location.
The policy's requirement is not checked, so the exit code is 2. The policy must not have the name of another rule,
because severities, waivers and comments refer to rules by name.

```yaml bad raw policies/short.yaml
apiVersion: meshwright/v1
kind: Policy
name: short
title: Payment ports keep personal data for 90 days at most
owner: player-squad
severity: error
status: enforced
sql: SELECT address FROM port WHERE (retention_dayz <= 90) IS NOT TRUE
#    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ cannot run policy `short`: unknown column `retention_dayz`; did you mean `retention_days`?
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
sql: SELECT address FROM port WHERE address LIKE 'payments/%' AND personal_data AND (retention_days <= 90) IS NOT TRUE
message: "{address} keeps personal data too long"
tests:
  - fails: [payments/royalties/statements@1]
    given: |
      kind: DataContract
      id: statements
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
from meshwright.policies.policy import bound_policies
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule("policy-not-run", on=Mesh, severity=Severity.ERROR, since="0.1", preset="essential", needs=("Policy",))
def policy_not_run(mesh: Mesh, _: Mesh) -> Iterator[Finding]:
    """Check that the policies of the mesh can run, except retired ones."""
    for each in mesh.derived(bound_policies):
        policy = each.policy
        if each.fault and policy.sql and policy.status != "retired":
            yield Finding(
                f"cannot run policy `{policy.name}`: {each.fault}",
                policy.home.at(each.place),
                discriminator=policy.name,
            )
