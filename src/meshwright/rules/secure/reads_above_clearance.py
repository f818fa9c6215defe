"""
An agreement lets a group read data for which none of its own roles is cleared.

An agreement gives its `principal` the clearance of the agreement's role. If the principal is a group with
roles, these roles define its members' clearance. Choose a role that the group has, or another principal. If a
document states a group's id, the id identifies the group, whatever name the document gives it.

If the role or agreement states an earlier version of the contract, a check does not know which columns that
version had. A finding that depends on this names the version and is a warning; `meshwright access who` reads
the history, and knows those columns. The agreement is correct if the column was added after that version,
because it is then not readable. If the version has the column, the access is real: `access plan` and the
comment that `meshwright report` writes show it with the approval that it needs. Use `--fail-on warning` to
stop it in `check` as well.

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

from meshwright.analysis.access.agreed_versions import certain_grants, if_earlier_had
from meshwright.analysis.access.atoms import Visibility, access, widest_access
from meshwright.analysis.access.grants import CauseKind
from meshwright.analysis.access.identities import IdentityKind, completed, declared_ids, group
from meshwright.finding.finding import At, Finding, Severity
from meshwright.mesh.mesh import Mesh
from meshwright.mesh.registries import text
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.analysis.access.atoms import Access
    from meshwright.analysis.access.grants import Grant
    from meshwright.analysis.access.identities import Identity


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
    clearances = _Clearances(mesh, granted)
    for grant in granted.grants:
        is_over = grant.ends is not None and grant.ends < mesh.today
        is_group = grant.identity.kind is IdentityKind.GROUP
        if grant.cause.kind is not CauseKind.AGREEMENT or not is_group or is_over:
            continue
        cleared = clearances.of(grant.identity)
        above = _above(grant, granted, cleared) if cleared is not None else set()
        if cleared is not None and above:
            yield _finding(grant, granted, cleared, above)


def _above(grant: Grant, granted: Access, cleared: int) -> set[int]:
    """Return the fields above a rank that a grant shows in the clear."""
    ranks, shown = granted.levels.ranks[grant.contract], granted.visibilities(grant)
    return {field for field, rank in enumerate(ranks) if shown[field] == Visibility.CLEAR and rank > cleared}


def _finding(grant: Grant, granted: Access, cleared: int, above: set[int]) -> Finding:
    mesh, contract, levels = granted.mesh, grant.contract, granted.levels.levels
    certain = mesh.derived(access)
    is_read: set[int] = set().union(*(_above(each, certain, cleared) for each in certain_grants(grant, mesh)))
    ranks = granted.levels.ranks[contract]
    worst = max(is_read or above, key=lambda field: (ranks[field], -field))
    condition = "" if is_read else f", {if_earlier_had(grant, mesh)}"
    return Finding(
        f"group `{grant.identity.name}` is cleared up to {levels[cleared].name}, but "
        f"{'reads' if is_read else 'may read'} "
        f"`{contract.fact.fields.name(worst, contract.fact.objects)}`, which is "
        f"{levels[ranks[worst]].name}{condition}",
        At(("principal", "name"), document=grant.cause.at.document, file=grant.cause.at.file),
        severity=None if is_read else Severity.WARNING,
    )


class _Clearances:
    """For each group, the highest rank for which its roles are cleared."""

    def __init__(self, mesh: Mesh, granted: Access) -> None:
        self._by_key: dict[str, int] = {}
        self._keys: dict[str, set[str]] = {}
        """For each group name, the keys of the groups that roles declare with it."""
        ids = declared_ids(mesh)
        for entry in mesh.register("Role"):
            rank = granted.levels.rank(text(entry.get("clearance")))
            name = text(entry.get("group"))
            if rank is not None and name:
                key = completed(group(name, text(entry.get("groupId"))), ids).key
                self._by_key[key] = max(rank, self._by_key.get(key, 0))
                self._keys.setdefault(name, set()).add(key)

    def of(self, identity: Identity) -> int | None:
        """Return a group's clearance. If the group's id and name belong to different groups, return the lower clearance."""
        by_name = [self._by_key[key] for key in self._keys.get(identity.name, ())]
        found = [self._by_key[identity.key]] if identity.key in self._by_key else []
        if by_name:
            found.append(max(by_name))
        return min(found, default=None)
