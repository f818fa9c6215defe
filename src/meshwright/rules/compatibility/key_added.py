"""
An object has a primary key now.

Readers are safe; what is written twice fails.

```yaml before contract
schema:
  - name: plays
    properties:
      - {name: skip_reason, logicalType: string}
```
```yaml after contract
schema:
  - name: plays
#         ^^^^^ primary key is (`skip_reason`) now; what is written has to follow
    properties:
      - {name: skip_reason, logicalType: string, primaryKey: true}
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.changes.change import Change
from meshwright.finding.finding import Severity
from meshwright.impact.change_finding import report_change
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.finding.finding import Finding
    from meshwright.mesh.mesh import Mesh


@rule("key-added", on=Change, severity=Severity.NOTICE, since="0.1", preset="strict")
def key_added(change: Change, before: Mesh, after: Mesh) -> Iterator[Finding]:
    """Report the changes that are of this row."""
    return report_change("key-added", change, before, after)
