"""
The team that requests access in an agreement is also the approver named by the contract's role.

The requesting team could approve its own access. Name an approver from another team in the role. Owners who use
their own port are not reported, because they already have the data.

```yaml bad other_contract
roles:
  - role: royalty-accountant
    firstLevelApprovers: player-squad
```
```yaml bad raw products/payments/royalties/agreements/settlement.yaml
apiVersion: meshwright/v1
kind: AccessAgreement
port: payments/royalties/statements@1
consumer:
  team: player-squad
#       ^^^^^^^^^^^^ team `player-squad` requests access that it approves itself, as the approver of role `royalty-accountant`
  use: settlement
purpose: royalty-settlement
role: royalty-accountant
expires: "2027-06-30"
```
```yaml good other_contract
roles:
  - role: royalty-accountant
    firstLevelApprovers: payments-squad
```
```yaml good raw products/payments/royalties/agreements/settlement.yaml
apiVersion: meshwright/v1
kind: AccessAgreement
port: payments/royalties/statements@1
consumer:
  team: player-squad
  use: settlement
purpose: royalty-settlement
role: royalty-accountant
expires: "2027-06-30"
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.finding.finding import Finding, Related, Severity
from meshwright.mesh.inheritance import team_of
from meshwright.mesh.mesh import Mesh
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.finding.finding import At
    from meshwright.mesh.items import Contract


@rule(
    "agreement-approves-itself",
    on=Mesh,
    severity=Severity.WARNING,
    since="0.1",
    needs=("AccessAgreement",),
    is_timed=True,
)
def agreement_approves_itself(mesh: Mesh, _: Mesh) -> Iterator[Finding]:
    """Check agreements that have not ended, unless the role also has an approver from another team."""
    for agreement in mesh.agreements:
        port = mesh.ports.get(agreement.port)
        contract = port.contract if port else None
        if (
            contract is None
            or not agreement.is_current(mesh.today)
            or agreement.team == team_of(contract, mesh)
        ):
            continue
        for approvers, at in _approvers(contract, agreement.role):
            if agreement.team and set(approvers) == {agreement.team}:
                yield Finding(
                    f"team `{agreement.team}` requests access that it approves itself, as the approver of role `{agreement.role}`",
                    agreement.home.at("consumer", "team"),
                    (Related("the approver", at),),
                )
                break


def _approvers(contract: Contract, name: str) -> Iterator[tuple[list[str], At]]:
    for role in contract.fact.roles:
        if role.role == name and role.approvers:
            at = contract.home.at("roles", role.position, role.approvers[0][0])
            yield [each.strip() for _, names in role.approvers for each in names.split(",")], at
