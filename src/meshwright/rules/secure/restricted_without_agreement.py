"""
A role is cleared for a level that requires an agreement, but no agreement exists.

The contract names the role and the registry clears it, but without an agreement it cannot read these columns.
Propose an agreement, or remove the role from the contract. If the role states an earlier version of the contract, it
may not cover the column at all; the finding is then a notice.

```yaml bad classifications
levels:
  - name: public
  - name: internal
  - name: confidential
  - name: restricted
    grants: agreement
```
```yaml bad other_contract
schema:
  - name: statements
    properties:
      - name: statement_id
      - name: settled_at
        classification: restricted
roles:
  - role: royalty-accountant
#         ^^^^^^^^^^^^^^^^^^ role `royalty-accountant` needs an agreement to read `statements/settled_at`, which is restricted
```
```yaml good classifications
levels:
  - name: public
  - name: internal
  - name: confidential
  - name: restricted
    grants: agreement
```
```yaml good other_contract
schema:
  - name: statements
    properties:
      - name: statement_id
      - name: settled_at
        classification: restricted
roles:
  - role: royalty-accountant
```
```yaml good raw products/payments/royalties/agreements/settlement.yaml
apiVersion: meshwright/v1
kind: AccessAgreement
port: payments/royalties/statements@1
consumer:
  team: payments-squad
  use: settlement
purpose: royalty-settlement
role: royalty-accountant
expires: "2027-06-30"
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.analysis.access.agreed_versions import certain_grants, if_earlier_had
from meshwright.analysis.access.atoms import widest_access
from meshwright.analysis.access.grants import CauseKind
from meshwright.analysis.access.levels import needs_agreements
from meshwright.finding.finding import Finding, Severity
from meshwright.mesh.mesh import Mesh
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from meshwright.analysis.access.atoms import Access
    from meshwright.analysis.access.grants import Grant

MOST = 3
"""The maximum number of columns in a message."""


@rule(
    "restricted-without-agreement",
    on=Mesh,
    severity=Severity.WARNING,
    since="0.1",
    needs=("Role", "Classification"),
    is_timed=True,
)
def restricted_without_agreement(mesh: Mesh, _: Mesh) -> Iterator[Finding]:
    """Check the roles of contracts. An agreement that starts later is sufficient; an agreement that has ended is not."""
    if not needs_agreements(mesh):
        return
    granted = mesh.derived(widest_access)
    for grant in granted.grants:
        if grant.cause.kind is not CauseKind.ROLE:
            continue
        waiting = _waiting(grant, granted)
        others = granted.grants_of[grant.contract]
        if waiting and not any(_lets_in(each, grant, waiting, mesh.today) for each in others):
            yield _finding(grant, waiting, granted)


def _finding(grant: Grant, waiting: list[int], granted: Access) -> Finding:
    """Return the finding about the fields that the role certainly covers, and those that it may cover."""
    given = certain_grants(grant, granted.mesh)
    certain = [
        field for field in waiting if any(each.fields is None or field in each.fields for each in given)
    ]
    shown = certain or waiting
    fields, objects = grant.contract.fact.fields, grant.contract.fact.objects
    more = f" and {len(shown) - MOST} more" if len(shown) > MOST else ""
    columns = ", ".join(f"`{fields.name(field, objects)}`" for field in shown[:MOST])
    words = f"an agreement to read {columns}{more}, which is {granted.levels.name(grant.contract, shown[0])}"
    if not certain:
        words += f", {if_earlier_had(grant, granted.mesh)}"
    elif len(certain) < len(waiting):
        condition = if_earlier_had(grant, granted.mesh, "them")
        words += f", and may need one to read {len(waiting) - len(certain)} more, {condition}"
    return Finding(
        f"role `{grant.cause.name}` {'needs' if certain else 'may need'} {words}",
        grant.cause.at,
        severity=None if certain else Severity.NOTICE,
    )


def _waiting(grant: Grant, granted: Access) -> list[int]:
    """Return the fields for which the role is cleared, but which it can read only under an agreement."""
    levels, ranks = granted.levels.levels, granted.levels.ranks[grant.contract]
    return [
        field
        for field, rank in enumerate(ranks)
        if rank <= grant.clearance
        and levels[rank].needs_agreement
        and (grant.fields is None or field in grant.fields)
    ]


def _lets_in(other: Grant, grant: Grant, waiting: list[int], today: date) -> bool:
    is_of_role = other.cause.kind is CauseKind.AGREEMENT and other.role == grant.role
    is_over = other.ends is not None and other.ends < today
    return is_of_role and not is_over and (other.fields is None or not other.fields.isdisjoint(waiting))
