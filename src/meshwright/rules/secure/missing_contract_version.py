"""
A role or agreement does not state the contract version for which it was agreed.

If the classification has a `defaultOpenLevel`, readers see columns above it only if that version already had them. A
role or agreement with neither a version nor a list of columns gives no access to these columns. The fix adds the
current version; approving the fix means agreeing to it.

```yaml bad classifications
defaultOpenLevel: internal
```
```yaml bad contract
version: 1.0.0
schema:
  - name: plays
    properties:
      - name: play_id
      - {name: city, logicalType: string, physicalType: string, classification: confidential}
roles:
  - role: analyst
#         ^^^^^^^ role `analyst` has no `contractVersion`, so it does not cover `plays/city`, which is confidential
    access: read
```
```yaml fixed classifications
defaultOpenLevel: internal
```
```yaml fixed contract
version: 1.0.0
schema:
  - name: plays
    properties:
      - name: play_id
      - {name: city, logicalType: string, physicalType: string, classification: confidential}
roles:
  - role: analyst
    access: read
    customProperties:
      - property: contractVersion
        value: 1.0.0
```
```yaml good contract
schema:
  - name: plays
    properties:
      - name: play_id
      - {name: city, logicalType: string, physicalType: string, classification: confidential}
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.analysis.access.agreed_versions import KEY, stated_version, unagreed, version_fix
from meshwright.analysis.access.atoms import access
from meshwright.finding.finding import Finding, Lack, Severity
from meshwright.mesh.mesh import Mesh
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST = 3
"""The maximum number of columns in a message."""


@rule(
    "missing-contract-version",
    on=Mesh,
    severity=Severity.WARNING,
    since="0.1",
    needs=("Classification", "Role"),
)
def missing_contract_version(mesh: Mesh, _: Mesh) -> Iterator[Finding]:
    """Check roles and agreements without a list of columns, if a column is above the open level."""
    if all(entry.get("defaultOpenLevel") is None for entry in mesh.register("Classification")):
        return
    granted = mesh.derived(access)
    for grant in granted.grants:
        missing = unagreed(grant, granted)
        if missing and stated_version(grant, mesh) is None:
            fields, objects = grant.contract.fact.fields, grant.contract.fact.objects
            shown = ", ".join(f"`{fields.name(each, objects)}`" for each in missing[:MOST])
            more = f" and {len(missing) - MOST} more" if len(missing) > MOST else ""
            level = granted.levels.name(grant.contract, missing[0])
            yield Finding(
                f"{grant.cause.kind.value} `{grant.cause.name}` has no `{KEY}`, so it does not cover {shown}{more}, "
                f"which {'are' if len(missing) > 1 else 'is'} {level}",
                grant.cause.at,
                lack=Lack(f"`{KEY}`", f"the {grant.cause.kind.value} `{grant.cause.name}`"),
                fix=version_fix(grant, mesh),
            )
