"""
A test of a policy fails.

A policy's tests are small meshes: `fails` lists exactly the addresses that the policy must report, and `passes`
those that it must check without a finding. A policy whose tests fail may report correct items or miss incorrect items.

```yaml bad raw policies/short.yaml
apiVersion: meshwright/v1
kind: Policy
name: short
title: Ports with personal data keep it for at most 90 days
owner: player-squad
severity: error
status: draft
sql: SELECT address FROM port WHERE personal_data AND retention_days IS NOT NULL AND retention_days > 90
message: "{address} keeps personal data for too long"
tests:
  - fails: [payments/royalties/statements@1]
#           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ test 1 of policy `short` fails: no finding at `payments/royalties/statements@1`; the query returns no rows
    given: |
      kind: DataContract
      id: statements
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
from meshwright.policies.testing import failed_tests
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    "policy-test-fails", on=Mesh, severity=Severity.ERROR, since="0.1", preset="essential", needs=("Policy",)
)
def policy_test_fails(mesh: Mesh, _: Mesh) -> Iterator[Finding]:
    """Run the tests of all policies that can run."""
    for each in mesh.derived(failed_tests):
        policy, test = each.bound.policy, each.test
        key = "fails" if test.is_failing else "passes"
        yield Finding(
            f"test {test.position + 1} of policy `{policy.name}` fails: {each.reason}",
            policy.home.at("tests", test.position, key, *((0,) if len(test.addresses) == 1 else ())),
            discriminator=f"{policy.name} {test.position}",
        )
