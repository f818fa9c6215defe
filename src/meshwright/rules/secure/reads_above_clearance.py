"""
By an agreement, a group reads data for which none of its own roles is cleared.

An agreement gives its `principal` the clearance of the agreement's role. If the principal is a group with roles, these
roles define the clearance of its members. Choose a role of the group, or another principal.

```yaml bad other_contract
schema:
  - name: statements
    properties:
      - name: statement_id
      - name: settled_at
        classification: restricted
```
```yaml bad raw products/payments/royalties/agreements/settlement.yaml
apiVersion: meshwright/v1
kind: AccessAgreement
port: payments/royalties/statements@1
consumer:
  team: payments-squad
  use: settlement
principal:
  kind: group
  name: watergarden-data-analysts
#       ^^^^^^^^^^^^^^^^^^^^^^^^^ group `watergarden-data-analysts` is cleared up to confidential, but reads `statements/settled_at`, which is restricted
purpose: royalty-settlement
role: royalty-accountant
expires: "2027-06-30"
```
```yaml good other_contract
schema:
  - name: statements
    properties:
      - name: statement_id
      - name: settled_at
        classification: restricted
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

from meshwright.analysis.access.atoms import Visibility, widest_access
from meshwright.analysis.access.grants import CauseKind
from meshwright.analysis.access.identities import IdentityKind
from meshwright.finding.finding import At, Finding, Severity
from meshwright.mesh.mesh import Mesh
from meshwright.mesh.registries import text
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.analysis.access.atoms import Access


@rule(
    "reads-above-clearance",
    on=Mesh,
    severity=Severity.ERROR,
    since="0.1",
    needs=("Role", "Classification", "AccessAgreement"),
    is_timed=True,
)
def reads_above_clearance(mesh: Mesh, _: Mesh) -> Iterator[Finding]:
    """Check the principals of agreements that have not ended."""
    if not any(entry.get("principal") for entry in mesh.register("AccessAgreement")):
        return
    granted = mesh.derived(widest_access)
    clearances = _clearances(mesh, granted)
    for grant in granted.grants:
        cleared = clearances.get(grant.identity.name)
        is_over = grant.ends is not None and grant.ends < mesh.today
        is_group = grant.identity.kind is IdentityKind.GROUP
        if grant.cause.kind is not CauseKind.AGREEMENT or not is_group or cleared is None or is_over:
            continue
        ranks = granted.levels.ranks[grant.contract]
        shown = granted.visibilities(grant)
        above = [
            field for field, rank in enumerate(ranks) if shown[field] == Visibility.CLEAR and rank > cleared
        ]
        if above:
            fields, objects, levels = (
                grant.contract.fact.fields,
                grant.contract.fact.objects,
                granted.levels.levels,
            )
            worst = max(above, key=lambda field: (ranks[field], -field))
            yield Finding(
                f"group `{grant.identity.name}` is cleared up to {levels[cleared].name}, but reads "
                f"`{fields.name(worst, objects)}`, which is {levels[ranks[worst]].name}",
                At(("principal", "name"), document=grant.cause.at.document, file=grant.cause.at.file),
            )


def _clearances(mesh: Mesh, granted: Access) -> dict[str, int]:
    """Return the highest rank for which each group is cleared by its roles, by group name."""
    found: dict[str, int] = {}
    for entry in mesh.register("Role"):
        rank = granted.levels.rank(text(entry.get("clearance")))
        name = text(entry.get("group"))
        if rank is not None and name:
            found[name] = max(rank, found.get(name, 0))
    return found
