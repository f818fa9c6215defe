"""
A field's values are unique now.

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
    properties:
      - {name: skip_reason, logicalType: string, unique: true}
#                                                        ^^^^ its values are unique now; what is written has to follow
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


@rule("unique-added", on=Change, severity=Severity.NOTICE, since="0.1", preset="strict")
def unique_added(change: Change, before: Mesh, after: Mesh) -> Iterator[Finding]:
    """Report the changes that are of this row."""
    return report_change("unique-added", change, before, after)
