"""
A new column is above the open level, so a role or agreement does not cover it yet.

A role or agreement without a list of columns covers the contract version that it states. Later columns are covered
automatically up to the `defaultOpenLevel` of the classification. This column is above that level, so it is not
covered until the approver agrees to the new version, which the fix enters. If the reader should not see the column,
no action is required.

```yaml before classifications
defaultOpenLevel: internal
```
```yaml before contract
version: 1.0.0
schema:
  - name: plays
    properties:
      - {name: play_id, classification: internal}
roles:
  - role: analyst
    access: read
    customProperties: [{property: contractVersion, value: 1.0.0}]
```
```yaml after classifications
defaultOpenLevel: internal
```
```yaml after contract
version: 1.1.0
schema:
  - name: plays
    properties:
      - {name: play_id, classification: internal}
      - {name: city, logicalType: string, classification: confidential}
roles:
  - role: analyst
#         ^^^^^^^ role `analyst` does not cover the new column `plays/city`, which is confidential, unless version 1.1.0 is agreed
    access: read
    customProperties: [{property: contractVersion, value: 1.0.0}]
```
```yaml before classifications
defaultOpenLevel: confidential
```
```yaml before contract
version: 1.0.0
schema:
  - name: plays
    properties:
      - {name: play_id, classification: internal}
```
```yaml after classifications
defaultOpenLevel: confidential
```
```yaml after contract
version: 1.1.0
schema:
  - name: plays
    properties:
      - {name: play_id, classification: internal}
      - {name: city, logicalType: string, classification: confidential}
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.analysis.access.agreed_versions import unagreed, version_fix
from meshwright.analysis.access.atoms import access
from meshwright.changes.change import Revision
from meshwright.finding.finding import Finding, Severity
from meshwright.mesh.items import Contract
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.mesh.mesh import Mesh

MOST = 3
"""The maximum number of columns in a message."""


@rule(
    "new-column-not-agreed",
    on=Revision,
    severity=Severity.NOTICE,
    since="0.1",
    needs=("Classification", "Role"),
)
def new_column_not_agreed(revision: Revision, before: Mesh, after: Mesh) -> Iterator[Finding]:  # noqa: ARG001 - of the protocol
    """Check the roles of contracts with new columns, and agreements on these contracts."""
    old, new = revision.old, revision.new
    if not isinstance(old, Contract) or not isinstance(new, Contract):
        return
    if all(entry.get("defaultOpenLevel") is None for entry in after.register("Classification")):
        return
    known = {old.fact.fields.name(each, old.fact.objects) for each in range(len(old.fact.fields))}
    names = [new.fact.fields.name(each, new.fact.objects) for each in range(len(new.fact.fields))]
    if known.issuperset(names):
        return
    granted = after.derived(access)
    for grant in granted.grants_of.get(new, ()):
        added = [each for each in unagreed(grant, granted) if names[each] not in known]
        if added:
            shown = ", ".join(f"`{names[each]}`" for each in added[:MOST])
            more = f" and {len(added) - MOST} more" if len(added) > MOST else ""
            column = "columns" if len(added) > 1 else "column"
            level = granted.levels.name(new, added[0])
            yield Finding(
                f"{grant.cause.kind.value} `{grant.cause.name}` does not cover the new {column} {shown}{more}, which "
                f"{'are' if more else 'is'} {level}, unless version {new.fact.version} is agreed",
                grant.cause.at,
                fix=version_fix(grant, after),
                discriminator=str(grant.cause),
            )
