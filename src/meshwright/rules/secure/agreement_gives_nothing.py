"""
An agreement grants only access that its reader already has.

People who read the agreement assume that the access ends with it, but it does not. Name a separate `principal`,
limit the role in the contract, or keep the agreement if it only documents a use. Nothing is reported if no
classification level requires an agreement.

```yaml bad classifications
levels:
  - name: public
  - name: internal
  - name: confidential
  - name: restricted
    grants: agreement
```
```yaml bad raw products/payments/royalties/agreements/settlement.yaml
apiVersion: meshwright/v1
kind: AccessAgreement
port: payments/royalties/statements@1
consumer:
  team: payments-squad
  use: settlement
purpose: royalty-settlement
role: royalty-accountant
#     ^^^^^^^^^^^^^^^^^^ group `watergarden-royalty-accounting` already has all the access that this agreement grants
expires: "2027-06-30"
```
```yaml good classifications
levels:
  - name: public
  - name: internal
  - name: confidential
  - name: restricted
    grants: agreement
```
```yaml good raw products/payments/royalties/agreements/settlement.yaml
apiVersion: meshwright/v1
kind: AccessAgreement
port: payments/royalties/statements@1
consumer:
  team: payments-squad
  use: settlement
principal:
  kind: serviceAccount
  name: settlement-report
purpose: royalty-settlement
role: royalty-accountant
expires: "2027-06-30"
```
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from meshwright.analysis.access.atoms import access, widest_access
from meshwright.analysis.access.grants import CauseKind
from meshwright.analysis.access.levels import needs_agreements
from meshwright.finding.finding import Cause, Finding, Severity
from meshwright.mesh.mesh import Mesh
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from meshwright.analysis.access.atoms import Access
    from meshwright.analysis.access.grants import Grant


@rule(
    "agreement-gives-nothing",
    on=Mesh,
    severity=Severity.NOTICE,
    since="0.1",
    needs=("AccessAgreement", "Classification"),
    is_timed=True,
)
def agreement_gives_nothing(mesh: Mesh, _: Mesh) -> Iterator[Finding]:
    """Compare each agreement with the reader's other grants on every day from now on; ended agreements are not checked."""
    if not needs_agreements(mesh):
        return
    granted, widest = mesh.derived(access), mesh.derived(widest_access)
    days = granted.days()
    agreements = (each for each in widest.grants if each.cause.kind is CauseKind.AGREEMENT)
    for cause, found in groupby(agreements, lambda each: each.cause):
        grants = list(found)
        first, last = grants[0].starts or mesh.today, grants[0].ends or mesh.today
        first = max(first, mesh.today)
        if last < first:
            continue
        asked = [first, *(each for each in days if first < each <= last)]
        if not any(_gives(each, widest, granted, day) for each in grants for day in asked):
            reader = grants[0].identity
            kind = "group" if reader.kind.value == "group" else "service account"
            yield Finding(
                f"{kind} `{reader.name}` already has all the access that this agreement grants", cause.at
            )
    for withheld in granted.withheld:
        if withheld.is_contradiction and withheld.contract is not None:
            roles = Cause(withheld.contract.home.at("roles"), "unknown-role")
            yield Finding(withheld.reason, withheld.cause.at, causes=(roles,))


def _gives(grant: Grant, widest: Access, granted: Access, day: date) -> bool:
    """Return whether a grant can show more of a field, or more rows, on a day than the reader's other grants."""
    others = [
        each
        for each in granted.grants_of[grant.contract]
        if each.cause != grant.cause
        and each.identity == grant.identity
        and each.is_in_force(day)
        and each.server in ("", grant.server)
        and each.rows in (None, grant.rows)
    ]
    shown = widest.visibilities(grant)
    return any(
        visibility > max((granted.visibilities(each)[field] for each in others), default=0)
        for field, visibility in enumerate(shown)
    )
